"""Two members' lists of what happened, set against each other."""

from __future__ import annotations

import pytest
from linking_stream import claim

from holdfire.linking.alone import Told
from holdfire.linking.reconcile import reconcile
from holdfire.reports.model import Toll

SAME = {"lon": 36.1, "lat": 35.1, "radius_km": 0.2, "types": ("A2",), "perpetrators": ("red",)}


def listed(*claims):
    return [Told(name, claim(n, **said)) for n, (name, said) in enumerate(claims)]


@pytest.fixture
def lists():
    ours = listed(("a1", {**SAME, "killed": Toll(2, 2, 2)}), ("a2", {"lon": 10.0}))
    theirs = listed(("b1", {"lon": 50.0}), ("b2", {**SAME, "killed": Toll(2, 2, 3)}))
    return ours, theirs


def test_what_both_have_is_matched_and_the_rest_stands_alone(lists):
    found = reconcile(*lists, "weights")
    assert [(m.a, m.b) for m in found.both] == [("a1", "b2")]
    assert [m.a for m in found.only_a] == ["a2"]
    assert [m.b for m in found.only_b] == ["b1"]


def test_a_match_says_why(lists):
    codes = [code for code, _ in reconcile(*lists, "weights").both[0].reasons]
    assert "place" in codes
    assert "both kinds" in codes


def test_matches_are_one_to_one_the_most_probable_first():
    ours = listed(("a1", SAME))
    theirs = listed(("b1", {**SAME, "perpetrators": ()}), ("b2", SAME))
    found = reconcile(ours, theirs, "weights")
    assert [(m.a, m.b) for m in found.both] == [("a1", "b2")]
    assert [(m.a, m.b) for m in found.only_b] == [("a1", "b1")], "it names what comes nearest"


def test_within_a_list_nothing_is_matched():
    twice = listed(("a1", SAME), ("a2", SAME))
    found = reconcile(twice, [], "weights")
    assert (found.both, found.only_b) == ([], [])
    assert [m.a for m in found.only_a] == ["a1", "a2"]
