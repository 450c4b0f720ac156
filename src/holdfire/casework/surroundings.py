"""What a book holds around a case, as the rules want it: the agreement, the time, who is away, the evidence."""

from __future__ import annotations

from bisect import bisect_right
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
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.casework.acts import Allegation
    from holdfire.casework.model import Case, Thread

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
    named = {*(found.reports if found else ()), *said.reports}
    return _evidence(said, found, {f.entry: f for f in reports.by_entries(connection, named)})


def _evidence(said: Allegation, found: linking.Filed | None, filed: Mapping[int, reports.Filed]) -> Evidence:
    if found is None:
        return Evidence(whole=False)
    members = set(found.reports)
    here = [filed[n] for n in {*members, *said.reports} if n in filed]
    kinds = {f.report.source_type for f in here if f.entry in members and f.report.source_type}
    return Evidence(
        claims=len(found.members),
        origins=found.origins,
        kinds=len(kinds),
        monitors=bool(kinds & MONITORS),
        actors=found.actors,
        killed=found.killed.best if found.killed else 0,
        whole=len(here) == len({*members, *said.reports}) and not any(f.absent for f in here),
    )


def _joined(connection: Connection, incident: str, at: int | None) -> linking.Filed | None:
    founder = _founder(incident)
    other = linking.of_claim(connection, founder, at) if founder else ""
    return linking.get(connection, other, at) if other else None


def _founder(incident: str) -> ClaimId | None:
    try:
        return ClaimId.parse(incident[1:].partition("-")[0])
    except ValueError:
        return None


class Rests:
    """What many allegations rest on, read in a few statements, for every size of the record; as `evidence` says it."""

    def __init__(self, connection: Connection, said: Iterable[Allegation]) -> None:
        """Read the incidents of these allegations in every state, and their reports."""
        given = [s for s in said if s.basis == "incident"]
        founders = {f for s in given if (f := _founder(s.incident))}
        self._of_claim = linking.places_of(connection, founders)
        joined = {name for stood in self._of_claim.values() for _, name in stood}
        self._states = linking.states(connection, {*joined, *(s.incident for s in given)})
        entries = {n for states in self._states.values() for _, i in states for n in i.reports}
        entries |= {n for s in given for n in s.reports}
        self._filed = {f.entry: f for f in reports.by_entries(connection, entries)}

    def incident(self, name: str, at: int | None) -> linking.Filed | None:
        """Give an incident under its own name."""
        return next((i for stood, i in self._states.get(name, ()) if stood.at(at)), None)

    def evidence(self, said: Allegation, at: int | None = None) -> Evidence:
        """Say what the incident of one of the allegations rests on, in the record as it was at a size."""
        if said.basis != "incident":
            return Evidence()
        found = self.incident(said.incident, at) or self._joined(said.incident, at)
        return _evidence(said, found, self._filed)

    def _joined(self, incident: str, at: int | None) -> linking.Filed | None:
        founder = _founder(incident)
        stood = self._of_claim.get(founder, ()) if founder else ()
        return next((self.incident(name, at) for s, name in stood if s.at(at)), None)


class Worlds:
    """The surroundings of many cases at an instant, read in a few statements; nothing is read afterwards."""

    def __init__(
        self, connection: Connection, cases: Sequence[Case], now: int, at: int | None = None
    ) -> None:
        """Read what surrounds these cases, from the book as it was at a size (None: as it is)."""
        self._now, self._away = now, repo.away(connection, at)
        self._versions = agreement_repo.versions(connection)
        said = [c.alleged(a.entry) for c in cases for a in c.allegations]
        self.rests = Rests(connection, said)
        self._evidence = cache(partial(self.rests.evidence, at=at))
        self._earlier = repo.accusations(connection, at)
        self._owed, whole = repo.all_owed(connection), repo.whole(connection)
        self._whole = lambda: whole

    def of(self, case: Thread) -> World:
        """Give the surroundings of one of the cases."""
        first = case.counting[0].entry
        return World(
            self._versions[bisect_right(self._versions, first, key=lambda v: v.entry) - 1].agreement,
            self._now,
            self._away,
            self._evidence,
            lambda accused: self._earlier.get(accused, ()),
            lambda term, accused: (term, accused) in self._owed,
            self._whole,
        )
