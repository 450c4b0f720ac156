"""Each engine's own index of terms: FTS5 on SQLite, a GIN index of `tsvector` on PostgreSQL.

Both hold sets of terms and nothing else, and belong to the table `searched`, with which they are made and dropped. On
PostgreSQL a thing also has a term for its block, so that the newest blocks can be asked first: a common word has too
many rows to sort, and a GIN index gives them in no order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Double, Table, event, text
from sqlalchemy import Index as SqlIndex

from holdfire.db.schema import Index, Key, Micros, projected, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from holdfire.search.terms import Need

BLOCK = 15
"""A block is as many things as this power of two: 32,768."""

searched = projected(
    "searched",
    Column("doc", Index, primary_key=True),
    Column("kind", Key, nullable=False),
    Column("thing", Key, nullable=False),
    Column("entry", Index, nullable=False),
    Column("start", Micros),
    Column("end", Micros),
    Column("lon", Double),
    Column("lat", Double),
    *span(),
    SqlIndex("searched_thing", "thing", "kind"),
)
searched_words = projected(
    "searched_words", Column("doc", Index, primary_key=True), Column("words", Key, nullable=False)
)

FTS = """CREATE VIRTUAL TABLE searched_terms USING fts5(
    terms, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '_#:.-'"
)"""
"""A word is whatever stands between spaces: its letters are folded already."""
TERMS = "CREATE TABLE searched_terms (doc bigint NOT NULL, terms tsvector NOT NULL)"
GIN = "CREATE INDEX searched_gin ON searched_terms USING gin (terms) WITH (gin_pending_list_limit = 1024)"


@event.listens_for(searched, "after_create")
def _make(_table: Table, connection: Connection, **_more: Any) -> None:
    for statement in (FTS,) if connection.dialect.name == "sqlite" else (TERMS, GIN):
        connection.exec_driver_sql(statement)


@event.listens_for(searched, "before_drop")
def _drop(_table: Table, connection: Connection, **_more: Any) -> None:
    connection.exec_driver_sql("DROP TABLE IF EXISTS searched_terms")


def add(connection: Connection, terms: Sequence[tuple[int, Iterable[str]]]) -> None:
    """Add things with their terms."""
    if not terms:
        return
    if connection.dialect.name == "sqlite":
        sql = "INSERT INTO searched_terms (rowid, terms) VALUES (?, ?)"
        rows = [(doc, " ".join(sorted(found))) for doc, found in terms]
    else:
        sql = (
            "INSERT INTO searched_terms (doc, terms) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))"
        )
        rows = [(doc, " ".join([*found, _block(doc >> BLOCK)])) for doc, found in terms]
    connection.exec_driver_sql(sql, rows)


def match(
    connection: Connection,
    need: Need,
    without: Sequence[frozenset[str]] = (),
    *,
    where: str,
    values: Mapping[str, Any],
    before: int,
    limit: int,
) -> list[int]:
    """Find the newest things below `before` that have the terms of each set, not of each of `without`, and `where`.

    `where` is a condition on `s`, a row of `searched`, and `w`, one of `searched_words`, with its `values`.
    """
    words = " JOIN searched_words w ON w.doc = s.doc" if need.phrases else ""
    given = {**values, "before": before, "limit": limit}
    tail = f"{where} ORDER BY s.doc DESC LIMIT :limit"
    if not need.sets:
        sql = f"SELECT s.doc FROM searched s{words} WHERE s.doc < :before AND {tail}"  # noqa: S608 - of constants
        return list(connection.execute(text(sql), given).scalars())
    if connection.dialect.name == "sqlite":
        sql = (
            f"SELECT t.rowid FROM searched_terms t CROSS JOIN searched s ON s.doc = t.rowid{words} "  # noqa: S608
            "WHERE t.searched_terms MATCH :terms AND t.rowid < :before AND "
            f"{where} ORDER BY t.rowid DESC LIMIT :limit"
        )
        return list(connection.execute(text(sql), {**given, "terms": _fts(need.sets, without)}).scalars())
    return _by_blocks(connection, need.sets, without, words, tail, given)


def _fts(sets: Sequence[frozenset[str]], without: Sequence[frozenset[str]]) -> str:
    wanted = " AND ".join(map(_fts_any, sets))
    barred = " AND ".join(map(_fts_any, without))
    return f"({wanted}) NOT ({barred})" if without else wanted


def _fts_any(terms: Iterable[str]) -> str:
    quoted = ('"' + term.replace('"', '""') + '"' for term in sorted(terms))
    return "(" + " OR ".join(quoted) + ")"


def _tsquery(sets: Sequence[frozenset[str]], without: Sequence[frozenset[str]], blocks: range) -> str:
    parts = [_lexemes(found) for found in sets]
    parts.append(_lexemes(map(_block, blocks)))
    if without:
        parts.append("!(" + " & ".join(_lexemes(found) for found in without) + ")")
    return " & ".join(parts)


def _lexemes(terms: Iterable[str]) -> str:
    quoted = ("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in sorted(terms))
    return "(" + " | ".join(quoted) + ")"


def _block(number: int) -> str:
    return f"#b:{number}"


def _by_blocks(
    connection: Connection,
    sets: Sequence[frozenset[str]],
    without: Sequence[frozenset[str]],
    words: str,
    tail: str,
    given: Mapping[str, Any],
) -> list[int]:
    """Ask the newest blocks, then twice as many before them, and so on, until there are enough.

    The planner is kept from reading the whole table, and from compiling queries that take milliseconds.
    """
    top = connection.execute(text("SELECT max(doc) FROM searched")).scalar()
    found: list[int] = []
    if top is None:
        return found
    sql = (
        "WITH hit AS MATERIALIZED (SELECT doc FROM searched_terms WHERE terms @@ CAST(:terms AS tsquery)) "  # noqa: S608
        f"SELECT s.doc FROM hit JOIN searched s ON s.doc = hit.doc{words} "
        f"WHERE s.doc < :before AND s.doc >= :low AND s.doc < :high AND {tail}"
    )
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    connection.execute(text("SET LOCAL jit = off"))
    for blocks in _newest_first(min(top, given["before"] - 1) >> BLOCK):
        more = {
            "terms": _tsquery(sets, without, blocks),
            "limit": given["limit"] - len(found),
            "low": blocks.start << BLOCK,
            "high": blocks.stop << BLOCK,
        }
        found += connection.execute(text(sql), {**given, **more}).scalars()
        if len(found) >= given["limit"]:
            break
    connection.execute(text("SET LOCAL enable_seqscan = on"))
    connection.execute(text("SET LOCAL jit = on"))
    return found


def _newest_first(last: int) -> Iterator[range]:
    """Give blocks in runs: the last, the one before it, the two before that, the four before those, ..."""
    stop, size = last + 1, 1
    while stop > 0:
        yield range(max(0, stop - size), stop)
        size, stop = (1 if stop == last + 1 else size * 2), stop - size
