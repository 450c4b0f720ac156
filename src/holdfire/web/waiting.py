"""A report in the desk's queue: what it lacks, which others are likely to tell of the same, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.db.reads import which
from holdfire.linking import repo as linking
from holdfire.linking.twins import Twin, twins
from holdfire.places import repo as places
from holdfire.reports import repo, triage
from holdfire.reports.model import ClaimId
from holdfire.web import seen
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from holdfire.reports.model import Report
    from holdfire.web.desk import Desk

MISSING = {
    "when": say("when"),
    "where": say("where"),
    "what": say("what happened"),
    "who": say("who did it"),
    "source": say("who says so"),
}
"""Facts without which a report can hardly be worked with."""


class Near(NamedTuple):
    """Another report that is likely to tell of the same, as the visitor reads it."""

    twin: Twin
    filed: repo.Filed
    incident: str


class Waiting(NamedTuple):
    """A report in the queue; `best` is the claim that it would be merged with, None if there is none to say of."""

    filed: repo.Filed
    hidden: bool
    missing: list[Words]
    incident: str
    near: list[Near]
    best: ClaimId | None
    located: bool
    stands: triage.Stands | None


def rows(desk: Desk, entries: Collection[int]) -> list[Waiting]:
    """Read reports for the queue, the last to come in first; of its likely duplicates those that the visitor sees."""
    found = sorted(repo.by_entries(desk.connection, entries), key=lambda f: -f.entry)
    claims = {f.entry: ClaimId(f.root, 0) for f in found}
    alike = twins(desk.connection, claims.values(), desk.at)
    others = _filed(desk, {t.claim for each in alike.values() for t in each})
    homes = linking.of_claims(desk.connection, {*claims.values(), *others}, desk.at)
    stands = triage.states(desk.connection, claims, desk.at)
    located = places.locations_of(desk.connection, claims, desk.at)
    out = []
    for f, hidden in seen.filed(desk, found):
        claim = claims[f.entry]
        near = [Near(t, others[t.claim], homes.get(t.claim, "")) for t in alike[claim] if t.claim in others]
        best = next((n.twin.claim for n in near if not n.twin.judged), None)
        spot, there = f.report.claim and f.report.claim.spot, located.get((f.entry, 0))
        is_located = bool((spot and spot.lon is not None) or (there and there.lon is not None))
        home = homes.get(claim, "")
        out.append(Waiting(f, hidden, missing(f.report), home, near, best, is_located, stands.get(f.entry)))
    return out


def _filed(desk: Desk, claims: Collection[ClaimId]) -> Mapping[ClaimId, repo.Filed]:
    """Read the reports that say these claims now, of those that the visitor sees."""
    last = repo.last(desk.connection, [c.entry for c in claims], desk.at)
    shown = which(desk.connection, seen.report_entries(desk), set(last.values()))
    held = repo.by_entries(desk.connection, shown)
    filed = {f.entry: f for f, _ in seen.filed(desk, held)}
    return {c: filed[last[c.entry]] for c in claims if last.get(c.entry) in filed}


def missing(report: Report) -> list[Words]:
    """List the facts that a report lacks."""
    claim = report.claim
    there = {
        "when": claim is not None and claim.when is not None,
        "where": claim is not None
        and bool(claim.spot.name or claim.spot.within or claim.spot.lon is not None),
        "what": claim is not None and bool(claim.types),
        "who": claim is not None and bool(claim.perpetrators),
        "source": bool(report.source),
    }
    return [MISSING[fact] for fact, known in there.items() if not known]
