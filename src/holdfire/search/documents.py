"""Reports, incidents, cases and actors as documents: which of their words can be found, and how they are filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.names import fold, index
from holdfire.agreement.taxonomy import taxonomy
from holdfire.agreement.when import by_id
from holdfire.casework import coding
from holdfire.casework import repo as casework
from holdfire.casework.status import of_case, of_incident
from holdfire.db.schema import standing
from holdfire.linking import repo as linking
from holdfire.places.model import PERSON
from holdfire.places.repo import location
from holdfire.reading.repo import article
from holdfire.reports import release
from holdfire.reports import repo as reports
from holdfire.reports.extract import extract
from holdfire.search.model import Doc
from holdfire.search.terms import (
    RELEASED,
    actor_mark,
    cell_marks,
    intake_mark,
    kind_mark,
    place_mark,
    status_mark,
    time_marks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from holdfire.agreement.base import Named
    from holdfire.agreement.model import Agreement
    from holdfire.reports.model import Report
    from holdfire.search.model import Kind

NO_TIME = (None, None)


class State(Protocol):
    """Which state of which thing: a row of `searched`."""

    kind: Kind
    thing: str
    entry: int
    made: int


def of_reports(connection: Connection, entries: Iterable[int], made: int | None = None) -> list[Doc]:
    """Make documents of reports as they stood when entry `made` was in (None: of each when it came in)."""
    filed = reports.by_entries(connection, entries)
    if made is None:
        return [of_report(f, f.entry) for f in filed]
    wanted = [f.entry for f in filed]
    read = _rows(connection, article, article.c.entry.in_(wanted), made)
    found = _rows(connection, location, location.c.entry.in_(wanted) & (location.c.n == 0), made)
    out = release.readable(connection, wanted, "", made + 1)
    docs = [of_report(f, made, read.get(f.entry), found.get(f.entry)) for f in filed]
    return [d._replace(marks=d.marks | {RELEASED}) if d.entry in out else d for d in docs]


def _rows(connection: Connection, table: Table, which: ColumnElement[bool], made: int) -> dict[int, Any]:
    """Read what runs made of reports, as it stood when entry `made` was in, by the report's entry."""
    query = select(table).where(standing(table, made + 1) & which).order_by(table.c.made)
    return {row.entry: row for row in connection.execute(query)}


def of_report(filed: reports.Filed, made: int, read: Any = None, located: Any = None) -> Doc:
    """Make the document of a report; `read` and `located` are the rows of what runs made of it."""
    r, c = filed.report, filed.report.claim
    lines = [r.title, r.words, r.source, r.origin, r.document, r.cited, r.source_id]
    if read is not None and read.words != r.words:
        lines[2:2] = [read.title, read.words]
    actors: tuple[str, ...] = ()
    lon, lat = (located.lon, located.lat) if located is not None else (None, None)
    places: list[str] = []
    when = (c.when.start, c.when.end) if c and c.when else None
    if c is not None:
        actors = (*c.perpetrators, *c.victims, *c.actors)
        places = [c.spot.name, c.spot.within]
        lines += [*places, c.target, c.context, *actors]
        if c.spot.lon is not None and not (located is not None and located.rule == PERSON):
            lon, lat = c.spot.lon, c.spot.lat
    if when is None:
        at = r.published if r.published is not None else filed.received
        when = (at, at + 1)
    doc = _doc(
        "report", str(filed.root), filed.entry, made, lines, when, (lon, lat), actors=actors, places=places
    )
    marks = doc.marks | {intake_mark(filed.intake)}
    return doc._replace(marks=marks, extract=_lines(extract(filed).report))


def _lines(r: Report) -> tuple[str, ...]:
    """Give the lines of a report's extract: facts in words."""
    c = r.claim
    facts = [c.spot.name, c.spot.within, *c.perpetrators, *c.victims, *c.actors] if c else []
    return tuple(filter(None, [r.source, r.origin, r.document, r.cited, r.source_id, *facts]))


def of_incident_at(connection: Connection, incident: str, made: int) -> Doc | None:
    """Make the document of an incident as it stood when entry `made` was in; None if there was none."""
    i = linking.get(connection, incident, made + 1)
    if i is None:
        return None
    agreement = agreement_repo.current(connection, made + 1).agreement
    types = [name for code, _ in i.types if code in taxonomy() for name in taxonomy()[code].names.values()]
    actors = _named(agreement, i.actors)
    status = of_incident(casework.briefs(connection, made + 1, incident=incident))
    return _doc(
        "incident",
        incident,
        i.members[0].entry,
        made,
        [incident, i.place, i.within, ", ".join(types), *actors],
        (i.when.start, i.when.end) if i.when else NO_TIME,
        (i.lon, i.lat),
        actors=i.actors,
        places=(i.place, i.within),
        status={status},
    )


