"""Tables of files and of their custody, and the reads over them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Column, select

from holdfire.db import schema
from holdfire.db.schema import Key, Micros, projected, span
from holdfire.evidence.model import Custody, Item

if TYPE_CHECKING:
    from sqlalchemy import Connection

evidence = projected(
    "evidence",
    Column("entry", schema.Index, primary_key=True),
    Column("report", schema.Index, nullable=False),
    Column("at", Micros, nullable=False),
    Column("commitment", Key, nullable=False),
    Column("size_class", schema.Index, nullable=False),
    Column("sha256", Key, nullable=False),
    Column("name", Key, nullable=False),
    Column("type", Key, nullable=False),
    Column("absent", schema.Index, nullable=False),
    *span(),
)
custody = projected(
    "custody",
    Column("entry", schema.Index, primary_key=True),
    Column("evidence", schema.Index, nullable=False),
    Column("step", Key, nullable=False),
    Column("what", Key, nullable=False),
    Column("sha256", Key, nullable=False),
    Column("type", Key, nullable=False),
    Column("removed", Key, nullable=False),
    Column("to", Key, nullable=False),
    Column("words", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("absent", schema.Index, nullable=False),
    *span(),
)


def items(connection: Connection, report: int | None = None, at: int | None = None) -> list[Item]:
    """List the files of a report, or all, in the order in which they were received."""
    query = select(*[evidence.c[n] for n in Item._fields]).order_by(evidence.c.entry)
    if report is not None:
        query = query.where(evidence.c.report == report)
    if at is not None:
        query = query.where(evidence.c.made < at)
    return [Item(*row) for row in connection.execute(query)]


def item(connection: Connection, entry: int) -> Item | None:
    """Read one file, by its entry."""
    return next((i for i in items(connection) if i.entry == entry), None)


def history(connection: Connection, entry: int, at: int | None = None) -> list[Custody]:
    """List what was done with a file since it was received, oldest first."""
    query = select(*[custody.c[n] for n in Custody._fields]).where(custody.c.evidence == entry)
    if at is not None:
        query = query.where(custody.c.made < at)
    found = (Custody(*row) for row in connection.execute(query.order_by(custody.c.entry)))
    return [c._replace(removed=tuple(json.loads(str(c.removed)))) for c in found]


def working(steps: list[Custody]) -> Custody | None:
    """Give the copying by which the working copy of a file was made last, or None."""
    return next((c for c in reversed(steps) if c.step == "copied" and c.sha256), None)
