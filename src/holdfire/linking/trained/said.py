"""What spoke for and against a pair: the features that weighed most, as reasons with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from holdfire.linking.model import LinkClaim
    from holdfire.linking.reasons import Reason
    from holdfire.linking.trained.columns import Floats
    from holdfire.linking.trained.comparison import Compared, Comparison

SPOKE = 3
"""So many reasons are named for a pair and against it, at most."""
LEAST = 0.05
"""What adds less than this to the log-odds is not worth a word."""

GROUPS = {
    "time": ("gap_days", "start_days", "span_short", "span_long", "time_shared"),
    "published": ("published_days",),
    "place": ("km", "km_of_reach", "same_point", "radius_fine", "radius_coarse"),
    "names": ("spot", "within"),
    "kinds": ("kinds", "kinds_family"),
    "actors": ("actors", "blamed", "crossed"),
    "hit": ("hit", "target"),
    "setting": ("context",),
    "killed": ("killed_low", "killed_high", "killed_apart", "killed_meet"),
    "injured": ("injured_low", "injured_high", "injured_apart", "injured_meet"),
    "words": ("words",),
    "source": ("same_source", "same_origin", "same_sort"),
    "crowd": ("crowd_low", "crowd_high"),
}
"""Features that a person reads as one."""


def reasons(
    compared: Compared, at: Sequence[int], by: Comparison, claims: Sequence[LinkClaim]
) -> list[tuple[Reason, ...]]:
    """Name, for the pairs at these numbers, what spoke most for and against, the weightiest first.

    Each reason's `w` is what it added to the log-odds at first sight (a tenth; below zero: against); the last may say
    what the second look made of it.
    """
    if not len(at):
        return []
    found = {name: column[np.asarray(at)] for name, column in compared.features.items()}
    weights = by.first.weights(found)
    place = {name: n for n, name in enumerate(by.first.names)}
    groups = {
        g: weights[:, [place[f] for f in names if f in place]].sum(axis=1) for g, names in GROUPS.items()
    }
    a, b = compared.pairs
    return [
        _pair(groups, found, n, claims[a[i]], claims[b[i]], _shift(compared, i)) for n, i in enumerate(at)
    ]


def _shift(compared: Compared, i: int) -> float:
    first, second = (np.clip(p[i], 1e-4, 1 - 1e-4) for p in (compared.first, compared.probability))
    return float(np.log(second / (1 - second)) - np.log(first / (1 - first)))


def _pair(
    groups: dict[str, Floats],
    found: dict[str, Any],
    n: int,
    a: LinkClaim,
    b: LinkClaim,
    shift: float,
) -> tuple[Reason, ...]:
    weighed = sorted(((float(w[n]), g) for g, w in groups.items()), key=lambda each: (-abs(each[0]), each[1]))
    told: list[Reason] = []
    sides = {True: 0, False: 0}
    for weight, group in weighed:
        said = _SAY[group](a, b, {name: float(column[n]) for name, column in found.items()})
        if said is None or abs(weight) < LEAST or sides[weight > 0] == SPOKE:
            continue
        sides[weight > 0] += 1
        told.append((said[0], {**said[1], "w": round(weight, 1)}))
    if abs(shift) >= 0.5:
        told.append(("third claims" if shift > 0 else "rivals fit", {"w": round(shift, 1)}))
    return tuple(told)


Pair = dict[str, float]


def _time(a: LinkClaim, b: LinkClaim, v: Pair) -> Reason | None:
    if a.when is None or b.when is None:
        return None
    if v["gap_days"] > 0:
        return "two days apart", {}
    if v["time_shared"] > 0:
        days = max(1, round(v["span_long"]))
        return ("same day", {}) if days == 1 else ("days", {"n": days})
    return "a day apart", {}


def _published(_a: LinkClaim, _b: LinkClaim, v: Pair) -> Reason | None:
    days = v["published_days"]
    return None if np.isnan(days) else ("published apart", {"n": round(days)})


def _place(_a: LinkClaim, _b: LinkClaim, v: Pair) -> Reason | None:
    if np.isnan(v["km"]):
        return None
    km = None if v["same_point"] else round(v["km"], 1)
    return "place", {"km": km, "finer": round(v["radius_fine"], 1), "coarser": round(v["radius_coarse"], 1)}


def _names(_a: LinkClaim, _b: LinkClaim, v: Pair) -> Reason | None:
    if np.isnan(v["spot"]):
        return None
    return ("same place name" if v["spot"] >= 0.9 else "other place name"), {}


def _kinds(a: LinkClaim, b: LinkClaim, _: Pair) -> Reason | None:
    x, y = set(a.types), set(b.types)
    if not x or not y:
        return None
    both = {"both": sorted(x & y)}
    return ("both kinds", both) if x & y else ("kinds differ", {"a": sorted(x), "b": sorted(y)})


def _actors(a: LinkClaim, b: LinkClaim, _: Pair) -> Reason | None:
    x, y = set(a.perpetrators), set(b.perpetrators)
    if x and y:
        both = {"both": sorted(x & y)}
        return ("both blame", both) if x & y else ("others blamed", {"a": sorted(x), "b": sorted(y)})
    x, y = set(a.actors), set(b.actors)
    if not x or not y:
        return None
    return ("both name", {"both": sorted(x & y)}) if x & y else ("no actor in common", {})


def _hit(a: LinkClaim, b: LinkClaim, _: Pair) -> Reason | None:
    x, y = set(a.victims), set(b.victims)
    if not x or not y:
        return None
    return (
        ("both hit", {"both": sorted(x & y)}) if x & y else ("others hit", {"a": sorted(x), "b": sorted(y)})
    )


def _setting(a: LinkClaim, b: LinkClaim, _: Pair) -> Reason | None:
    if not a.context or not b.context:
        return None
    return ("same setting" if a.context == b.context else "other setting"), {}


def _killed(a: LinkClaim, b: LinkClaim, _: Pair) -> Reason | None:
    if a.killed is None or b.killed is None:
        return None
    if a.killed.best == b.killed.best == 0:
        return "nobody killed", {}
    return "toll", {"a": a.killed.best, "b": b.killed.best}


def _injured(a: LinkClaim, b: LinkClaim, _: Pair) -> Reason | None:
    if a.injured is None or b.injured is None:
        return None
    return "injured", {"a": a.injured.best, "b": b.injured.best}


def _words(_a: LinkClaim, _b: LinkClaim, v: Pair) -> Reason | None:
    return None if np.isnan(v["words"]) else ("words", {"percent": round(100 * v["words"])})


def _source(a: LinkClaim, b: LinkClaim, _: Pair) -> Reason | None:
    if a.origin and a.origin == b.origin:
        return "same origin", {}
    return ("same source", {}) if a.source and a.source == b.source else ("different sources", {})


def _crowd(_a: LinkClaim, _b: LinkClaim, v: Pair) -> Reason | None:
    return "crowd", {"n": round(float(np.expm1(v["crowd_high"])))}


_SAY: dict[str, Callable[[LinkClaim, LinkClaim, Pair], Reason | None]] = {
    "time": _time,
    "published": _published,
    "place": _place,
    "names": _names,
    "kinds": _kinds,
    "actors": _actors,
    "hit": _hit,
    "setting": _setting,
    "killed": _killed,
    "injured": _injured,
    "words": _words,
    "source": _source,
    "crowd": _crowd,
}
