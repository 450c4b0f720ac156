"""What a book holds around a case, as the rules want it: the agreement, the time, who is away, the evidence."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from holdfire.agreement import repo as agreement_repo
from holdfire.casework import repo
from holdfire.casework.model import Evidence
from holdfire.casework.world import World
from holdfire.linking import repo as linking
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.casework.acts import Allegation
    from holdfire.casework.model import Thread

MONITORS = frozenset({"monitor", "sensor"})
"""Kinds of source that are a mechanism's own eyes, or authenticated imagery."""


def surroundings(connection: Connection, thread: Thread | None, now: int, at: int | None = None) -> World:
    """Gather the surroundings of a case at an instant, from the book as it was at a size (None: as it is).

    A case is heard under the agreement as it stood when the case was opened; what opens one, under today's.
    """
    size = thread.counting[0].entry + 1 if thread is not None else at
    return World(
        agreement_repo.current(connection, size).agreement,
        now,
        repo.away(connection, at),
        cache(partial(evidence, connection, at=at)),
        cache(partial(repo.accused_at, connection, at=at)),
        partial(repo.owed, connection),
        cache(partial(repo.whole, connection)),
    )


def evidence(connection: Connection, said: Allegation, at: int | None = None) -> Evidence:
    """Say what the incident of an allegation rests on now: reports may have come, or been erased, since.

    An incident that a later run joined with another is found under the claim that founded it.
    """
    if said.basis != "incident":
        return Evidence()
    found = linking.get(connection, said.incident, at) or _joined(connection, said.incident, at)
    members = set(found.reports) if found else set()
    filed = reports.by_entries(connection, {*members, *said.reports})
    whole = (
        found is not None
        and len(filed) == len({*members, *said.reports})
        and not any(f.absent for f in filed)
    )
    if found is None:
        return Evidence(whole=False)
    kinds = {f.report.source_type for f in filed if f.entry in members and f.report.source_type}
    return Evidence(
        claims=len(found.members),
        origins=found.origins,
        kinds=len(kinds),
        monitors=bool(kinds & MONITORS),
        actors=found.actors,
        killed=found.killed.best if found.killed else 0,
        whole=whole,
    )


def _joined(connection: Connection, incident: str, at: int | None) -> linking.Filed | None:
    try:
        founder = ClaimId.parse(incident[1:].partition("-")[0])
    except ValueError:
        return None
    other = linking.of_claim(connection, founder, at)
    return linking.get(connection, other, at) if other else None
