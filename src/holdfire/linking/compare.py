"""How likely two claims are to tell of one incident: a sum of stated weights, each with its reason.

The rule is naive Bayes in a table (Fellegi and Sunter 1969, A Theory for Record Linkage): each feature of
a pair falls into one bucket, the bucket's weight is the natural logarithm of how many times more often it
is seen between claims of one incident than between claims of two, and the weights are added. What is
unknown weighs nothing. The weights are rounded by hand between what an invented stream and one coded
election (Kenya 2007, van Baalen and Höglund 2026) show, and towards nothing where the two differ. A
trained comparison can take the place of this file: the rest asks only for `score` and `reasons`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from holdfire.linking.candidates import DAY, Candidate, gap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfire.linking.reasons import Reason
    from holdfire.reports.model import Toll

PRIOR = -2.0
"""The log-odds that two candidates of which nothing else is known tell of one incident: about one in
eight."""

HOUR = DAY // 24
A_FEW_HOURS = 6 * HOUR
ONE_DAY = 25 * HOUR
"""A day, even when clocks go back in it."""
SAME_POINT_KM = 0.05
COARSE_KM = 5.0
"""From this radius on a point stands for a named area, so that another point is another area."""
CODED = re.compile(r"[A-Z]\d+")
"""A type code whose letter is its family, as in the taxonomy: A2 and A3 are both fire."""

PLACE = {
    "same exact point": 6.0,
    "same point": 5.0,
    "same area": 3.0,
    "same wide area": 2.0,
    "close, exact": 5.0,
    "close": 2.5,
    "within precision": 0.5,
    "beyond precision": -2.0,
    "close, coarse": 0.5,
    "within coarse precision": -2.0,
    "beyond coarse precision": -4.0,
    "another area": -2.5,
}
TIME = {
    "same hours": 2.5,
    "same day": 1.7,
    "same few days": 1.0,
    "overlapping": -1.0,
    "hours apart": 0.5,
    "a day apart": -1.0,
    "two days apart": -4.0,
}
KIND = {"same": 1.2, "shared": 0.8, "akin": -1.0, "different": -1.0, "other family": -4.0, "unknown": 0.0}
ACTORS = {
    "same blamed": 1.0,
    "some blamed by both": 0.7,
    "others blamed": -1.0,
    "some in common": 0.7,
    "none in common": -0.6,
    "unknown": 0.0,
}
TOLL = {
    "unknown": 0.0,
    "both none": 0.3,
    "equal, small": 1.0,
    "equal": 2.2,
    "equal, large": 4.0,
    "overlapping": 0.6,
    "near": 0.8,
    "one none": -0.4,
    "one none, other many": -1.2,
    "far": -1.0,
}
SOURCE = {"same": -2.0, "same origin": 2.0, "different": 0.0}


def place_bucket(c: Candidate) -> str:
    """Set the distance against both radii; two coarse claims name one area or two."""
    reach = c.a.radius + c.b.radius
    finer, coarser = sorted((c.a.radius, c.b.radius))
    if c.km <= SAME_POINT_KM:
        return _same_point(reach)
    if finer >= COARSE_KM and coarser <= 1.2 * finer:
        return "another area"
    coarse = coarser >= COARSE_KM
    if c.km <= reach / 2:
        return "close, coarse" if coarse else "close, exact" if reach <= 1.5 else "close"
    if c.km <= reach:
        return "within coarse precision" if coarse else "within precision"
    return "beyond coarse precision" if coarse else "beyond precision"


def _same_point(reach: float) -> str:
    if reach >= 10 * COARSE_KM:
        return "same wide area"
    if reach >= 2 * COARSE_KM:
        return "same area"
    return "same point" if reach > 1.5 else "same exact point"


def time_bucket(c: Candidate) -> str:
    """Set the gap between both times against how long a stretch the vaguer one covers."""
    apart, longest = gap(c.a, c.b), max(c.a.end - c.a.start, c.b.end - c.b.start)
    if apart < 0:
        steps = ((A_FEW_HOURS, "same hours"), (ONE_DAY, "same day"), (4 * DAY, "same few days"))
        return next((bucket for limit, bucket in steps if longest <= limit), "overlapping")
    if longest <= A_FEW_HOURS and apart <= A_FEW_HOURS:
        return "hours apart"
    return "a day apart" if apart < A_FEW_HOURS else "two days apart"


def kind_bucket(c: Candidate) -> str:
    """Compare the types; codes of one family are akin, for sources confuse them."""
    x, y = c.a.types, c.b.types
    if not x or not y:
        return "unknown"
    if x & y:
        return "same" if x == y else "shared"
    if not all(map(CODED.fullmatch, x | y)):
        return "different"
    return "akin" if {t[0] for t in x} & {t[0] for t in y} else "other family"


def actors_bucket(c: Candidate) -> str:
    """Compare who is said to have done it; where one claim blames nobody, all who took part, in any role."""
    x, y = c.a.blamed, c.b.blamed
    if x and y:
        return "same blamed" if x == y else "some blamed by both" if x & y else "others blamed"
    x, y = c.a.actors, c.b.actors
    if not x or not y:
        return "unknown"
    return "some in common" if x & y else "none in common"


def toll_bucket(c: Candidate) -> str:
    """Compare the dead: best figures first, then ranges; agreement on a large figure says most."""
    x, y = c.a.claim.killed, c.b.claim.killed
    if x is None or y is None:
        return "unknown"
    low, high = sorted((x.best, y.best))
    if high == 0:
        return "both none"
    if low == high:
        return "equal, small" if high < 3 else "equal" if high < 10 else "equal, large"
    return _unequal(x, y, low, high)


def _unequal(x: Toll, y: Toll, low: int, high: int) -> str:
    if x.low <= y.high and y.low <= x.high:
        return "overlapping"
    if low == 0:
        return "one none" if high < 3 else "one none, other many"
    return "near" if high <= 2 * low else "far"


def source_bucket(c: Candidate) -> str:
    """One source seldom tells one thing twice; two that carry one origin tell of the same thing."""
    if c.a.source == c.b.source:
        return "same"
    return "same origin" if c.a.claim.origin and c.a.claim.origin == c.b.claim.origin else "different"


def place_reason(c: Candidate, bucket: str) -> Reason:
    """Give the distance (None: the same point) and both precisions, to a tenth of a kilometre."""
    finer, coarser = sorted((c.a.radius, c.b.radius))
    km = None if bucket.startswith("same") else round(c.km, 1)
    values = {"km": km, "finer": round(finer, 1), "coarser": round(coarser, 1)}
    return "other area" if bucket == "another area" else "place", values


def time_reason(c: Candidate, bucket: str) -> Reason:
    """Give the bucket; where one time is vague, over how many days."""
    days = -(-max(c.a.end - c.a.start, c.b.end - c.b.start) // DAY)
    return ("days", {"n": days}) if bucket in ("same few days", "overlapping") else (bucket, {})


def kind_reason(c: Candidate, bucket: str) -> Reason:
    """Give the types in common, or the two that differ."""
    x, y = c.a.types, c.b.types
    if bucket in ("same", "shared"):
        return "both kinds", {"both": sorted(x & y)}
    return "kinds akin" if bucket == "akin" else "kinds differ", {"a": sorted(x), "b": sorted(y)}


def actors_reason(c: Candidate, bucket: str) -> Reason:
    """Give whom both blame or name, or that they differ."""
    x, y = c.a.blamed, c.b.blamed
    if bucket == "others blamed":
        return "others blamed", {"a": sorted(x), "b": sorted(y)}
    if bucket == "none in common":
        return "no actor in common", {}
    if bucket == "some in common":
        return "both name", {"both": sorted(c.a.actors & c.b.actors)}
    return "both blame", {"both": sorted(x & y)}


def toll_reason(c: Candidate, bucket: str) -> Reason:
    """Give both tolls, best figures."""
    x, y = c.a.claim.killed, c.b.claim.killed
    assert x is not None
    assert y is not None
    return ("nobody killed", {}) if bucket == "both none" else ("toll", {"a": x.best, "b": y.best})


def source_reason(_: Candidate, bucket: str) -> Reason:
    """Say what is unusual: one source, or one origin behind two."""
    return {"same": "same source", "same origin": "same origin"}.get(bucket, "different sources"), {}


class Feature(NamedTuple):
    """One thing to compare: its bucket for a pair, each bucket's weight, and its reason."""

    weights: Mapping[str, float]
    bucket: Callable[[Candidate], str]
    reason: Callable[[Candidate, str], Reason]


FEATURES = (
    Feature(PLACE, place_bucket, place_reason),
    Feature(TIME, time_bucket, time_reason),
    Feature(KIND, kind_bucket, kind_reason),
    Feature(ACTORS, actors_bucket, actors_reason),
    Feature(TOLL, toll_bucket, toll_reason),
    Feature(SOURCE, source_bucket, source_reason),
)


def score(c: Candidate) -> float:
    """Give the log-odds that both tell of one incident: the prior and the weight of each feature's bucket."""
    return PRIOR + sum(f.weights[f.bucket(c)] for f in FEATURES)


def reasons(c: Candidate) -> tuple[Reason, ...]:
    """Say what was weighed, in the order of `FEATURES`; what weighs nothing is left out."""
    found = ((f, f.bucket(c)) for f in FEATURES)
    return tuple(f.reason(c, bucket) for f, bucket in found if f.weights[bucket])
