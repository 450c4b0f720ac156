"""How long something takes, when some of it has not come yet: Kaplan and Meier's estimate, and its quantiles. Pure."""

from __future__ import annotations

from itertools import groupby
from math import exp, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

from holdfire.measures.intervals import Z, order_statistics, quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfire.measures.intervals import Limits

Wait = tuple[float, bool]
"""How long, and whether it came then; False where one stopped looking (it is censored)."""
EPSILON = 1e-9


class Step(NamedTuple):
    """From `time` on, a share `left` still waits; `low` and `high` are its 95 % limits at that time."""

    time: float
    left: float
    low: float
    high: float


def kaplan_meier(waits: Iterable[Wait]) -> list[Step]:
    """Estimate the share that still waits after each time at which something came.

    E. L. Kaplan and P. Meier, J. Am. Stat. Assoc. 53 (1958) 457-481: at each such time multiply by (1 - d/r), d that
    came out of r still waited for; one that is censored at the very time counts among the r. Limits by M. Greenwood's
    variance (1926) on the scale log(-log S), which keeps them within 0 and 1: J. D. Kalbfleisch and R. L. Prentice, The
    Statistical Analysis of Failure Time Data (1980), p. 15.
    """
    ordered = sorted(waits)
    at_risk, left, spread = len(ordered), 1.0, 0.0
    steps: list[Step] = []
    for time, tied in groupby(ordered, key=lambda w: w[0]):
        came = [event for _, event in tied]
        d = sum(came)
        if d:
            left *= 1 - d / at_risk
            spread = spread + d / (at_risk * (at_risk - d)) if d < at_risk else float("inf")
            steps.append(Step(time, left, *_limits(left, spread)))
        at_risk -= len(came)
    return steps


def _limits(left: float, spread: float) -> tuple[float, float]:
    if left <= EPSILON:
        return 0.0, 1.0
    half = Z * sqrt(spread) / -log(left)
    return left ** exp(half), left ** exp(-half)


Time = tuple[float | None, float | None, float | None]
"""A time and its 95 % interval; None where that is not known."""


def waiting_times(waits: Sequence[Wait], shares: Iterable[float]) -> list[Time]:
    """Give the times by which shares of what is waited for have come.

    Where nothing is censored these are the empirical quantile and its binomial interval (`order_statistics`). Else they
    are read off the Kaplan-Meier curve: the time at which it comes down to 1 - p, and those at which its limits do; R.
    Brookmeyer and J. Crowley, Biometrics 38 (1982) 29-41, on the log(-log) scale.
    """
    if all(came for _, came in waits):
        values = sorted(time for time, _ in waits)
        return [(quantile(values, p), *order_statistics(values, p)) for p in shares]
    steps = kaplan_meier(waits)
    return [(_first(steps, "left", 1 - p), *_crossing(steps, 1 - p)) for p in shares]


def _crossing(steps: Sequence[Step], level: float) -> Limits:
    return _first(steps, "low", level), _first(steps, "high", level)


def _first(steps: Sequence[Step], line: str, level: float) -> float | None:
    return next((s.time for s in steps if getattr(s, line) <= level + EPSILON), None)
