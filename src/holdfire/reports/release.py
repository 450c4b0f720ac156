"""The release of a report's own words to every member: by the intake that received them, and by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, func, select

from holdfire.db.bulk import insert
from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.errors import Conflict, NotFound, Refused
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

released = projected(
    "released_words",
    Column("entry", Index, primary_key=True),
    Column("report", Index, primary_key=True, index=True),
    Column("intake", Key, nullable=False),
    *span(),
)


def release(connection: Connection, reports: Sequence[int], intake: str, reason: str) -> Draft:
    """Draft the release of reports' words by the intake that received them.

    NotFound `report-missing`, Refused `release-foreign` where another intake received one, Conflict `release-done`.
    """
    intakes = intakes_of(connection, reports)
    done = readable(connection, reports, "")
    for entry in reports:
        if entry not in intakes:
            raise NotFound("report-missing", say("there is no report {entry} in this book", entry=entry))
        if intakes[entry] != intake:
            raise Refused(
                "release-foreign",
                say("report {entry} was received by another intake", entry=entry),
                hint=say("only the intake that received words can release them"),
            )
        if entry in done:
            raise Conflict("release-done", say("entry {entry} is released already", entry=entry))
    return Draft("words-release", {}, {"reason": reason} if reason else {}, refs=tuple(reports))


def intakes_of(connection: Connection, reports: Iterable[int]) -> dict[int, str]:
    """Say which intake received each of these reports."""
    here = repo.report.c.entry.in_(list(reports))
    return {
        r.entry: r.intake
        for r in connection.execute(select(repo.report.c.entry, repo.report.c.intake).where(here))
    }


def readable(
    connection: Connection, reports: Iterable[int], intake: str, at: int | None = None
) -> frozenset[int]:
    """Say of which of these reports the words may be read: those that were released, and those of the intake."""
    wanted = list(reports)
    here = released.c.report.in_(wanted) & standing(released, at)
    found = set(connection.execute(select(released.c.report).where(here)).scalars())
    if intake:
        found |= {entry for entry, whose in intakes_of(connection, wanted).items() if whose == intake}
    return frozenset(found)


def entry_of(connection: Connection, report: int, at: int | None = None) -> int | None:
    """Say which entry released a report's words, the first that did; None if none has."""
    here = (released.c.report == report) & standing(released, at)
    return connection.execute(select(func.min(released.c.entry)).where(here)).scalar()


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    """File releases; of a report that another intake received there is none, whoever says so."""
    intakes = intakes_of(connection, {ref for e in entries for ref in e.refs})
    signers = repo.signers(connection)
    rows = [
        {"entry": e.index, "report": ref, "intake": signers[e.signer], "made": e.index, "ended": None}
        for e in entries
        for ref in dict.fromkeys(e.refs)
        if ref in intakes and intakes[ref] == signers.get(e.signer)
    ]
    insert(connection, released, rows)


KINDS = (
    Kind(
        "words-release",
        Role.INTAKE,
        "that every member may read the words of these reports, and who published them",
        {},
        {"reason": "why, and by whose leave; never a name"},
        _project,
    ),
)
