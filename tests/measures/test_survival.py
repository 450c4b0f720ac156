"""Waiting times of which some have not come yet."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.measures.intervals import quantile
from holdfire.measures.survival import kaplan_meier, waiting_times

REMISSION = [
    (6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False),
    (13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False),
    (32, False), (32, False), (34, False), (35, False),
]  # fmt: skip
"""Weeks in remission under 6-MP (E. J. Freireich et al., Blood 21 (1963) 699-716), in every book on the method."""
WAITS = st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=1, max_size=40)


def test_the_curve_is_the_one_in_the_books():
    steps = {s.time: s.left for s in kaplan_meier(REMISSION)}
    assert steps == pytest.approx(
        {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}, abs=5e-5
    )


def test_the_median_and_its_limits_are_those_of_the_log_log_scale():
    assert waiting_times(REMISSION, [0.5]) == [(23, 13, None)]


def test_what_never_came_gives_no_time():
    assert waiting_times([(3, False), (9, False)], [0.5]) == [(None, None, None)]


def test_one_that_is_censored_at_the_very_time_was_still_waited_for_then():
    assert [s.left for s in kaplan_meier([(2, True), (2, False)])] == [0.5]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=60))
def test_without_censoring_the_curve_is_the_empirical_one(values):
    for step in kaplan_meier([(v, True) for v in values]):
        assert step.left == pytest.approx(sum(v > step.time for v in values) / len(values))
    [(value, _, _)] = waiting_times([(v, True) for v in values], [0.5])
    assert value == quantile(sorted(values), 0.5)
    assert value == next(s.time for s in kaplan_meier([(v, True) for v in values]) if s.left <= 0.5 + 1e-9)


@given(WAITS)
def test_the_curve_only_falls_and_lies_within_its_limits(waits):
    steps = kaplan_meier(waits)
    assert [s.left for s in steps] == sorted((s.left for s in steps), reverse=True)
    assert all(0 <= s.low <= s.left + 1e-9 and s.left <= s.high + 1e-9 <= 1 + 2e-9 for s in steps)


@given(WAITS)
def test_leaving_out_what_still_waits_never_makes_the_wait_look_longer(waits):
    """Why censoring matters: the cases that are done are the quick ones."""
    done = sorted(t for t, came in waits if came)
    if done:
        [(value, _, _)] = waiting_times(waits, [0.5])
        assert value is None or value >= quantile(done, 0.5)


def test_the_interval_covers_the_true_median_with_a_third_censored():
    chance, truth, hits, rounds = random.Random(11), math.log(2), 0, 1500
    for _ in range(rounds):
        waits = []
        for _case in range(40):
            came, stopped = chance.expovariate(1), chance.expovariate(0.5)
            waits.append((min(came, stopped), came <= stopped))
        [(_, low, high)] = waiting_times(waits, [0.5])
        hits += (low is None or low <= truth) and (high is None or truth <= high)
    assert 0.93 <= hits / rounds <= 0.98
