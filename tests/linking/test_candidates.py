from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linking_stream import claim

from holdfire.linking.candidates import (
    DAY,
    MAX_SPAN,
    candidates,
    compatible,
    distance_km,
    one_document,
    place,
)
from holdfire.reports.model import Interval

radii = st.sampled_from([0.0, 0.2, 1.0, 3.0, 15.0, 60.0, 200.0, None])
claims = st.lists(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90), radii, st.integers(0, 6), st.integers(1, 72)),
    max_size=25,
)


def pairs(found):
    return {(c.a.claim.id.entry, c.b.claim.id.entry) for c in candidates(found)}


def near(n, metres_east, **said):
    return claim(n, lon=36 + metres_east / 91_180, **said)


@given(claims, st.booleans())
def test_the_grid_finds_exactly_what_trying_every_pair_finds(rows, crowded):
    shrink = 0.001 if crowded else 1
    made = [
        claim(
            n,
            lon=lon * shrink,
            lat=lat * shrink,
            radius_km=r,
            when=Interval(d * DAY, d * DAY + h * DAY // 24),
        )
        for n, (lon, lat, r, d, h) in enumerate(rows)
    ]
    placed = [place(c) for c in made]
    expected = {
        (i, j) for i, a in enumerate(placed) for j, b in enumerate(placed) if i < j and compatible(a, b)
    }
    found = list(candidates(made))
    assert {(c.a.claim.id.entry, c.b.claim.id.entry) for c in found} == expected
    assert len(found) == len(expected)


def test_across_the_date_line_and_over_the_pole_is_near():
    assert pairs([claim(1, lon=179.999, lat=0.0), claim(2, lon=-179.999, lat=0.0)]) == {(1, 2)}
    assert pairs([claim(1, lon=0.0, lat=89.999), claim(2, lon=180.0, lat=89.999)]) == {(1, 2)}


def test_a_degree_of_latitude_is_111_km():
    a, b = place(claim(1, lat=35.0)), place(claim(2, lat=36.0))
    assert distance_km(a, b) == pytest.approx(111.19, abs=0.01)


def test_precise_claims_must_be_nearer_than_coarse_ones():
    assert pairs([near(1, 0), near(2, 4000)]) == set()
    assert pairs([near(1, 0), near(2, 4000, radius_km=15.0)]) == {(1, 2)}


def test_two_days_are_too_far_apart_unless_a_claim_covers_both():
    late = Interval(3 * DAY, 4 * DAY)
    assert pairs([claim(1), claim(2, when=late)]) == set()
    assert pairs([claim(1, when=Interval(0, 4 * DAY)), claim(2, when=late)]) == {(1, 2)}


@pytest.mark.parametrize(
    "vague",
    [
        {"when": None},
        {"lon": None},
        {"lat": None},
        {"radius_km": 201.0},
        {"when": Interval(0, MAX_SPAN + 1)},
    ],
)
def test_what_names_no_time_or_no_place_is_left_to_persons(vague):
    assert pairs([claim(1), claim(2, **vague)]) == set()


def test_claims_of_one_document_are_not_compared():
    assert pairs([claim(1, document="round-up"), claim(2, document="round-up")]) == set()
    assert not one_document(claim(1, document=""), claim(2, document=""))
