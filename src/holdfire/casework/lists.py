"""Lists of allegations, alerts, clocks and incidents: filtered, ordered, counted and cut into pages by the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, case, func, not_, or_, select, tuple_

from holdfire.casework import repo
from holdfire.casework.clocks import Clock
from holdfire.casework.repo import Brief, Running, act, allegation, clock
from holdfire.casework.status import OUTCOMES
from holdfire.casework.turn import OWN
from holdfire.db.reads import AT_ONCE, among, batched
from holdfire.db.schema import standing
from holdfire.linking import repo as linking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from holdfire.casework.clocks import State
    from holdfire.casework.model import Thread
    from holdfire.casework.turn import Turn
    from holdfire.db.reads import Among

NAMES = {key: outcome for outcome, key in OUTCOMES.items()}
"""The outcome that each status stands for, but for "alleged" and "withdrawn"."""
STATES: tuple[State, ...] = ("overdue", "running", "paused")
"""How a clock can stand that is not met."""


class Wanted(NamedTuple):
    """Which allegations are wanted; an empty part leaves it open.

    `actor` alleges or is accused, `turn` can act now; `among` are the cases that may be shown (None: all).
    """

    actor: str = ""
    status: str = ""
    gravity: str = ""
    track: str = ""
    turn: Turn | None = None
    among: Among = None


class Page(NamedTuple):
    """A part of a list: at most how many rows (None: all that follow), and how many stand before it.

    Or it begins behind a row, named by what its list is ordered by, in that order: `after`.
    """

    limit: int | None = None
    offset: int = 0
    after: tuple[Any, ...] | None = None


def allegations(connection: Connection, at: int | None, wanted: Wanted, page: Page) -> list[Brief]:
    """Read a page of allegations: the newest first, or, where it is somebody's turn, what is due soonest first."""
    query = select(*(allegation.c[name] for name in Brief._fields)).where(*_wanted(wanted, at))
    if wanted.turn is not None:
        soonest = _soonest(wanted.turn, at)
        query = query.join(soonest, soonest.c.case == allegation.c.case).order_by(soonest.c.due)
        if page.after is not None:
            due, entry = page.after
            same = and_(soonest.c.due == due, allegation.c.entry < entry)
            query = query.where(or_(soonest.c.due > due, same))
    elif page.after is not None:
        query = query.where(allegation.c.entry < page.after[0])
    query = query.order_by(allegation.c.entry.desc()).limit(page.limit).offset(page.offset)
    return [Brief._make(row) for row in connection.execute(query)]


def count(connection: Connection, at: int | None, wanted: Wanted) -> int:
    """Count the allegations that are wanted."""
    query = select(func.count()).select_from(allegation).where(*_wanted(wanted, at))
    if wanted.turn is not None:
        awaited = select(clock.c.case).where(_running(at), _stops(wanted.turn))
        query = query.where(allegation.c.case.in_(awaited))
    return int(connection.execute(query).scalar_one())


def soonest(connection: Connection, at: int | None, turn: Turn, cases: Collection[str]) -> Mapping[str, int]:
    """Say when the first clock of each of these cases that an actor can stop runs out, UTC microseconds."""
    found = _soonest(turn, at)
    rows = connection.execute(select(found.c.case, found.c.due).where(found.c.case.in_(sorted(cases))))
    return {row.case: row.due for row in rows}


def _wanted(wanted: Wanted, at: int | None) -> list[ColumnElement[bool]]:
    a = allegation.c
    parts = [standing(allegation, at), *_of(wanted.gravity, wanted.track)]
    if wanted.actor:
        parts.append(or_(a.claimant == wanted.actor, a.accused == wanted.actor))
    if wanted.status:
        parts.append(_status() == wanted.status)
    return [*parts, *among(a.case, wanted.among)]


def _of(gravity: str, track: str) -> list[ColumnElement[bool]]:
    given = ((allegation.c.gravity, gravity), (allegation.c.track, track))
    return [column == value for column, value in given if value]


def _status() -> ColumnElement[str]:
    """Give the status that an allegation is shown with, as `status.of_case` does."""
    a = allegation.c
    determined = [(and_(a.state == "determined", a.outcome == name), key) for name, key in OUTCOMES.items()]
    return case((a.state == "withdrawn", "withdrawn"), *determined, else_="alleged")


def _soonest(turn: Turn, at: int | None) -> Any:
    query = select(clock.c.case, func.min(clock.c.due).label("due")).where(_running(at), _stops(turn))
    return query.group_by(clock.c.case).subquery()


def _stops(turn: Turn) -> ColumnElement[bool]:
    """Say which clocks an actor can stop, as `Turn.holds` does."""
    c = clock.c
    return or_(
        c.whom == turn.actor,
        and_(c.whom == "", c.step.in_(sorted(turn.shared))),
        and_(c.whom.in_(sorted(turn.behalf)), c.step.not_in(sorted(OWN))),
    )


