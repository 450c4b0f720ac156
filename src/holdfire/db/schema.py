"""The one MetaData, and the column types that mean the same on SQLite and on PostgreSQL.

A *kept* table holds what cannot be made again (entries, disclosures, files, logins) and is migrated by Alembic. A
*projected* table is made by `rebuild` from the kept ones, so it is created and dropped as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, MetaData, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy.sql.schema import SchemaItem

metadata = MetaData()

Key = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text compared and sorted byte by byte on both engines (SQLite does so by itself)."""

Index = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
"""A log index or size."""

Micros = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
"""UTC microseconds since 1970."""


def kept(name: str, *items: SchemaItem) -> Table:
    """Declare a table that holds what cannot be made again."""
    return Table(name, metadata, *items, info={"kept": True})


def projected(name: str, *items: SchemaItem) -> Table:
    """Declare a table that `rebuild` makes from the entries."""
    return Table(name, metadata, *items, info={"kept": False})


def span() -> tuple[Column[Any], Column[Any]]:
    """Two columns: the index of the entry that made a row, and of the one that ended it (or NULL)."""
    return Column("made", Index, nullable=False), Column("ended", Index)


def standing(table: Table, size: int | None) -> Any:
    """Condition: the row stands in the record as it was at `size` entries (None: as it is now)."""
    if size is None:
        return table.c.ended.is_(None)
    return (table.c.made < size) & (table.c.ended.is_(None) | (table.c.ended >= size))


def tables(*, kept: bool) -> list[Table]:
    """Every declared table of one sort, in an order in which they can be created."""
    return [t for t in metadata.sorted_tables if t.info["kept"] is kept]
