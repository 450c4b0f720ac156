"""The canonical dump: what the projected tables hold, in bytes that are the same on every engine."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from holdfire.db.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterator


def dump(connection: Connection) -> Iterator[bytes]:
    """Yield one JSON line a row: `[table, {column: value}]`, tables by name, rows by primary key."""
    for table in sorted(tables(kept=False), key=lambda t: t.name):
        yield from dump_table(connection, table)


def dump_table(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the dump's lines of one table."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=2000)
    rows = connection.execute(query)
    names = [c.name for c in table.columns]
    for row in rows:
        values = dict(zip(names, row, strict=True))
        yield json.dumps([table.name, values], sort_keys=True, ensure_ascii=False).encode() + b"\n"


def digests(connection: Connection) -> dict[str, str]:
    """Hash the dump of each projected table: {table name: SHA-256 hex}."""
    out = {}
    for table in tables(kept=False):
        total = hashlib.sha256()
        for line in dump_table(connection, table):
            total.update(line)
        out[table.name] = total.hexdigest()
    return out
