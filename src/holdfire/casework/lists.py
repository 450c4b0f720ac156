"""Lists of allegations, alerts, clocks and incidents: filtered, ordered, counted and cut into pages by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, case, func, not_, or_, select

from holdfire.casework import repo
from holdfire.casework.clocks import Clock
from holdfire.casework.repo import Brief, Running, act, allegation, clock
from holdfire.casework.status import OUTCOMES
from holdfire.casework.turn import OWN
from holdfire.db.schema import standing
from holdfire.linking import repo as linking

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

    from holdfire.casework.model import Thread
    from holdfire.casework.turn import Turn

NAMES = {key: outcome for outcome, key in OUTCOMES.items()}
"""The outcome that each status stands for."""
STATUSES = ("alleged", *NAMES, "withdrawn")
"""What an allegation can be shown as, and asked for by."""
STATES = ("overdue", "running", "paused")
"""How a clock can stand that is not met."""


class Wanted(NamedTuple):
    """Which allegations are wanted; an empty part leaves it open. `actor` alleges or is accused, `turn` can act now."""

    actor: str = ""
    status: str = ""
    gravity: str = ""
    track: str = ""
    turn: Turn | None = None


class Page(NamedTuple):
    """A part of a list: how many rows, and how many stand before it."""

    limit: int
    offset: int = 0


def allegations(connection: Connection, at: int | None, wanted: Wanted, page: Page) -> list[Brief]:
    """Read a page of allegations: the newest first, or, where it is somebody's turn, what is due soonest first."""
    query = select(*(allegation.c[name] for name in Brief._fields)).where(*_wanted(wanted, at))
    if wanted.turn is not None:
        soonest = _soonest(wanted.turn, at)
        query = query.join(soonest, soonest.c.case == allegation.c.case).order_by(soonest.c.due)
    query = query.order_by(allegation.c.entry.desc()).limit(page.limit).offset(page.offset)
    return [Brief._make(row) for row in connection.execute(query)]


def count(connection: Connection, at: int | None, wanted: Wanted) -> int:
    """Count the allegations that are wanted."""
    query = select(func.count()).select_from(allegation).where(*_wanted(wanted, at))
    if wanted.turn is not None:
        soonest = _soonest(wanted.turn, at)
        query = query.join(soonest, soonest.c.case == allegation.c.case)
    return int(connection.execute(query).scalar_one())


def _wanted(wanted: Wanted, at: int | None) -> list[ColumnElement[bool]]:
    a = allegation.c
    parts = [standing(allegation, at), *_of(wanted.gravity, wanted.track)]
    if wanted.actor:
        parts.append(or_(a.claimant == wanted.actor, a.accused == wanted.actor))
    if wanted.status:
        parts.append(_status() == wanted.status)
    return parts


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
    """Which clocks are wanted: how they stand at `now` (UTC microseconds), whose turn it is, and of what cases."""

    now: int
    turn: Turn | None = None
    state: str = ""
    step: str = ""
    gravity: str = ""
    track: str = ""


class Counted(NamedTuple):
    """How many clocks there are, and how many of them are overdue."""

    total: int
    overdue: int


def due(connection: Connection, at: int | None, wanted: Due, page: Page) -> list[Running]:
    """Read a page of clocks that nothing has stopped yet, soonest due first, so that what is overdue stands on top."""
    c = clock.c
    query = select(c.case, *(c[name] for name in Clock._fields)).where(*_due(wanted, at))
    query = query.order_by(c.due, c.case, c.step, c.about, c.whom).limit(page.limit).offset(page.offset)
    return [Running(row[0], Clock._make(row[1:])) for row in connection.execute(query)]


def count_due(connection: Connection, at: int | None, wanted: Due) -> Counted:
    """Count the clocks that are wanted."""
    overdue = func.coalesce(func.sum(case((_stands("overdue", wanted.now), 1), else_=0)), 0)
    row = connection.execute(select(func.count(), overdue).select_from(clock).where(*_due(wanted, at))).one()
    return Counted(int(row[0]), int(row[1]))


