"""Pieces of a Word file (ECMA-376-1) that python-docx has no call for: direction, links, fields, borders."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.section import Section
    from docx.styles.style import BaseStyle
    from docx.table import Table
    from docx.table import _Cell as Place
    from docx.text.paragraph import Paragraph

    from holdfire.bulletins.document import Cell
    from holdfire.bulletins.runs import Run, Voice

FONT = "Arial"
"""A font that office programs have, with Arabic, Persian and Cyrillic letters."""

PAGE = WD_BREAK.PAGE
SPACES = re.compile("([\n\t])")
BREAK = {"\n": "w:br", "\t": "w:tab"}


def element(name: str, **attributes: str) -> Any:
    """Make an element of WordprocessingML with attributes of its own namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def a4(section: Section) -> Section:
    """Lay a section out on A4."""
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    return section


def use_font(style: BaseStyle) -> None:
    """Set a style in one font for all scripts, its letters not spaced, for Arabic letters are joined."""
    properties = style.element.get_or_add_rPr()
    for name in ("w:rFonts", "w:spacing", "w:kern"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    properties.insert(0, element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))


def small_print(style: Any) -> None:
    """Make a style one of small print: grey and not bold."""
    style.font.bold = style.font.cs_bold = False
    style.font.color.rgb = RGBColor(0x5A, 0x67, 0x73)


def write(paragraph: Paragraph, voice: Voice, cell: Cell, *, strong: bool = False) -> None:
    """Write a text into a paragraph, which takes the language's direction; data are isolated."""
    turn(paragraph, voice)
    for (rtl, url), alike in groupby(voice.runs(cell), key=lambda run: (runs_left(run, voice), run.url)):
        text = "".join(voice.isolated(run.text) if run.data else run.text for run in alike)
        made = _stretch(text, strong=strong, linked=bool(url), rtl=rtl)
        _append(paragraph, made, url)


def turn(paragraph: Paragraph, voice: Voice) -> None:
    """Make a paragraph run from right to left if the language does."""
    if not voice.rtl:
        return
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no call for it
    if properties.find(qn("w:bidi")) is None:
        properties.insert_element_before(
            element("bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


def runs_left(run: Run, voice: Voice) -> bool:
    """Say whether a run goes from right to left: data by its first strong letter (UAX #9, P2), ours as the language."""
    if run.data:
        for c in run.text:
            if (kind := unicodedata.bidirectional(c)) in {"L", "R", "AL"}:
                return kind != "L"
    return voice.rtl


def _stretch(text: str, *, strong: bool, linked: bool, rtl: bool) -> Any:
    """Make a run, its properties in the order of the schema (ECMA-376-1, 17.3.2.28).

    python-docx has a call for it, which takes three times as long; a heavy day's bulletin has ten thousand.
    """
    made = OxmlElement("w:r")
    marks = ((strong, "b"), (strong, "bCs"), (linked, "u"), (rtl, "rtl"))
    if any(wanted for wanted, _ in marks):
        properties = OxmlElement("w:rPr")
        for name in (name for wanted, name in marks if wanted):
            properties.append(element(name, val="single") if name == "u" else OxmlElement(f"w:{name}"))
        made.append(properties)
    for part in SPACES.split(text):
        if part in BREAK:
            made.append(OxmlElement(BREAK[part]))
        elif part:
            words = OxmlElement("w:t")
            words.text = part
            words.set(qn("xml:space"), "preserve")
            made.append(words)
    return made


def _append(paragraph: Paragraph, stretch: Any, url: str) -> None:
    if url:
        found = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), found)
        link.append(stretch)
        stretch = link
    paragraph._p.append(stretch)  # noqa: SLF001 - python-docx reads links and cannot write them


def page_number(paragraph: Paragraph) -> None:
    """Write a field that an office program fills with the page's number, and one with their count."""
    for i, code in enumerate(("PAGE", "NUMPAGES")):
        paragraph.add_run(" / " if i else "")
        field = element("fldSimple", instr=code)
        paragraph._p.append(field)  # noqa: SLF001 - python-docx has no call for it


def hang(paragraph: Paragraph) -> None:
    """Let a list's mark stand out before its item."""
    layout = paragraph.paragraph_format
    layout.left_indent, layout.first_line_indent = Cm(1), Cm(-0.7)
    layout.tab_stops.add_tab_stop(Cm(1))


def line_above(paragraph: Paragraph) -> None:
    """Draw a line above a paragraph, to be signed on, with room for the hand."""
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.right_indent = Cm(2), Cm(7)
    border = element("pBdr")
    border.append(element("top", val="single", sz="6", space="4", color="000000"))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no call for it
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def grid(file: File, voice: Voice, rows: int, columns: int, style: str) -> Table:
    """Add an empty table, its columns in the language's direction, with room below it."""
    made: Table = file.add_table(rows, columns, style)
    if voice.rtl:
        made.table_direction = WD_TABLE_DIRECTION.RTL
    file.add_paragraph()
    return made


def box(file: File, voice: Voice, lines: int) -> None:
    """Add a frame to write in, a centimetre a line."""
    grid(file, voice, 1, 1, "Table Grid").rows[0].height = Cm(lines)


def places(table: Table) -> list[tuple[Place, ...]]:
    """Give a table's cells by row. To ask the table for each of them would take a time that grows with its square."""
    return [row.cells for row in table.rows]


def fill(
    place: Place, voice: Voice, cell: Cell, *, strong: bool, end: bool = False, below: bool = False
) -> None:
    """Write a text into an empty cell of a table, or `below` what stands there."""
    paragraph = place.add_paragraph() if below else place.paragraphs[0]
    write(paragraph, voice, cell, strong=strong)
    if end:  # in a paragraph with w:bidi "right" means its end, which is left (ECMA-376-1, 17.3.1.13)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def repeat_head(table: Table) -> None:
    """Make a table's first row come again on each page."""
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))  # noqa: SLF001 - python-docx has no call for it
