from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linking_stream import claim, stream

from holdfire.errors import Conflict
from holdfire.linking.candidates import DAY, candidates
from holdfire.linking.cluster import clusters, settled
from holdfire.linking.model import Link, Verdict
from holdfire.linking.rule import link
from holdfire.reports.model import ClaimId, Interval

SAME, NOT_SAME, UNDECIDED = Verdict.SAME, Verdict.NOT_SAME, Verdict.UNDECIDED


def cid(n):
    return ClaimId(n, 0)


def pair(a, b):
    return frozenset({cid(a), cid(b)})


def joined(claims, verdicts=None):
    verdicts = verdicts or {}
    return clusters(claims, link(claims, verdicts=verdicts), verdicts)


def test_each_claim_of_a_cluster_names_its_lowest_as_founder_and_a_lone_one_itself():
    assert joined([claim(5), claim(2), claim(9), claim(7, lat=40.0)]) == {
        cid(2): cid(2),
        cid(5): cid(2),
        cid(7): cid(7),
        cid(9): cid(2),
    }


def test_a_chain_of_neighbours_does_not_grow_into_one_incident():
    row = [claim(n, lat=35 + n * 0.01) for n in range(30)]
    found = joined(row)
    near = {frozenset((c.a.claim.id, c.b.claim.id)) for c in candidates(row)}
    for a in found:
        for b in found:
            assert a == b or found[a] != found[b] or frozenset((a, b)) in near
    assert len(set(found.values())) > 5


def test_days_that_touch_do_not_grow_into_a_week():
    week = [claim(n, when=Interval(n * DAY, (n + 1) * DAY)) for n in range(7)]
    found = joined(week)
    assert max(list(found.values()).count(f) for f in found.values()) <= 3


def test_two_claims_of_one_document_stay_apart_even_when_a_third_matches_both():
    claims = [claim(1, document="round-up"), claim(2, document="round-up"), claim(3)]
    found = joined(claims)
    assert found[cid(1)] != found[cid(2)]


def test_a_person_joins_what_the_machine_would_not():
    far = [claim(1), claim(2, lat=50.0), claim(3, when=None)]
    assert joined(far, {pair(1, 2): SAME, pair(2, 3): SAME}) == dict.fromkeys(map(cid, (1, 2, 3)), cid(1))


@pytest.mark.parametrize("verdict", [NOT_SAME, UNDECIDED])
def test_a_person_keeps_apart_what_the_machine_would_join(verdict):
    claims = [claim(1), claim(2), claim(3)]
    assert len(set(joined(claims).values())) == 1
    found = joined(claims, {pair(1, 2): verdict})
    assert found[cid(1)] != found[cid(2)]


def test_undecided_does_not_stand_against_what_other_verdicts_join():
    found = joined(
        [claim(1), claim(2), claim(3)], {pair(1, 2): UNDECIDED, pair(1, 3): SAME, pair(2, 3): SAME}
    )
    assert len(set(found.values())) == 1


def test_verdicts_that_contradict_one_another_are_named():
    verdicts = {pair(1, 2): SAME, pair(2, 3): SAME, pair(1, 3): NOT_SAME}
    with pytest.raises(Conflict) as refused:
        settled(map(cid, (1, 2, 3)), verdicts)
    assert refused.value.code == "verdicts-contradict"
    assert "1 and 3" in refused.value.message


def test_links_and_verdicts_about_claims_that_are_not_here_are_passed_over():
    found = clusters([claim(1)], [Link(cid(1), cid(2), 0.9, ())], {pair(1, 2): SAME})
    assert found == {cid(1): cid(1)}


@st.composite
def judged(draw):
    """Draw a crowded stream, and verdicts that agree: a person sorted some claims into groups."""
    claims, _ = stream(12, draw(st.integers(0, 50)), days=3, across_km=4.0)
    groups = {c.id: draw(st.integers(0, 4)) for c in claims}
    ids = st.sampled_from(sorted(groups))
    asked = draw(st.lists(st.tuples(ids, ids).filter(lambda p: p[0] != p[1]), max_size=10))
    verdicts = {frozenset(p): SAME if groups[p[0]] == groups[p[1]] else NOT_SAME for p in asked}
    return claims, verdicts


@settings(deadline=None)
@given(judged(), st.randoms())
def test_neither_order_changes_anything_and_every_verdict_is_kept(case, rng):
    claims, verdicts = case
    found = joined(claims, verdicts)
    shuffled, turned = list(claims), list(verdicts.items())
    rng.shuffle(shuffled)
    rng.shuffle(turned)
    links = link(shuffled, verdicts=dict(turned))
    assert links == link(claims, verdicts=verdicts)
    rng.shuffle(links)
    assert clusters(shuffled, links, dict(turned)) == found
    for (a, b), verdict in ((sorted(p), v) for p, v in verdicts.items()):
        assert (found[a] == found[b]) == (verdict is SAME)


@settings(deadline=None)
@given(judged())
def test_a_founder_is_the_lowest_of_its_cluster(case):
    claims, verdicts = case
    found = joined(claims, verdicts)
    assert found.keys() == {c.id for c in claims}
    for member, founder in found.items():
        assert found[founder] == founder <= member
