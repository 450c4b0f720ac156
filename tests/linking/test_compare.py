from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linking_stream import claim, stream

from holdfire.linking.candidates import DAY, candidates
from holdfire.linking.compare import FEATURES, HOUR, reasons, score
from holdfire.linking.reasons import words
from holdfire.reports.model import Interval, Toll


def compared(**second):
    first = claim(1, types=("A3",), perpetrators=("red",), killed=Toll(2, 3, 4), radius_km=3.0)
    usual = {"types": ("A3",), "perpetrators": ("red",), "killed": Toll(2, 3, 4), "radius_km": 3.0}
    (found,) = candidates([first, claim(2, **{**usual, **second})])
    return found


SAME = compared()


def said(c, names=None):
    """A pair's reasons in English."""
    return tuple(str(words(r, names or {})) for r in reasons(c))


def test_reasons_are_plain_words_with_figures():
    c = compared(lat=35 + 1.2 / 111.19, killed=Toll(3, 4, 5))
    assert said(c, {"A3": "air attack"}) == (
        "1.2 km apart, precision 3 km",
        "same day",
        "both air attack",
        "both blame red",
        "toll 3 against 4",
    )


@pytest.mark.parametrize(
    ("second", "word"),
    [
        ({"lat": 35.03, "radius_km": 0.2}, "3.3 km apart, precision 0.2 km and 3 km"),
        ({"when": Interval(DAY, 2 * DAY)}, "a day apart"),
        ({"when": Interval(0, 3 * DAY)}, "times overlap within 3 days"),
        ({"types": ("A2",)}, "A3 against A2, often confused"),
        ({"types": ("B2",)}, "A3 against B2"),
        ({"perpetrators": ("blue",)}, "one blames red, the other blue"),
        ({"killed": Toll(40, 50, 60)}, "toll 3 against 50"),
        ({"source": "s1"}, "two reports of one source"),
    ],
)
def test_what_differs_lowers_the_score_and_is_said(second, word):
    c = compared(**second)
    assert score(c) < score(SAME)
    assert word in said(c)


def test_two_areas_of_equal_size_at_different_points_are_two_areas():
    a, b = claim(1, radius_km=15.0), claim(2, radius_km=15.0, lat=35.1)
    (apart,) = candidates([a, b])
    assert any("so two areas" in r for r in said(apart))
    (same,) = candidates([a, claim(2, radius_km=15.0)])
    assert score(same) > score(apart)


def test_what_is_unknown_weighs_nothing_and_is_not_said():
    (c,) = candidates([claim(1), claim(2)])
    assert said(c) == ("the same point, precision 1 km", "same day")


def test_two_that_carry_one_origin_tell_of_one_thing():
    (own,) = candidates([claim(1, origin="agency"), claim(2, origin="clinic")])
    (carried,) = candidates([claim(1, origin="agency"), claim(2, origin="agency")])
    assert score(carried) > score(own)
    assert "both carry what one origin saw" in said(carried)


def test_agreement_on_many_dead_says_more_than_on_few():
    few = candidates([claim(1, killed=Toll(1, 1, 1)), claim(2, killed=Toll(1, 1, 1))])
    many = candidates([claim(1, killed=Toll(30, 30, 30)), claim(2, killed=Toll(30, 30, 30))])
    assert score(*many) > score(*few)


def test_hours_are_weighed_where_both_give_them():
    def at(hour):
        return Interval(hour * HOUR, (hour + 1) * HOUR)

    def scored(first, second):
        return score(*candidates([claim(1, when=at(first)), claim(2, when=at(second))]))

    assert scored(8, 8) > scored(8, 11) > scored(8, 30)


@given(st.integers(0, 20))
def test_every_pair_falls_into_a_bucket_with_a_weight_and_words(seed):
    for c in candidates(stream(40, seed)[0]):
        for feature in FEATURES:
            bucket = feature.bucket(c)
            assert bucket in feature.weights
            assert not feature.weights[bucket] or str(words(feature.reason(c, bucket), {}))


def test_the_order_of_the_two_does_not_change_the_score():
    for c in candidates(stream(60, 3)[0]):
        assert score(c) == score(c._replace(a=c.b, b=c.a))
