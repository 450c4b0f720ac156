"""Where something was, in every form that an officer uses: grid, distance and bearing from known places, a sketch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from holdfire.agreement.names import fold
from holdfire.places import repo as places
from holdfire.places.bearing import Wind, way, wind
from holdfire.places.grid import reference
from holdfire.web.sketch import Mark, Sketch, sketch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfire.casework.acts import Observation, Visit
    from holdfire.places.repo import Named
    from holdfire.web.desk import Desk

NEAREST = 3
"""Named places that are given besides those where a team stood."""


class From(NamedTuple):
    """A place, and how the point lies from it: kilometres, degrees from true north, the wind of sixteen.

    `bearing` is None where the point may lie on any side, for it is nearer than its radius; all three where the book
    does not know where the place is. `visit` is the entry of a team's visit there, with what it `observed`.
    """

    name: str
    within: str
    km: float | None
    bearing: float | None
    wind: Wind | None
    visit: int | None
    observed: tuple[Observation, ...]


class Whereabouts(NamedTuple):
    """A point with its radius (kilometres; None: not stated), its square in the grid, and what is around it."""

    lon: float | None
    lat: float | None
    radius_km: float | None
    grid: str
    ways: list[From]
    candidates: Sequence[Mapping[str, Any]]
    sketch: Sketch | None


def whereabouts(
    desk: Desk,
    point: tuple[float, float] | None,
    radius_km: float | None,
    candidates: Sequence[Mapping[str, Any]] = (),
    visits: Iterable[tuple[int, Visit]] = (),
) -> Whereabouts:
    """Say where a point (longitude, latitude) is; `candidates` are the places that its name may mean.

    An account with zones is not told which other places its book knows, for reports outside its zones name them.
    """
    known = places.near(desk.connection, *point, desk.at) if point and not desk.visitor.zones else []
    ways = _ways(point, radius_km, known, visits) if point else []
    marks = [Mark("candidate", str(n), c["lon"], c["lat"]) for n, c in enumerate(candidates, 1)]
    told = {(m.lon, m.lat) for m in marks}
    near = [k for k in known[:NEAREST] if (k.lon, k.lat) not in told]
    marks += [Mark("named", k.name, k.lon, k.lat) for k in near]
    outlines = [z.geometry for z in desk.agreement.zones if z.geometry]
    lon, lat = point or (None, None)
    grid = reference(*point, radius_km) if point else ""
    return Whereabouts(lon, lat, radius_km, grid, ways, candidates, sketch(point, radius_km, marks, outlines))


def _ways(
    point: tuple[float, float],
    radius_km: float | None,
    known: Sequence[Named],
    visits: Iterable[tuple[int, Visit]],
) -> list[From]:
    """Go from where teams stood, as far as the book knows where that is, and from the nearest places."""
    by_name = {fold(k.name): k for k in reversed(known)}
    out = []
    for entry, visit in visits:
        seen = tuple(o for o in visit.observations if o.bearing_deg is not None or o.distance_m is not None)
        if visit.place and seen:
            there = by_name.get(fold(visit.place))
            out.append(_from(visit.place, there, point, radius_km)._replace(visit=entry, observed=seen))
    return out + [_from(k.name, k, point, radius_km) for k in known[:NEAREST]]


def _from(name: str, there: Named | None, point: tuple[float, float], radius_km: float | None) -> From:
    if there is None:
        return From(name, "", None, None, None, None, ())
    km, bearing = way((there.lon, there.lat), point)
    sure = bearing if radius_km is None or km > radius_km else None
    return From(name, there.within, km, sure, None if sure is None else wind(sure), None, ())
