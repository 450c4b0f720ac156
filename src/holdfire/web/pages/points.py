"""Incidents as GeoJSON (RFC 7946), to take elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter

from holdfire.casework.repo import Brief
from holdfire.linking.repo import Filed
from holdfire.web import seen, show, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.maps import From, GeoJson, To, instants

router = APIRouter()


@router.api_route("/{slug}/incidents.geojson", methods=["GET", "HEAD"])
def incidents(desk: OpenDesk, start: From = None, to: To = None) -> GeoJson:
    """Give the incidents that have coordinates, as points with their radius of uncertainty in kilometres."""
    cases = status.by_incident(seen.briefs(desk))
    first, end = instants(desk, start, to)
    found = [i for i in seen.incidents(desk, start=first, end=end) if i.lon is not None]
    features = [_feature(desk, i, cases) for i in found]
    return GeoJson({"type": "FeatureCollection", "features": features, "record_size": desk.size})


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
