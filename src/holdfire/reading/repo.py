"""Articles read out of pages: table and reads."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, Connection, select

from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.reading.confidence import measured
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
    Column("agency", Key, nullable=False),
    Column("published_from", Key, nullable=False),
    Column("captions", Key, nullable=False),
    *span(),
)

read_claim = projected(
    "read_claim",
    Column("entry", Index, primary_key=True),
    Column("n", Index, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("content_start", Index, nullable=False),
    Column("content_end", Index, nullable=False),
    Column("anonymity", Key, nullable=False),
    Column("direct", Index, nullable=False),
    Column("kind", Key, nullable=False),
    Column("coarse", Key, nullable=False),
    Column("modality", Key, nullable=False),
    Column("status", Key, nullable=False),
    Column("answers", Index),
    Column("family", Key, nullable=False),
    Column("rule", Key, nullable=False),
    Column("slots", Key, nullable=False),
    *span(),
)


claim_correction = projected(
    "claim_correction",
    Column("entry", Index, primary_key=True),
    Column("n", Index, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("verdict", Key, nullable=False),
    Column("changed", Key, nullable=False),
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
    agency: str
    published_from: str
    captions: list[str]


class ReadClaim(NamedTuple):
    """A claim that a run read out of a report's words, `holdfire.reading.model.Claim` without the words.

    `start` and `end` are where what is said stands in the article's words (`Reading.words`). `slots` has by name
    (`holdfire.reading.reader.SLOTS`) what was read: `start`, `end`, `rule`, and the values of times, people and places;
    None where the words do not say, a list for `via`. `confidence` is None where it is unmeasured.
    """

    run: int
    n: int
    start: int
    end: int
    anonymity: str
    direct: bool
    kind: str
    coarse: str
    modality: str
    status: str
    answers: int | None
    family: str
    rule: str
    confidence: float | None
    slots: dict[str, Any]
    correction: Correction | None


class Correction(NamedTuple):
    """A person's word on a claim that was read: the machine's reading stays beside it.

    `verdict` is `right`, `corrected` or `wrong` (no such thing was claimed); `changed` has what it says instead:
    `kind`, `status`, `modality`, and slots by name with `start` and `end`, or None for one that the words do not have.
    """

    by: int
    verdict: str
    changed: dict[str, Any]


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
            r.agency,
            r.published_from,
            json.loads(r.captions),
        )
        for r in rows
    }


def claims(connection: Connection, entry: int, at: int | None = None) -> list[ReadClaim]:
    """Read the standing claims that a run read out of a report's words, in the order of the words."""
    query = (
        select(read_claim)
        .where((read_claim.c.entry == entry) & standing(read_claim, at))
        .order_by(read_claim.c.made_by, read_claim.c.n)
    )
    words = _corrections(connection, entry, at)
    return [
        ReadClaim(
            run=r.made_by,
            n=r.n,
            start=r.content_start,
            end=r.content_end,
            anonymity=r.anonymity,
            direct=bool(r.direct),
            kind=r.kind,
            coarse=r.coarse,
            modality=r.modality,
            status=r.status,
            answers=r.answers,
            family=r.family,
            rule=r.rule,
            confidence=measured().get(r.family),
            slots=json.loads(r.slots),
            correction=words.get(r.n),
        )
        for r in connection.execute(query)
    ]


def _corrections(connection: Connection, entry: int, at: int | None) -> dict[int, Correction]:
    c = claim_correction.c
    query = select(claim_correction).where((c.entry == entry) & standing(claim_correction, at))
    rows = connection.execute(query.order_by(c.made_by))
    return {r.n: Correction(r.made_by, r.verdict, json.loads(r.changed)) for r in rows}


class Unread(NamedTuple):
    """A page that no run has read: its report's entry, the SHA-256 of the original, and what the report says of it."""

    entry: int
    original: str
    media_type: str
    published: dt.date | None
    language: str


def unread(connection: Connection) -> list[Unread]:
    """List pages that no run has read."""
    query = (
        select(report.c.entry, report.c.original, report.c.media_type, report.c.published, report.c.language)
        .outerjoin(article, article.c.entry == report.c.entry)
        .where(report.c.ended.is_(None) & article.c.entry.is_(None))
        .where(report.c.media_type.in_(("text/html", "text/plain")))
        .order_by(report.c.entry)
    )
    return [
        Unread(r.entry, r.original, r.media_type, _day(r.published), r.language or "")
        for r in connection.execute(query)
    ]


def _day(micros: int | None) -> dt.date | None:
    return dt.datetime.fromtimestamp(micros / 1_000_000, dt.UTC).date() if micros is not None else None
