"""Pieces of a Word file (ECMA-376-1) that python-docx has no call for: direction, links, fields, borders."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.sax.saxutils import escape

from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, RGBColor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as File
    from docx.opc.part import Part
    from docx.section import Section
    from docx.styles.style import BaseStyle
    from docx.text.paragraph import Paragraph

    from holdfire.bulletins.document import Cell
    from holdfire.bulletins.runs import Run, Voice

FONT = "Arial"
"""A font that office programs have, with Arabic, Persian and Cyrillic letters."""

ROOM = 84
"""Letters in a line of a table."""
PAGE = WD_BREAK.PAGE
SPACES = re.compile("([\n\t])")
BREAK = {"\n": "<w:br/>", "\t": "<w:tab/>"}
SPACE = nsdecls("w", "r")


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
    made = stretches(paragraph.part, voice, cell, strong=strong)
    for stretch in parse_xml(f"<w:p {SPACE}>{made}</w:p>"):
        paragraph._p.append(stretch)  # noqa: SLF001 - python-docx reads links and cannot write them


def stretches(part: Part, voice: Voice, cell: Cell, *, strong: bool = False) -> str:
    """Write a text as the runs and links of a paragraph, in XML.

    python-docx has calls for it, which take ten times as long; a heavy day's bulletin has ten thousand.
    """
    out = ""
    for (rtl, url), alike in groupby(voice.runs(cell), key=lambda run: (runs_left(run, voice), run.url)):
        text = "".join(voice.isolated(run.text) if run.data else run.text for run in alike)
        made = _stretch(text, strong=strong, linked=bool(url), rtl=rtl)
        out += _linked(part, url, made) if url else made
    return out


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


def _stretch(text: str, *, strong: bool, linked: bool, rtl: bool) -> str:
    """Write a run, its properties in the order of the schema (ECMA-376-1, 17.3.2.28)."""
    marks = ((strong, "<w:b/><w:bCs/>"), (linked, '<w:u w:val="single"/>'), (rtl, "<w:rtl/>"))
    said = "".join(mark for wanted, mark in marks if wanted)
    words = "".join(
        BREAK.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in SPACES.split(text)
        if part
    )
    return f"<w:r>{said and f'<w:rPr>{said}</w:rPr>'}{words}</w:r>"


def _linked(part: Part, url: str, stretch: str) -> str:
    found = part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return f'<w:hyperlink r:id="{found}">{stretch}</w:hyperlink>'


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


Place: TypeAlias = "tuple[Cell, bool, bool, Cell]"
"""A cell to be set: its text, whether strong, whether at the end of its line, and what stands below it."""


def grid(
    file: File, voice: Voice, rows: Sequence[Sequence[Place]], letters: Sequence[int], *, lines: bool
) -> None:
    """Add a table, its columns in the language's direction and as wide as their letters ask, with room below it.

    With `lines` it has them, and its first row comes again on each page.
    """
    whole = int(file._block_width.twips)  # noqa: SLF001 - python-docx has no call for it
    widths = [whole * some // max(ROOM, sum(letters)) for some in letters]
    body = "".join(_row(file.part, voice, row, widths, head=lines and n == 0) for n, row in enumerate(rows))
    columns = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    style = '<w:tblStyle w:val="TableGrid"/>' if lines else ""
    turned = "<w:bidiVisual/>" if voice.rtl else ""
    width = f'<w:tblW w:type="dxa" w:w="{sum(widths)}"/><w:tblLayout w:type="fixed"/>'
    made = f"<w:tblPr>{style}{turned}{width}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}"
    last = file.add_paragraph()
    last._p.addprevious(parse_xml(f"<w:tbl {SPACE}>{made}</w:tbl>"))  # noqa: SLF001 - as above


def _row(part: Part, voice: Voice, row: Sequence[Place], widths: Sequence[int], *, head: bool) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{wide}"/></w:tcPr>{_place(part, voice, place)}</w:tc>'
        for place, wide in zip(row, widths, strict=True)
    )
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{cells}</w:tr>"


def _place(part: Part, voice: Voice, place: Place) -> str:
    """Write what a cell holds; in a paragraph with w:bidi "right" means its end (ECMA-376-1, 17.3.1.13)."""
    cell, strong, end, below = place
    said = ("<w:bidi/>" if voice.rtl else "") + ('<w:jc w:val="right"/>' if end else "")
    layout = said and f"<w:pPr>{said}</w:pPr>"
    first = f"<w:p>{layout}{stretches(part, voice, cell, strong=strong)}</w:p>"
    return first + (f"<w:p>{layout}{stretches(part, voice, below)}</w:p>" if below else "")


def box(file: File, voice: Voice, lines: int) -> None:
    """Add a frame to write in, a centimetre a line."""
    made = file.add_table(1, 1, "Table Grid")
    if voice.rtl:
        made.table_direction = WD_TABLE_DIRECTION.RTL
    made.rows[0].height = Cm(lines)
    file.add_paragraph()
