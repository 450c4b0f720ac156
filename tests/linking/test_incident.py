from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from linking_stream import claim, stream

from holdfire.linking.candidates import DAY
from holdfire.linking.incident import incident
from holdfire.linking.model import Place
from holdfire.reports.model import ClaimId, Interval, Toll


def test_the_time_is_what_all_claims_share():
    found = incident(
        [claim(1, when=Interval(0, 3 * DAY)), claim(2, when=Interval(DAY, 2 * DAY)), claim(3, when=None)]
    )
    assert (found.when, found.times_agree) == (Interval(DAY, 2 * DAY), True)


def test_times_that_share_nothing_give_their_hull_and_say_so():
    found = incident([claim(1), claim(2, when=Interval(DAY, 2 * DAY))])
    assert (found.when, found.times_agree) == (Interval(0, 2 * DAY), False)


def test_the_place_is_the_most_precise_ones():
    found = incident([claim(1, radius_km=None), claim(2, radius_km=15.0), claim(3, lon=36.5, radius_km=0.2)])
    assert found.place == Place(36.5, 35.0, 0.2)
    assert incident([claim(1, radius_km=None)]).place == Place(36.0, 35.0, None)


def test_a_point_known_exactly_is_more_precise_than_any_radius():
    assert incident([claim(1, radius_km=0.2), claim(2, lon=36.5, radius_km=0.0)]).place == Place(
        36.5, 35.0, 0.0
    )


def test_types_come_with_how_many_claims_name_them():
    found = incident([claim(1, types=("A3", "B1")), claim(2, types=("A3",)), claim(3, types=("A2",))])
    assert found.types == (("A3", 2), ("A2", 1), ("B1", 1))


def test_the_toll_spans_all_claims_and_its_best_is_one_that_somebody_gave():
    tolls = (Toll(1, 2, 4), Toll(3, 3, 3), Toll(8, 9, 12), Toll(2, 5, 6))
    assert incident([claim(n, killed=t) for n, t in enumerate(tolls)]).killed == Toll(1, 3, 12)


def test_what_nobody_says_stays_unknown():
    found = incident([claim(4, when=None, lon=None, lat=None)])
    assert (found.members, found.when, found.place, found.types, found.killed) == (
        (ClaimId(4, 0),),
        None,
        None,
        (),
        None,
    )


def test_three_outlets_that_carry_one_agency_are_three_sources_and_one_origin():
    found = incident([claim(n, origin="agency") for n in range(3)])
    assert (found.sources, found.origins, found.status) == (3, 1, "reported by 1 origin")


def test_the_agency_itself_is_no_second_origin():
    found = incident([claim(1, source="agency"), claim(2, origin="agency"), claim(3)])
    assert (found.sources, found.origins, found.status) == (3, 2, "reported by 2 origins")


def test_sources_without_a_name_corroborate_nothing_among_themselves():
    assert incident([claim(1, source=""), claim(2, source="")]).origins == 1


@given(st.integers(0, 30), st.randoms())
def test_the_order_of_the_claims_does_not_matter(seed, rng):
    claims, _ = stream(4, seed)
    if claims:
        mixed = list(claims)
        rng.shuffle(mixed)
        assert incident(mixed) == incident(claims)
