"""The kind of entry that reading a page writes: one for each page, so that erasing a report reaches its reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from holdfire.errors import BadInput, NotFound
from holdfire.reading import reader, repo
from holdfire.reading.claims import RULES
from holdfire.reading.kinds import COARSE, STATUSES
from holdfire.reading.model import MODALITIES
from holdfire.reading.placing import surface
from holdfire.record import repo as record
from holdfire.record import runs
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.reading.model import Finder

METHOD = f"article-2 {RULES}"
"""Name and version of the rules in `holdfire.reading.article` and `holdfire.reading.claims`."""


def run(connection: Connection, finder: Finder = surface) -> tuple[list[Draft], list[tuple[int, BadInput]]]:
    """Draft a reading of every page not read yet; with the pages that cannot be read, and why.

    `finder` finds places' names, as in `claims.claims`.
    """
    drafts, bad = [], []
    for page in repo.unread(connection):
        data = record.get_file(connection, page.original)
        if data is None:
            continue
        try:
            drafts.append(_read(connection, page, data, finder))
        except BadInput as e:
            bad.append((page.entry, e))
    return drafts, bad


def _read(connection: Connection, page: repo.Unread, data: bytes, finder: Finder) -> Draft:
    read = reader.read(data, page.media_type, published=page.published, language=page.language, finder=finder)
    a = read.article
    made = {
        "title": a.title,
        "words": a.words,
        "byline": a.byline,
        "agency": a.agency,
        "published": a.published,
        "published_from": a.published_from,
        "publisher": a.publisher,
        "language": read.language,
        "captions": list(a.captions),
        "removed": [[r.line, r.reason] for r in a.removed],
        "claims": [reader.kept(c) for c in read.claims],
    }
    counts = {"words": len(a.words.split()), "removed": len(a.removed), "claims": len(read.claims)}
    parameters = {"lexicon": reader.version(read.language)}
    output = json.dumps(made, ensure_ascii=False).encode()
    return runs.draft(
        "reading", connection, METHOD, output, parameters=parameters, counts=counts, refs=(page.entry,)
    )


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    for e in entries:
        output = runs.output(connection, e)
        if output:
            value = json.loads(output)
            made = {"entry": e.refs[0], "made_by": e.index, "made": e.index, "ended": None}
            claims = [{**_row(c), **made} for c in value.pop("claims")]
            for name in ("removed", "captions"):
                value[name] = json.dumps(value[name], ensure_ascii=False)
            connection.execute(repo.article.insert(), {**value, **made})
            if claims:
                connection.execute(repo.read_claim.insert(), claims)


def _row(claim: dict[str, Any]) -> dict[str, Any]:
    fields = dict(claim)
    start, end = fields.pop("content")
    fields["direct"] = int(fields["direct"])
    slots = {name: fields.pop(name) for name in reader.SLOTS}
    return {
        **fields,
        "content_start": start,
        "content_end": end,
        "slots": json.dumps(slots, ensure_ascii=False),
    }


VERDICTS = ("right", "corrected", "wrong")


def correct(
    connection: Connection, entry: int, n: int, verdict: str, changed: Mapping[str, Any] | None = None
) -> list[Draft]:
    """Draft a person's word on claim `n` that was read out of report `entry`; the last word on a claim stands.

    `changed` is as in `repo.Correction`. NotFound `claim-missing`; BadInput `correction-unfit` for a verdict, kind,
    status, modality or slot that there is not, a span outside the article, or changes beside another verdict than
    `corrected`.
    """
    found = {c.n: c for c in repo.claims(connection, entry)}
    if n not in found:
        name = f"{entry}.{n}"
        raise NotFound("claim-missing", say("there is no claim {claim} in this book", claim=name))
    changes = dict(changed or {})
    words = repo.articles(connection, reports=[entry])[entry].words
    unfit = [name for name, value in changes.items() if not _fits(name, value, len(words))]
    if verdict not in VERDICTS or unfit or bool(changes) != (verdict == "corrected"):
        what = ", ".join(unfit) or verdict
        raise BadInput("correction-unfit", say("this cannot be said of a claim: {what}", what=what))
    closed = {"n": n, "verdict": verdict, "changed": changes}
    return [Draft("reading-correction", {}, closed, (entry, found[n].run))]


def _fits(name: str, value: Any, letters: int) -> bool:
    allowed = {"kind": (*COARSE, ""), "status": STATUSES, "modality": MODALITIES}
    if name in allowed:
        return value in allowed[name]
    if name not in reader.SLOTS or name == "via":
        return False
    return value is None or 0 <= value["start"] < value["end"] <= letters


def _project_corrections(connection: Connection, entries: Sequence[Entry]) -> None:
    t = repo.claim_correction
    for e in entries:
        if "n" not in e.closed:
            continue
        here = (t.c.entry == e.refs[0]) & (t.c.n == e.closed["n"]) & t.c.ended.is_(None)
        connection.execute(update(t).where(here).values(ended=e.index))
        row = {
            "entry": e.refs[0],
            "n": e.closed["n"],
            "made_by": e.index,
            "verdict": e.closed.get("verdict", ""),
            "changed": json.dumps(e.closed.get("changed", {}), ensure_ascii=False),
            "made": e.index,
            "ended": None,
        }
        connection.execute(t.insert(), row)


KINDS = (
    Kind(
        "reading-correction",
        Role.INTAKE,
        "a person's word on a claim that was read out of a report",
        {},
        {
            "n": "which claim of the report",
            "verdict": "`right`, `corrected` or `wrong`",
            "changed": "what it says instead: kind, status, modality, and where slots stand in the article's words",
        },
        _project_corrections,
    ),
    Kind(
        "reading",
        Role.INTAKE,
        "a run that read the article and its claims out of a page",
        runs.OPEN,
        runs.CLOSED,
        _project,
    ),
)
