"""The table of openings, and the reads over it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Column, select

from holdfire.db import schema
from holdfire.db.schema import Key, Micros, projected, span
from holdfire.disclosing.model import ALL, MEMBERS, Opening
from holdfire.reports import release

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

opening = projected(
    "opening",
    Column("entry", schema.Index, primary_key=True),
    Column("kind", Key, nullable=False),
    Column("target", schema.Index, nullable=False),
    Column("fields", Key, nullable=False),
    Column("to", Key, nullable=False),
    Column("by", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("against", Key, nullable=False),
    *span(),
)


def openings(
    connection: Connection, at: int | None = None, *, target: int | None = None, kind: str = ""
) -> list[Opening]:
    """List openings, oldest first, those against the rules too; of one entry, and of one kind, where given."""
    query = select(*[opening.c[name] for name in Opening._fields]).order_by(opening.c.entry)
    if at is not None:
        query = query.where(opening.c.made < at)
    if target is not None:
        query = query.where(opening.c.target == target)
    if kind:
        query = query.where(opening.c.kind == kind)
    found = (Opening(*row) for row in connection.execute(query))
    return [
        o._replace(fields=json.loads(str(o.fields)), to=tuple(_list(o.to)), by=tuple(_list(o.by)))
        for o in found
    ]


def released(connection: Connection, target: int) -> list[Opening]:
    """List the releases of a report: officers' own, and the intake's release of its words to every member."""
    entry = release.entry_of(connection, target)
    intake = release.intakes_of(connection, [target]).get(target, "")
    words = {"words": "", "source": ""}
    found = [] if entry is None else [Opening(entry, "release", target, words, (MEMBERS,), (intake,), 0, "")]
    return openings(connection, target=target, kind="release") + found


def spoken_to(
    connection: Connection,
    reports: Iterable[int],
    actor: str,
    members: Collection[str],
    at: int | None = None,
) -> frozenset[int]:
    """Say of which of these reports all that says who spoke was released, by officers, to an actor."""
    told: dict[int, set[str]] = {}
    for each in openings(connection, at, kind="release"):
        to_it = {ALL, actor} | ({MEMBERS} if actor in members else set())
        if not each.against and to_it & set(each.to):
            told.setdefault(each.target, set()).update(each.fields)
    return frozenset(e for e in reports if told.get(e, set()) >= {"words", "source"})


def _list(text: object) -> list[str]:
    return list(json.loads(str(text)))
