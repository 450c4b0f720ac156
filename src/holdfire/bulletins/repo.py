"""Which bulletins were published: table and reads."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Column, Connection, select

from holdfire.db.schema import Index, Key, Micros, projected, span, standing

publication = projected(
    "publication",
    Column("entry", Index, primary_key=True),
    Column("day", Key, nullable=False),
    Column("size", Index, nullable=False),
    Column("method", Key, nullable=False),
    Column("html", Key, nullable=False),
    Column("csv", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("language", Key, nullable=False),
    Column("others", Key, nullable=False),
    *span(),
)


class Publication(NamedTuple):
    """A bulletin as published: of which day, its cut-off, its method, the SHA-256 of its files, and when.

    `language` is the page's; `others` are further files, by format.
    """

    entry: int
    day: str
    size: int
    method: str
    html: str
    csv: str
    at: int
    language: str
    others: dict[str, str]


def publications(connection: Connection, at: int | None = None, day: str = "") -> list[Publication]:
    """Read the publications, the latest day first."""
    query = select(publication).where(standing(publication, at))
    if day:
        query = query.where(publication.c.day == day)
    rows = connection.execute(query.order_by(publication.c.day.desc(), publication.c.entry.desc()))
    return [Publication._make((*row[:8], json.loads(row.others))) for row in rows]
