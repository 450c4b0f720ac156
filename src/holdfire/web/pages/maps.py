"""The map, and the GeoJSON (RFC 7946) that it draws."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse
from shapely.geometry import GeometryCollection, Point, shape

from holdfire.agreement.model import Agreement, Zone
from holdfire.casework.repo import Brief
from holdfire.errors import BadInput
from holdfire.linking.repo import Filed
from holdfire.web import seen, show, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.words import say

router = APIRouter()
WORLD = (-180.0, -60.0, 180.0, 75.0)
FIRST, LAST = dt.date(1, 1, 2), dt.date(9999, 12, 30)
"""Days that begin and end in every zone within what a calendar of this program can write."""
From = Annotated[dt.date | None, Query(alias="from", ge=FIRST, le=LAST)]
To = Annotated[dt.date | None, Query(ge=FIRST, le=LAST)]


class GeoJson(JSONResponse):
    """A GeoJSON answer."""

    media_type = "application/geo+json"


@router.api_route("/{slug}/map", methods=["GET", "HEAD"])
def the_map(desk: OpenDesk, start: From = None, to: To = None) -> HTMLResponse:
    """Show the map with the incidents of the days from `from` to `to`, both included (default: all)."""
    everything = seen.incidents(desk)
    found = between(desk, start, to)
    cases = status.by_incident(seen.briefs(desk))
    days = [show.days(i.when, desk.zone) for i in found if i.when]
    return desk.render(
        "map.html",
        incidents=[(i, status.of_incident(cases.get(i.id, ())), _days(desk, i)) for i in found],
        by_status=dict(status.count(found, cases)),
        statuses=status.STATUSES,
        first=min((d[0] for d in days), default=None),
        last=max((d[1] for d in days), default=None),
        start=start,
        to=to,
        of=len(everything),
        off_map=sum(i.lon is None for i in found),
        box=box(desk.agreement, found),
        zones=[(z, missing(desk.agreement, z)) for z in desk.agreement.zones],
    )


@router.api_route("/{slug}/incidents.geojson", methods=["GET", "HEAD"])
def incidents(desk: OpenDesk, start: From = None, to: To = None) -> GeoJson:
    """Give the incidents that have coordinates, as points with their radius of uncertainty in kilometres."""
    cases = status.by_incident(seen.briefs(desk))
    found = [i for i in between(desk, start, to) if i.lon is not None]
    features = [_feature(desk, i, cases) for i in found]
    return GeoJson({"type": "FeatureCollection", "features": features, "record_size": desk.size})


@router.api_route("/{slug}/zones.geojson", methods=["GET", "HEAD"])
def zones(desk: OpenDesk) -> GeoJson:
    """Give the zones that have an outline, with who agreed to it, and whether a party did not."""
    features = [
        {"type": "Feature", "geometry": z.geometry, "properties": _zone(desk, z)}
        for z in desk.agreement.zones
        if z.geometry
    ]
    return GeoJson({"type": "FeatureCollection", "features": features, "record_size": desk.size})


def between(desk: Desk, start: dt.date | None, to: dt.date | None) -> list[Filed]:
    """Read the incidents that touch the days from `start` to `to`; BadInput `days-reversed`."""
    first, end = instants(desk, start, to)
    return seen.incidents(desk, start=first, end=end)


def instants(desk: Desk, start: dt.date | None, to: dt.date | None) -> tuple[int | None, int | None]:
    """Give the days from `start` to `to` as `[start, end)`, UTC microseconds; BadInput `days-reversed`."""
    if start and to and to < start:
        raise BadInput("days-reversed", say("the first day comes after the last"), hint=say("exchange them"))
    return desk.micros(start) if start else None, desk.micros(to + dt.timedelta(days=1)) if to else None


def box(agreement: Agreement, found: Sequence[Filed]) -> tuple[float, float, float, float]:
    """Give west, south, east, north of what to show: incidents and zones, else the bounds, else the world."""
    parts = [Point(i.lon, i.lat) for i in found if i.lon is not None] + [
        shape(z.geometry) for z in agreement.zones if z.geometry
    ]
    if parts:
        west, south, east, north = GeometryCollection(parts).bounds
        return west, south, east, north
    b = agreement.bounds
    return (b.west, b.south, b.east, b.north) if b else WORLD


def missing(agreement: Agreement, zone: Zone) -> list[str]:
    """List the parties to a zone's instrument that are not recorded as having agreed to its outline."""
    of = next((i for i in agreement.instruments if i.id == zone.instrument), None)
    return [p for p in (of.parties if of else ()) if p not in zone.agreed_by]


def _days(desk: Desk, incident: Filed) -> tuple[str, str]:
    if incident.when is None:
        return "", ""
    first, last = show.days(incident.when, desk.zone)
    return first.isoformat(), last.isoformat()


def _feature(desk: Desk, i: Filed, cases: Mapping[str, Sequence[Brief]]) -> dict[str, Any]:
    first, last = _days(desk, i)
    key = status.of_incident(cases.get(i.id, ()))
    properties = {
        "id": i.id,
        "status": key,
        "order": status.STATUSES.index(key),
        "name": i.place,
        "place": ", ".join(p for p in (i.place, i.within) if p),
        "when": desk.when(i.when),
        "first_day": first,
        "last_day": last,
        "types": [t for t, _ in i.types],
        "radius_km": i.radius_km,
        "sources": i.sources,
        "origins": i.origins,
        "url": desk.link(f"incidents/{i.id}"),
    }
    return {
        "type": "Feature",
        "id": i.members[0].entry,
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [i.lon, i.lat]},
    }


def _zone(desk: Desk, z: Zone) -> dict[str, Any]:
    return {
        "id": z.id,
        "name": desk.named(z.names),
        "kind": z.kind,
        "since": z.since.isoformat() if z.since else "",
        "until": z.until.isoformat() if z.until else "",
        "agreed_by": [desk.actor(a) for a in z.agreed_by],
        "agreed": bool(z.agreed_by) and not missing(desk.agreement, z),
    }
