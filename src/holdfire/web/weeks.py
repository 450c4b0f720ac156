"""Small maps, one a week: the land, the zones, each incident with the circle in which its place lies. Geometry only."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import clip_by_rect
from shapely.geometry import shape

from holdfire.casework.status import STATUSES
from holdfire.web.plot import DEGREE, EPOCH, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from holdfire.web.plot import Plot

LAND = Path(__file__).parent / "static/vendor/countries-50m.geojson"
WIDTH, TALLEST = 240.0, 240.0
SQUARE = 5
"""Pixels within which incidents of one status are one mark."""
PAD = 0.06
"""Of the box, on each side."""
LEAST = 0.2
"""Degrees that a box has at least, so that one place alone is not drawn larger than it can be known."""
KM_PER_DEGREE = 111.2
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the world is drawn: plane, true to scale in its middle; pixels from longitudes and latitudes."""

    west: float
    north: float
    scale: float
    squeeze: float
    width: float
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give the pixel of a place."""
        return round((lon - self.west) * self.squeeze * self.scale, 1), round(
            (self.north - lat) * self.scale, 1
        )

    def pixels(self, km: float) -> float:
        """Give a length in pixels."""
        return km / KM_PER_DEGREE * self.scale

    @property
    def bar(self) -> tuple[int, float]:
        """A round length in kilometres for a scale, and that in pixels: at most a third of the width."""
        lengths = (k * 10**e for e in range(4) for k in (1, 2, 5))
        km = max((n for n in lengths if self.pixels(n) <= self.width / 3), default=1)
        return km, round(self.pixels(km), 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """One incident, or several of one status that lie together: where."""

    status: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Week:
    """The incidents that began in the week from Monday `day` on; `silent`: no report of any incident in it.

    `areas` are, by status, the circles in which their places lie, as the path of an SVG.
    """

    day: date
    last: date
    marks: tuple[Mark, ...]
    areas: tuple[tuple[str, str], ...]
    by_status: tuple[tuple[str, int], ...]
    off_map: int
    silent: bool

    @property
    def total(self) -> int:
        """How many there are, on the map or not."""
        return sum(n for _, n in self.by_status)


def frame(box: Box) -> Frame:
    """Fit a box, degrees, into one small map."""
    west, south, east, north = box
    wide, high = (max(b - a, LEAST) * (1 + 2 * PAD) for a, b in ((west, east), (south, north)))
    middle = (south + north) / 2
    squeeze = max(0.05, cos(radians(middle)))
    scale = min(WIDTH / (wide * squeeze), TALLEST / high)
    return Frame(
        (west + east) / 2 - wide / 2,
        middle + high / 2,
        scale,
        squeeze,
        round(wide * squeeze * scale, 1),
        round(high * scale, 1),
    )


@lru_cache(maxsize=16)
def land(drawn: Frame) -> str:
    """Draw the outlines of countries in a frame, as the path of an SVG."""
    edge = 5 / drawn.scale  # so that no border is drawn where the map ends
    east = drawn.west + drawn.width / drawn.scale / drawn.squeeze + edge
    south = drawn.north - drawn.height / drawn.scale - edge
    cut = (clip_by_rect(s, drawn.west - edge, south, east, drawn.north + edge) for s in _countries())
    return "".join(outline(drawn, part.simplify(0.5 / drawn.scale)) for part in cut if not part.is_empty)


@lru_cache(maxsize=1)
def _countries() -> list[Any]:
    return [shape(f["geometry"]) for f in json.loads(LAND.read_text("utf-8"))["features"]]


def outline(drawn: Frame, form: BaseGeometry) -> str:
    """Draw a geometry as the path of an SVG; a point is a small square."""
    return "".join(_lines(drawn, form))


def _lines(drawn: Frame, form: Any) -> Iterator[str]:
    kind = form.geom_type
    if kind == "Polygon":
        for ring in (form.exterior, *form.interiors):
            yield _line(drawn, ring.coords) + "z"
    elif kind in ("LineString", "LinearRing"):
        yield _line(drawn, form.coords)
    elif kind == "Point":
        x, y = drawn.at(form.x, form.y)
        yield f"M{x - 2} {y - 2}h4v4h-4z"
    else:
        for part in form.geoms:
            yield from _lines(drawn, part)


def _line(drawn: Frame, places: Iterable[Sequence[float]]) -> str:
    return "M" + "L".join("{} {}".format(*drawn.at(lon, lat)) for lon, lat, *_ in places)


def week(plot: Plot, drawn: Frame, day: date, last: date, heard: frozenset[int]) -> Week:
    """Lay out the incidents that began from `day` to `last`; those that fall in one small square are one mark."""
    low, high = (day - EPOCH).days, (last - EPOCH).days
    first = plot.columns["first"]
    here = range(bisect_left(first, low, 0, plot.dated), bisect_right(first, high, 0, plot.dated))
    placed = [n for n in here if plot.columns["lon"][n] != UNKNOWN]
    statuses = [plot.status[n] for n in here]
    return Week(
        day,
        last,
        tuple(_marks(plot, drawn, placed)),
        tuple(_areas(plot, drawn, placed)),
        tuple((key, statuses.count(n)) for n, key in enumerate(STATUSES) if n in statuses),
        len(here) - len(placed),
        not any(n in heard for n in range(low, high + 1)),
    )


def _marks(plot: Plot, drawn: Frame, placed: Iterable[int]) -> Iterator[Mark]:
    lon, lat = plot.columns["lon"], plot.columns["lat"]
    found: dict[tuple[int, int, int], tuple[float, float]] = {}
    for n in placed:
        x, y = drawn.at(lon[n] / DEGREE, lat[n] / DEGREE)
        found.setdefault((plot.status[n], int(x // SQUARE), int(y // SQUARE)), (x, y))
    for (status, *_), (x, y) in sorted(found.items()):
        yield Mark(STATUSES[status], x, y)


def _areas(plot: Plot, drawn: Frame, placed: Iterable[int]) -> Iterator[tuple[str, str]]:
    lon, lat, radius = (plot.columns[c] for c in ("lon", "lat", "radius"))
    found: dict[int, dict[str, None]] = {}
    for n in placed:
        if radius[n] == UNKNOWN:
            continue
        x, y = (round(value) for value in drawn.at(lon[n] / DEGREE, lat[n] / DEGREE))
        r = max(1, round(drawn.pixels(radius[n] / 1000), 1))
        circle = f"M{x - r:g} {y}a{r} {r} 0 1 0 {2 * r:g} 0a{r} {r} 0 1 0 {-2 * r:g} 0"
        found.setdefault(plot.status[n], {})[circle] = None
    for status, circles in sorted(found.items()):
        yield STATUSES[status], "".join(circles)
