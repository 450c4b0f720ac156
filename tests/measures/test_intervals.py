"""Intervals: against figures worked out by hand or printed elsewhere, and against simulated truth."""

from __future__ import annotations

import math
import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.measures.intervals import hoeffding, order_statistics, quantile, ranks, wilson

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilsons_interval_is_the_one_in_the_books(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


@given(COUNTS)
def test_wilsons_interval_holds_the_share_and_stays_within_0_and_1(kn):
    k, n = kn
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert low < high


@given(COUNTS)
def test_wilsons_interval_is_the_same_seen_from_the_other_side(kn):
    k, n = kn
    low, high = wilson(k, n)
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low))


def test_of_ten_values_the_second_and_the_ninth_bound_the_median():
    # P(B <= 1) = 11/1024 is below 2.5 %, P(B <= 2) = 56/1024 is not.
    assert ranks(10, 0.5) == (2, 9)
    assert order_statistics([float(n) for n in range(1, 11)], 0.5) == (2.0, 9.0)


def test_five_values_bound_no_median_and_six_do():
    assert ranks(5, 0.5) == (None, None)
    assert ranks(6, 0.5) == (1, 6)


def test_thirty_values_bound_the_ninth_tenth_from_below_alone():
    low, high = ranks(30, 0.9)
    assert high is None  # all thirty lie below it once in 24 times
    assert sum(math.comb(30, k) * 0.9**k * 0.1 ** (30 - k) for k in range(low)) <= 0.025


@given(st.integers(1, 300), st.sampled_from([0.1, 0.5, 0.9]))
def test_the_ranks_are_the_tightest_that_the_binomial_allows(n, p):
    below = [0.0, *accumulate(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1))]
    low, high = ranks(n, p)
    assert low == max((r for r in range(1, n + 1) if below[r] <= 0.025), default=None)
    assert high == min((r for r in range(1, n + 1) if 1 - below[r] <= 0.025), default=None)


@given(st.lists(st.floats(0, 100), min_size=1).map(sorted), st.sampled_from([0.25, 0.5, 0.9]))
def test_a_quantile_is_the_least_value_that_enough_do_not_exceed(values, p):
    found = quantile(values, p)
    assert sum(v <= found for v in values) >= p * len(values) - 1e-6
    assert sum(v < found for v in values) < p * len(values)


def test_hoeffdings_interval_is_as_its_theorem_says():
    assert hoeffding(0.5, 200) == pytest.approx((0.5 - 0.09603, 0.5 + 0.09603), abs=1e-5)


def test_wilsons_interval_covers_the_true_share_nearly_95_times_in_100():
    """Averaged over shares, by exact summation: no simulation is needed."""
    n, shares = 25, [s / 40 for s in range(2, 39)]
    limits = [wilson(k, n) for k in range(n + 1)]
    covered = [
        sum(
            math.comb(n, k) * p**k * (1 - p) ** (n - k)
            for k, (low, high) in enumerate(limits)
            if low <= p <= high
        )
        for p in shares
    ]
    assert 0.94 <= sum(covered) / len(covered) <= 0.97
    assert min(covered) > 0.89


@pytest.mark.parametrize("p", [0.5, 0.9])
def test_order_statistics_cover_the_true_quantile_at_least_95_times_in_100(p):
    chance, truth, hits, rounds = random.Random(7), -math.log(1 - p), 0, 1500
    for _ in range(rounds):
        low, high = order_statistics(sorted(chance.expovariate(1) for _ in range(60)), p)
        hits += (low is None or low <= truth) and (high is None or truth <= high)
    assert hits / rounds >= 0.94
