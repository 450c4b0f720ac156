"""Any table in text (CSV), read with a column map."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.errors import BadInput, Where
from holdfire.reports.formats import cells, fields, table
from holdfire.reports.formats.base import Bad, Found, Row, digest
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from holdfire.reports.formats.columns import ColumnMap
    from holdfire.reports.formats.times import Clock

MEDIA_TYPE = "text/csv"


class Reading(NamedTuple):
    """How one table is read: its map, what its rows are, and what reads its dates."""

    columns: ColumnMap
    media_type: str
    clock: Clock


def read(path: Path, columns: ColumnMap, zone: ZoneInfo) -> Iterator[Row | Bad]:
    """Read a table row by row. BadInput `column-missing` and the like where map and header do not fit."""
    wanted = [column.column for column in columns.columns]
    try:
        header = table.open_header(path, wanted, columns.encoding)
    except BadInput as error:
        raise in_map(error, columns) from None
    reading = Reading(columns, MEDIA_TYPE, columns.clock(zone))
    for record in table.records(path, header):
        yield record if isinstance(record, Bad) else _row(record, reading)


def in_map(error: BadInput, columns: ColumnMap) -> BadInput:
    """Point an error about a column at the line of the map that asks for it."""
    asked = next((c for c in columns.columns if c.column == error.where.field), None)
    if asked is None:
        return error
    where = Where(columns.name, line=asked.line, field=asked.field)
    return BadInput(
        error.code,
        say("{message} ({file})", message=error.words, file=error.where.file),
        hint=error.advice,
        where=where,
    )


def _row(record: table.Record, reading: Reading) -> Row | Bad:
    picked = {c.field: record.cells[c.column] for c in reading.columns.columns}
    return built(picked, record.raw, record.found, reading)


def built(picked: Mapping[str, str | datetime], raw: bytes, found: Found, reading: Reading) -> Row | Bad:
    """Build the row out of its cells by field; Bad where a cell cannot be read."""
    try:
        values = cells.values(picked, reading.columns, found)
        report = fields.report(values, digest(raw), reading.media_type, reading.clock, found)
    except BadInput as error:
        return found.bad(error)
    return Row(found.row, raw, report, tuple(found.cautions))
