"""What the claims of one cluster say together: a view, worked out afresh, in which no claim is lost."""

from __future__ import annotations

from collections import Counter
from statistics import median_low
from typing import TYPE_CHECKING

from holdfire.linking.model import Incident, LinkClaim, Place
from holdfire.reports.model import Interval, Toll

if TYPE_CHECKING:
    from collections.abc import Sequence


def incident(claims: Sequence[LinkClaim]) -> Incident:
    """Merge the claims of one cluster, at least one, in any order; whatever no claim says stays unknown.

    - when: the time that all dated claims share; where there is none, from the first start to the last
      end, and `times_agree` is False.
    - place: the point of the most precise claim, with its radius; a point of unstated precision comes
      last, then the lower id decides.
    - types: every type with the number of claims that name it, most often named first, then by code.
    - killed: the lowest low, the lower median of the best figures (so that somebody said it), the highest
      high.
    - sources: different names; claims whose source is not named count as one source together.
    - origins: different origins, a claim without one standing under its source. Corroboration counts these.
    """
    members = sorted(claims, key=lambda c: c.id)
    when, agree = _when([c.when for c in members if c.when is not None])
    return Incident(
        members=tuple(c.id for c in members),
        when=when,
        times_agree=agree,
        place=_place(members),
        types=_types(members),
        killed=_killed([c.killed for c in members if c.killed is not None]),
        sources=len({c.source for c in members}),
        origins=len({c.origin or c.source for c in members}),
    )


def _when(times: list[Interval]) -> tuple[Interval | None, bool]:
    if not times:
        return None, True
    start, end = max(t.start for t in times), min(t.end for t in times)
    if start < end or len(set(times)) == 1:
        return Interval(start, end), True
    return Interval(min(t.start for t in times), max(t.end for t in times)), False


def _place(members: list[LinkClaim]) -> Place | None:
    placed = [(c.radius_km, c.lon, c.lat) for c in members if c.lon is not None and c.lat is not None]
    if not placed:
        return None
    radius, lon, lat = min(placed, key=lambda p: (p[0] is None, p[0] or 0.0))
    return Place(lon, lat, radius)


def _types(members: list[LinkClaim]) -> tuple[tuple[str, int], ...]:
    said = Counter(t for c in members for t in frozenset(c.types))
    return tuple(sorted(said.items(), key=lambda item: (-item[1], item[0])))


def _killed(tolls: list[Toll]) -> Toll | None:
    if not tolls:
        return None
    return Toll(min(t.low for t in tolls), median_low(t.best for t in tolls), max(t.high for t in tolls))
