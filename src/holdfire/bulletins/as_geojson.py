"""Places as GeoJSON (RFC 7946), never more exactly than may be published: the same places give the same bytes."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from holdfire.bulletins.runs import Voice
from holdfire.bulletins.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfire.bulletins.document import Cell, Document

KM_PER_DEGREE = 111.195
"""A degree of latitude on a sphere of 6,371 km (IUGG mean radius)."""
HALF_DIAGONAL = 0.8
"""Of a cell one wide: 0.71, and what rounding and the Earth's roundness add up to 80 degrees of latitude."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as published: longitude and latitude (WGS 84), and within how many kilometres of it."""

    lon: float
    lat: float
    km: float


@dataclass(frozen=True, slots=True)
class Feature:
    """A thing on a map; without a spot it has no geometry, and its area stands among its properties."""

    id: str
    spot: Spot | None
    properties: Mapping[str, Cell]


def geojson(
    document: Document,
    features: Iterable[Feature],
    locale: str = "en",
    *,
    about: Mapping[str, Cell] = MappingProxyType({}),
) -> bytes:
    """Set features; title, ground, exercise mark and what is said `about` them are in the foreign member `holdfire`.

    RFC 7946, 6.1 allows such a member.
    """
    voice = Voice(locale)
    ground = document.ground
    said: dict[str, Any] = {"title": voice.bare(document.title), "exercise": document.exercise}
    if ground:
        said |= {"log": ground.log, "size": ground.size, "method": ground.method, "root": ground.root}
        said |= {"cutoff": ground.cutoff.isoformat()} if ground.cutoff else {}
    said |= {name: value(voice, cell) for name, cell in about.items()}
    collection = {
        "type": "FeatureCollection",
        "holdfire": said,
        "features": [_feature(voice, f) for f in features],
    }
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode()


def coarse(lon: float, lat: float, km: float, least: float) -> Spot:
    """Move a place to the middle of its cell of a grid of `least` kilometres; what was coarser stays as coarse.

    Every place in a cell comes out as the same one, so that many reports of one place give no more than one. The
    radius (`km` was the place's own) is such that the place lies within it.
    """
    high = least / KM_PER_DEGREE
    middle = _cell(lat, high, 90)
    wide = min(360.0, high / max(math.cos(math.radians(middle)), 1e-6))
    digits = max(0, math.ceil(-math.log10(high))) + 1
    reach = math.ceil(10 * (km + HALF_DIAGONAL * least)) / 10
    return Spot(round(_cell(lon, wide, 180), digits), round(middle, digits), reach)


def _cell(degrees: float, step: float, end: float) -> float:
    return max(-end, min(end, (math.floor(degrees / step) + 0.5) * step))


def _feature(voice: Voice, f: Feature) -> dict[str, Any]:
    properties = {name: value(voice, cell) for name, cell in f.properties.items()}
    geometry = None
    if f.spot:
        geometry = {"type": "Point", "coordinates": [f.spot.lon, f.spot.lat]}
        properties["within_km"] = f.spot.km
    return {"type": "Feature", "id": f.id, "geometry": geometry, "properties": properties}
