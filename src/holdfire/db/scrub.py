"""Leave nothing of deleted rows in a database's files, as far as a database can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.errors import Conflict
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine


def scrub(engine: Engine, tables: Sequence[str]) -> None:
    """Write the database anew without what was deleted; Conflict `book-busy` while another program reads it.

    SQLite: deleted rows were overwritten as they went (`secure_delete`), the file is written anew (`VACUUM`, its
    working copy in memory), and the write-ahead log is emptied. PostgreSQL: the kept tables are written anew (`VACUUM
    FULL`); its write-ahead log, archives and replicas are the administrator's to clear.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                connection.exec_driver_sql(f"VACUUM FULL {table}")
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
    finally:
        raw.close()
    if busy:
        raise Conflict(
            "book-busy",
            say("another program is reading the book, so what was deleted is still in its write-ahead log"),
            hint=say("end that program, then `holdfire erase --carry-out`"),
        )
