"""Cases, alerts, clocks, rosters and walkouts: tables and reads."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Column, Connection, and_, bindparam, func, or_, select
from sqlalchemy import Index as SqlIndex

from holdfire.agreement.words import OUTCOMES
from holdfire.casework import acts, coding
from holdfire.casework.clocks import Clock
from holdfire.casework.model import Case, Done, Thread
from holdfire.db.reads import Read, batched
from holdfire.db.schema import Index, Key, Micros, projected, span, standing
from holdfire.words import Words, say, say_n

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Row

act = projected(
    "act",
    Column("entry", Index, primary_key=True),
    Column("case", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("actor", Key, nullable=False),
    Column("signers", Key, nullable=False),
    Column("held", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("head", Index),
    Column("about", Index, nullable=False),
    Column("refused", Key, nullable=False),
    Column("ruled", Key, nullable=False),
    Column("absent", Index, nullable=False),
    Column("body", Key, nullable=False),
    *span(),
    SqlIndex("act_case", "case"),
    SqlIndex("act_kind", "kind"),
)
allegation = projected(
    "allegation",
    Column("entry", Index, primary_key=True),
    Column("made", Index, primary_key=True),
    Column("case", Key, nullable=False),
    Column("basis", Key, nullable=False),
    Column("incident", Key, nullable=False),
    Column("term", Key, nullable=False),
    Column("accused", Key, nullable=False),
    Column("claimant", Key, nullable=False),
    Column("gravity", Key, nullable=False),
    Column("track", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("state", Key, nullable=False),
    Column("assessed", Index, nullable=False),
    Column("outcome", Key, nullable=False),
    Column("question", Key, nullable=False),
    Column("determined", Index),
    Column("ended", Index),
    SqlIndex("allegation_incident", "incident"),
    SqlIndex("allegation_case", "case"),
    SqlIndex("allegation_accused", "accused"),
    SqlIndex("allegation_listed", "ended", "incident", "state", "outcome", "case", "gravity", "track"),
)
clock = projected(
    "clock",
    Column("case", Key, primary_key=True),
    Column("step", Key, primary_key=True),
    Column("about", Index, primary_key=True),
    Column("whom", Key, primary_key=True),
    Column("made", Index, primary_key=True),
    Column("since", Micros, nullable=False),
    Column("due", Micros, nullable=False),
    Column("done", Micros),
    Column("paused", Micros),
    Column("ended", Index),
    SqlIndex("clock_running", "ended", "done", "due", "case", "step", "about", "whom", "paused"),
    SqlIndex("clock_turn", "ended", "done", "case", "due", "whom", "step"),
)
absence = projected(
    "absence",
    Column("member", Key, primary_key=True),
    Column("made", Index, primary_key=True),
    Column("reason", Key, nullable=False),
    Column("ended", Index),
)


class Brief(NamedTuple):
    """One allegation in a line; `state` is open, determined, reopened or withdrawn, `at` UTC microseconds.

    `assessed` says how many members have; `determined` is the entry of the determination that stands. `track` is the
    one that it was on when it was made: reports that come later can show a clash to be infighting.
    """

    entry: int
    case: str
    basis: str
    incident: str
    term: str
    accused: str
    claimant: str
    gravity: str
    track: str
    at: int
    state: str
    assessed: int
    outcome: str
    question: str
    determined: int | None

    @property
    def status(self) -> Words:
        """Say in words how far it is."""
        if self.state == "withdrawn":
            return say("withdrawn")
        if self.determined is not None:
            return OUTCOMES[self.outcome]
        if self.state == "reopened":
            return say("reopened")
        if self.assessed:
            return say_n("assessed by {n}", "assessed by {n}", self.assessed)
        return say("no assessments")


_BRIEF = [allegation.c[name] for name in Brief._fields]


def case_id(first: int) -> str:
    """Name a case after the entry of its first allegation: `c17`."""
    return f"c{first}"


def alert_id(first: int) -> str:
    """Name an alert after its first entry: `a17`."""
    return f"a{first}"


def briefs(
    connection: Connection, at: int | None = None, *, incident: str = "", case: str = "", state: str = ""
) -> list[Brief]:
    """Read allegations, by the order of the log: all, or those of an incident, a case, or in a state."""
    given = {n: v for n, v in (("incident", incident), ("case", case), ("state", state)) if v}
    return [Brief._make(row) for row in _briefs(tuple(given))(connection, at, **given)]


@cache
def _briefs(given: tuple[str, ...]) -> Read:
    where = [allegation.c[name] == bindparam(name) for name in given]
    return Read(
        lambda at: select(*_BRIEF).where(standing(allegation, at), *where).order_by(allegation.c.entry)
    )


def case(connection: Connection, wanted: str, at: int | None = None) -> Case | None:
    """Read one case with all its acts."""
    found = _acts(connection, wanted, at)
    return Case(wanted, found) if found and wanted.startswith("c") and not _dead(found) else None


def alert(connection: Connection, wanted: str, at: int | None = None) -> Thread | None:
    """Read one alert with all its acts."""
    found = _acts(connection, wanted, at)
    return Thread(wanted, found) if found and wanted.startswith("a") and not _dead(found) else None


def _dead(found: Iterable[Done]) -> bool:
    return all(a.refused for a in found)


def alerts(connection: Connection, at: int | None = None) -> list[Thread]:
    """Read every alert, the newest first."""
    opened = select(act.c.case).where(
        standing(act, at) & (act.c.kind == "alert") & (act.c.refused == "") & act.c.head.is_(None)
    )
    return threads(connection, list(connection.execute(opened.order_by(act.c.entry.desc())).scalars()), at)


def threads(connection: Connection, wanted: Sequence[str], at: int | None = None) -> list[Thread]:
    """Read cases or alerts with all their acts, in the order in which they are named."""
    found: dict[str, list[Done]] = {name: [] for name in wanted}
    for part in batched(wanted):
        query = select(act).where(standing(act, at), act.c.case.in_(part)).order_by(act.c.entry)
        for row in connection.execute(query):
            found[row.case].append(_done(row))
    return [Thread(name, tuple(done)) for name, done in found.items()]


def cases(connection: Connection, at: int | None = None, wanted: Collection[str] | None = None) -> list[Case]:
    """Read cases with all their acts, by the order of the log: every one, or those `wanted`."""
    query = select(act).where(standing(act, at) & act.c.case.startswith("c"))
    parts = [query] if wanted is None else [query.where(act.c.case.in_(p)) for p in batched(sorted(wanted))]
    found: dict[str, list[Done]] = {}
    for part in parts:
        for row in connection.execute(part.order_by(act.c.entry)):
            found.setdefault(row.case, []).append(_done(row))
    there = [Case(name, tuple(done)) for name, done in found.items() if not _dead(done)]
    return sorted(there, key=lambda c: c.acts[0].entry)


def astir(connection: Connection, since: int, after: int, at: int | None = None) -> list[str]:
    """Name the cases in which a clock runs, or a response was asked, or something was done lately.

    That is: an act from entry `since` on, that the log took in at `after` (UTC microseconds) or later.
    """
    lately = and_(act.c.entry >= since, act.c.at >= after)
    here = (standing(act, at), act.c.refused == "", or_(lately, act.c.kind == "response"))
    running = select(clock.c.case).where(standing(clock, at), clock.c.done.is_(None))
    found = connection.execute(select(act.c.case).where(*here).union(running)).scalars()
    return sorted(name for name in found if name.startswith("c"))


_ACTS = Read(
    lambda at: (
        select(act).where(standing(act, at) & (act.c.case == bindparam("wanted"))).order_by(act.c.entry)
    )
)


def _acts(connection: Connection, wanted: str, at: int | None) -> tuple[Done, ...]:
    return tuple(_done(row) for row in _ACTS(connection, at, wanted=wanted))


def of_kind(connection: Connection, kind: str, at: int | None = None) -> list[Done]:
    """Read every act of a kind that counts, by the order of the log."""
    query = select(act).where(standing(act, at) & (act.c.kind == kind) & (act.c.refused == ""))
    return [_done(row) for row in connection.execute(query.order_by(act.c.entry))]


def _done(row: Row[Any]) -> Done:
    return Done(
        row.entry,
        row.case,
        row.kind,
        row.actor,
        tuple(json.loads(row.signers)),
        row.held,
        row.at,
        row.head,
        row.about,
        row.refused,
        row.absent,
        coding.decode(row.kind, row.body),
    )


def act_at(connection: Connection, entry: int) -> Done:
    """Read the act that stands at an entry; there must be one."""
    return _done(connection.execute(select(act).where(act.c.entry == entry)).one())


_WHERE = Read(lambda _at: select(act.c.case).where(act.c.entry == bindparam("entry")))
_REFUSAL = Read(lambda _at: select(act.c.refused).where(act.c.entry == bindparam("entry")))


def where(connection: Connection, entry: int) -> str:
    """Say in which case or alert an act stands; empty for one that belongs to none."""
    return str(_WHERE(connection, entry=entry).scalar() or "")


def refusal(connection: Connection, entry: int) -> str:
    """Say why an act does not count; empty if it does."""
    return str(_REFUSAL(connection, entry=entry).scalar() or "")


class Running(NamedTuple):
    """A clock of a case or an alert that nothing has stopped yet."""

    case: str
    clock: Clock


_CLOCK = [clock.c[name] for name in ("case", *Clock._fields)]


def running(connection: Connection, at: int | None = None) -> list[Running]:
    """Read every clock that is not met, soonest due first: what is due, overdue or paused follows from the time."""
    query = select(*_CLOCK).where(standing(clock, at) & clock.c.done.is_(None))
    order = (clock.c.due, clock.c.case, clock.c.step, clock.c.about, clock.c.whom)
    return [Running(row[0], Clock(*row[1:])) for row in connection.execute(query.order_by(*order))]


_CLOCKS = Read(
    lambda at: (
        select(*_CLOCK)
        .where(standing(clock, at) & (clock.c.case == bindparam("wanted")))
        .order_by(clock.c.due, clock.c.step, clock.c.about, clock.c.whom)
    )
)


def clocks_of(connection: Connection, wanted: str, at: int | None = None) -> list[Clock]:
    """Read every clock of one case or alert, soonest due first."""
    return [Clock._make(row[1:]) for row in _CLOCKS(connection, at, wanted=wanted)]


def clocks_in(
    connection: Connection, wanted: Collection[str], at: int | None = None
) -> dict[str, list[Clock]]:
    """Read every clock of these cases or alerts, by case, soonest due first."""
    found: dict[str, list[Clock]] = {}
    for part in batched(sorted(wanted)):
        query = select(*_CLOCK).where(standing(clock, at) & clock.c.case.in_(part))
        for row in connection.execute(query.order_by(clock.c.due, clock.c.step, clock.c.about, clock.c.whom)):
            found.setdefault(row[0], []).append(Clock(*row[1:]))
    return found


def latest(connection: Connection, at: int | None = None) -> int:
    """Say when the log took the latest act in, UTC microseconds; 0 if none."""
    return int(connection.execute(select(func.max(act.c.at)).where(standing(act, at))).scalar() or 0)


_AWAY = Read(lambda at: select(absence.c.member).where(standing(absence, at)))


def away(connection: Connection, at: int | None = None) -> frozenset[str]:
    """Name the members who walked out and have not come back."""
    return frozenset(_AWAY(connection, at).scalars())


def accused_at(connection: Connection, accused: str, at: int | None = None) -> list[int]:
    """Say when an actor was accused, UTC microseconds, oldest first; withdrawn allegations are left out."""
    query = select(allegation.c.at).where(
        standing(allegation, at) & (allegation.c.accused == accused) & (allegation.c.state != "withdrawn")
    )
    return [int(at) for at in connection.execute(query.order_by(allegation.c.at)).scalars()]


def accusations(connection: Connection, at: int | None = None) -> dict[str, list[int]]:
    """Say of every accused when it was accused, as `accused_at`."""
    query = select(allegation.c.accused, allegation.c.at).where(
        standing(allegation, at) & (allegation.c.state != "withdrawn")
    )
    found: dict[str, list[int]] = {}
    for row in connection.execute(query.order_by(allegation.c.at)):
        found.setdefault(row.accused, []).append(row.at)
    return found


def all_owed(connection: Connection) -> set[tuple[str, str]]:
    """Name every term and accused of which it is alleged that what was owed was not done, as `owed`."""
    query = select(allegation.c.term, allegation.c.accused)
    rows = connection.execute(query.where(standing(allegation, None) & (allegation.c.basis == "omission")))
    return {(row.term, row.accused) for row in rows}


def owed(connection: Connection, term: str, accused: str) -> bool:
    """Tell whether there is an allegation that an accused did not do what a term owed."""
    query = select(allegation.c.entry).where(
        standing(allegation, None)
        & (allegation.c.accused == accused)
        & (allegation.c.term == term)
        & (allegation.c.basis == "omission")
    )
    return connection.execute(query).first() is not None


def whole(connection: Connection) -> bool:
    """Tell whether every value of every allegation is held here."""
    query = select(act.c.entry).where(act.c.kind.in_(acts.OPENING) & (act.c.absent > 0)).limit(1)
    return connection.execute(query).first() is None


def misjudged(connection: Connection) -> Done | None:
    """Give the first act of which the log said otherwise than the rules say here; None if there is none."""
    query = select(act).where(act.c.ruled != act.c.refused).order_by(act.c.entry).limit(1)
    row = connection.execute(query).first()
    return _done(row) if row is not None else None


def refused_since(connection: Connection, entry: int) -> list[tuple[int, str]]:
    """List the acts from an entry on that do not count, each with the reason's code."""
    query = select(act.c.entry, act.c.refused).where((act.c.entry >= entry) & (act.c.refused != ""))
    return [(row.entry, row.refused) for row in connection.execute(query.order_by(act.c.entry))]


def rosters(connection: Connection, at: int | None = None) -> dict[str, acts.Roster]:
    """Read the roster that stands for each actor: its last one."""
    here = standing(act, at) & (act.c.kind == "roster") & (act.c.refused == "")
    last = select(func.max(act.c.entry)).where(here).group_by(act.c.actor)
    rows = connection.execute(select(act).where(act.c.entry.in_(last)).order_by(act.c.entry))
    return {done.actor: cast("acts.Roster", done.body) for done in map(_done, rows)}
