"""Whether sides fare alike: the estimate, its interval, and when there are too few to say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.measures.symmetry import FLOOR, Table, risk_difference, symmetry

CELL = st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
STRATA = st.lists(st.tuples(CELL, CELL).map(lambda c: Table(*c[0], *c[1])), min_size=1, max_size=5)


def test_one_stratum_gives_the_plain_difference():
    value, low, high = risk_difference([Table(12, 20, 6, 20)])
    assert value == pytest.approx(0.3)
    # By hand: P = (400*6 - 400*12 + 0)/1600 = -1.5, Q = (12*14 + 6*8)/80 = 2.7, weight 10: variance (-0.45 + 2.7)/100.
    assert (high - low) / 2 == pytest.approx(1.959964 * 0.0225**0.5)


def test_strata_are_weighed_as_mantel_and_haenszel_say():
    # Weights 10*10/20 = 5 and 20*5/25 = 4; differences 0.2 and -0.2.
    value, _, _ = risk_difference([Table(5, 10, 3, 10), Table(4, 20, 2, 5)])
    assert value == pytest.approx((5 * 0.2 - 4 * 0.2) / 9)


def test_strata_in_which_only_one_side_was_accused_say_nothing():
    assert risk_difference([Table(9, 10, 0, 0), Table(0, 0, 3, 10)]) is None
    alone = [Table(5, 10, 3, 10)]
    assert risk_difference([*alone, Table(9, 10, 0, 0)]) == risk_difference(alone)


def test_a_difference_that_is_only_one_of_evidence_is_none_at_equal_evidence():
    """One side is accused on strong evidence more often: at equal evidence they fare alike."""
    value, low, high = risk_difference([Table(32, 40, 8, 10), Table(2, 10, 8, 40)])
    assert value == pytest.approx(0)
    assert low < 0 < high


@given(STRATA)
def test_seen_from_the_other_side_the_difference_is_the_opposite(strata):
    value, low, high = risk_difference(strata)
    turned = risk_difference([Table(t.b, t.m, t.a, t.n) for t in strata])
    assert turned == pytest.approx((-value, -high, -low), abs=1e-9)
    assert -1 <= low <= value <= high <= 1


@pytest.mark.parametrize(
    "shapes", [[(40, 30)] * 2, [(3, 2)] * 25], ids=["few large strata", "many thin strata"]
)
def test_the_interval_covers_the_true_difference_nearly_95_times_in_100(shapes):
    chance, hits, rounds = random.Random(3), 0, 1000

    def hit(n, p):
        return sum(chance.random() < p for _ in range(n))

    for _ in range(rounds):
        base = [chance.uniform(0.1, 0.6) for _ in shapes]
        strata = [Table(hit(n, b + 0.2), n, hit(m, b), m) for b, (n, m) in zip(base, shapes, strict=True)]
        _, low, high = risk_difference(strata)
        hits += low <= 0.2 <= high
    assert 0.92 <= hits / rounds <= 0.975


def test_below_the_floor_there_are_too_few_to_say(matter):
    few = [matter("violation", accused_side=side) for side in ("shore", "ridge") for _ in range(FLOOR - 1)]
    found = [f for f in symmetry(few, ("shore", "ridge")) if f.measure == "symmetry.violation"]
    assert [(f.value, f.low, f.high, str(f.note)) for f in found] == [(None, None, None, "too few to say")]


def test_at_the_floor_outcome_and_time_are_compared(matter):
    made = [matter("violation", accused_side="shore", late=True) for _ in range(FLOOR)]
    made += [matter("exempt", accused_side="ridge") for _ in range(FLOOR)]
    found = {f.measure: f.value for f in symmetry(made, ("shore", "ridge")) if f.by == "pair"}
    assert found == {
        "symmetry.violation": 1, "symmetry.exempt": -1, "symmetry.contested": 0, "symmetry.in time": -1
    }  # fmt: skip
