"""What an intake's officer said of reports that came in: accepted, set aside, or waiting again, each an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from sqlalchemy import Column, Connection, and_, exists, func, select, update

from holdfire.db.bulk import insert
from holdfire.db.reads import among as shown
from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.errors import BadInput, Conflict, NotFound
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from holdfire.db.reads import Among

Triage = Literal["accepted", "set aside", "waiting"]
"""`accepted`: somebody read it and it stays for work; `set aside`: it is of no use here; `waiting` undoes either."""
TRIAGES: Mapping[Triage, Words] = {
    "accepted": say("accepted"),
    "set aside": say("set aside"),
    "waiting": say("waiting"),
}
MOST = 500
"""Reports that one entry can speak of."""

triaged = projected(
    "triaged",
    Column("entry", Index, primary_key=True),
    Column("report", Index, primary_key=True, index=True),
    Column("state", Key, nullable=False),
    *span(),
)


class Stands(NamedTuple):
    """How a report stands, and the entry that says so."""

    state: Triage
    entry: int


def triage(connection: Connection, reports: Sequence[int], state: Triage, reason: str = "") -> Draft:
    """Draft what is said of reports, at most `MOST`; a report set aside stays in the record, in links and in counts.

    NotFound `report-missing`, BadInput `triage-size`.
    """
    if not 0 < len(reports) <= MOST:
        raise BadInput("triage-size", say("name one report, and at most {n}", n=MOST))
    there = {f.entry for f in repo.by_entries(connection, reports)}
    for entry in reports:
        if entry not in there:
            raise NotFound("report-missing", say("there is no report {entry} in this book", entry=entry))
    return Draft(
        "triage", {"state": state}, {"reason": reason} if reason else {}, refs=tuple(sorted(set(reports)))
    )


def undone(connection: Connection, made: int) -> list[Draft]:
    """Draft what puts the reports of an entry back to what was said of them before; Conflict `undo-late`."""
    said = connection.execute(select(triaged).where(triaged.c.entry == made)).all()
    if not said or any(r.ended is not None for r in said):
        raise Conflict("undo-late", say("entry {entry} no longer stands", entry=str(made)))
    rows = connection.execute(select(triaged.c.report, triaged.c.state).where(triaged.c.ended == made))
    before: dict[int, Triage] = {r.report: r.state for r in rows}
    groups: dict[Triage, list[int]] = {}
    for r in said:
        groups.setdefault(before.get(r.report, "waiting"), []).append(r.report)
    return [triage(connection, reports, state) for state, reports in sorted(groups.items())]


def states(connection: Connection, reports: Collection[int], at: int | None = None) -> dict[int, Stands]:
    """Say how each of these reports stands; those of which nothing was said are left out."""
    here = triaged.c.report.in_(sorted(reports)) & standing(triaged, at)
    rows = connection.execute(select(triaged.c.report, triaged.c.state, triaged.c.entry).where(here))
    return {r.report: Stands(r.state, r.entry) for r in rows}


def waiting(
    connection: Connection,
    at: int | None = None,
    *,
    source: str = "",
    language: str = "",
    among: Among = None,
    limit: int | None = None,
) -> list[int]:
    """List the reports that nobody has accepted or set aside, the last to come in first: their entries."""
    here = _waiting(at, source, language, among)
    query = select(repo.report.c.entry).where(here).order_by(repo.report.c.entry.desc()).limit(limit)
    return list(connection.execute(query).scalars())


def count(
    connection: Connection,
    at: int | None = None,
    *,
    source: str = "",
    language: str = "",
    among: Among = None,
    most: int = 10_000,
) -> int:
    """Count them, up to one more than `most`."""
    found = select(repo.report.c.entry).where(_waiting(at, source, language, among)).limit(most + 1)
    return int(connection.execute(select(func.count()).select_from(found.subquery())).scalar_one())


def _waiting(at: int | None, source: str, language: str, among: Among) -> Any:
    report = repo.report
    done = exists().where(
        (triaged.c.report == report.c.entry) & standing(triaged, at) & (triaged.c.state != "waiting")
    )
    here = standing(report, at) & ~done
    if source:
        here &= report.c.source == source
    if language:
        here &= report.c.language == language
    return and_(here, *shown(report.c.entry, among))


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    """Let what was said last of a report stand; of anything but a report, or in other words, nothing is said."""
    for e in entries:
        if e.open.get("state") not in get_args(Triage):
            continue
        there = [f.entry for f in repo.by_entries(connection, e.refs)]
        old = triaged.c.report.in_(there) & triaged.c.ended.is_(None)
        connection.execute(update(triaged).where(old).values(ended=e.index))
        rows = [
            {"entry": e.index, "report": r, "state": e.open["state"], "made": e.index, "ended": None}
            for r in sorted(set(there))
        ]
        insert(connection, triaged, rows)


KINDS = (
    Kind(
        "triage",
        Role.INTAKE,
        "what an intake's officer said of reports that came in: the entries it refers to",
        {"state": "`accepted`, `set aside`, or `waiting`, which undoes either"},
        {"reason": "in words"},
        _project,
    ),
)