def _running(at: int | None) -> ColumnElement[bool]:
    return and_(standing(clock, at), clock.c.done.is_(None))


class Due(NamedTuple):
    """Which clocks are wanted: how they stand at `now` (UTC microseconds), whose turn it is, and of what cases.

    `among` are the cases and alerts that may be shown (None: all). Without `quiet`, what awaits nobody is left out:
    that an alert stays quiet.
    """

    now: int
    turn: Turn | None = None
    state: str = ""
    step: str = ""
    gravity: str = ""
    track: str = ""
    among: Among = None
    quiet: bool = True


class Counted(NamedTuple):
    """How many clocks there are, and how many of them are overdue."""

    total: int
    overdue: int


def due(connection: Connection, at: int | None, wanted: Due, page: Page) -> list[Running]:
    """Read a page of clocks that nothing has stopped yet, soonest due first, so that what is overdue stands on top."""
    c = clock.c
    query = select(c.case, *(c[name] for name in Clock._fields)).where(*_due(wanted, at))
    order = (c.due, c.case, c.step, c.about, c.whom)
    if page.after is not None:
        query = query.where(tuple_(*order) > page.after)
    query = query.order_by(*order).limit(page.limit).offset(page.offset)
    return [Running(row[0], Clock._make(row[1:])) for row in connection.execute(query)]


def count_due(connection: Connection, at: int | None, wanted: Due) -> Counted:
    """Count the clocks that are wanted."""
    overdue = func.coalesce(func.sum(case((_stands("overdue", wanted.now), 1), else_=0)), 0)
    row = connection.execute(select(func.count(), overdue).select_from(clock).where(*_due(wanted, at))).one()
    return Counted(int(row[0]), int(row[1]))


def _due(wanted: Due, at: int | None) -> list[ColumnElement[bool]]:
    """Say which clocks are wanted. That an alert has been quiet for 24 hours is no duty that anybody missed."""
    over = and_(clock.c.step == "quiet", _stands("overdue", wanted.now))
    parts = [_running(at), not_(over) if wanted.quiet else clock.c.step != "quiet"]
    if wanted.turn is not None:
        parts.append(_stops(wanted.turn))
    if wanted.state:
        parts.append(_stands(wanted.state, wanted.now))
    if wanted.step:
        parts.append(clock.c.step == wanted.step)
    of = _of(wanted.gravity, wanted.track)
    if of:
        parts.append(clock.c.case.in_(select(allegation.c.case).where(standing(allegation, at), *of)))
    return [*parts, *among(clock.c.case, wanted.among)]


def _stands(state: str, now: int) -> ColumnElement[bool]:
    """Say how a clock stands that is not met, as `Clock.state` does."""
    if state == "paused":
        return clock.c.paused.is_not(None)
    late = clock.c.due <= now if state == "overdue" else clock.c.due > now
    return and_(clock.c.paused.is_(None), late)


def whom(connection: Connection, at: int | None, only: Among = None) -> list[str]:
    """Name those for whom a clock runs, in these cases if given; not one who is not known."""
    here = (_running(at), clock.c.whom.not_in(("", "unknown")), *among(clock.c.case, only))
    query = select(clock.c.whom).where(*here).distinct()
    return sorted(connection.execute(query).scalars())


class Raised(NamedTuple):
    """Which alerts are wanted: with `now` (UTC microseconds) those that are open then; `among` (None: all)."""

    now: int | None = None
    among: Among = None


def alerts(connection: Connection, at: int | None, wanted: Raised, page: Page) -> list[Thread]:
    """Read a page of alerts, the newest first. An alert is over when firing has been stopped for 24 hours."""
    query = _alerts(at, wanted)
    if page.after is not None:
        query = query.where(act.c.entry < page.after[0])
    query = query.order_by(act.c.entry.desc()).limit(page.limit).offset(page.offset)
    return repo.threads(connection, list(connection.execute(query).scalars()), at)


def count_alerts(connection: Connection, at: int | None, wanted: Raised) -> int:
    """Count the alerts that are wanted."""
    query = select(func.count()).select_from(_alerts(at, wanted).subquery())
    return int(connection.execute(query).scalar_one())


def _alerts(at: int | None, wanted: Raised) -> Select[Any]:
    here = (standing(act, at), act.c.kind == "alert", act.c.refused == "", act.c.head.is_(None))
    query = select(act.c.case).where(*here, *among(act.c.case, wanted.among))
    if wanted.now is None:
        return query
    over = and_(clock.c.step == "quiet", clock.c.due <= wanted.now, clock.c.case == act.c.case)
    return query.where(~select(clock.c.case).where(_running(at), over).exists())


