"""The protected extract of a report: what every member reads of it, the same for all. Pure.

A person's own words stay with the intake that received them; see `holdfire.reports.release`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfire.reports.model import Claim, Report
    from holdfire.reports.repo import Filed

BODIES = frozenset(
    {"agency", "event data set", "government", "media", "monitor", "ngo", "organisation", "party", "sensor"}
)
"""Kinds of source that are no person, whose name every member reads. Of any other the name stays with the intake."""
DECIMALS, KM = 2, 1.0
"""Members read coordinates to a hundredth of a degree, and radii of a kilometre at least."""


def extract(found: Filed) -> Filed:
    """Make the protected extract of a report.

    No words, no free text, no hash that a guess could be tried on; the place at members' precision; who published it
    only where the source is known to be no person.
    """
    bare = replace(found.report, title="", words="", original="", claim=_coded(found.report))
    if bare.source_type not in BODIES:
        bare = replace(bare, source="", source_id="", origin="", document="", url="", cited="")
    return found._replace(report=bare)


def _coded(report: Report) -> Claim | None:
    claim = report.claim
    if claim is None:
        return None
    spot = claim.spot
    if spot.lon is not None and spot.lat is not None:
        radius = None if spot.radius_km is None else max(spot.radius_km, KM)
        spot = replace(spot, lon=round(spot.lon, DECIMALS), lat=round(spot.lat, DECIMALS), radius_km=radius)
    return replace(claim, spot=spot, context="", target="")
