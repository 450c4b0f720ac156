"""Excel workbooks (.xlsx), read with a column map; needs the extra `excel`.

A row of a workbook has no bytes of its own (texts and formats stand elsewhere in the file), so `raw` is the
row's cells as a JSON array, dates in ISO 8601: the same cells always give the same bytes. Formulas count as
the value that was last worked out. A date at midnight is the whole day.
"""

from __future__ import annotations

import json
import warnings
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from holdfire.errors import BadInput, Unavailable, Where
from holdfire.reports.formats.base import Bad, Found, Row
from holdfire.reports.formats.mapped_csv import Reading, built, in_map
from holdfire.reports.formats.table import check_header
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from holdfire.reports.formats.columns import ColumnMap

MEDIA_TYPE = "application/json"
MAX_UNPACKED = 2**30
"""The most that a workbook may unpack to, in bytes: one that claims more is a trap or wants splitting."""
_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
)  # ISO/IEC 29500-1, 18.18.11
_BROKEN = (BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError)
"""What openpyxl lets through when a workbook's parts do not fit together."""


def read(path: Path, columns: ColumnMap, zone: ZoneInfo) -> Iterator[Row | Bad]:
    """Read one sheet row by row. BadInput `file-broken`, `sheet-unclear`, `column-missing`; Unavailable."""
    rows = _rows(path, columns.sheet)
    names = _header(next(rows, ()))
    try:
        check_header(names, [c.column for c in columns.columns], Where(path.name, row=1))
    except BadInput as error:
        raise in_map(error, columns) from None
    reading = Reading(columns, MEDIA_TYPE, columns.clock(zone))
    for number, cells in enumerate(rows, 2):
        if all(cell is None for cell in cells):
            continue
        found, raw = Found(path.name, number), _raw(cells)
        try:
            named = _named(names, cells)
            picked = {c.field: _picked(named[c.column], c.field) for c in columns.columns}
        except BadInput as error:
            yield found.bad(error)
        else:
            yield built(picked, raw, found, reading)


def _rows(path: Path, sheet: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet; openpyxl's remarks on what it does not draw are no concern of ours."""
    try:
        import openpyxl
    except ImportError:
        hint = say("pip install 'holdfire[excel]'")
        raise Unavailable("extra-missing", say("reading Excel needs openpyxl"), hint=hint) from None
    try:
        _check_size(path)
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            rows = _sheet(book, sheet, path).iter_rows(values_only=True)
            while (row := _next(rows)) is not None:
                yield row
        finally:
            book.close()
    except _BROKEN:
        hint = say("open it in a spreadsheet program and save it again as .xlsx")
        raise BadInput(
            "file-broken", say("this is not a sound workbook"), hint=hint, where=Where(path.name)
        ) from None


def _next(rows: Iterator[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    with warnings.catch_warnings(action="ignore"):
        return next(rows, None)


def _check_size(path: Path) -> None:
    with ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
            raise BadInput(
                "file-too-large", say("the workbook unpacks to more than 1 GiB"), where=Where(path.name)
            )


def _sheet(book: Any, name: str, path: Path) -> Any:
    """Return the sheet named in the map, or the only one."""
    sheets = book.worksheets
    chosen = [s for s in sheets if s.title == name] if name else sheets
    if len(chosen) != 1:
        words = (
            say("the workbook has no sheet of that name")
            if name
            else say("the workbook has {n} sheets", n=len(sheets))
        )
        hint = say("name one of its sheets in the column map: `sheet: NAME`")
        raise BadInput("sheet-unclear", words, hint=hint, where=Where(path.name, field="sheet"))
    chosen[0].reset_dimensions()  # some programs write a size that cuts rows off
    return chosen[0]


def _header(cells: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(_plain(cell)).strip() for cell in cells)


def _named(names: tuple[str, ...], cells: tuple[Any, ...]) -> dict[str, Any]:
    """Name the cells; a workbook leaves empty ones at the end of a row out."""
    if any(cell is not None for cell in cells[len(names) :]):
        words = say("the row has more cells than the header, {n}", n=len(names))
        raise BadInput("row-cells", words, hint=say("give every column a name in row 1"))
    return dict(zip(names, (*cells, *(None for _ in names)), strict=False))


def _picked(cell: Any, field: str) -> str | datetime:
    plain = _plain(cell)
    if plain in _ERRORS:
        raise BadInput("cell-error", say("the cell holds a spreadsheet error"), where=Where(field=field))
    return plain


def _plain(cell: Any) -> str | datetime:
    """Return a cell as text, or as a date and time."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - the zone is added when it is read
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _raw(cells: tuple[Any, ...]) -> bytes:
    return json.dumps(cells, ensure_ascii=True, separators=(",", ":"), default=_iso).encode()


def _iso(cell: Any) -> str:
    """Write what JSON has no form for: dates and times as ISO 8601, lengths of time in seconds."""
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return f"{cell.total_seconds()} s" if isinstance(cell, timedelta) else str(cell)
