"""How values are written."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from holdfire.reports.model import Interval
from holdfire.web import show

DAMASCUS = ZoneInfo("Asia/Damascus")


def interval(start, end):
    return Interval(
        *(int(dt.datetime.fromisoformat(t).replace(tzinfo=DAMASCUS).timestamp() * 1e6) for t in (start, end))
    )


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2017-01-09", "2017-01-10", "9 January 2017"),
        ("2017-01-09", "2017-01-12", "9 January 2017 – 11 January 2017"),
        ("2017-03-31", "2017-04-01", "31 March 2017"),
        ("2017-01-09T06:15", "2017-01-09T06:35", "9 January 2017, 06:15–06:35 EET"),
        ("2017-01-09T23:00", "2017-01-10T01:00", "9 January 2017, 23:00 EET – 10 January 2017, 01:00 EET"),
    ],
)
def test_an_interval_is_written_as_days_where_it_is_whole_days(start, end, words):
    assert show.interval(interval(start, end), DAMASCUS, "en") == words


def test_the_last_day_of_a_half_open_interval_is_the_one_before_its_end():
    assert show.days(interval("2017-01-09", "2017-01-10"), DAMASCUS) == (
        dt.date(2017, 1, 9),
        dt.date(2017, 1, 9),
    )


@pytest.mark.parametrize(
    ("value", "axis", "words"), [(36.5, "EW", "36.500° E"), (-29.7, "EW", "29.700° W"), (0, "NS", "0.000° N")]
)
def test_coordinates_say_which_way(value, axis, words):
    assert show.degrees(value, axis) == words
