"""Written dates and times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import BadInput
from holdfire.reports.formats import times

DAMASCUS = ZoneInfo("Asia/Damascus")
HOUR = 3_600_000_000
clock = times.iso_clock(DAMASCUS)


def utc(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def length(text):
    start, end, _ = clock(text)
    return (end - start) / HOUR


def test_a_date_is_the_whole_day_of_the_zone():
    assert clock("2017-01-09") == (utc("2017-01-08T22:00"), utc("2017-01-09T22:00"), None)


def test_a_day_has_23_or_25_hours_when_clocks_change():
    assert (length("2017-03-30"), length("2017-03-31"), length("2017-04-01")) == (24, 23, 24)
    assert (length("2017-10-25"), length("2017-10-26"), length("2017-10-27")) == (24, 25, 24)


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_days_follow_one_another_without_gap_or_overlap(first):
    after = first + timedelta(days=1)
    assert clock(first.isoformat()).end == clock(after.isoformat()).start


@pytest.mark.parametrize(
    ("text", "start", "seconds"),
    [
        ("2017-01-09T10:30", "2017-01-09T08:30", 60),
        ("2017-01-09 10:30:15", "2017-01-09T08:30:15", 1),
        ("2017-01-09T10:30Z", "2017-01-09T10:30", 60),
        ("2017-01-09T10:30:15+03:00", "2017-01-09T07:30:15", 1),
        ("2017-01-09T10:30+0300", "2017-01-09T07:30", 60),
    ],
)
def test_a_time_is_an_instant_known_to_the_minute_or_the_second(text, start, seconds):
    moment = clock(text)
    assert (moment.start, moment.instant) == (utc(start), utc(start))
    assert moment.end - moment.start == seconds * 1_000_000


def test_a_local_time_that_occurs_twice_covers_both():
    moment = clock("2017-10-26T23:30")  # clocks went back from midnight to 23:00
    assert (moment.start, moment.end) == (utc("2017-10-26T20:30"), utc("2017-10-26T21:31"))


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2017", "2017-1-9", "20170109", "2017-02-30", "2017-01-09T24:30", "09.01.2017",
     "2017-W02-1", "2017-01-09T10:30+99:00", "9999-12-31", "٢٠١٧-٠١-٠٩"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_its_field(text):
    with pytest.raises(BadInput) as caught:
        times.read(text, "start", clock)
    assert (caught.value.code, caught.value.where.field) == ("date-invalid", "start")


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_date_is_unknown(nothing):
    assert times.read(nothing, "start", clock) is None


def test_an_end_that_is_a_day_includes_it_and_one_that_is_a_time_stops_there():
    day, later, time = clock("2017-01-09"), clock("2017-01-10"), clock("2017-01-10T12:00Z")
    assert times.interval(day, None) == (day.start, day.end)
    assert times.interval(day, later) == (day.start, later.end)
    assert times.interval(day, time) == (day.start, time.instant)


def test_equal_times_make_an_interval_of_their_precision():
    minute, second = clock("2017-01-09T10:30Z"), clock("2017-01-09T10:30:00Z")
    assert times.interval(minute, minute) == (minute.start, minute.start + 60_000_000)
    assert times.interval(second, second) == (second.start, second.start + 1_000_000)


def test_patterns_are_tried_in_turn_and_nothing_else_is():
    german = times.pattern_clock(("%d.%m.%Y %H:%M", "%d.%m.%Y"), DAMASCUS)
    assert german("09.01.2017") == clock("2017-01-09")
    assert german("09.01.2017 10:30") == clock("2017-01-09T10:30")
    with pytest.raises(ValueError):
        german("2017-01-09")
