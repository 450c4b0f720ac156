"""A sketch map that works without script: a place with its radius as an area, marks around it, a scale and north.

Geometry only, in pixels; the template draws it. Near its middle the earth is taken as flat (equirectangular, one degree
of longitude as wide as at the middle's latitude), which over 100 km is off by less than a pixel or two.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfire.places.bearing import EARTH_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH, HEIGHT, MARGIN = 360.0, 270.0, 36.0
LEAST_KM = 1.0
"""The sketch shows so much on each side of its middle at least."""
AIR = 1.25
"""The radius times this fits on the sketch."""
KM_PER_DEGREE = EARTH_KM * math.pi / 180


class Mark(NamedTuple):
    """A thing to mark: what it is (`candidate` with its number, or `named`), and where, WGS 84 degrees."""

    kind: str
    name: str
    lon: float
    lat: float


class Drawn(NamedTuple):
    """A mark on the sketch, in pixels."""

    kind: str
    name: str
    x: float
    y: float


class Sketch(NamedTuple):
    """The whole, in pixels: the middle, the radius (None: not stated), marks, outlines as SVG paths, the scale bar.

    `point` is False where no place was accepted, and the middle is that of the candidates.
    """

    x: float
    y: float
    point: bool
    radius: float | None
    marks: tuple[Drawn, ...]
    outlines: tuple[str, ...]
    bar: float
    bar_km: float
    width: float = WIDTH
    height: float = HEIGHT


def sketch(
    point: tuple[float, float] | None,
    radius_km: float | None,
    marks: Sequence[Mark],
    outlines: Iterable[dict[str, Any]] = (),
) -> Sketch | None:
    """Lay out a point (longitude, latitude) with what is around it; None where there is nothing to draw.

    `outlines` are GeoJSON geometries, which are drawn as far as they reach onto the sketch and do not make it larger.
    """
    if point is None and not marks:
        return None
    lon, lat = point or _middle([(m.lon, m.lat) for m in marks])
    wide = math.cos(math.radians(lat)) * KM_PER_DEGREE

    def flat(a: float, b: float) -> tuple[float, float]:
        return _turned(a - lon) * wide, (b - lat) * KM_PER_DEGREE

    placed = [(m, *flat(m.lon, m.lat)) for m in marks]
    reach = max(LEAST_KM, AIR * (radius_km or 0) if point else 0)
    across = max([reach, *(abs(x) for _, x, _ in placed)])
    up = max([reach, *(abs(y) for _, _, y in placed)])
    scale = min((WIDTH / 2 - MARGIN) / across, (HEIGHT / 2 - MARGIN) / up)
    bar_km = nice(WIDTH / 3 / scale)

    def at(x: float, y: float) -> tuple[float, float]:
        return round(WIDTH / 2 + x * scale, 1), round(HEIGHT / 2 - y * scale, 1)

    drawn = tuple(Drawn(m.kind, m.name, *at(x, y)) for m, x, y in placed)
    paths = tuple(_path([at(*flat(*p[:2])) for p in line]) for g in outlines for line in _lines(g))
    radius = round(radius_km * scale, 1) if point and radius_km is not None else None
    return Sketch(*at(0, 0), point is not None, radius, drawn, paths, round(bar_km * scale, 1), bar_km)


def nice(most: float) -> float:
    """Give the longest length of 1, 2 or 5 times a power of ten that is not above `most` (more than 0)."""
    power = 10.0 ** math.floor(math.log10(most))
    found = max((n for n in (1, 2, 5) if n * power <= most * (1 + 1e-9)), default=1) * power
    return int(found) if found >= 1 else round(found, 6)


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    first = points[0][0]
    lons = [_turned(lon - first) for lon, _ in points]
    lats = [lat for _, lat in points]
    return first + (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2


def _turned(degrees: float) -> float:
    """Take a difference of longitudes the short way round."""
    return (degrees + 180) % 360 - 180


def _lines(geometry: dict[str, Any]) -> Iterable[Sequence[Sequence[float]]]:
    """Give the lines of a GeoJSON line or polygon, single or many (RFC 7946, 3.1)."""
    held, kind = geometry.get("coordinates", ()), geometry.get("type")
    if kind == "LineString":
        yield held
    elif kind in ("Polygon", "MultiLineString"):
        yield from held
    elif kind == "MultiPolygon":
        for polygon in held:
            yield from polygon


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
