"""Which claims are worth comparing: those near enough in space and time, found without trying every pair.

Space is cut into cubes: a point on the globe becomes x, y, z in kilometres, so that neither pole nor date
line needs a special case. Distances are straight through the earth, which at 500 km is 0.03 % short of the
way over it. Claims are sorted into levels by precision; a level's cubes are as wide as its claims can
reach, so that all candidates stand in the 27 cubes around a claim, and a coarse claim does not slow down
the precise ones. In a cube claims are sorted by time.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from holdfire.places.bearing import EARTH_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfire.linking.model import LinkClaim
    from holdfire.reports.model import Micros

DAY: Micros = 86_400_000_000
MAX_GAP: Micros = DAY
"""The longest time between the end of one claim and the start of another that can still be one incident."""
MAX_SPAN: Micros = 31 * DAY
"""A claim that covers longer than this names no time, and the machine leaves it alone."""
MAX_RADIUS_KM = 200.0
"""A claim less precise than this names no place, and the machine leaves it alone."""
UNSTATED_RADIUS_KM = 5.0
"""Taken where a source gives a point without its precision: about a settlement."""
REACH = 1.25
"""Two claims may lie apart by the sum of their radii times this."""

Cell = tuple[int, int, int]
AROUND = tuple(product((-1, 0, 1), repeat=3))


class Placed(NamedTuple):
    """A claim with what comparing needs, worked out once."""

    start: Micros
    end: Micros
    claim: LinkClaim
    x: float
    y: float
    z: float
    radius: float
    source: str
    types: frozenset[str]
    blamed: frozenset[str]
    actors: frozenset[str]


class Candidate(NamedTuple):
    """Two claims near enough to compare, and their distance in kilometres."""

    a: Placed
    b: Placed
    km: float


class _Cell:
    """The claims of one cube in order of time, and the longest time any of them covers."""

    __slots__ = ("longest", "members", "starts")

    def __init__(self, members: list[Placed]) -> None:
        self.members = sorted(members, key=lambda p: (p.start, p.claim.id))
        self.starts = [p.start for p in self.members]
        self.longest = max(p.end - p.start for p in members)

    def near(self, p: Placed) -> list[Placed]:
        """Return the members that may lie within `MAX_GAP` of `p`, and some that do not."""
        low = bisect_left(self.starts, p.start - MAX_GAP - self.longest)
        return self.members[low : bisect_right(self.starts, p.end + MAX_GAP)]


def place(claim: LinkClaim) -> Placed | None:
    """Work out what comparing needs; None where the claim names no place or no time, or too vaguely."""
    radius = UNSTATED_RADIUS_KM if claim.radius_km is None else claim.radius_km
    if claim.when is None or claim.lon is None or claim.lat is None or radius > MAX_RADIUS_KM:
        return None
    if claim.when.end - claim.when.start > MAX_SPAN:
        return None
    lon, lat = math.radians(claim.lon), math.radians(claim.lat)
    return Placed(
        *claim.when,
        claim,
        EARTH_KM * math.cos(lat) * math.cos(lon),
        EARTH_KM * math.cos(lat) * math.sin(lon),
        EARTH_KM * math.sin(lat),
        radius,
        claim.source or claim.document or str(claim.id),
        frozenset(claim.types),
        frozenset(claim.perpetrators),
        frozenset(claim.actors),
    )


def distance_km(a: Placed, b: Placed) -> float:
    """Give the straight distance in kilometres."""
    return math.hypot(a.x - b.x, a.y - b.y, a.z - b.z)


def gap(a: Placed, b: Placed) -> Micros:
    """Give the time from the end of the earlier to the start of the later; negative where they overlap."""
    return max(a.start - b.end, b.start - a.end)


def compatible(a: Placed, b: Placed) -> bool:
    """Say whether time and place leave it possible at all that both tell of one incident."""
    return gap(a, b) <= MAX_GAP and distance_km(a, b) <= REACH * (a.radius + b.radius)


def candidates(claims: Iterable[LinkClaim]) -> Iterator[Candidate]:
    """Yield every two claims of different documents that time and place allow to be one, each pair once."""
    levels: dict[int, list[Placed]] = defaultdict(list)
    for p in filter(None, map(place, claims)):
        levels[_level(p.radius)].append(p)
    for level, coarser in levels.items():
        grid = _grid(coarser, _width(level))
        for finer, members in levels.items():
            if finer <= level:
                yield from _pairs(_grid(members, _width(level)), grid, once=finer == level)


def _level(radius: float) -> int:
    """Sort by precision: level n holds radii up to 2 to the power n km; nothing is finer than 1/4 km."""
    return max(-2, math.ceil(math.log2(max(radius, 0.25))))


def _width(level: int) -> float:
    """Give a level's cube: as wide as two claims of its coarsest radius can reach."""
    return float(REACH * 2 * 2.0**level)


def _grid(members: list[Placed], width: float) -> dict[Cell, _Cell]:
    cells: dict[Cell, list[Placed]] = defaultdict(list)
    for p in members:
        cells[(math.floor(p.x / width), math.floor(p.y / width), math.floor(p.z / width))].append(p)
    return {cell: _Cell(held) for cell, held in cells.items()}


def _pairs(ours: dict[Cell, _Cell], theirs: dict[Cell, _Cell], *, once: bool) -> Iterator[Candidate]:
    """Yield the pairs with one claim in each grid; `once` where both grids hold the same claims."""
    for (x, y, z), cell in ours.items():
        around = [theirs[k] for dx, dy, dz in AROUND if (k := (x + dx, y + dy, z + dz)) in theirs]
        for p in cell.members:
            for other in around:
                yield from _matches(p, other, once=once)


def _matches(p: Placed, cell: _Cell, *, once: bool) -> Iterator[Candidate]:
    for q in cell.near(p):
        if (once and q.claim.id <= p.claim.id) or gap(p, q) > MAX_GAP:
            continue
        km = distance_km(p, q)
        if km <= REACH * (p.radius + q.radius) and not one_document(p.claim, q.claim):
            yield Candidate(p, q, km) if p.claim.id < q.claim.id else Candidate(q, p, km)


def one_document(a: LinkClaim, b: LinkClaim) -> bool:
    """Say whether both stand in one text: such claims are about different incidents."""
    return bool(a.document) and a.document == b.document
