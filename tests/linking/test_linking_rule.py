from __future__ import annotations

from linking_stream import claim, pair_f1, stream

from holdfire.linking.cluster import clusters
from holdfire.linking.model import Verdict
from holdfire.linking.rule import link
from holdfire.reports.model import ClaimId

PINNED = {"sparse": 0.845, "dense": 0.765}
"""Pairwise F1 on two invented streams that no weight was set on: it may rise, and may not fall."""


def f1(across_km):
    claims, truth = stream(300, seed=11, across_km=across_km)
    return pair_f1(truth, clusters(claims, link(claims, verdicts={}), {}))[2]


def test_linking_is_as_good_as_it_was():
    assert f1(across_km=120.0) >= PINNED["sparse"]


def test_linking_is_as_good_as_it_was_where_incidents_crowd():
    assert f1(across_km=30.0) >= PINNED["dense"]


def test_what_is_said_to_be_so_probable_is_true_about_as_often():
    claims, truth = stream(300, seed=11, across_km=40.0)
    links = link(claims, verdicts={})
    expected = sum(each.probability for each in links)
    true = sum(truth[each.a] == truth[each.b] for each in links)
    assert 0.75 * true < expected < 1.25 * true


def test_a_rival_of_the_same_source_takes_from_the_odds():
    alone = link([claim(1), claim(2, source="paper")], verdicts={})
    shared = link([claim(1), claim(2, source="paper"), claim(3, source="paper")], verdicts={})
    assert shared[0].probability < alone[0].probability
    assert shared[0].reasons[-1] == ("rivals", {"n": 1})
    assert len(alone[0].reasons) == len(shared[0].reasons) - 1


def test_a_persons_verdict_stands_in_place_of_the_machines():
    ids = frozenset((ClaimId(1, 0), ClaimId(2, 0)))
    claims = [claim(1), claim(2)]
    (same,) = link(claims, verdicts={ids: Verdict.SAME})
    assert (same.probability, same.reasons) == (1.0, (("joined by a person", {}),))
    assert link(claims, verdicts={ids: Verdict.NOT_SAME}) == []
    assert link(claims, verdicts={ids: Verdict.UNDECIDED}) == []


def test_a_link_starts_at_the_lower_id_and_its_probability_is_one():
    claims, _ = stream(80, seed=2)
    for each in link(claims, verdicts={}):
        assert each.a < each.b
        assert 0 < each.probability < 1
        assert each.reasons
