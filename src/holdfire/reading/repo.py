"""Articles read out of pages: table and reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, Connection, select

from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.reports.repo import report

if TYPE_CHECKING:
    from collections.abc import Iterable

article = projected(
    "article",
    Column("entry", Index, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("title", Key, nullable=False),
    Column("words", Key, nullable=False),
    Column("byline", Key, nullable=False),
    Column("published", Key, nullable=False),
    Column("publisher", Key, nullable=False),
    Column("language", Key, nullable=False),
    Column("removed", Key, nullable=False),
    *span(),
)


class Reading(NamedTuple):
    """What was read out of a page (`holdfire.reading.article.Article`), its guessed language, the run's entry."""

    run: int
    title: str
    words: str
    byline: str
    published: str
    publisher: str
    language: str
    removed: list[tuple[str, str]]


def articles(
    connection: Connection, at: int | None = None, reports: Iterable[int] | None = None
) -> dict[int, Reading]:
    """Read every standing article by its report's entry, of these reports only if given."""
    query = select(article).where(standing(article, at)).order_by(article.c.made_by)
    if reports is not None:
        query = query.where(article.c.entry.in_(list(reports)))
    rows = connection.execute(query)
    return {
        r.entry: Reading(
            r.made_by,
            r.title,
            r.words,
            r.byline,
            r.published,
            r.publisher,
            r.language,
            [(line, reason) for line, reason in json.loads(r.removed)],
        )
        for r in rows
    }


def unread(connection: Connection) -> list[tuple[int, str, str]]:
    """List pages that no run has read: (entry, SHA-256 of the original, media type)."""
    query = (
        select(report.c.entry, report.c.original, report.c.media_type)
        .outerjoin(article, article.c.entry == report.c.entry)
        .where(report.c.ended.is_(None) & article.c.entry.is_(None))
        .where(report.c.media_type.in_(("text/html", "text/plain")))
        .order_by(report.c.entry)
    )
    return [(r.entry, r.original, r.media_type) for r in connection.execute(query)]
