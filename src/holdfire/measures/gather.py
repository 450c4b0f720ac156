"""From a book at a cut-off to the figures. The same book, cut-off and instant give the same figures. All the I/O."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.names import find_area
from holdfire.agreement.when import by_id
from holdfire.casework import parties
from holdfire.casework import repo as casework
from holdfire.casework.finding import level
from holdfire.casework.model import Case, Evidence
from holdfire.casework.surroundings import Rests
from holdfire.casework.world import MICROSECOND, World
from holdfire.linking import repo as linking
from holdfire.measures.matters import Look, matters
from holdfire.measures.measure import figures
from holdfire.measures.model import Absence, Ground, Measured
from holdfire.measures.who import Who
from holdfire.record import checkpoint
from holdfire.record import repo as record
from holdfire.record.envelope import parse_payload, unseal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.casework import acts
    from holdfire.casework.model import Done
    from holdfire.measures.model import Matter


def measure(
    connection: Connection, at: int | None = None, now: int | None = None, *, publish: bool = False
) -> Measured:
    """Measure a mechanism as its book was at `at` entries (default: as it is), its clocks read at `now`.

    `now` (UTC microseconds) is by default when the last of those entries was made, so that anybody who holds the
    record gets the same figures. With `publish` small numbers are held back, and allegations younger than the
    agreement's delay of publication left out.
    """
    size = record.size(connection) if at is None else at
    instant = _time_of(connection, size - 1) if now is None else now
    agreement = agreement_repo.current(connection, size).agreement
    found = ground(connection, agreement, size, instant, publish=publish)
    return Measured(
        mechanism=agreement.name,
        exercise=agreement.exercise,
        log=checkpoint.parse(record.last_checkpoint(connection)).log,
        size=size,
        now=instant,
        publish=publish,
        figures=figures(found, publish=publish),
        names={x.id: x.name for x in (*agreement.actors, *agreement.sides, *agreement.areas)},
    )


def ground(connection: Connection, agreement: Agreement, size: int, now: int, *, publish: bool) -> Ground:
    """Gather what is measured: each case is read under the agreement that stood when it was opened."""
    rule = agreement.rules.publication if publish else None
    until = now - rule.delay // MICROSECOND if rule else now
    found = tuple(m for m in _matters(connection, size, now) if m.at <= until)
    return Ground(
        matters=found,
        absences=tuple(_absences(connection, size)),
        sides=tuple(side.id for side in agreement.sides),
        now=now,
    )


def _time_of(connection: Connection, index: int) -> int:
    leaf = record.leaf(connection, index)
    assert leaf is not None
    return parse_payload(unseal(leaf).payload).at


def _matters(connection: Connection, size: int, now: int) -> Iterator[Matter]:
    made = agreement_repo.made(connection)
    incidents = {i.id: i for i in linking.incidents(connection, size)}
    cases = casework.cases(connection, size)
    rests = Rests(connection, (c.alleged(a.entry) for c in cases for a in c.allegations))
    eyes = {entry: _Eyes(connection, entry, incidents, rests) for entry in made}
    for case in cases:
        first = case.counting[0].entry
        mine = eyes[made[bisect_right(made, first) - 1]]
        yield from matters(mine.who, case, mine.look, now)


class _Eyes:
    """What is seen of cases that were opened under one version of the agreement."""

    def __init__(
        self, connection: Connection, entry: int, incidents: Mapping[str, linking.Filed], rests: Rests
    ) -> None:
        self.rests, self.incidents = rests, incidents
        self.who = Who(agreement_repo.current(connection, entry + 1).agreement)
        self.area_of = cache(self._area_of)
        self.look = Look(self.area, self.level, self.recorded)

    def area(self, said: acts.Allegation) -> str:
        """Give the first-level area that the incident's reports name; of a thing not done, none is known."""
        found = self.incidents.get(said.incident)
        return self.area_of(found.within) if found and found.within else ""

    def _area_of(self, name: str) -> str:
        areas = by_id(self.who.agreement.areas)
        found = find_area(self.who.agreement, name) or ""
        for _ in areas:
            parent = areas[found].parent if found else None
            found = parent or found
        return found

    def level(self, case: Case, said: acts.Allegation, done: Done) -> str:
        """Give the rung that a determination stood on; empty where values of its evidence are not held here."""
        then = Case(case.id, tuple(a for a in case.acts if a.entry < done.entry))
        rests_on = self.rests.evidence(said, done.entry)
        if said.basis == "incident" and not rests_on.whole:
            return ""
        return level(World(self.who.agreement, done.at), then, rests_on)

    def recorded(self, said: acts.Allegation, at: int) -> bool:
        """Tell whether the rules only record what is on its track."""
        rule = self.who.agreement.rules.tracks
        if rule is None or not rule.recorded:
            return False
        found = self.incidents.get(said.incident)
        seen = Evidence(actors=found.actors if found else ())
        return parties.track(self.who.agreement, said, seen, self.who.day(at)) in rule.recorded


def _absences(connection: Connection, size: int) -> Iterator[Absence]:
    back = casework.of_kind(connection, "return", size)
    for left in casework.of_kind(connection, "walkout", size):
        end = next((r for r in back if r.actor == left.actor and r.entry > left.entry), None)
        entries = (left.entry, end.entry) if end else (left.entry,)
        yield Absence(left.actor, left.at, end.at if end else None, entries)