def _due(wanted: Due, at: int | None) -> list[ColumnElement[bool]]:
    """Say which clocks are wanted. That an alert has been quiet for 24 hours is no duty that anybody missed."""
    over = and_(clock.c.step == "quiet", _stands("overdue", wanted.now))
    parts = [_running(at), not_(over)]
    if wanted.turn is not None:
        parts.append(_stops(wanted.turn))
    if wanted.state:
        parts.append(_stands(wanted.state, wanted.now))
    if wanted.step:
        parts.append(clock.c.step == wanted.step)
    of = _of(wanted.gravity, wanted.track)
    if of:
        parts.append(clock.c.case.in_(select(allegation.c.case).where(standing(allegation, at), *of)))
    return parts


def _stands(state: str, now: int) -> ColumnElement[bool]:
    """Say how a clock stands that is not met, as `Clock.state` does."""
    if state == "paused":
        return clock.c.paused.is_not(None)
    late = clock.c.due <= now if state == "overdue" else clock.c.due > now
    return and_(clock.c.paused.is_(None), late)


def whom(connection: Connection, at: int | None) -> list[str]:
    """Name those for whom a clock runs; not those of whom nobody is known."""
    query = select(clock.c.whom).where(_running(at), clock.c.whom.not_in(("", "unknown"))).distinct()
    return sorted(connection.execute(query).scalars())


def alerts(connection: Connection, at: int | None, now: int | None, page: Page) -> list[Thread]:
    """Read a page of alerts, the newest first; with `now` (UTC microseconds), only those that are open then.

    An alert is over when firing has been stopped for 24 hours.
    """
    query = _alerts(at, now).order_by(act.c.entry.desc()).limit(page.limit).offset(page.offset)
    return repo.threads(connection, list(connection.execute(query).scalars()), at)


def count_alerts(connection: Connection, at: int | None, now: int | None = None) -> int:
    """Count the alerts; with `now`, those that are open then."""
    return int(connection.execute(select(func.count()).select_from(_alerts(at, now).subquery())).scalar_one())


def _alerts(at: int | None, now: int | None) -> Select[Any]:
    query = select(act.c.case).where(
        standing(act, at), act.c.kind == "alert", act.c.refused == "", act.c.head.is_(None)
    )
    if now is None:
        return query
    quiet = _running(at) & (clock.c.step == "quiet") & (clock.c.due <= now) & (clock.c.case == act.c.case)
    return query.where(~select(clock.c.case).where(quiet).exists())


def briefs_of(connection: Connection, at: int | None, cases: list[str]) -> dict[str, list[Brief]]:
    """Read the allegations of these cases, by case."""
    query = select(*(allegation.c[name] for name in Brief._fields)).where(
        standing(allegation, at), allegation.c.case.in_(cases)
    )
    found: dict[str, list[Brief]] = {}
    for row in connection.execute(query.order_by(allegation.c.entry)):
        found.setdefault(row.case, []).append(Brief._make(row))
    return found


class Days(NamedTuple):
    """Incidents that overlap `[start, end)`, UTC microseconds; None leaves an end open."""

    start: int | None = None
    end: int | None = None


def incidents(
    connection: Connection, at: int | None, days: Days, status: str, page: Page
) -> list[tuple[linking.Filed, str]]:
    """Read a page of incidents, earliest first, each with its status (`status.of_incident`)."""
    told = _told(at)
    key = func.coalesce(told.c.status, "none")
    query = linking.listed(at, start=days.start, end=days.end).add_columns(key.label("status"))
    query = query.outerjoin(told, told.c.incident == linking.incident.c.id)
    if status:
        query = query.where(key == status)
    rows = connection.execute(query.limit(page.limit).offset(page.offset))
    return [(linking.filed(row), row.status) for row in rows]


def incidents_by_status(connection: Connection, at: int | None, days: Days) -> dict[str, int]:
    """Count the incidents by status."""
    told = _told(at)
    key = func.coalesce(told.c.status, "none").label("status")
    i = linking.incident
    here = linking.within(at, start=days.start, end=days.end)
    query = select(key, func.count()).select_from(i.outerjoin(told, told.c.incident == i.c.id)).where(*here)
    return {row[0]: row[1] for row in connection.execute(query.group_by(key))}


def _told(at: int | None) -> Any:
    """Give each incident's status where an allegation about it stands: `several` where they differ."""
    a, key = allegation.c, _status()
    status = case((func.min(key) == func.max(key), func.min(key)), else_="several").label("status")
    here = (standing(allegation, at), a.state != "withdrawn", a.incident != "")
    return select(a.incident, status).where(*here).group_by(a.incident).subquery()
