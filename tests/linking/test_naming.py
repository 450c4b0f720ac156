"""Which incident keeps its id when claims are linked anew."""

from __future__ import annotations

import random

import pytest

from holdfire.linking.naming import Known, name
from holdfire.reports.model import ClaimId


def cluster(*claims):
    return tuple(ClaimId(n, 0) for n in sorted(claims))


def was(incident, *claims, stands=True):
    return Known(incident, frozenset(cluster(*claims)), stands)


def ended(incident, *claims):
    return was(incident, *claims, stands=False)


CASES = {
    "a first run names each after its lowest claim": (
        [(2, 3), (4,)],
        [],
        {"i2": (2, 3), "i4": (4,)},
    ),
    "another claim joins": ([(2, 3, 9)], [was("i2", 2, 3)], {"i2": (2, 3, 9)}),
    "an earlier claim joins": ([(2, 7, 8)], [was("i7", 7, 8)], {"i7": (2, 7, 8)}),
    "the founder leaves, and the most stay": (
        [(2,), (3, 4)],
        [was("i2", 2, 3, 4)],
        {"i2": (3, 4), "i2-2": (2,)},
    ),
    "the founder leaves for another incident": (
        [(3, 4), (2, 5, 6)],
        [was("i2", 2, 3, 4), was("i5", 5, 6)],
        {"i2": (3, 4), "i5": (2, 5, 6)},
    ),
    "halves: the one with the founder": (
        [(2, 3), (4, 5)],
        [was("i2", 2, 3, 4, 5)],
        {"i2": (2, 3), "i4": (4, 5)},
    ),
    "halves, and the founder is the higher claim": (
        [(2, 3), (7, 8)],
        [was("i7", 2, 3, 7, 8)],
        {"i7": (7, 8), "i2": (2, 3)},
    ),
    "all are parted, and the founder had left before": (
        [(2,), (3,), (4,)],
        [was("i2", 3, 4), was("i2-2", 2)],
        {"i2": (3,), "i2-2": (2,), "i4": (4,)},
    ),
    "two are joined: the larger": ([(2, 5, 6)], [was("i2", 2), was("i5", 5, 6)], {"i5": (2, 5, 6)}),
    "two as large are joined: the lower": ([(2, 10)], [was("i10", 10), was("i2", 2)], {"i2": (2, 10)}),
    "a join is undone": (
        [(2, 3), (4, 5, 6)],
        [was("i2", 2, 3, 4, 5, 6), ended("i4", 4, 5, 6)],
        {"i2": (2, 3), "i4": (4, 5, 6)},
    ),
    "a join is undone, after others came": (
        [(2, 3, 7), (4, 5, 6, 8)],
        [was("i2", 2, 3, 4, 5, 6, 7, 8), ended("i4", 4, 5, 6)],
        {"i2": (2, 3, 7), "i4": (4, 5, 6, 8)},
    ),
    "one that ended never takes from one that stands": (
        [(2, 3)],
        [ended("i1", 2, 3), was("i2", 2, 3)],
        {"i2": (2, 3)},
    ),
    "a name that others have used is not given again": (
        [(2,), (8, 9)],
        [ended("i2", 3), ended("i2-2", 4), was("i8", 8, 9)],
        {"i2-3": (2,), "i8": (8, 9)},
    ),
}


@pytest.mark.parametrize(("clusters", "known", "expected"), CASES.values(), ids=CASES)
def test_an_incident_goes_by_its_claims(clusters, known, expected):
    named = name([cluster(*c) for c in clusters], known)
    assert named == {incident: cluster(*c) for incident, c in expected.items()}


def test_the_order_in_which_they_are_given_does_not_matter():
    dice = random.Random(5)
    for _ in range(200):
        claims = list(range(12))
        clusters, known = shuffled(dice, claims), shuffled(dice, claims)
        incidents = [was(f"i{k[0]}", *k) for k in known]
        named = name([cluster(*c) for c in clusters], incidents)
        dice.shuffle(clusters)
        dice.shuffle(incidents)
        assert name([cluster(*c) for c in clusters], incidents) == named
        assert sorted(named.values()) == sorted(cluster(*c) for c in clusters)


def shuffled(dice, claims):
    """Part the claims at random."""
    parts = {}
    for claim in claims:
        parts.setdefault(dice.randrange(5), []).append(claim)
    return list(parts.values())


def test_named_again_nothing_changes():
    dice = random.Random(7)
    known = []
    for _ in range(200):
        clusters = [cluster(*c) for c in shuffled(dice, range(9))]
        named = name(clusters, known)
        last = {each.id: each._replace(stands=False) for each in known}
        last |= {i: Known(i, frozenset(c), stands=True) for i, c in named.items()}
        known = list(last.values())
        assert name(clusters, known) == named
