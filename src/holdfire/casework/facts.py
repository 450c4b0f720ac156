"""From a book at a cut-off to the facts that an agreement's conditions count: incidents, cases, days heard of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, get_args

from holdfire.agreement.base import parts
from holdfire.agreement.counting import Facts, Found, Happened
from holdfire.agreement.geometry import lies
from holdfire.agreement.model_conditions import AtMost
from holdfire.agreement.model_rules import Gravity
from holdfire.agreement.names import fold, index
from holdfire.casework import repo
from holdfire.casework.rules import day_of, gravity
from holdfire.linking import repo as linking
from holdfire.reports import repo as reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement, Zone
    from holdfire.casework.repo import Case

    Days = tuple[dt.date, dt.date] | None

FOUND: Mapping[str, Found] = {
    "": "open",
    "violation": "violation",
    "violation, author undetermined or in dispute": "violation by somebody",
}
"""What an outcome says to a count of violations; any other is none. The empty one is not held here."""


def facts(connection: Connection, agreement: Agreement, at: int | None = None) -> Facts:
    """Gather what the agreement's conditions count; nothing is read where none counts anything."""
    counts = [part for _, part in parts(agreement) if isinstance(part, AtMost)]
    if not counts:
        return Facts()
    places = frozenset(place for need in counts for place in need.where)
    cases: dict[str, list[Case]] = {}
    for case in repo.cases(connection, at):
        cases.setdefault(case.allegation.incident, []).append(case)
    happened: list[Happened] = []
    heard: set[dt.date] = set()
    for incident in linking.incidents(connection, at):
        days = _days(agreement, incident)
        if days and days[0] == days[1]:
            heard.add(days[0])
        happened += _happened(agreement, incident, days, cases.get(incident.id, ()), places)
    heard |= {dt.date.fromisoformat(tally.day) for _, tally in reports.tallies(connection, at)}
    heard |= {day_of(agreement, published) for published in reports.published(connection, at)}
    return Facts(tuple(happened), frozenset(heard))


def _days(agreement: Agreement, incident: linking.Filed) -> Days:
    when = incident.when
    return when and (day_of(agreement, when.start), day_of(agreement, max(when.start, when.end - 1)))


def _happened(
    agreement: Agreement, incident: linking.Filed, days: Days, cases: Iterable[Case], places: frozenset[str]
) -> Iterator[Happened]:
    first, last = days or (None, None)
    within, perhaps = whereabouts(agreement, incident, places)
    types = [t for t, _ in incident.types]
    weight: Gravity | None = gravity(types) if types else None
    yield Happened(incident.id, first, last, weight, within, perhaps)
    for case in cases:
        alleged = next((g for g in get_args(Gravity) if g == case.allegation.gravity), None)
        found = FOUND.get(case.determination.outcome, "none") if case.determination else "open"
        accused = case.allegation.accused
        yield Happened(incident.id, first, last, alleged, within, perhaps, case.id, accused, found)


def whereabouts(
    agreement: Agreement, incident: linking.Filed, places: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Say in which of the places an incident certainly lies, and in which it may.

    Its area is the one that its reports name, with all that hold it; it may be in any inside that one, or in any at
    all where none is named. In a zone it lies as its point and the precision of that say; without either, or an
    outline, it may.
    """
    within: set[str] = set()
    perhaps: set[str] = set()
    parents = {area.id: area.parent for area in agreement.areas}
    named = index(agreement.areas).get(fold(incident.within)) if incident.within else None
    above = set(_up(parents, named))
    for place in places & parents.keys():
        if place in above:
            within.add(place)
        elif named is None or named in _up(parents, place):
            perhaps.add(place)
    for zone in agreement.zones:
        if zone.id in places:
            answer = _in_zone(zone, incident)
            (within if answer == "in" else perhaps if answer == "maybe" else set()).add(zone.id)
    return frozenset(within), frozenset(perhaps)


def _up(parents: Mapping[str, str | None], area: str | None) -> Iterator[str]:
    seen: set[str] = set()
    while area is not None and area not in seen:
        seen.add(area)
        yield area
        area = parents.get(area)


def _in_zone(zone: Zone, incident: linking.Filed) -> str:
    if zone.geometry is None or incident.lon is None or incident.lat is None:
        return "maybe"
    return lies(zone.geometry, incident.lon, incident.lat, incident.radius_km)
