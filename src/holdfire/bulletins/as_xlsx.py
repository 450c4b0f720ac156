"""A document's tables as a workbook (extra `excel`), with a data dictionary: the same document, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING

from holdfire.bulletins.document import EXERCISE, Column, Table, ground_words
from holdfire.bulletins.runs import Voice
from holdfire.bulletins.values import Value, value
from holdfire.bulletins.zips import repeatable
from holdfire.errors import Unavailable
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from holdfire.bulletins.document import Cell, Document

LONGEST = 32_767
"""Characters that a cell holds (Excel's own limit)."""
LEAST, WIDEST = 13, 60
"""Letters that a column has at least and at most."""
NO_TITLE = re.compile(r"[\[\]:*?/\\']")
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
DICTIONARY = (say("sheet"), say("column"), say("name"), say("meaning"), say("unit"), say("HXL tag"))


def xlsx(document: Document, locale: str = "en") -> bytes:
    """Set each table on a sheet of its own, named by its caption, and the dictionary last; Unavailable `extra-missing`.

    Figures are numbers, all else is text that no program runs as a formula. The dictionary says what every column
    means, in which unit, and what the figures rest on.
    """
    try:
        import openpyxl
    except ImportError as error:
        hint = say("pip install 'holdfire[excel]'")
        raise Unavailable("extra-missing", say("writing Excel needs openpyxl"), hint=hint) from error
    voice = Voice(locale)
    book = openpyxl.Workbook(write_only=True)
    tables = [b for b in document.blocks if isinstance(b, Table)]
    names = [_sheet(book, voice, document, t, t.caption or say("table")) for t in tables]
    _sheet(book, voice, document, _dictionary(voice, document, tables, names), say("data dictionary"))
    cutoff = document.ground.cutoff if document.ground else None
    when = (cutoff or dt.datetime(1980, 1, 1, tzinfo=dt.UTC)).astimezone(dt.UTC)
    book.properties.creator, book.properties.title = "", voice.bare(document.title)
    book.properties.created = when.replace(tzinfo=None, microsecond=0)
    out = io.BytesIO()
    book.save(out)
    stamp = f"{when:%Y-%m-%dT%H:%M:%SZ}".encode()
    return repeatable(out.getvalue(), {"docProps/core.xml": lambda xml: MODIFIED.sub(rb"\g<1>" + stamp, xml)})


def _sheet(book: Workbook, voice: Voice, document: Document, table: Table, name: Cell) -> str:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_title(book, voice.bare(name)))
    sheet.sheet_view.rightToLeft = voice.rtl
    sheet.freeze_panes = "A2"
    if document.exercise:
        sheet.oddHeader.center.text = voice.bare(EXERCISE)
    head = [value(voice, c.key or c.name) for c in table.columns]
    body = [[value(voice, cell) for cell in row] for row in (*table.rows, *table.foot)]
    for j, column in enumerate(zip(head, *body, strict=True), 1):
        longest = max(len(str(found or "")) for found in column)
        sheet.column_dimensions[get_column_letter(j)].width = max(LEAST, min(WIDEST, longest + 2))
    _rows(sheet, head, body)
    return str(sheet.title)


def _rows(sheet: Worksheet, head: Sequence[Value], body: Iterable[Sequence[Value]]) -> None:
    """Append rows; a text that has a style, or that openpyxl would take for a formula or an error, is made by hand."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    strong, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(found: Value, *, top: bool = False) -> object:
        plain = isinstance(found, str) and len(found) <= WIDEST and not found.startswith(("=", "#"))
        if not isinstance(found, str) or (plain and not top):
            return found
        made = WriteOnlyCell(sheet, "")
        made.value, made.data_type = fitted(found), "s"
        if top:
            made.font = strong
        if len(found) > WIDEST:
            made.alignment = wrapped
        return made

    sheet.append([cell(found, top=True) for found in head])
    for row in body:
        sheet.append([cell(found) for found in row])


def fitted(text: str) -> str:
    """Cut a text to what a cell can hold, saying so with three points."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _title(book: Workbook, wanted: str) -> str:
    """Make a sheet's name: at most 31 letters, none that a workbook forbids, none twice."""
    base = NO_TITLE.sub(" ", wanted).strip()[:27] or "-"
    taken = {name.casefold() for name in book.sheetnames}
    return next(n for n in (base, *(f"{base} {i}" for i in range(2, 99))) if n.casefold() not in taken)


def _dictionary(voice: Voice, document: Document, tables: list[Table], names: list[str]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (name, c.key or c.name, c.name, c.meaning, c.unit, c.tag)
        for name, table in zip(names, tables, strict=True)
        for c in table.columns
    ]
    ground = [*((EXERCISE,) if document.exercise else ()), document.title, *ground_words(document.ground)]
    rows += [("", "", "", voice.bare(words), "", "") for words in ground]
    return Table(tuple(Column(name) for name in DICTIONARY), tuple(rows))
