"""What is compared: each pair of claims as a row of numbers, NaN where one of the two does not say.

No name of a place, party or source is a feature; whether two claims use the same name is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_set_ratio

from holdfire.linking.trained.columns import UNKNOWN, Coded, Columns, Floats, Ints, folded
from holdfire.linking.trained.near import distances, gaps

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfire.linking.trained.near import Pairs

Column = NDArray[np.float32]

SAME_POINT_KM = 0.05
CODED = re.compile(r"[A-Z]\d+")
"""A type code whose letter is its family, as in the taxonomy: A2 and A3 are both fire."""


def features(c: Columns, pairs: Pairs) -> dict[str, Column]:
    """Compare pairs, a column a feature, in a fixed order."""
    a, b = pairs
    found: dict[str, Any] = {**_time(c, a, b), **_place(c, a, b), **_who(c, a, b)}
    for name, toll in c.tolls.items():
        found |= _toll(name, toll, a, b)
    found["words"] = c.wording.alike(a, b)
    found |= _source(c, a, b)
    found |= _crowd(c, a, b)
    return {name: column.astype(np.float32) for name, column in found.items()}


def _time(c: Columns, a: Ints, b: Ints) -> dict[str, Floats]:
    first, last = np.minimum(c.start[a], c.start[b]), np.maximum(c.end[a], c.end[b])
    spans = np.stack([c.end[a] - c.start[a], c.end[b] - c.start[b]])
    shared = np.minimum(c.end[a], c.end[b]) - np.maximum(c.start[a], c.start[b])
    return {
        "gap_days": np.maximum(0, gaps(c, a, b)),
        "start_days": np.abs(c.start[a] - c.start[b]),
        "span_short": spans.min(axis=0),
        "span_long": spans.max(axis=0),
        "time_shared": np.maximum(0, shared) / np.maximum(last - first, 1e-6),
        "published_days": np.abs(c.published[a] - c.published[b]),
    }


def _place(c: Columns, a: Ints, b: Ints) -> dict[str, Floats]:
    placed = c.placed[a] & c.placed[b]
    km = np.where(placed, distances(c, a, b), np.nan)
    radii = np.where(placed, np.stack([c.radius[a], c.radius[b]]), np.nan)
    return {
        "km": km,
        "km_of_reach": km / np.maximum(radii.sum(axis=0), 0.1),
        "same_point": np.where(placed, km <= SAME_POINT_KM, np.nan),
        "radius_fine": radii.min(axis=0),
        "radius_coarse": radii.max(axis=0),
        "spot": _each(folded(c.coded["spot"]), a, b, lambda x, y: token_set_ratio(x, y) / 100),
        "within": _each(folded(c.coded["within"]), a, b, lambda x, y: float(x == y)),
    }


def _who(c: Columns, a: Ints, b: Ints) -> dict[str, Floats]:
    found = {name: _each(c.coded[name], a, b, _shared) for name in ("actors", "blamed", "hit")}
    kinds = c.coded["kinds"]
    found["kinds"] = _each(kinds, a, b, _shared)
    found["kinds_family"] = _each(kinds, a, b, _family)
    crossed = np.fmax(_cross(c, a, b), _cross(c, b, a))
    return found | {
        "crossed": crossed,
        "context": _each(c.coded["context"], a, b, lambda x, y: float(x == y)),
        "target": _each(c.coded["target"], a, b, lambda x, y: float(x == y)),
    }


def _shared(x: frozenset[str], y: frozenset[str]) -> float:
    """Give Jaccard's likeness: in both, over in either."""
    return len(x & y) / len(x | y)


def _family(x: frozenset[str], y: frozenset[str]) -> float:
    if not all(map(CODED.fullmatch, x | y)):
        return np.nan
    return _shared(frozenset(t[0] for t in x), frozenset(t[0] for t in y))


def _cross(c: Columns, a: Ints, b: Ints) -> Floats:
    """Tell where whom one claim blames is who was hit in the other."""
    blamed, hit = c.coded["blamed"], c.coded["hit"]
    return _table(blamed, hit, a, b, lambda x, y: float(bool(x & y)))


def _each(coded: Coded, a: Ints, b: Ints, compare: Callable[..., float]) -> Floats:
    return _table(coded, coded, a, b, compare)


def _table(left: Coded, right: Coded, a: Ints, b: Ints, compare: Callable[..., float]) -> Floats:
    """Compare each two values that occur once, and look the others up."""
    x, y = left.codes[a], right.codes[b]
    keys, where = np.unique(x * (len(right.values) + 1) + y + 1, return_inverse=True)
    width = len(right.values) + 1
    known = np.full(len(keys), np.nan)
    for at, key in enumerate(keys.tolist()):
        i, j = key // width, key % width - 1
        if UNKNOWN not in (i, j):
            known[at] = 1.0 if left is right and i == j else compare(left.values[i], right.values[j])
    found: Floats = known[where]
    return found


def _toll(name: str, toll: Floats, a: Ints, b: Ints) -> dict[str, Floats]:
    x, y = toll[:, a], toll[:, b]
    low, high = np.minimum(x[1], y[1]), np.maximum(x[1], y[1])
    unknown = np.isnan(low)
    return {
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_apart": np.log1p(high) - np.log1p(low),
        f"{name}_meet": np.where(unknown, np.nan, (x[0] <= y[2]) & (y[0] <= x[2])),
    }


def _source(c: Columns, a: Ints, b: Ints) -> dict[str, Floats]:
    def same(name: str) -> Floats:
        codes = c.coded[name].codes
        known = (codes[a] >= 0) & (codes[b] >= 0)
        return np.where(known, codes[a] == codes[b], np.nan)

    return {"same_source": same("source"), "same_origin": same("origin"), "same_sort": same("source_type")}


def _crowd(c: Columns, a: Ints, b: Ints) -> dict[str, Floats]:
    """Count how many others each could be, as ln(1 + n): the less and the more crowded of the two."""
    n = np.log1p(np.bincount(a, minlength=c.n) + np.bincount(b, minlength=c.n))
    return {"crowd_low": np.minimum(n[a], n[b]), "crowd_high": np.maximum(n[a], n[b])}
