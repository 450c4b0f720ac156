"""A week's trend: what its days' bulletins say, and no nought where nobody could have told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import xml.etree.ElementTree as ET

import pytest

from desk import row
from holdfire.bulletins import render, weekly
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.document import Table
from holdfire.bulletins.gather import gather as of_day
from holdfire.bulletins.gather_week import gather
from holdfire.bulletins.subject import Week
from holdfire.cli.bulletins import publish, reproduced
from holdfire.errors import BadInput

WEEK = Week.parse("2031-W10")
NEXT = Week.parse("2031-W11")


def gathered(book, week=WEEK, at=None):
    with book.reading() as connection:
        return gather(connection, week, at)


def rows_of(trend):
    return list(csv.DictReader(io.StringIO(render.table(trend).decode(), newline="")))


@pytest.mark.parametrize(
    ("text", "monday"), [("2031-W10", dt.date(2031, 3, 3)), ("2026-W53", dt.date(2026, 12, 28))]
)
def test_a_week_begins_on_its_monday(text, monday):
    assert Week.parse(text).monday == monday
    assert str(Week.parse(text)) == text


@pytest.mark.parametrize("text", ["2031-10", "2031-W54", "2031-W00", "week", ""])
def test_what_is_no_week_is_refused(text):
    with pytest.raises(BadInput) as e:
        Week.parse(text)
    assert e.value.code == "week-malformed"


def test_its_figures_are_those_of_the_daily_bulletins(exercise_book):
    trend = gathered(exercise_book)
    by_status = weekly.by_status(trend)
    for n, day in enumerate(WEEK.days):
        with exercise_book.reading() as connection:
            daily = of_day(connection, day)
        found = {s.status: s.values[n].value for s in by_status if s.values[n].value}
        assert found == dict(daily.by_status)
        totals = {str(c.side): c.total for c in daily.counts}
        sides = {str(s.item): s.values[n].value for s in weekly.by_side(trend)}
        assert {side: n for side, n in sides.items() if n is not None} == totals


def test_a_day_of_which_nobody_told_is_no_data_and_no_nought(exercise_book):
    trend = gathered(exercise_book, NEXT)
    heard = [d.heard for d in trend.days]
    assert heard == [True, *[False] * 6]
    rows = [r for r in rows_of(trend) if r["section"] == "incidents"]
    for r in rows:
        assert (r["value"] == "") is (r["day"] != "2031-03-10")
        assert r["note"].startswith("no data") is (r["value"] == "")
    assert {r["value"] for r in rows if r["day"] == "2031-03-10"} == {"0", "2"}


def test_a_day_on_which_reports_were_published_and_nothing_happened_is_a_nought(file_desk):
    file_desk.take(row(0, published="2031-03-11T10:00:00-02:00"))
    file_desk.book.clock.at = dt.datetime(2031, 3, 28, tzinfo=dt.UTC)
    file_desk.link()
    days = {d.day.day: d for d in gathered(file_desk.book, NEXT).days}
    assert (days[10].heard, days[11].heard, days[12].heard) == (True, True, False)
    one = weekly.by_status(gathered(file_desk.book, NEXT))[0]
    assert [f.value for f in one.values][:3] == [1, 0, None]


def test_a_day_with_something_withheld_has_no_figure_yet(file_desk):
    file_desk.book.clock.at = dt.datetime(2031, 3, 24, 9, tzinfo=dt.UTC)
    file_desk.take(row(0, start="2031-03-24T06:00:00-02:00", end="2031-03-24T06:20:00-02:00"))
    file_desk.link()
    trend = gathered(file_desk.book, Week.parse("2031-W13"))
    one = weekly.by_status(trend)[0]
    assert one.values[0].value is None
    assert "withheld" in str(one.values[0].note)
    assert trend.days[0].withheld == 1


def test_no_figure_is_a_sum_over_days_or_statuses(exercise_book):
    for week in (WEEK, NEXT):
        trend = gathered(exercise_book, week)
        keys = [(r["section"], r["item"], r["status"], r["unit"], r["day"]) for r in rows_of(trend)]
        assert len(keys) == len(set(keys))
        assert {r["day"] for r in rows_of(trend)} == {d.isoformat() for d in week.days}
        for table in (b for b in weekly.document(trend).blocks if isinstance(b, Table)):
            assert table.foot == ()
            assert len(table.columns) == 8


def test_every_allegation_and_determination_stands_on_one_day(exercise_book):
    made = [
        e
        for week in (WEEK, NEXT)
        for d in gathered(exercise_book, week).days
        for p in d.made.values()
        for e in p
    ]
    assert sorted(made) == [88, 101, 102, 118, 119, 131, 132, 137, 160, 161, 166, 167, 172, 180, 183]
    third = gathered(exercise_book, Week.parse("2031-W12"))
    found = [
        e
        for week in (gathered(exercise_book, NEXT), third)
        for d in week.days
        for o in d.determined.values()
        for e in o
    ]
    assert len(found) == len(set(found)) == 11


def test_a_page_draws_its_figures_beside_them(exercise_book):
    trend = gathered(exercise_book)
    pictures = drawn(render.html(trend).decode())
    assert len(pictures) == len(list(weekly.series(trend))) > 4
    for picture, series in zip(pictures, weekly.series(trend), strict=True):
        assert len(list(picture.iter("rect"))) == len([f for f in series.values if f.value is not None])
        assert picture.get("aria-hidden") == "true", "its figures are the row's"


def drawn(page):
    assert "style=" not in page.split("</style>")[1], "the page's policy lets no style through but its own"
    return [ET.fromstring("<svg" + p.split("</svg>")[0] + "</svg>") for p in page.split("<svg")[1:]]


def test_bars_run_from_right_to_left_in_arabic(exercise_book):
    trend = gathered(exercise_book)
    by_language = [drawn(render.html(trend, language).decode()) for language in ("en", "ar")]
    for ltr, rtl in zip(*by_language, strict=True):
        heights = [[int(bar.get("height")) for bar in picture.iter("rect")] for picture in (ltr, rtl)]
        assert heights[0] == heights[1][::-1]


def test_bars_of_one_table_have_one_scale_and_one_unit(exercise_book):
    for week in (WEEK, NEXT):
        trend = gathered(exercise_book, week)
        tables = [b for b in weekly.document(trend).blocks if isinstance(b, Table) and b.bars]
        units = [s.unit for s in weekly.series(trend)]
        for table in tables:
            mine, units = units[: len(table.rows)], units[len(table.rows) :]
            assert len(set(map(str, mine))) == 1
        assert units == []


def test_a_day_without_data_is_named_under_the_table(exercise_book):
    page = render.set_as("txt", gathered(exercise_book, NEXT)).decode()
    assert "11 Mar, 12 Mar, 13 Mar, 14 Mar, 15 Mar, 16 Mar: no data" in " ".join(page.split())


def test_a_published_week_comes_out_again_in_every_format(file_desk):
    file_desk.live()
    key = file_desk.members["isles-envoy"]
    formats = tuple(f for f in render.FORMATS if f != "geojson")
    files, size = publish(file_desk.book, NEXT, None, key, formats, "fa")
    assert set(files) == set(formats)
    file_desk.take(row(40))
    file_desk.link()
    file_desk.book.rebuild()
    (line,) = reproduced(file_desk.book, NEXT, None)
    assert "the same bytes again" in line
    assert "other bytes" not in line
    with file_desk.book.reading() as connection:
        (p,) = bulletins.publications(connection, of="2031-W11")
    assert (p.sort, p.day, p.size, p.corrects) == ("week", "2031-03-10", size, None)


def test_a_week_has_no_map(file_desk):
    with pytest.raises(BadInput) as e:
        publish(file_desk.book, NEXT, None, file_desk.members["isles-envoy"], ("geojson",))
    assert e.value.code == "format-without-map"


def test_an_exercise_says_so_on_its_week(exercise_book):
    trend = gathered(exercise_book)
    assert render.set_as("sms", trend).startswith(b"EXERCISE. Week 2031-W10")
    assert render.set_as("txt", trend).startswith(b"EXERCISE.")
    assert {r["exercise"] for r in rows_of(trend)} == {"yes"}
