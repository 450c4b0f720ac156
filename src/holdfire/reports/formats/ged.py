"""Events of the UCDP Georeferenced Event Dataset (GED), as its CSV files hold them.

Each event is a report by UCDP: `source` is `UCDP GED`, `source_id` the event's id, `cited` `UCDP GED <id>`,
`title` the headline that UCDP cites, `origin` whom that source names as its own (`source_original`),
`context` the type of violence. GED counts the dead; the injured are unknown. When UCDP published an event
it does not say.

`side_a` and `side_b` say who took part in an event of types 1 and 2, not who fired at whom: they become
`actors`. Only in one-sided violence (type 3) is side A the perpetrator and side B the victim. The interval
runs from the first day of `date_start` to the last of `date_end`; `date_prec` only says how far apart these
stand.

Source: Sundberg and Melander 2013, Journal of Peace Research 50(4), doi:10.1177/0022343313484347; Högbladh,
UCDP GED Codebook, version 19.1.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Where
from holdfire.reports.formats import cells, fields, table, times
from holdfire.reports.formats.base import Bad, Found, Row, digest
from holdfire.reports.model import Claim, Interval, Report, Spot
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from holdfire.reports.formats.times import Clock

SOURCE = "UCDP GED"
COLUMNS = frozenset(
    [
        *("id", "type_of_violence", "side_a", "side_b", "source_headline", "source_original"),
        *("where_prec", "where_coordinates", "adm_1", "latitude", "longitude", "country"),
        *("date_prec", "date_start", "date_end", "low", "best", "high"),
    ]
)
"""The columns used; a table that has them all is taken to be GED."""

RADIUS_KM: Mapping[str, float] = MappingProxyType(
    {
        "1": 2.0,  # the place itself: a town or village is not a point
        "2": 25.0,  # within about 25 km of a known point: the codebook's own figure
        "3": 30.0,  # a second-order area: a circle as large as a district of 2,800 square km
        "4": 65.0,  # a first-order area: one of 13,000 square km
        "5": 100.0,  # a line, or a region without borders, larger than 25 km; the codebook sets no bound
        "6": 250.0,  # the country alone: a circle of 200,000 square km
        "7": 500.0,  # international waters or airspace
    }
)
"""`where_prec` -> radius. What each code means is the codebook's; all figures but that of 2 are ours."""

CONTEXTS = MappingProxyType(
    {"1": "state-based conflict", "2": "non-state conflict", "3": "one-sided violence"}
)
DATE_PRECISIONS = frozenset("12345")
_MIDNIGHT = " 00:00:00.000"  # later versions write days so


def read(path: Path, zone: ZoneInfo) -> Iterator[Row | Bad]:
    """Read the events one by one; BadInput `column-missing` if this is not GED."""
    header = table.open_header(path, sorted(COLUMNS))
    clock = times.iso_clock(zone)
    for record in table.records(path, header):
        yield record if isinstance(record, Bad) else _row(record, clock)


def _row(record: table.Record, clock: Clock) -> Row | Bad:
    raw, found = record.raw, record.found
    try:
        report = _report(record.cells, digest(raw), clock, found)
    except BadInput as error:
        return found.bad(error)
    return Row(found.row, raw, report, tuple(found.cautions))


def _report(row: Mapping[str, str], original: str, clock: Clock, found: Found) -> Report:
    number = _need(row, "id")
    return Report(
        original=original,
        source=SOURCE,
        source_type="event data set",
        source_id=number,
        origin=fields.text(row, "source_original"),
        document=SOURCE,  # one list, whose rows its coders hold to be different events
        cited=f"{SOURCE} {number}",
        media_type="text/csv",
        title=fields.text(row, "source_headline"),
        claim=_claim(row, clock, found),
    )


def _claim(row: Mapping[str, str], clock: Clock, found: Found) -> Claim:
    kind = _code(row, "type_of_violence", CONTEXTS)
    side_a, side_b = ((side,) if (side := fields.text(row, name)) else () for name in ("side_a", "side_b"))
    low, best, high = (_people(row, name) for name in ("low", "best", "high"))
    return Claim(
        when=_when(row, clock),
        spot=_spot(row, found),
        context=CONTEXTS[kind],
        perpetrators=side_a if kind == "3" else (),
        victims=side_b if kind == "3" else (),
        actors=side_a + side_b,
        killed=fields.in_order(low, best, high, "best", found),
    )


def _when(row: Mapping[str, str], clock: Clock) -> Interval:
    _code(row, "date_prec", DATE_PRECISIONS)
    days = (
        times.read(_need(row, name).removesuffix(_MIDNIGHT), name, clock)
        for name in ("date_start", "date_end")
    )
    start, end = days
    assert start is not None
    try:
        return times.interval(start, end)
    except BadInput as error:
        raise BadInput(error.code, error.words, where=Where(field="date_end")) from None


def _spot(row: Mapping[str, str], found: Found) -> Spot:
    within = fields.text(row, "adm_1")
    if not within:
        fields.caution(
            found, "area-missing", "adm_1", say("no first-level area is given; the country stands for it")
        )
    return Spot(
        name=fields.text(row, "where_coordinates"),
        within=within or fields.text(row, "country"),
        lon=_degrees(row, "longitude", 180),
        lat=_degrees(row, "latitude", 90),
        radius_km=RADIUS_KM[_code(row, "where_prec", RADIUS_KM)],
    )


def _degrees(row: Mapping[str, str], name: str, most: float) -> float | None:
    return fields.number({name: cells.number(_need(row, name), name)}, name, -most, most)


def _people(row: Mapping[str, str], name: str) -> int:
    return fields.people(cells.whole(_need(row, name), name), name)


def _need(row: Mapping[str, str], name: str) -> str:
    value = fields.text(row, name)
    if not value:
        raise BadInput("field-missing", say("every event has this"), where=Where(field=name))
    return value


def _code(row: Mapping[str, str], name: str, known: Mapping[str, object] | frozenset[str]) -> str:
    value = _need(row, name)
    if value not in known:
        words = say("this must be one of {names}", names=" ".join(sorted(known)))
        raise BadInput("code-unknown", words, where=Where(field=name))
    return value
