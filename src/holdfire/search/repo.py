"""What can be found: how documents are filed, and how they are searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, func, select, tuple_, update

from holdfire.db.bulk import insert
from holdfire.db.schema import standing
from holdfire.reports import release
from holdfire.search import documents, index
from holdfire.search.index import TOP, searched, searched_words
from holdfire.search.model import CAP, PAGE, Cursor, Doc, Found, Hit, Kind, Query, Reach
from holdfire.search.reach import blurred, split
from holdfire.search.shown import shown
from holdfire.search.terms import MANY, extracted, folded, need, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Row

    from holdfire.search.shown import Pieces


class Change(NamedTuple):
    """That a thing has a new state, or none any more, from entry `made` on; one that `is_new` had none before."""

    kind: Kind
    thing: str
    made: int
    doc: Doc | None
    is_new: bool = False


def change(connection: Connection, changes: Sequence[Change]) -> None:
    """File new states in order, each ending the one before it."""
    if not changes:
        return
    number = (connection.execute(select(func.max(searched.c.doc))).scalar() or 0) + 1
    stands = _standing(connection, [(c.thing, c.kind) for c in changes if not c.is_new])
    ended, rows, words, found = [], [], [], []
    for c in changes:
        before = stands.pop((c.thing, c.kind), None)
        if before is not None:
            ended.append({"was": before, "by": c.made})
        if c.doc is not None:
            stands[c.thing, c.kind] = number
            text = folded(c.doc.lines)
            rows.append(_row(number, c.doc))
            words.append({"doc": number, "words": text})
            found.append((number, terms(c.doc.lines, text) | extracted(c.doc.extract) | c.doc.marks))
            number += 1
    insert(connection, searched, rows)
    insert(connection, searched_words, words)
    index.add(connection, found)
    if ended:
        here = update(searched).where(searched.c.doc == bindparam("was"))
        connection.execute(here.values(ended=bindparam("by")), ended)


def _standing(connection: Connection, things: Sequence[tuple[str, Kind]]) -> dict[tuple[str, Kind], int]:
    out: dict[tuple[str, Kind], int] = {}
    for n in range(0, len(things), 500):
        here = tuple_(searched.c.thing, searched.c.kind).in_(things[n : n + 500]) & searched.c.ended.is_(None)
        rows = connection.execute(select(searched.c.thing, searched.c.kind, searched.c.doc).where(here))
        out.update({(r.thing, r.kind): r.doc for r in rows})
    return out


def _row(number: int, doc: Doc) -> dict[str, Any]:
    return {
        "doc": number,
        "kind": doc.kind,
        "thing": doc.thing,
        "entry": doc.entry,
        "start": doc.start,
        "end": doc.end,
        "lon": doc.lon,
        "lat": doc.lat,
        "made": doc.made,
        "ended": None,
    }


def standing_things(connection: Connection, kind: Kind, made: int) -> set[str]:
    """Name the things of a kind that stood before entry `made`."""
    here = standing(searched, made) & (searched.c.kind == kind) if made else searched.c.doc < 0
    return set(connection.execute(select(searched.c.thing).where(here)).scalars())


def find(
    connection: Connection,
    query: Query,
    at: int | None = None,
    after: Cursor | None = None,
    limit: int = PAGE,
    reach: Reach | None = None,
) -> Found:
    """Find things in the record as it was at `at` entries (None: as it is): a page of them, and how many there are.

    First those in which all the words stand beside each other as asked, then the others; each the newest in the record
    first. With a `reach`, only what that sees, by what it reads of it. BadInput `query-wordless`, `query-too-long`.
    """
    query = blurred(query) if reach else query
    wanted = need(query)
    where, values = _condition(query, at, wanted.phrases)
    asked = index.Asked(wanted.sets, (), where, values, now=at is None)
    search = _Search(connection, at, reach)
    total = search.total(asked, CAP + 1)
    found = list(_after(search, asked, wanted.near, after or Cursor(0, TOP), limit + 1))
    page = found[:limit]
    return Found(
        tuple(_hits(search, query, [c.doc for c in page])),
        min(total, CAP),
        total > CAP,
        page[-1] if len(found) > limit else None,
    )


class _Search(NamedTuple):
    """A search at a size, of what somebody sees: two questions where that is not all, and no thing answers both."""

    connection: Connection
    at: int | None
    reach: Reach | None

    def asked(self, one: index.Asked) -> list[index.Asked]:
        if self.reach is None:
            return [one]
        return split(self.connection.dialect.name, one, self.reach)

    def total(self, one: index.Asked, limit: int) -> int:
        return min(limit, sum(index.count(self.connection, a, limit=limit) for a in self.asked(one)))

    def match(self, one: index.Asked, before: int, limit: int) -> list[int]:
        found = [
            doc
            for a in self.asked(one)
            for doc in index.match(self.connection, a, before=before, limit=limit)
        ]
        return sorted(found, reverse=True)[:limit]

    def extracts(self, rows: Iterable[Any]) -> frozenset[int]:
        """Say of which reports the extract alone is read."""
        entries = {r.entry for r in rows if r.kind == MANY}
        if self.reach is None:
            return frozenset()
        return frozenset(entries - release.readable(self.connection, entries, self.reach.intake, self.at))


def _after(
    search: _Search, asked: index.Asked, near: Sequence[frozenset[str]], start: Cursor, limit: int
) -> Iterator[Cursor]:
    """Find up to `limit` things after a cursor."""
    beside = asked._replace(sets=(*asked.sets, *near))
    found = search.match(beside, start.doc, limit) if start.tier == 0 else []
    yield from (Cursor(0, doc) for doc in found)
    if near and len(found) < limit:
        others, before = asked._replace(without=near), start.doc if start.tier else TOP
        more = search.match(others, before, limit - len(found))
        yield from (Cursor(1, doc) for doc in more)


def _condition(query: Query, at: int | None, phrases: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """Write what is asked beside terms: that it stood at a size, its time, its place, and longer phrases."""
    parts, values = list[str](), dict[str, Any]()
    if at is not None:
        parts, values["at"] = ["s.made < :at", "coalesce(s.ended, :at) >= :at"], at
    if query.kind == MANY:
        parts.append("s.kind = :kind")
        values["kind"] = query.kind
    if query.start is not None:
        parts.append('s."end" > :from_')
        values["from_"] = query.start
    if query.end is not None:
        parts.append('s."start" < :to')
        values["to"] = query.end
    if query.box is not None:
        across = "AND" if query.box.west <= query.box.east else "OR"
        parts.append(f"(s.lon >= :west {across} s.lon <= :east) AND s.lat >= :south AND s.lat <= :north")
        values |= query.box._asdict()
    for n, phrase in enumerate(phrases):
        parts.append(f"w.words LIKE :phrase{n}")
        values[f"phrase{n}"] = f"%{phrase}%"
    return parts, values


def _hits(search: _Search, query: Query, docs: Sequence[int]) -> list[Hit]:
    connection = search.connection
    found = {r.doc: r for r in connection.execute(select(searched).where(searched.c.doc.in_(docs)))}
    rows: list[Any] = [found[doc] for doc in docs]
    coded = search.extracts(rows)
    return [
        _hit(
            r,
            shown(doc.extract if r.kind == MANY and r.entry in coded else doc.lines, query.words)
            if doc
            else (),
        )
        for r, doc in zip(rows, documents.again(connection, rows), strict=True)
    ]


def _hit(r: Row[Any], lines: tuple[Pieces, ...]) -> Hit:
    return Hit(r.doc, r.kind, r.thing, r.entry, r.start, r.end, lines)
