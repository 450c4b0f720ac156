"""A report's claim as linking sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.linking.model import LinkClaim
from holdfire.reports.model import Claim

if TYPE_CHECKING:
    from holdfire.reports.model import ClaimId, Report

NOTHING = Claim()


def link_claim(
    id_: ClaimId,
    report: Report,
    point: tuple[float | None, float | None, float | None] | None = None,
    *,
    over: bool = False,
) -> LinkClaim:
    """See a report's claim as linking does.

    `point` is (lon, lat, radius) as found for it: taken where the claim states none, or `over` what it states.
    """
    claim = report.claim or NOTHING
    spot = claim.spot
    lon, lat, radius = point if point and (over or spot.lon is None) else (spot.lon, spot.lat, spot.radius_km)
    return LinkClaim(
        id_,
        claim.when,
        lon,
        lat,
        radius,
        claim.types,
        claim.perpetrators,
        tuple(sorted({*claim.perpetrators, *claim.victims, *claim.actors})),
        claim.killed,
        report.source,
        report.origin,
        report.document,
        claim.injured,
        claim.victims,
        claim.context,
        claim.target,
        spot.name,
        spot.within or spot.name,
        report.source_type,
        report.published,
        f"{report.title} {report.words}".strip(),
    )
