"""Tables of officers' recipients and of openings of identities, and the reads over them. No identity is in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, select

from holdfire.db import schema
from holdfire.db.schema import Key, Micros, projected, span, standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

recipient = projected(
    "recipient",
    Column("entry", schema.Index, primary_key=True),
    Column("body", Key, nullable=False),
    Column("recipients", Key, nullable=False),
    *span(),
)
unsealing = projected(
    "unsealing",
    Column("entry", schema.Index, primary_key=True),
    Column("report", schema.Index, nullable=False),
    Column("body", Key, nullable=False),
    Column("at", Micros, nullable=False),
    *span(),
)


class Unsealing(NamedTuple):
    """That an officer took a layer off: its entry, of which report's identity, for which body, when (UTC micros)."""

    entry: int
    report: int
    body: str
    at: int


def recipients(connection: Connection, at: int | None = None) -> dict[str, list[str]]:
    """Give the age recipients of each body's protection officers, as last registered."""
    rows = connection.execute(select(recipient).where(standing(recipient, at)).order_by(recipient.c.entry))
    return {row.body: json.loads(row.recipients) for row in rows}


def unsealings(
    connection: Connection, at: int | None = None, *, report: int | None = None
) -> list[Unsealing]:
    """List who took layers off, oldest first."""
    query = select(*[unsealing.c[n] for n in Unsealing._fields]).order_by(unsealing.c.entry)
    if at is not None:
        query = query.where(unsealing.c.made < at)
    if report is not None:
        query = query.where(unsealing.c.report == report)
    return [Unsealing(*row) for row in connection.execute(query)]
