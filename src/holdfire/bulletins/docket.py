"""What letters and papers are written from: a mechanism's cases, alerts and duty desks at a cut-off and an instant.

`docket` alone reads the book; every paper is a pure function of what it gives. No paper is a publication: none makes
an entry.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import by_id, first_instant
from holdfire.bulletins.document import Ground
from holdfire.bulletins.shift import Seen, Shift, gather
from holdfire.casework import lists, repo
from holdfire.casework.decide import procedure_at
from holdfire.casework.escalation import reached
from holdfire.casework.model import UNKNOWN
from holdfire.casework.rules import who_and_when
from holdfire.casework.surroundings import Worlds
from holdfire.errors import BadInput, NotFound, Refused
from holdfire.record import checkpoint
from holdfire.record import repo as record
from holdfire.record.encoding import EPOCH
from holdfire.record.envelope import parse_payload, unseal
from holdfire.words import Name, Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement, Term
    from holdfire.agreement.model_rules import Trigger
    from holdfire.casework import acts
    from holdfire.casework.clocks import Clock
    from holdfire.casework.model import Case, Done, Thread
    from holdfire.casework.world import World
    from holdfire.linking import repo as linking

METHOD = "paper-1"
"""Name and version of how papers are made; it changes with anything that changes what they say."""
MICROSECOND = dt.timedelta(microseconds=1)
_BY_DESK = ("hand-over", "walkout", "return")


@dataclass(frozen=True)
class Heard:
    """A case with what surrounds it: the agreement under which it is heard, its clocks, its incidents."""

    case: Case
    world: World
    briefs: Mapping[int, repo.Brief]
    clocks: tuple[Clock, ...]
    incidents: Mapping[str, linking.Filed]

    @property
    def agreement(self) -> Agreement:
        """The agreement under which it is heard."""
        return self.world.agreement

    @cached_property
    def panel(self) -> tuple[str, ...]:
        """The members who answer."""
        try:
            return tuple(m.actor for m in procedure_at(self.agreement, self.world.day).panel)
        except Refused:
            return ()

    @cached_property
    def ripe(self) -> tuple[int, ...]:
        """The allegations that the rule lets determine now."""
        return tuple(a.entry for a in self.case.allegations if self._is_ripe(a.entry))

    def _is_ripe(self, allegation: int) -> bool:
        """Tell whether some member may determine it now; nothing follows where values are not held here."""
        case, world = self.case, self.world
        if case.absent or case.determination(allegation) or case.withdrawn(allegation):
            return False
        if all(who_and_when(world, case, "determination", m, allegation) for m in self.panel):
            return False
        return bool(self.panel) and world.evidence(case.alleged(allegation)).whole

    @cached_property
    def rungs(self) -> Mapping[int, Trigger]:
        """The rungs of the ladder that are within reach."""
        return {} if self.case.absent else reached(self.world, self.case)

    def term(self, allegation: int) -> Term | None:
        """The term that an allegation names, as it stood when the case was opened."""
        return by_id(self.agreement.terms).get(self.case.alleged(allegation).term)

    def incident(self, allegation: int) -> linking.Filed | None:
        """The incident that an allegation is about, if it is about one that is known under this name."""
        return self.incidents.get(self.case.alleged(allegation).incident)


@dataclass(frozen=True)
class Alarm:
    """An alert with its clocks."""

    alert: Thread
    clocks: tuple[Clock, ...]


@dataclass(frozen=True)
class Docket:
    """Everything at a cut-off; `now` is the instant at which clocks are read, UTC microseconds."""

    agreement: Agreement
    ground: Ground
    now: int
    cases: tuple[Heard, ...]
    alarms: tuple[Alarm, ...]
    rosters: Mapping[str, acts.Roster]
    desk: tuple[Done, ...]
    away: frozenset[str]
    amended: tuple[tuple[int, int], ...]
    """Entries that changed the agreement, each with its time."""
    shift: Shift | None = None
    """What happened at the desk, where a paper tells of it since an instant."""

    @cached_property
    def _names(self) -> Mapping[str, Name]:
        return {a.id: Name.of(a.names) for a in self.agreement.actors}

    @property
    def mechanism(self) -> Name:
        """The mechanism's name."""
        return Name.of(self.agreement.names)

    def name(self, actor: str) -> str:
        """Name an actor by its id; one that the agreement does not know stays as it is."""
        return self._names.get(actor, actor)

    def accused(self, actor: str) -> Words | str:
        """Name an accused, or say that nobody is known, or that the name is not held here."""
        if not actor:
            return say("not held here")
        return say("nobody known") if actor == UNKNOWN else self.name(actor)

    def moment(self, instant: int) -> dt.datetime:
        """Set an instant (UTC microseconds) in the mechanism's zone, which is given as its distance from UTC."""
        return _moment(self.agreement, instant)

    def day(self, instant: int) -> dt.date:
        """Give the day of the mechanism's zone on which an instant falls."""
        return self.moment(instant).date()

    def hearing(self, case: str) -> Heard:
        """Give one case; NotFound `case-missing`."""
        found = next((h for h in self.cases if h.case.id == case), None)
        if found is None:
            raise NotFound("case-missing", say("there is no case {case} in this book", case=case))
        return found

    def of_desk(self, *kinds: str) -> list[Done]:
        """Give hand-overs, walkouts or returns, oldest first."""
        return [d for d in self.desk if d.kind in kinds]


