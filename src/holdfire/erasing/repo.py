"""Tables of erasures and of mirrors' answers, and the reads over them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, select

from holdfire.agreement import repo as agreement_repo
from holdfire.db import schema
from holdfire.db.schema import Key, Micros, projected, span
from holdfire.erasing.model import Erasure, Owed
from holdfire.record.keys import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

erasure = projected(
    "erasure",
    Column("entry", schema.Index, primary_key=True),
    Column("target", schema.Index, nullable=False),
    Column("digests", Key, nullable=False),
    Column("ground", Key, nullable=False),
    Column("officers", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("refused", Key, nullable=False),
    *span(),
)
erased = projected(
    "erased",
    Column("erasure", schema.Index, primary_key=True),
    Column("mirror", Key, primary_key=True),
    Column("at", Micros, nullable=False),
    *span(),
)


def erasures(connection: Connection, at: int | None = None, *, refused: bool = False) -> list[Erasure]:
    """List the erasures that count, oldest first; with `refused` also those that do not."""
    query = select(*[erasure.c[name] for name in Erasure._fields]).order_by(erasure.c.entry)
    if at is not None:
        query = query.where(erasure.c.made < at)
    found = (Erasure(*row) for row in connection.execute(query))
    return [
        e._replace(digests=frozenset(json.loads(str(e.digests))), officers=tuple(json.loads(str(e.officers))))
        for e in found
        if refused or not e.refused
    ]


def refusal(connection: Connection, entry: int) -> str:
    """Say why an erasure does not count; empty if it does, or is none."""
    found = connection.execute(select(erasure.c.refused).where(erasure.c.entry == entry)).scalar()
    return str(found or "")


def owed(connection: Connection, order: Erasure, at: int | None = None) -> list[Owed]:
    """Say of every body that keeps a mirror what it answered to an erasure, by name.

    It keeps one from when its mirror key is registered. The agreement that stood at the erasure says by when it has to.
    """
    rule = agreement_repo.current(connection, order.entry + 1).agreement.rules.erasure
    due = order.at + int(rule.within.total_seconds() * 1e6) if rule and rule.within else None
    query = select(erased.c.mirror, erased.c.at).where(erased.c.erasure == order.entry)
    if at is not None:
        query = query.where(erased.c.made < at)
    done = {row.mirror: row.at for row in connection.execute(query)}
    return [Owed(m, done.get(m), due) for m in sorted(done.keys() | set(_mirrors(connection, at)))]


def _mirrors(connection: Connection, at: int | None) -> Iterator[str]:
    for key in agreement_repo.keys(connection):
        if key.role == Role.MIRROR and (at is None or key.made < at):
            yield key.actor
