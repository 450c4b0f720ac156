"""Where places were found to be: table and reads."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, Connection, Double, select
from sqlalchemy import Index as SqlIndex

from holdfire.db.reads import batched
from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.places.bearing import way
from holdfire.places.reasons import Reason  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

location = projected(
    "location",
    Column("entry", Index, primary_key=True),
    Column("n", Index, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("lon", Double),
    Column("lat", Double),
    Column("radius_km", Double),
    Column("precision", Key, nullable=False),
    Column("rule", Key, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("reason", Key, nullable=False),
    Column("candidates", Key, nullable=False),
    *span(),
    SqlIndex("location_point", "lon", "lat", "made", "ended"),
)
NEAR_DEGREES = 1.0
"""Half the side, in degrees of latitude, of the box in which named places are looked for: 111 km."""
MOST_NEAR = 40


class Location(NamedTuple):
    """Where the machine found a claim's place: `holdfire.places.model.Located`, with the run's entry."""

    run: int
    lon: float | None
    lat: float | None
    radius_km: float | None
    precision: str
    rule: str
    confidence: float
    reason: Reason
    candidates: list[dict[str, Any]]


def locations(connection: Connection, at: int | None = None) -> dict[tuple[int, int], Location]:
    """Read every standing location, by the report's entry and the claim's number in it.

    The entry is that of the report whose words were looked for: a correction's place is looked for anew.
    """
    rows = connection.execute(select(location).where(standing(location, at)).order_by(location.c.made_by))
    return {(r.entry, r.n): _location(r) for r in rows}


def locations_of(
    connection: Connection, reports: Iterable[int], at: int | None = None
) -> dict[tuple[int, int], Location]:
    """Read the standing locations of these reports' claims, as `locations`."""
    found: dict[tuple[int, int], Location] = {}
    for part in batched(sorted(set(reports))):
        here = standing(location, at) & location.c.entry.in_(part)
        rows = connection.execute(select(location).where(here).order_by(location.c.made_by))
        found |= {(r.entry, r.n): _location(r) for r in rows}
    return found


class Named(NamedTuple):
    """A place of the gazetteer that a run has accepted for some report of this book."""

    name: str
    within: str
    lon: float
    lat: float


def near(connection: Connection, lon: float, lat: float, at: int | None = None) -> list[Named]:
    """List up to `MOST_NEAR` settlements that this book knows within a degree of a point, the nearest first.

    A book keeps no gazetteer, only its hash and what was found in it: a place that no report ever named is not known.
    """
    wide = NEAR_DEGREES / max(math.cos(math.radians(lat)), 0.01)
    box = location.c.lon.between(lon - wide, lon + wide) & location.c.lat.between(
        lat - NEAR_DEGREES, lat + NEAR_DEGREES
    )
    here = select(location.c.lon, location.c.lat).where(standing(location, at) & box)
    rows = connection.execute(here.distinct())
    points = sorted(((r.lon, r.lat) for r in rows), key=lambda p: (way((lon, lat), p).km, p))
    found = (_named(connection, *p, at) for p in points[:MOST_NEAR])
    return [n for n in found if n is not None]


def _named(connection: Connection, lon: float, lat: float, at: int | None) -> Named | None:
    here = (location.c.lon == lon) & (location.c.lat == lat) & (location.c.precision == "settlement")
    text = connection.execute(
        select(location.c.candidates).where(standing(location, at) & here).limit(1)
    ).scalar()
    first = json.loads(text)[0] if text else None
    return Named(first["name"], first["within"], lon, lat) if first else None


def _location(r: Row[Any]) -> Location:
    return Location(
        r.made_by,
        r.lon,
        r.lat,
        r.radius_km,
        r.precision,
        r.rule,
        r.confidence,
        _reason(r.reason),
        json.loads(r.candidates),
    )


def _reason(text: str) -> Reason:
    code, values = json.loads(text)
    return code, values
