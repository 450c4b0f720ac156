"""The sides' published counts, as a CSV file: one row a day, side and unit, one column an area.

The columns of `COLUMNS` come first or last, in any order; each further column is an area, named by its id. An
empty cell is unknown and not zero. `date` is a day (ISO 8601); counts are whole numbers.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Where
from holdfire.reports.formats import cells, fields, table
from holdfire.reports.formats.base import Bad, Row, digest
from holdfire.reports.model import Tally
from holdfire.reports.tallies import cautions_of
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COLUMNS = (
    *("date", "side", "unit", "total", "headline_total", "combined_with"),
    *("verdict_by", "confirmed", "exempt", "not_confirmed", "verdict", "source", "url"),
)
"""The columns that are no area; a table that has them all is taken to be one of tallies."""


def read(path: Path) -> Iterator[Row | Bad]:
    """Read the tallies row by row. BadInput `column-missing`, `column-twice`, `area-unnamed`."""
    header = table.open_header(path, COLUMNS)
    areas = tuple(name for name in header.names if name not in COLUMNS)
    place = Where(path.name, row=1, line=1)
    if not all(areas):
        raise BadInput(
            "area-unnamed", say("a column has no name"), hint=say("name it by its area's id"), where=place
        )
    table.check_header(areas, areas, place)
    for record in table.records(path, header):
        yield record if isinstance(record, Bad) else _row(record, areas)


def _row(record: table.Record, areas: tuple[str, ...]) -> Row | Bad:
    raw, found = record.raw, record.found
    try:
        tally = _tally(record.cells, areas, digest(raw))
    except BadInput as error:
        return found.bad(error)
    return Row(found.row, raw, tally, cautions_of(tally, found.file, found.row))


def _tally(row: Mapping[str, str], areas: tuple[str, ...], original: str) -> Tally:
    total = _count(row, "total")
    if total is None:
        raise _missing("total")
    counts = ((area, _count(row, area)) for area in areas)
    return Tally(
        original=original,
        day=_day(row),
        side=_need(row, "side"),
        unit=_need(row, "unit"),
        total=total,
        by_area=tuple((area, count) for area, count in counts if count is not None),
        headline=_count(row, "headline_total"),
        combined_with=fields.text(row, "combined_with"),
        verdict_by=fields.text(row, "verdict_by"),
        confirmed=_count(row, "confirmed"),
        exempt=_count(row, "exempt"),
        not_confirmed=_count(row, "not_confirmed"),
        verdict=fields.text(row, "verdict"),
        source=fields.text(row, "source"),
        url=fields.text(row, "url"),
    )


def _day(row: Mapping[str, str]) -> str:
    value = _need(row, "date")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        hint = say("write 2017-01-09")
        raise BadInput(
            "date-invalid", say("this is not a day"), hint=hint, where=Where(field="date")
        ) from None


def _count(row: Mapping[str, str], name: str) -> int | None:
    value = fields.text(row, name)
    return fields.people(cells.whole(value, name), name) if value else None


def _need(row: Mapping[str, str], name: str) -> str:
    value = fields.text(row, name)
    if not value:
        raise _missing(name)
    return value


def _missing(name: str) -> BadInput:
    return BadInput("field-missing", say("every tally needs this"), where=Where(field=name))
