"""How an incident lies to the zones and areas of an agreement, as its point, its precision and its area's name say."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING

from holdfire.agreement.geometry import KM_PER_DEGREE, box, lies
from holdfire.agreement.names import fold, index

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from holdfire.agreement.model import Agreement, Zone
    from holdfire.linking.repo import Filed


class Atlas:
    """The zones and areas that are asked for, and how an incident lies to them."""

    def __init__(self, agreement: Agreement, places: Collection[str]) -> None:
        """Keep what of the agreement is among `places`, by id."""
        parents = {area.id: area.parent for area in agreement.areas}
        self.above = {area: frozenset(_up(parents, area)) for area in parents}
        self.areas = [area for area in parents if area in places]
        self.zones = [zone for zone in agreement.zones if zone.id in places]
        self.boxes = {zone.id: box(zone.geometry) for zone in self.zones if zone.geometry}
        self.named = index(agreement.areas)
        self.all = frozenset((*self.areas, *(zone.id for zone in self.zones)))

    def whereabouts(self, incident: Filed) -> tuple[frozenset[str], frozenset[str]]:
        """Say in which of the places an incident certainly lies, and in which it may.

        Its area is the one that its reports name, with all that hold it; it may be in any inside that one, or in any
        at all where none is named. In a zone it lies as its point and the precision of that say; without either, or
        an outline, it may.
        """
        area = self.named.get(fold(incident.within)) if incident.within else None
        within = {a for a in self.areas if area is not None and a in self.above[area]}
        perhaps = {a for a in self.areas if area is None or area in self.above[a]} - within
        lying = {zone.id: self._in_zone(zone, incident) for zone in self.zones}
        within |= {zone for zone, answer in lying.items() if answer == "in"}
        perhaps |= {zone for zone, answer in lying.items() if answer == "maybe"}
        return frozenset(within), frozenset(perhaps)

    def _in_zone(self, zone: Zone, incident: Filed) -> str:
        if zone.geometry is None or incident.lon is None or incident.lat is None:
            return "maybe"
        if incident.radius_km is not None and self._far(
            zone.id, incident.lon, incident.lat, incident.radius_km
        ):
            return "out"
        return lies(zone.geometry, incident.lon, incident.lat, incident.radius_km)

    def _far(self, zone: str, lon: float, lat: float, radius_km: float) -> bool:
        """Tell whether the zone's box is farther than the radius: most are, and then nothing has to be measured."""
        west, south, east, north = self.boxes[zone]
        km = (KM_PER_DEGREE * cos(radians(lat)), KM_PER_DEGREE)
        return (max(west - lon, lon - east) * km[0] > radius_km) or (
            max(south - lat, lat - north) * km[1] > radius_km
        )


def _up(parents: Mapping[str, str | None], area: str | None) -> Iterator[str]:
    seen: set[str] = set()
    while area is not None and area not in seen:
        seen.add(area)
        yield area
        area = parents.get(area)


def seen_in(agreement: Agreement, atlas: Atlas, found: Filed) -> frozenset[str]:
    """Name the places to whose officers an incident is shown: areas it certainly lies in, zones it may lie in.

    A point without a stated precision is taken as exact; one without a point may lie in no outline that can be told.
    """
    sharp = found._replace(radius_km=found.radius_km or 0)
    within, perhaps = atlas.whereabouts(sharp)
    outlined = {z.id for z in agreement.zones if z.geometry and found.lon is not None}
    return within | (perhaps & outlined)
