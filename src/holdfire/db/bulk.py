"""Insert many rows at once, past the per-row work of SQLAlchemy, which cost a fifth of an import's time."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Dialect, Table


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that give every column, in types that the drivers take as they are."""
    if rows:
        sql, pick = _statement(table, connection.dialect)
        connection.exec_driver_sql(sql, [pick(row) for row in rows])


@lru_cache(maxsize=256)
def _statement(table: Table, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    compiled = table.insert().compile(dialect=dialect)
    if not compiled.positional:
        return str(compiled), dict
    names = list(compiled.positiontup or ())
    if len(names) == 1:
        return str(compiled), lambda row: (row[names[0]],)
    return str(compiled), itemgetter(*names)
