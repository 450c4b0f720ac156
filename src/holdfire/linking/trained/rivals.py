"""A second look at each pair, in the light of the others: what else fits, and who stands with both.

Of one source's claims at most one tells of an incident, as a rule: so a claim that would fit several claims of one
source fits each of them less. And where a third claim fits both, they fit one another more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from holdfire.linking.trained.columns import Columns, Floats, Ints
    from holdfire.linking.trained.features import Column
    from holdfire.linking.trained.near import Pairs

LEAST = 0.02
"""Pairs less probable than this at first sight are no rivals and stand with nobody."""


def log_odds(p: Floats) -> Floats:
    """Give ln(p / (1 - p)), with p kept a ten-thousandth away from 0 and 1."""
    p = np.clip(p, 1e-4, 1 - 1e-4)
    found: Floats = np.log(p / (1 - p))
    return found


def second_look(c: Columns, pairs: Pairs, first: Floats) -> dict[str, Column]:
    """Give, for pairs of probability `first` at first sight, what the other pairs of the two claims say."""
    a, b = pairs
    odds = first / np.maximum(1 - first, 1e-4)
    source = c.coded["source"].codes
    rival = np.stack([_others(a, source[b], odds, c), _others(b, source[a], odds, c)])
    best = np.stack(_best_others(c.n, pairs, first))
    degree = np.bincount(a, first, c.n) + np.bincount(b, first, c.n)
    expected = np.stack([degree[a] - first, degree[b] - first])
    found = {
        "first": log_odds(first),
        "rivals_low": np.log1p(rival.min(axis=0)),
        "rivals_high": np.log1p(rival.max(axis=0)),
        "best_low": log_odds(best.min(axis=0)),
        "best_high": log_odds(best.max(axis=0)),
        "expected_low": expected.min(axis=0),
        "expected_high": expected.max(axis=0),
        "between": _between(c.n, pairs, first),
    }
    return {name: column.astype(np.float32) for name, column in found.items()}


def _others(claim: Ints, source: Ints, odds: Floats, c: Columns) -> Floats:
    """Sum the odds of the other pairs of a claim with claims of the same source; both sides of a pair count."""
    key = claim * (len(c.coded["source"].values) + 1) + source
    _, where = np.unique(key, return_inverse=True)
    total = np.bincount(where, odds)
    found: Floats = total[where] - odds
    return found


def _best_others(n: int, pairs: Pairs, first: Floats) -> tuple[Floats, Floats]:
    """Give, for each end of each pair, the best probability among its other pairs."""
    a, b = pairs
    ends, p = np.concatenate([a, b]), np.concatenate([first, first])
    order = np.lexsort((-p, ends))
    sorted_ends, sorted_p = ends[order], p[order]
    begin = np.searchsorted(sorted_ends, np.arange(n))
    held = np.bincount(ends, minlength=n)
    padded = np.append(sorted_p, [0.0, 0.0])
    top = np.where(held > 0, padded[begin], 0)
    second = np.where(held > 1, padded[np.minimum(begin + 1, len(padded) - 1)], 0)
    return tuple(np.where(first >= top[end], second[end], top[end]) for end in (a, b))  # type: ignore[return-value]


def _between(n: int, pairs: Pairs, first: Floats) -> Floats:
    """Sum, over third claims, the product of both probabilities: how many are expected to stand with both."""
    a, b = pairs
    strong = first >= LEAST
    x, y, p = a[strong], b[strong], first[strong]
    graph = csr_matrix((np.r_[p, p], (np.r_[x, y], np.r_[y, x])), (n, n))
    out = np.zeros(len(a))
    for at in range(0, len(a), CHUNK):
        part = slice(at, at + CHUNK)
        out[part] = np.asarray(graph[a[part]].multiply(graph[b[part]]).sum(axis=1)).ravel()
    return out


CHUNK = 200_000
"""Pairs that are looked at together, to keep memory small."""
