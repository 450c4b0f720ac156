"""What the public will see is foreseen as the bulletin then gives it."""

import datetime as dt

import pytest

from desk import AGREEMENT, DAY
from holdfire.agreement.load import load
from holdfire.bulletins.foreseen import foreseen
from holdfire.bulletins.gather import gather
from holdfire.linking.repo import Filed
from holdfire.reports.model import ClaimId, Interval

AGREED = load(AGREEMENT, "mechanism.yaml")
HOUR = 3_600_000_000
START = 1_930_000_000_000_000


def happened(**more):
    known = {
        "id": "i2", "when": Interval(START, START + HOUR), "times_agree": True, "lon": -30.02, "lat": 30.02,
        "radius_km": 0.3, "place": "Tarn", "within": "Middle Ridge", "types": (("A2", 1),), "actors": (),
        "killed": None, "sources": 1, "origins": 1, "members": (ClaimId(2, 0),), "reports": (2,),
    }  # fmt: skip
    return Filed(**{**known, **more})


def under(**rules):
    return AGREED.model_copy(update={"rules": AGREED.rules.model_copy(update=rules)})


def rule(**more):
    return AGREED.rules.publication.model_copy(update=more)


def test_the_place_is_moved_and_the_name_kept_back_and_the_delay_runs_from_the_end():
    found = foreseen(AGREED, happened())
    assert (found.settled, found.fine, found.place, found.area) == (True, 5, "", "middle")
    assert (found.spot.lon, found.spot.lat) != (-30.02, 30.02)
    assert found.opens == START + HOUR + 2 * 24 * HOUR


def test_a_place_that_is_coarse_enough_keeps_its_name():
    assert foreseen(AGREED, happened(radius_km=6.0)).place == "Tarn"


@pytest.mark.parametrize("more", [{"lon": None, "lat": None}, {"radius_km": None}])
def test_of_a_place_that_is_not_known_well_the_area_alone_is_given(more):
    assert foreseen(AGREED, happened(**more)).spot is None


def test_without_a_rule_the_area_is_given_at_once_and_that_is_said():
    found = foreseen(under(publication=None), happened())
    assert (found.settled, found.spot, found.place, found.delay) == (False, None, "", None)
    assert found.opens == found.end


def test_by_area_alone():
    found = foreseen(under(publication=rule(precision_km="area")), happened())
    assert (found.settled, found.fine, found.spot) == (True, None, None)


def test_what_is_not_dated_is_in_no_daily_bulletin():
    found = foreseen(AGREED, happened(when=None))
    assert (found.day, found.end, found.opens) == (None, None, None)


def test_a_bulletin_gives_what_was_foreseen(exercise_book):
    with exercise_book.reading() as connection:
        bulletin = gather(connection, DAY)
        from holdfire.linking import repo

        for line in bulletin.incidents:
            found = foreseen(AGREED, repo.get(connection, line.id))
            assert (found.spot, found.place, found.area, found.day) == (line.spot, line.place, line.area, DAY)
            assert dt.timedelta(microseconds=found.opens) <= bulletin.cutoff - dt.datetime(
                1970, 1, 1, tzinfo=dt.UTC
            )
    assert bulletin.incidents
