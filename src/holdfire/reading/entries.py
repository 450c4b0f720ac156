"""The kind of entry that reading a page writes: one for each page, so that erasing a report reaches its reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from holdfire.errors import BadInput
from holdfire.reading import repo
from holdfire.reading.article import article
from holdfire.reading.language import guess
from holdfire.record import repo as record
from holdfire.record import runs
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

METHOD = "article-1"
"""Name and version of the rules in `holdfire.reading.article`."""


def run(connection: Connection) -> tuple[list[Draft], list[tuple[int, BadInput]]]:
    """Draft a reading of every page not read yet; with the pages that cannot be read, and why."""
    drafts, bad = [], []
    for entry, original, media_type in repo.unread(connection):
        data = record.get_file(connection, original)
        if data is None:
            continue
        try:
            drafts.append(_read(connection, entry, data, media_type))
        except BadInput as e:
            bad.append((entry, e))
    return drafts, bad


def _read(connection: Connection, entry: int, data: bytes, media_type: str) -> Draft:
    read = article(data, media_type)
    made = {
        "title": read.title,
        "words": read.words,
        "byline": read.byline,
        "published": read.published,
        "publisher": read.publisher,
        "language": guess(read.words),
        "removed": [[r.line, r.reason] for r in read.removed],
    }
    counts = {"words": len(read.words.split()), "removed": len(read.removed)}
    output = json.dumps(made, ensure_ascii=False).encode()
    return runs.draft("reading", connection, METHOD, output, parameters={}, counts=counts, refs=(entry,))


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    for e in entries:
        output = runs.output(connection, e)
        if output:
            value = json.loads(output)
            value["removed"] = json.dumps(value["removed"], ensure_ascii=False)
            row = {**value, "entry": e.refs[0], "made_by": e.index, "made": e.index, "ended": None}
            connection.execute(repo.article.insert(), row)


KINDS = (
    Kind(
        "reading", Role.INTAKE, "a run that read the article out of a page", runs.OPEN, runs.CLOSED, _project
    ),
)
