"""The kind of entry that reading a page writes: one for each page, so that erasing a report reaches its reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from holdfire.errors import BadInput
from holdfire.reading import reader, repo
from holdfire.reading.claims import RULES
from holdfire.reading.placing import surface
from holdfire.record import repo as record
from holdfire.record import runs
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

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


KINDS = (
    Kind(
        "reading",
        Role.INTAKE,
        "a run that read the article and its claims out of a page",
        runs.OPEN,
        runs.CLOSED,
        _project,
    ),
)
