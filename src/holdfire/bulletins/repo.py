"""Which bulletins were published: table and reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, Connection, select, tuple_

from holdfire.db.schema import Index, Key, Micros, projected, span, standing

if TYPE_CHECKING:
    from sqlalchemy import Select

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


def publications(
    connection: Connection,
    at: int | None = None,
    of: str = "",
    *,
    among: Select[Any] | None = None,
    after: tuple[str, int] | None = None,
    limit: int | None = None,
) -> list[Publication]:
    """Read the publications, or those of one thing, or `among` these entries, the latest day first.

    From behind that of a day and an entry, and at most `limit`, if given.
    """
    query = select(*_ROW).where(standing(publication, at))
    if of:
        query = query.where(publication.c.of == of)
    if among is not None:
        query = query.where(publication.c.entry.in_(among))
    if after is not None:
        query = query.where(tuple_(publication.c.day, publication.c.entry) < after)
    order = (publication.c.day.desc(), publication.c.entry.desc())
    rows = connection.execute(query.order_by(*order).limit(limit))
    return [Publication._make(row)._replace(others=json.loads(row.others)) for row in rows]
