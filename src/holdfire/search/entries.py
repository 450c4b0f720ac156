"""How entries change what can be found: called for every run of entries of one kind, after its own room's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from holdfire.agreement import repo as agreement_repo
from holdfire.casework import acts as forms
from holdfire.casework import repo as casework
from holdfire.db.reads import batched
from holdfire.linking import repo as linking
from holdfire.places.repo import location
from holdfire.reading.repo import article
from holdfire.reports import repo as reports
from holdfire.reports.release import released
from holdfire.search import documents, repo
from holdfire.search.repo import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from holdfire.record.kinds import Entry


def project(connection: Connection, kind: str, entries: Sequence[Entry]) -> None:
    """Renew the documents of what these entries changed.

    Each document is made of rows as they stood at its entry, so that it is the same in whatever batches entries come.
    """
    if kind in _ROOMS:
        repo.change(connection, list(_ROOMS[kind](connection, entries)))


def _reports(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    for doc in documents.of_reports(connection, [e.index for e in entries]):
        yield Change(doc.kind, doc.thing, doc.made, doc, is_new=doc.thing == str(doc.entry))


def _readings(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    for e in entries:
        rows = connection.execute(select(article.c.entry).where(article.c.made == e.index))
        yield from _again(connection, sorted(rows.scalars()), e.index)


def _locations(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    for e in entries:
        here = (location.c.made == e.index) & (location.c.n == 0) & location.c.lon.is_not(None)
        rows = connection.execute(select(location.c.entry).where(here))
        yield from _again(connection, sorted(rows.scalars()), e.index)


def _placings(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    for e in entries:
        here = (location.c.made == e.index) | (location.c.ended == e.index)
        rows = connection.execute(select(location.c.entry).where(here & (location.c.n == 0)).distinct())
        yield from _again(connection, sorted(rows.scalars()), e.index)


def _releases(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    for e in entries:
        rows = connection.execute(select(released.c.report).where(released.c.made == e.index))
        yield from _again(connection, sorted(rows.scalars()), e.index)


STEP = 500
"""Reports made again at once."""


def _again(connection: Connection, found: Sequence[int], made: int) -> Iterator[Change]:
    """Renew reports that stood when entry `made` was in."""
    for n in range(0, len(found), STEP):
        for doc in documents.of_reports(connection, found[n : n + STEP], made):
            if reports.get(connection, doc.entry, made + 1) is not None:
                yield Change(doc.kind, doc.thing, made, doc)


def _incidents(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    table = linking.incident
    for e in entries:
        here = (table.c.made == e.index) | (table.c.ended == e.index)
        for name in sorted(connection.execute(select(table.c.id).where(here).distinct()).scalars()):
            doc = documents.of_incident_at(connection, name, e.index)
            yield Change("incident", name, e.index, doc)


def _acts(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    """Renew an act's case or alert, and the incidents whose status it changed."""
    act, table = casework.act, casework.allegation
    first, last = entries[0].index, entries[-1].index
    counting = (act.c.entry.between(first, last), act.c.refused == "", act.c.case != "")
    found = connection.execute(select(act.c.entry, act.c.case).where(*counting))
    threads: dict[int, str] = {row.entry: row.case for row in found}
    renewed: dict[int, set[str]] = {}
    for names in batched(sorted(set(threads.values()))):
        lines = table.c.case.in_(names) & table.c.made.between(first, last) & (table.c.incident != "")
        for row in connection.execute(select(table.c.made, table.c.incident).where(lines)):
            renewed.setdefault(row.made, set()).add(row.incident)
    for entry, thread in sorted(threads.items()):
        yield Change("case", thread, entry, documents.of_thread(connection, thread, entry))
        for name in sorted(renewed.get(entry, ())):
            doc = documents.of_incident_at(connection, name, entry)
            if doc is not None:
                yield Change("incident", name, entry, doc)


def _agreements(connection: Connection, entries: Sequence[Entry]) -> Iterator[Change]:
    for e in entries:
        if e.index and agreement_repo.refusal(connection, e.index):
            continue
        now = documents.of_actors(connection, e.index)
        for name in sorted(repo.standing_things(connection, "actor", e.index) - {d.thing for d in now}):
            yield Change("actor", name, e.index, None)
        for doc in now:
            yield Change("actor", doc.thing, e.index, doc)


_ROOMS: dict[str, Callable[[Connection, Sequence[Entry]], Iterator[Change]]] = {
    "report": _reports,
    "reading": _readings,
    "location": _locations,
    "placing": _placings,
    "words-release": _releases,
    "linking": _incidents,
    "log": _agreements,
    "agreement": _agreements,
    **{kind: _acts for kind in forms.FORMS if kind not in forms.DESK},
}
