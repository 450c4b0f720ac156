"""Who published the reports of a book, by name, without looking at every report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, func, select

from holdfire.db.reads import among as shown
from holdfire.db.schema import standing
from holdfire.reports.repo import report

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdfire.db.reads import Among


def count(connection: Connection, at: int | None = None, among: Among = None) -> int:
    """Count the sources of the reports that stand, of these entries only if given."""
    if among is None:
        return len(names(connection, at))
    query = select(func.count(report.c.source.distinct())).where(
        standing(report, at), *shown(report.c.entry, among)
    )
    return int(connection.execute(query).scalar_one())


def names(
    connection: Connection,
    at: int | None = None,
    kinds: Collection[str] | None = None,
    most: int | None = None,
) -> list[str]:
    """Name the sources of the reports that stand, by name, `most` of each kind; of these kinds of source if given.

    Each is found from the one before it by the index, whatever the number of its reports.
    """
    r, found = report.c, set[str]()
    types = _each(connection, r.source_type, standing(report, at), None)
    for kind in types if kinds is None else [t for t in types if t in kinds]:
        found |= set(_each(connection, r.source, standing(report, at) & (r.source_type == kind), most))
    return sorted(found)


def _each(connection: Connection, column: Column[str], here: Any, most: int | None) -> list[str]:
    """List the values of a column, each once, smallest first."""
    first = select(func.min(column).label("value")).where(here).cte("each", recursive=True)
    after = select(func.min(column)).where(here & (column > first.c.value)).scalar_subquery()
    walked = first.union_all(select(after).where(first.c.value.is_not(None)))
    query = select(walked.c.value).where(walked.c.value.is_not(None)).limit(most)
    return list(connection.execute(query).scalars())
