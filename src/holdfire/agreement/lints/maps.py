"""What the map leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.lints.finding import Finding, called
from holdfire.words import Name, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement, Zone


def no_map(agreement: Agreement) -> Iterator[Finding]:
    """Find an agreement without a zone, and zones without an outline."""
    if not agreement.zones:
        yield Finding("no-map", say("no zone or line is laid down on any map"), "zones")
    for n, zone in enumerate(agreement.zones):
        if zone.geometry is None:
            yield Finding(
                "no-map",
                say("no outline is laid down for {name}", name=Name.of(zone.names)),
                f"zones[{n}].geometry",
            )


def map_not_agreed(agreement: Agreement) -> Iterator[Finding]:
    """Find outlines to which a party to their instrument, or to the whole agreement, has not agreed."""
    for n, zone in enumerate(agreement.zones):
        missing = sorted(_must_agree(agreement, zone) - set(zone.agreed_by))
        if missing and zone.geometry is not None:
            words = say(
                "the outline of {name} was not agreed by {agreement}",
                name=Name.of(zone.names),
                agreement=called(agreement, missing),
            )
            yield Finding("map-not-agreed", words, f"zones[{n}].agreed_by")


def _must_agree(agreement: Agreement, zone: Zone) -> set[str]:
    """Return the parties to the zone's instrument, and whoever is party to the whole agreement."""
    parties = {party for one in agreement.instruments if one.id == zone.instrument for party in one.parties}
    whole = {a.id for a in agreement.actors if any(s.status == "party" and s.of is None for s in a.status)}
    return parties | whole