def of_thread(connection: Connection, thread: str, made: int) -> Doc | None:
    """Make the document of a case, or of an alert, as it stood when entry `made` was in; None if there was none."""
    read = casework.case if thread.startswith("c") else casework.alert
    found = read(connection, thread, made + 1)
    if found is None:
        return None
    agreement = agreement_repo.current(connection, made + 1).agreement
    briefs = casework.briefs(connection, made + 1, case=thread)
    bodies = [coding.to_fields(a.body) for a in found.counting]
    actors = {a.actor for a in found.counting} | {
        str(b[k]) for b in bodies for k in ("accused", "to", "of", "by") if b.get(k)
    }
    incidents = [i for b in briefs if b.incident and (i := linking.get(connection, b.incident, made + 1))]
    places = [p for i in incidents for p in (i.place, i.within)]
    places += [str(b["place"]) for b in bodies if b.get("place")]
    terms = by_id(agreement.terms)
    words = [text for body in bodies for text in _texts(body)]
    lines = [
        thread,
        *words,
        *_named(agreement, sorted(actors)),
        *dict.fromkeys(places),
        *(b.term for b in briefs),
    ]
    lines += [terms[b.term].text for b in briefs if b.term in terms]
    return _doc(
        "case",
        thread,
        found.counting[0].entry,
        made,
        lines,
        (found.opened, found.counting[-1].at + 1),
        (None, None),
        actors=actors,
        places=places,
        status={of_case(b) for b in briefs},
    )


def of_actors(connection: Connection, made: int) -> list[Doc]:
    """Make a document of each actor of the agreement that stood when entry `made` was in."""
    standing_then = agreement_repo.current(connection, made + 1)
    return [
        _doc(
            "actor",
            a.id,
            standing_then.entry,
            made,
            [", ".join(a.names.values()), ", ".join(a.aliases), a.id, a.note],
            NO_TIME,
            (None, None),
            actors=(a.id, *(s.of for s in a.memberships)),
        )
        for a in standing_then.agreement.actors
    ]


def _doc(
    kind: Kind,
    thing: str,
    entry: int,
    made: int,
    lines: Iterable[str],
    when: tuple[int | None, int | None],
    spot: tuple[float | None, float | None],
    *,
    actors: Iterable[str] = (),
    places: Iterable[str] = (),
    status: Iterable[str] = (),
) -> Doc:
    marks = {
        kind_mark(kind),
        *map(status_mark, status),
        *time_marks(*when),
        *cell_marks(*spot),
    }
    marks |= {actor_mark(a) for a in actors if a} | {place_mark(p) for p in places if p}
    kept = tuple(line for line in lines if line)
    return Doc(kind, thing, entry, made, kept, *when, *spot, frozenset(marks))


def _named(agreement: Agreement, actors: Iterable[str]) -> list[str]:
    """Write actors as they stand, each with its names where the agreement knows it."""
    known, by_spelling = by_id(agreement.actors), index(agreement.actors)
    return [_names(known[by_spelling[fold(a)]], a) if fold(a) in by_spelling else a for a in actors]


def _names(thing: Named, written: str) -> str:
    return ", ".join(dict.fromkeys((written, *thing.names.values())))


def _texts(fields: Any) -> Iterator[str]:
    """Give every text of an act's fields, in order."""
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, (dict, list, tuple)):
        for value in fields.values() if isinstance(fields, dict) else fields:
            yield from _texts(value)


def again(connection: Connection, states: Sequence[State]) -> list[Doc | None]:
    """Make documents again, each as it stood when entry `made` was in; None where there was none."""
    plain = [s.entry for s in states if s.kind == "report" and s.made == s.entry]
    found = {d.entry: d for d in of_reports(connection, plain)} if plain else {}
    return [
        found[s.entry] if s.kind == "report" and s.made == s.entry else _one(connection, s) for s in states
    ]


def _one(connection: Connection, s: State) -> Doc | None:
    if s.kind == "incident":
        return of_incident_at(connection, s.thing, s.made)
    if s.kind == "case":
        return of_thread(connection, s.thing, s.made)
    if s.kind == "actor":
        return next((d for d in of_actors(connection, s.made) if d.thing == s.thing), None)
    return next(iter(of_reports(connection, [s.entry], s.made)), None)
