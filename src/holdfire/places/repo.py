"""Where places were found to be: table and reads."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Column, Connection, Double, select
from sqlalchemy import Index as SqlIndex

from holdfire.db.reads import batched
from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.places.bearing import way
from holdfire.places.model import PERSON
from holdfire.places.reasons import Reason  # noqa: TC001
from holdfire.reports import repo as reports

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row, Select, Table

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
    """Where a claim's place was found: `holdfire.places.model.Located`, with the entry of the run.

    Where a person said it, `run` is that person's entry, and `candidates` are what the machine gave to choose from.
    """

    run: int
    lon: float | None
    lat: float | None
    radius_km: float | None
    precision: str
    rule: str
    confidence: float
    reason: Reason
    candidates: list[dict[str, Any]]

    @property
    def by_person(self) -> bool:
        """Whether a person said it, and so over what the source and the machine say."""
        return self.rule == PERSON


def locations(connection: Connection, at: int | None = None) -> dict[tuple[int, int], Location]:
    """Read every standing location, by the report's entry and the claim's number in it.

    The entry is that of the report whose words were looked for: a correction's place is looked for anew. What a person
    said goes before what a run found, and holds for a correction too, as long as that gives the same place.
    """
    rows = connection.execute(_in_order(at)).all()
    return {(r.entry, r.n): _location(r) for r in rows} | _kept(connection, at)


def locations_of(
    connection: Connection, entries: Iterable[int], at: int | None = None
) -> dict[tuple[int, int], Location]:
    """Read the standing locations of these reports' claims, as `locations`."""
    found: dict[tuple[int, int], Location] = {}
    for part in batched(sorted(set(entries))):
        rows = connection.execute(_in_order(at).where(location.c.entry.in_(part))).all()
        found |= {(r.entry, r.n): _location(r) for r in rows} | _kept(connection, at, part)
    return found


class Said(NamedTuple):
    """What a person's entry did to a claim: the report's entry, the claim's number, what it says, and what it ended.

    `now` is None where it took the word before it back, `was` where nobody had said anything.
    """

    report: int
    n: int
    now: Location | None
    was: Location | None


def said(connection: Connection, made: int) -> Said | None:
    """Read what a person's entry did, if that still stands; None if not, or if its values are not held here."""
    mine = (location.c.rule == PERSON) & ((location.c.made == made) | (location.c.ended == made))
    rows = connection.execute(select(location).where(mine)).all()
    now = next((r for r in rows if r.made == made), None)
    was = next((r for r in rows if r.made != made), None)
    spoken = now or was
    if spoken is None:
        return None
    there = _of_person(connection, spoken.entry, spoken.n)
    if (there and there.made) != (now and now.made):
        return None
    return Said(spoken.entry, spoken.n, _location(now) if now else None, _location(was) if was else None)


def standing_of_person(connection: Connection, chain: Iterable[int], n: int) -> Location | None:
    """Read what stands of what persons said of a claim, by all the reports of its chain of corrections."""
    for entry in chain:
        row = _of_person(connection, entry, n)
        if row is not None:
            return _location(row)
    return None


def _of_person(connection: Connection, entry: int, n: int) -> Row[Any] | None:
    here = standing(location, None) & (location.c.entry == entry) & (location.c.n == n)
    return connection.execute(select(location).where(here, location.c.rule == PERSON)).first()


def _in_order(at: int | None) -> Select[Any]:
    """Ask for what stands, so that of one claim the last to come is a person's word, or else the last run."""
    return (
        select(location).where(standing(location, at)).order_by(location.c.rule == PERSON, location.c.made_by)
    )


def _kept(
    connection: Connection, at: int | None, among: Iterable[int] | None = None
) -> dict[tuple[int, int], Location]:
    """Read what persons said of reports that were since corrected, under the correction that gives the same place."""
    old, new = reports.report.alias(), reports.report.alias()
    was, now = reports.claim.alias(), reports.claim.alias()
    query = (
        select(location, new.c.entry.label("corrected"))
        .join(old, old.c.entry == location.c.entry)
        .join(new, (new.c.root == old.c.root) & (new.c.entry > old.c.entry))
        .join(was, (was.c.entry == location.c.entry) & (was.c.n == location.c.n))
        .join(now, (now.c.entry == new.c.entry) & (now.c.n == location.c.n))
        .where(standing(location, at), location.c.rule == PERSON, standing(cast("Table", new), at))
        .order_by(location.c.made_by)
    )
    for name in ("place", "within", "lon", "lat"):
        query = query.where(was.c[name].is_not_distinct_from(now.c[name]))
    if among is not None:
        query = query.where(new.c.entry.in_(list(among)))
    return {(r.corrected, r.n): _location(r) for r in connection.execute(query)}


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
    here = select(location.c.lon, location.c.lat).where(
        standing(location, at) & box, location.c.rule != PERSON
    )
    rows = connection.execute(here.distinct())
    points = sorted(((r.lon, r.lat) for r in rows), key=lambda p: (way((lon, lat), p).km, p))
    found = (_named(connection, *p, at) for p in points[:MOST_NEAR])
    return [n for n in found if n is not None]


def _named(connection: Connection, lon: float, lat: float, at: int | None) -> Named | None:
    here = (location.c.lon == lon) & (location.c.lat == lat) & (location.c.precision == "settlement")
    here &= location.c.rule != PERSON
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
