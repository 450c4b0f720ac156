"""Written dates and times -> UTC microseconds.

A date is a whole day of the mechanism's zone (23 or 25 h when clocks change). A time with an offset is that
instant; without one it is local to the zone. A local time that occurs twice, or not at all, on a day when
clocks change is not guessed: the interval covers both readings. Source: ISO 8601-1:2019; PEP 495 for `fold`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from holdfire.errors import BadInput, Where
from holdfire.reports.model import Interval, Micros
from holdfire.words import say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND, MINUTE = 1_000_000, 60_000_000
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?P<seconds>:\d{2}(?:[.,]\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_HAS_TIME, _HAS_SECONDS = re.compile(r"%[HIcXs]"), re.compile(r"%[ScXs]")


class Moment(NamedTuple):
    """What a written date or time covers, `[start, end)`; `instant` is `None` for a day."""

    start: Micros
    end: Micros
    instant: Micros | None


Clock = Callable[[object], Moment]
"""Reads one written date or time; raises ValueError or OverflowError where it cannot."""


def iso_clock(zone: ZoneInfo) -> Clock:
    """Read ISO 8601 dates and date-times (`2017-01-09`, `2017-01-09T10:30`, `2017-01-09 10:30:00+03:00`)."""

    @lru_cache(maxsize=4096)
    def whole(text: str) -> Moment:
        return day(date.fromisoformat(_iso(text)[0]), zone)

    def clock(value: object) -> Moment:
        if isinstance(value, datetime):
            return _cell(value, zone)
        text = str(value).strip()
        if len(text) == 10:
            return whole(text)
        precision = MINUTE if _iso(text)["seconds"] is None else SECOND
        return moment(datetime.fromisoformat(text), precision, zone)

    return clock


def _iso(text: str) -> re.Match[str]:
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError
    return match


def pattern_clock(patterns: tuple[str, ...], zone: ZoneInfo) -> Clock:
    """Read dates written in the first of these `strptime` patterns that fits, and a workbook's own dates."""

    def clock(value: object) -> Moment:
        if isinstance(value, datetime):
            return _cell(value, zone)
        for pattern in patterns:
            try:
                read = datetime.strptime(str(value).strip(), pattern)  # noqa: DTZ007 - the zone is added below
            except ValueError:
                continue
            if not _HAS_TIME.search(pattern):
                return day(read.date(), zone)
            return moment(read, SECOND if _HAS_SECONDS.search(pattern) else MINUTE, zone)
        raise ValueError

    return clock


def _cell(value: datetime, zone: ZoneInfo) -> Moment:
    """Read a workbook's date: it knows no dates without a time, so midnight stands for the whole day."""
    if value.time() == datetime.min.time():
        return day(value.date(), zone)
    return moment(value, SECOND if value.second else MINUTE, zone)


def day(value: date, zone: ZoneInfo) -> Moment:
    """Return the whole of a day in a zone; where midnight does not exist it begins when the clocks jump."""
    start, after = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (value, value + timedelta(days=1)))
    return Moment(micros(start), micros(after), None)


def moment(value: datetime, precision: Micros, zone: ZoneInfo) -> Moment:
    """Return what a date-time covers at its precision; local to `zone` if it has no offset."""
    if value.tzinfo is not None:
        at = micros(value)
        return Moment(at, at + precision, at)
    readings = [micros(value.replace(tzinfo=zone, fold=fold)) for fold in (0, 1)]
    return Moment(min(readings), max(readings) + precision, max(readings))


def micros(value: datetime) -> Micros:
    """Return UTC microseconds since 1970 of a date-time that knows its offset."""
    return (value - EPOCH) // MICROSECOND


def read(value: object, field: str, clock: Clock) -> Moment | None:
    """Read a field's date or time; unknown if empty. BadInput `date-invalid` if it is neither."""
    if value is None or value == "":
        return None
    try:
        return clock(value)
    except (ValueError, OverflowError):
        raise BadInput(
            "date-invalid",
            say("this is not a date or a date and time"),
            hint=say("write 2017-01-09 or 2017-01-09T10:30+03:00, or name the pattern in the column map"),
            where=Where(field=field),
        ) from None


def interval(start: Moment, end: Moment | None) -> Interval:
    """Join a start and an end: an end that is a day includes that day, one that is a time stops there.

    Equal times become an interval of the precision they were given in. BadInput `end-before-start`.
    """
    if end is None:
        return Interval(start.start, start.end)
    stop = end.end if end.instant is None or end.instant == start.start else end.instant
    if stop <= start.start:
        raise BadInput("end-before-start", say("it ends before it starts"), where=Where(field="end"))
    return Interval(start.start, stop)
