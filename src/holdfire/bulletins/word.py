"""Pieces of a Word file (ECMA-376-1) that python-docx has no call for: direction, links, fields, borders."""

from __future__ import annotations

import unicodedata
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
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run as Stretch

    from holdfire.bulletins.document import Cell
    from holdfire.bulletins.runs import Run, Voice

FONT = "Arial"
"""A font that office programs have, with Arabic, Persian and Cyrillic letters."""

PAGE = WD_BREAK.PAGE


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
    for run in voice.runs(cell):
        stretch = paragraph.add_run(voice.isolated(run.text) if run.data else run.text)
        _shape(stretch, strong=strong, rtl=runs_left(run, voice))
        if run.url:
            _link(paragraph, stretch, run.url)


def turn(paragraph: Paragraph, voice: Voice) -> None:
    """Make a paragraph run from right to left if the language does."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no call for it
    if voice.rtl and properties.find(qn("w:bidi")) is None:
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


def _shape(stretch: Stretch, *, strong: bool, rtl: bool) -> None:
    stretch.bold = strong or None
    stretch.font.cs_bold = strong or None
    stretch.font.rtl = rtl or None


def _link(paragraph: Paragraph, stretch: Stretch, url: str) -> None:
    found = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), found)
    stretch.font.underline = True
    stretch._r.addprevious(link)  # noqa: SLF001 - python-docx reads links and cannot write them
    link.append(stretch._r)  # noqa: SLF001


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


def fill(table: Table, voice: Voice, row: int, column: int, cell: Cell, *, strong: bool, end: bool) -> None:
    """Write a text into a cell of a table, below what stands there."""
    place = table.cell(row, column)
    paragraph = place.paragraphs[0] if not place.text else place.add_paragraph()
    write(paragraph, voice, cell, strong=strong)
    if end:  # in a paragraph with w:bidi "right" means its end, which is left (ECMA-376-1, 17.3.1.13)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def repeat_head(table: Table) -> None:
    """Make a table's first row come again on each page."""
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))  # noqa: SLF001 - python-docx has no call for it
