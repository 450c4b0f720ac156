"""Each engine's own index of terms: FTS5 on SQLite, a GIN index of `tsvector` on PostgreSQL.

Both hold sets of terms and nothing else, and belong to the table `searched`, with which they are made and dropped. On
PostgreSQL a thing also has a term for its block, so that the newest blocks can be asked first: a common word has too
many rows to sort, and a GIN index gives them in no order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, Connection, Double, Table, event, text
from sqlalchemy import Index as SqlIndex

from holdfire.db.schema import Index, Key, Micros, projected, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


BLOCK = 15
"""A block is as many things as this power of two: 32,768."""
TOP = 2**62
"""Above every document's number."""

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
_over = searched.c.ended.is_not(None)
SqlIndex("searched_over", searched.c.doc, sqlite_where=_over, postgresql_where=_over)
STANDS = "NOT EXISTS (SELECT 1 FROM searched o {by} WHERE o.doc = t.doc AND o.ended IS NOT NULL)"
"""That a thing found by its terms stands as it is now: few do not, and their index is small."""
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


class Asked(NamedTuple):
    """What is asked of the index: terms that a thing has, of which it lacks one, which it has none of; and conditions.

    A thing has a term of each of `sets`, lacks all of one of `without`, and has no term of `never`; both are asked only
    beside `sets`. `where` are conditions on `s`, a row of `searched`, and `w`, one of `searched_words`, with their
    `values`; `now` says that things must stand as they are now.
    """

    sets: Sequence[frozenset[str]]
    without: Sequence[frozenset[str]]
    where: Sequence[str]
    values: Mapping[str, Any]
    now: bool
    never: frozenset[str] = frozenset()

    def rows(self, join: str) -> str:
        """The rows that the conditions are on, joined to `t`."""
        on_row, on_words = (any(row in part for part in self.where) for row in ("s.", "w."))
        return (f" {join} searched s ON s.doc = t.doc" if on_row else "") + (
            f" {join} searched_words w ON w.doc = t.doc" if on_words else ""
        )

    def conditions(self, engine: str) -> str:
        """The conditions, each after an AND."""
        stands = STANDS.format(by="INDEXED BY searched_over" if engine == "sqlite" else "")
        return "".join(f" AND {part}" for part in (*self.where, *([stands] if self.now else [])))


def match(connection: Connection, asked: Asked, *, before: int, limit: int) -> list[int]:
    """Find the newest things below `before` that have what is asked."""
    found: list[int] = []
    for sql, values in _statements(connection, asked, before):
        given = {**values, "limit": limit - len(found)}
        found += connection.execute(text(f"{sql} ORDER BY t.doc DESC LIMIT :limit"), given).scalars()
        if len(found) >= limit:
            break
    return found


def count(connection: Connection, asked: Asked, *, limit: int) -> int:
    """Count things that have what is asked, up to `limit`."""
    found = 0
    for sql, values in _statements(connection, asked, TOP):
        given = {**values, "limit": limit - found}
        counting = text(f"SELECT count(*) FROM ({sql} LIMIT :limit) AS hits")  # noqa: S608 - of constants
        found += connection.execute(counting, given).scalar_one()
        if found >= limit:
            break
    return found


def _statements(connection: Connection, asked: Asked, before: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give statements that together find everything below `before`, the newest first."""
    conditions = asked.conditions(connection.dialect.name)
    if not asked.sets:
        sql = f"SELECT t.doc FROM searched t{asked.rows('JOIN')} WHERE t.doc < :before{conditions}"  # noqa: S608
        yield sql, {**asked.values, "before": before}
    elif connection.dialect.name == "sqlite":
        sql = (
            "SELECT t.doc FROM (SELECT rowid AS doc FROM searched_terms WHERE searched_terms MATCH :terms "  # noqa: S608
            f"AND rowid < :before ORDER BY rowid DESC) t{asked.rows('CROSS JOIN')} WHERE true{conditions}"
        )
        yield sql, {**asked.values, "before": before, "terms": _fts(asked)}
    else:
        yield from _by_blocks(connection, asked, before)


def _fts(asked: Asked) -> str:
    wanted = " AND ".join(map(_fts_any, asked.sets))
    barred = " AND ".join(map(_fts_any, asked.without))
    wanted = f"({wanted}) NOT ({barred})" if asked.without else wanted
    return f"({wanted}) NOT {_fts_any(asked.never)}" if asked.never else wanted


def _fts_any(terms: Iterable[str]) -> str:
    quoted = ('"' + term.replace('"', '""') + '"' for term in sorted(terms))
    return "(" + " OR ".join(quoted) + ")"


def _tsquery(asked: Asked, blocks: range) -> str:
    parts = [_lexemes(found) for found in asked.sets]
    parts.append(_lexemes(map(_block, blocks)))
    if asked.without:
        parts.append("!(" + " & ".join(_lexemes(found) for found in asked.without) + ")")
    if asked.never:
        parts.append("!" + _lexemes(asked.never))
    return " & ".join(parts)


def _lexemes(terms: Iterable[str]) -> str:
    quoted = ("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in sorted(terms))
    return "(" + " | ".join(quoted) + ")"


def _block(number: int) -> str:
    return f"#b:{number}"


def _by_blocks(connection: Connection, asked: Asked, before: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Ask the newest blocks, then as many before them, then twice as many, and so on.

    The planner is kept from reading the whole table, and from compiling queries that take milliseconds.
    """
    top = connection.execute(text("SELECT max(doc) FROM searched")).scalar()
    if top is None:
        return
    sql = (
        "WITH t AS MATERIALIZED (SELECT doc FROM searched_terms WHERE terms @@ CAST(:terms AS tsquery)) "  # noqa: S608
        f"SELECT t.doc FROM t{asked.rows('JOIN')} WHERE t.doc < :before{asked.conditions('postgresql')}"
    )
    for setting in ("enable_seqscan", "jit"):
        connection.execute(text(f"SET LOCAL {setting} = off"))
    for blocks in _newest_first(min(top, before - 1) >> BLOCK):
        terms = _tsquery(asked, blocks)
        yield sql, {**asked.values, "before": before, "terms": terms}
    for setting in ("enable_seqscan", "jit"):
        connection.execute(text(f"SET LOCAL {setting} = on"))


def _newest_first(last: int) -> Iterator[range]:
    """Give blocks in runs: the last, the one before it, the two before that, the four before those, ..."""
    stop, size = last + 1, 1
    while stop > 0:
        yield range(max(0, stop - size), stop)
        size, stop = (1 if stop == last + 1 else size * 2), stop - size