def latest(connection: Connection) -> int:
    """Give the time of the last entry, UTC microseconds."""
    return _time_of(connection, record.size(connection) - 1)


class Lately(NamedTuple):
    """That a paper tells of no case in which nothing runs, nothing is asked, and nothing was done lately.

    Lately is since an instant (UTC microseconds) or the first one of a day, else since the last hand-over.
    """

    day: dt.date | None = None
    instant: int | None = None


def docket(
    connection: Connection,
    at: int | None = None,
    now: int | None = None,
    *,
    case: str = "",
    lately: Lately | None = None,
) -> Docket:
    """Read the book as it was at `at` entries, or as the log stood at `now`.

    Of one case only, where it is named; with `lately`, only of those that a paper about it tells of. Clocks are read at
    `now` (default: the time of the last entry). BadInput `size-wrong`, `now-too-early`.
    """
    size = _size(connection, at, now)
    cutoff = _time_of(connection, size - 1)
    instant = cutoff if now is None else now
    if instant < cutoff:
        raise BadInput(
            "now-too-early",
            say("the clocks cannot be read at a time before the last entry at the cut-off"),
            hint=say("leave --at or --now out"),
        )
    agreement = agreement_repo.current(connection, size).agreement
    desk = tuple(d for kind in _BY_DESK for d in repo.of_kind(connection, kind, size))
    alerts = repo.alerts(connection, size)
    clocks = repo.clocks_in(connection, [a.id for a in alerts], size)
    return Docket(
        agreement=agreement,
        ground=_ground(connection, size, _moment(agreement, cutoff)),
        now=instant,
        cases=_cases(connection, size, instant, _wanted(connection, size, agreement, desk, case, lately)),
        alarms=tuple(Alarm(a, tuple(clocks.get(a.id, ()))) for a in alerts),
        rosters=repo.rosters(connection, size),
        desk=desk,
        away=repo.away(connection, size),
        amended=tuple((n, _time_of(connection, n)) for n in agreement_repo.made(connection)[1:] if n < size),
        shift=None if lately is None or lately.instant is None else since(connection, lately.instant, size),
    )


def since(connection: Connection, when: int, size: int, seen: Seen = Seen()) -> Shift:  # noqa: B008 - it cannot change
    """Gather what happened at the desk since an instant, in a record of `size` entries, as a reader sees it."""
    return gather(connection, when, _entries_until(connection, size, when - 1), size, seen)


def _wanted(
    connection: Connection,
    size: int,
    agreement: Agreement,
    desk: Sequence[Done],
    case: str,
    lately: Lately | None,
) -> list[str] | None:
    """Name the cases that are to be read; None: all."""
    if case or lately is None:
        return [case] if case else None
    if lately.instant is not None:
        return repo.astir(connection, 0, lately.instant, size)
    if lately.day is None:
        after = max((d.entry for d in desk if d.kind == "hand-over"), default=-1) + 1
        return repo.astir(connection, after, 0, size)
    return repo.astir(connection, 0, first_instant(agreement, lately.day), size)


def _cases(connection: Connection, size: int, now: int, wanted: list[str] | None) -> tuple[Heard, ...]:
    """Read cases with all that surrounds them, in as many statements for all as for one."""
    found = repo.cases(connection, size, wanted)
    worlds = Worlds(connection, found, now, size)
    named = [c.id for c in found]
    clocks, briefs = repo.clocks_in(connection, named, size), lists.briefs_of(connection, size, named)
    return tuple(
        Heard(
            c,
            worlds.of(c),
            {b.entry: b for b in briefs.get(c.id, ())},
            tuple(clocks.get(c.id, ())),
            _incidents(worlds, c, size),
        )
        for c in found
    )


def _incidents(worlds: Worlds, case: Case, size: int) -> dict[str, linking.Filed]:
    named = {case.alleged(a.entry).incident for a in case.allegations} - {""}
    found = {name: worlds.rests.incident(name, size) for name in named}
    return {name: incident for name, incident in found.items() if incident}


def _size(connection: Connection, at: int | None, now: int | None) -> int:
    have = record.size(connection)
    if at is None and now is not None:
        return max(1, _entries_until(connection, have, now))
    if at is not None and not 1 <= at <= have:
        raise BadInput(
            "size-wrong", say("the log has {have} entries, so there is no cut-off at {at}", have=have, at=at)
        )
    return have if at is None else at


def _entries_until(connection: Connection, have: int, now: int) -> int:
    """Count the entries up to an instant; a log's times never go back."""
    low, high = 0, have
    while low < high:
        middle = (low + high) // 2
        if _time_of(connection, middle) <= now:
            low = middle + 1
        else:
            high = middle
    return low


def _time_of(connection: Connection, index: int) -> int:
    leaf = record.leaf(connection, index)
    assert leaf is not None
    return parse_payload(unseal(leaf).payload).at


def _moment(agreement: Agreement, instant: int) -> dt.datetime:
    local = (EPOCH + instant * MICROSECOND).astimezone(ZoneInfo(agreement.timezone))
    return local.astimezone(dt.timezone(local.utcoffset() or dt.timedelta()))


def _ground(connection: Connection, size: int, cutoff: dt.datetime) -> Ground:
    signed = checkpoint.parse(record.last_checkpoint(connection, size))
    log = checkpoint.parse(record.last_checkpoint(connection)).log
    root = signed.root.hex() if signed.size == size else ""
    return Ground(log, size, METHOD, cutoff, root)
