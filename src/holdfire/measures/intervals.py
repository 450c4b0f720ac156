"""Intervals that hold for small numbers, each with its source. All are two-sided, 95 % unless said otherwise. Pure."""

from __future__ import annotations

from math import ceil, exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
TAIL = (1 - LEVEL) / 2
Limits = tuple[float | None, float | None]


def wilson(k: int, n: int) -> tuple[float, float]:
    """Give the score interval of a share k of n, n above 0.

    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; recommended for small n by L. D. Brown, T. T. Cai and
    A. DasGupta, Statist. Sci. 16 (2001) 101-133.
    """
    p, z2 = k / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low = 0.0 if k == 0 else max(0.0, middle - half)
    high = 1.0 if k == n else min(1.0, middle + half)
    return low, high


def quantile(values: Sequence[float], p: float) -> float:
    """Give the least value that at least a share p of the values do not exceed; `values` are sorted, and some."""
    return values[max(1, ceil(p * len(values) - 1e-9)) - 1]


def ranks(n: int, p: float) -> tuple[int | None, int | None]:
    """Give the ranks, from 1, between which the p-quantile lies; None where n values set no limit on that side.

    The number of values below the quantile is binomial, whatever they are distributed like, so that the r-th value is a
    lower limit if P(B < r) is at most 2.5 %, and an upper one if P(B >= r) is. H. A. David and H. N. Nagaraja, Order
    Statistics, 3rd ed. (2003), section 7.1.
    """
    below, low, high = 0.0, None, None
    start = max(
        1, int(n * p - 10 * sqrt(n * p * (1 - p)))
    )  # what lies below ten standard deviations is nothing
    for r in range(start, n + 1):
        below += _binomial(r - 1, n, p)
        if below <= TAIL:
            low = r
        if high is None and 1 - below <= TAIL:
            high = r
            break
    return low, high


def order_statistics(values: Sequence[float], p: float) -> Limits:
    """Give the interval of the p-quantile from the sorted values alone: see `ranks`."""
    low, high = ranks(len(values), p)
    return (values[low - 1] if low else None, values[high - 1] if high else None)


def hoeffding(mean: float, n: int) -> tuple[float, float]:
    """Give an interval of the mean of n independent values between 0 and 1, whatever their distribution.

    W. Hoeffding, J. Am. Stat. Assoc. 58 (1963) 13-30, theorem 1. It is wide, and never claims too much.
    """
    half = sqrt(log(2 / (1 - LEVEL)) / (2 * n))
    return max(0.0, mean - half), min(1.0, mean + half)


def _binomial(k: int, n: int, p: float) -> float:
    """Give the probability of k of n, 0 < p < 1."""
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p))
