"""What happened at a desk since an instant: what came in, what was done with it, and what still waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, select

from holdfire.bulletins.repo import publications
from holdfire.db.reads import among
from holdfire.db.schema import standing
from holdfire.linking import repo as linking
from holdfire.places.model import PERSON
from holdfire.places.repo import location
from holdfire.reports import repo, triage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from holdfire.db.reads import Among


class Seen(NamedTuple):
    """Which reports and incidents the reader sees; None: all."""

    reports: Among = None
    incidents: Among = None


class Shift(NamedTuple):
    """A shift since an instant (UTC microseconds), counted from entry `first` on.

    `came` are reports by the sort of their source, most first; `new` incidents that were not there before; `judged` and
    `placed` what persons said of likenesses and of places, None where the reader does not see every report.
    """

    since: int
    first: int
    came: tuple[tuple[str, int], ...]
    waiting: int
    accepted: int
    aside: int
    new: int
    judged: int | None
    placed: int | None
    published: int


def gather(connection: Connection, since: int, first: int, at: int, seen: Seen = Seen()) -> Shift:  # noqa: B008 - it cannot change
    """Count what entries from `first` on did, in the record as it was at `at` entries."""
    report = repo.report
    came = connection.execute(
        select(report.c.source_type, func.count().label("n"))
        .where(standing(report, at), report.c.entry >= first, *among(report.c.entry, seen.reports))
        .group_by(report.c.source_type)
    ).all()
    table = triage.triaged
    dealt = select(table.c.state, func.count().label("n")).where(
        standing(table, at), table.c.entry >= first, *among(table.c.report, seen.reports)
    )
    states: dict[str, int] = {r.state: r.n for r in connection.execute(dealt.group_by(table.c.state))}
    whole = seen.reports is None
    return Shift(
        since,
        first,
        tuple((r.source_type, r.n) for r in sorted(came, key=lambda r: (-r.n, r.source_type))),
        triage.count(connection, at, among=seen.reports),
        states.get("accepted", 0),
        states.get("set aside", 0),
        _new(connection, first, at, seen.incidents),
        _count(connection, linking.verdict, linking.verdict.c.entry >= first, at) if whole else None,
        _count(connection, location, and_(location.c.rule == PERSON, location.c.made >= first), at)
        if whole
        else None,
        sum(p.entry >= first for p in publications(connection, at)),
    )


def _new(connection: Connection, first: int, at: int, only: Among) -> int:
    table = linking.incident
    standing_now = select(table.c.id).where(
        standing(table, at), table.c.made >= first, *among(table.c.id, only)
    )
    before = select(table.c.id).where(table.c.made < first)
    query = select(func.count()).select_from(standing_now.where(table.c.id.not_in(before)).subquery())
    return int(connection.execute(query).scalar_one())


def _count(connection: Connection, table: Any, which: ColumnElement[bool], at: int) -> int:
    """Count the entries of persons that stood or were replaced since."""
    query = select(func.count()).select_from(table).where(which, table.c.made < at)
    return int(connection.execute(query).scalar_one())
