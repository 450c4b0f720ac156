"""Which bulletins were published: table and reads."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Column, Connection, select

from holdfire.db.schema import Index, Key, Micros, projected, span, standing

publication = projected(
    "publication",
    Column("entry", Index, primary_key=True),
    Column("sort", Key, nullable=False),
    Column("of", Key, nullable=False),
    Column("day", Key, nullable=False),
    Column("size", Index, nullable=False),
    Column("method", Key, nullable=False),
    Column("html", Key, nullable=False),
    Column("csv", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("language", Key, nullable=False),
    Column("others", Key, nullable=False),
    Column("corrects", Index),
    *span(),
)


class Publication(NamedTuple):
    """A publication: its sort (`day`, `week`, `flash`), of what, its cut-off and method, its files' SHA-256, and when.

    `of` is a day, a week (`2031-W10`), or the id of an alert or incident; `day` that day, the week's Monday, or the
    day of that. `language` is the page's; `others` are further files, by format; `corrects` is the entry of the
    publication whose figures this one corrects, if it does.
    """

    entry: int
    sort: str
    of: str
    day: str
    size: int
    method: str
    html: str
    csv: str
    at: int
    language: str
    others: dict[str, str]
    corrects: int | None


_ROW = [publication.c[name] for name in Publication._fields]


def publications(connection: Connection, at: int | None = None, of: str = "") -> list[Publication]:
    """Read the publications, or those of one thing, the latest day first."""
    query = select(*_ROW).where(standing(publication, at))
    if of:
        query = query.where(publication.c.of == of)
    rows = connection.execute(query.order_by(publication.c.day.desc(), publication.c.entry.desc()))
    return [Publication._make(row)._replace(others=json.loads(row.others)) for row in rows]