def briefs_of(connection: Connection, at: int | None, cases: Sequence[str]) -> dict[str, list[Brief]]:
    """Read the allegations of these cases, by case, in the order of the log."""
    query = select(*(allegation.c[name] for name in Brief._fields)).where(standing(allegation, at))
    found: dict[str, list[Brief]] = {}
    for part in batched(cases):
        rows = connection.execute(query.where(allegation.c.case.in_(part)).order_by(allegation.c.entry))
        for row in rows:
            found.setdefault(row.case, []).append(Brief._make(row))
    return found


class Happened(NamedTuple):
    """Which incidents are wanted: those that overlap `[start, end)`, UTC microseconds, None leaving an end open.

    `among` are those that may be shown, `cases` the cases that tell their status (None: all). `party` is named as
    taking part or stands accused, `term` is said to be breached, `kind` is a code of the taxonomy; empty: any.
    """

    start: int | None = None
    end: int | None = None
    among: Among = None
    cases: Among = None
    party: str = ""
    term: str = ""
    kind: str = ""


def incidents(
    connection: Connection, at: int | None, wanted: Happened, status: str, page: Page
) -> list[tuple[linking.Filed, str]]:
    """Read a page of incidents, earliest first, each with its status (`status.of_incident`); of one status if given."""
    i = linking.incident
    query = linking.listed(at, start=wanted.start, end=wanted.end).where(*among(i.c.id, wanted.among))
    if status:
        told = _told(at, wanted)
        query = query.outerjoin(told, told.c.incident == i.c.id)
        query = query.where(func.coalesce(told.c.status, "none") == status)
    if page.after is not None:
        query = query.where(linking.behind(*page.after))
    found = [linking.filed(row) for row in connection.execute(query.limit(page.limit).offset(page.offset))]
    told = _told(at, wanted, [f.id for f in found])
    known = {row.incident: row.status for row in connection.execute(select(told))}
    return [(f, known.get(f.id, "none")) for f in found]


def incidents_by_status(connection: Connection, at: int | None, wanted: Happened) -> dict[str, int]:
    """Count the incidents by status. Those that nothing is alleged of, which are most, are what the others leave."""
    told, i = _told(at, wanted), linking.incident
    here = (*linking.within(at, start=wanted.start, end=wanted.end), *among(i.c.id, wanted.among))
    total = connection.execute(select(func.count()).select_from(i).where(*here)).scalar_one()
    query = (
        select(told.c.status, func.count()).select_from(told.join(i, told.c.incident == i.c.id)).where(*here)
    )
    found = {row[0]: row[1] for row in connection.execute(query.group_by(told.c.status))}
    left = total - sum(found.values())
    return {**found, "none": left} if left else found


def by_ids(connection: Connection, at: int | None, wanted: Sequence[str]) -> dict[str, linking.Filed]:
    """Read these standing incidents, by id."""
    query = linking.listed(at).where(linking.incident.c.id.in_(wanted))
    return {row.id: linking.filed(row) for row in connection.execute(query)}


def plotted(connection: Connection, at: int | None, wanted: Happened) -> Iterator[Sequence[Any]]:
    """Read of each incident only what a map needs, earliest first, those without a time last, in parts."""
    i = linking.incident.c
    query = linking.listed(at, start=wanted.start, end=wanted.end).where(*_concerns(at, wanted))
    query = query.where(*among(i.id, wanted.among))
    columns = (i.id, i.start, i.end, i.lon, i.lat, i.radius_km, i.place)
    yield from connection.execute(query.with_only_columns(*columns)).partitions(AT_ONCE)


def statuses(connection: Connection, at: int | None, wanted: Happened) -> dict[str, str]:
    """Say the status of every incident that an allegation stands about."""
    return {row[0]: row[1] for row in connection.execute(select(_told(at, wanted)))}


def _concerns(at: int | None, wanted: Happened) -> Iterator[ColumnElement[bool]]:
    a, i = allegation.c, linking.incident.c
    here = (standing(allegation, at), a.state != "withdrawn", *among(a.case, wanted.cases))
    if wanted.kind:
        yield i.types.contains(f"[{json.dumps(wanted.kind)},", autoescape=True)
    if wanted.term:
        yield i.id.in_(select(a.incident).where(*here, a.term == wanted.term))
    if wanted.party:
        accused = select(a.incident).where(*here, a.accused == wanted.party)
        yield or_(i.actors.contains(json.dumps(wanted.party), autoescape=True), i.id.in_(accused))


def _told(at: int | None, wanted: Happened, incidents: Collection[str] | None = None) -> Any:
    """Give the status of each incident (or of these) that an allegation stands about: `several` where they differ."""
    a, key = allegation.c, _status()
    status = case((func.min(key) == func.max(key), func.min(key)), else_="several").label("status")
    here = (standing(allegation, at), a.state != "withdrawn", a.incident != "")
    shown = (*among(a.case, wanted.cases), *among(a.incident, incidents))
    return select(a.incident, status).where(*here, *shown).group_by(a.incident).subquery()
