"""The strip of days: incidents and counts on one axis, never in one bar."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from holdfire.reports.model import Tally
from holdfire.web.strip import LANE, strip

DAY = dt.date(2031, 3, 1)


def tally(day, side, total, unit="violations counted"):
    return Tally(original=f"{day}{side}", day=day.isoformat(), side=side, unit=unit, total=total)


def test_nothing_to_draw_gives_no_strip():
    assert strip([], []) is None


def test_each_side_and_unit_has_a_lane_of_its_own():
    drawn = strip(
        [DAY, DAY],
        [tally(DAY, "kellan", 3), tally(DAY, "dorvia", 0), tally(DAY, "dorvia", 2, "cases of firing")],
    )
    assert sorted((lane.side, lane.unit, lane.most) for lane in drawn.lanes) == [
        ("", "", 2),
        ("dorvia", "cases of firing", 2),
        ("dorvia", "violations counted", 0),
        ("kellan", "violations counted", 3),
    ]


def test_a_count_of_zero_is_a_bar_of_no_height_and_no_count_is_no_bar():
    drawn = strip([DAY], [tally(DAY, "kellan", 0), tally(DAY + dt.timedelta(2), "kellan", 4)])
    lane = drawn.lanes[1]
    assert [(b.day, b.n, b.height) for b in lane.bars] == [(DAY, 0, 0), (DAY + dt.timedelta(2), 4, LANE)]


def test_the_sides_share_a_scale_and_the_incidents_have_their_own():
    drawn = strip([DAY], [tally(DAY, "kellan", 10), tally(DAY, "dorvia", 5)])
    heights = {lane.side: lane.bars[0].height for lane in drawn.lanes}
    assert heights == {"": LANE, "kellan": LANE, "dorvia": LANE / 2}


@given(st.lists(st.integers(0, 800), min_size=1, max_size=30), st.lists(st.integers(0, 800), max_size=10))
def test_every_bar_lies_inside_and_no_incident_is_lost(incidents, counted):
    days = [DAY + dt.timedelta(n) for n in incidents]
    drawn = strip(days, [tally(DAY + dt.timedelta(n), "kellan", n) for n in set(counted)])
    assert sum(b.n for b in drawn.lanes[0].bars) == len(days)
    for lane in drawn.lanes:
        for bar in lane.bars:
            assert 0 <= bar.x <= bar.x + drawn.bar <= drawn.width
            assert lane.top - 0.1 <= bar.y <= lane.base
