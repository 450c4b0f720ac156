"""The cosignatures of a book, kept beside its checkpoints: tables and reads."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Column, Connection, Text, delete, func, select

from holdfire.db.schema import Index, Key, kept
from holdfire.errors import Broken
from holdfire.record import cosignature as cosig
from holdfire.record import note as notes
from holdfire.record import repo
from holdfire.record.finality import Seen
from holdfire.record.note import Note, Vkey
from holdfire.words import say

cosignature = kept(
    "cosignature",
    Column("size", Index, primary_key=True, autoincrement=False),
    Column("key_id", Key, primary_key=True),
    Column("at", Index, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
)
"""Signature lines by size, the cosigner's key, and its time in seconds: of each its first and its last."""


class Kept(NamedTuple):
    """A cosignature as it lies in the book."""

    size: int
    key_id: str
    at: int
    line: str


def put(connection: Connection, size: int, key_id: str, at: int, line: str) -> None:
    """Keep a cosignature that holds; of those between a cosigner's first and last at one size none is kept."""
    of_it = (cosignature.c.size == size) & (cosignature.c.key_id == key_id)
    have = list(connection.execute(select(cosignature.c.at).where(of_it)).scalars())
    if at in have:
        return
    times = sorted([*have, at])
    gone = set(have) - {times[0], times[-1]}
    connection.execute(delete(cosignature).where(of_it & cosignature.c.at.in_(gone)))
    if at in (times[0], times[-1]):
        connection.execute(cosignature.insert(), {"size": size, "key_id": key_id, "at": at, "line": line})


def every(connection: Connection, size: int | None = None) -> list[Kept]:
    """List the cosignatures, at one size or at all, by size, key and time."""
    query = select(cosignature)
    if size is not None:
        query = query.where(cosignature.c.size == size)
    rows = connection.execute(query.order_by(*cosignature.primary_key.columns))
    return [Kept(r.size, str(r.key_id), r.at, str(r.line)) for r in rows]


WINDOW = 64
"""Sizes that are looked at before the end, and beyond an entry, to say how far it has come."""


def seen(connection: Connection, least: int, beyond: int) -> list[Seen]:
    """List who saw which size and when, as far as it takes to say what entries from `beyond` on have reached.

    Of the sizes that `least` cosigners, or one fewer, have seen it takes the last `WINDOW` and the first beyond.
    """
    sizes = set[int]()
    for count in {max(least, 1), max(least - 1, 1)}:
        enough = (
            select(cosignature.c.size)
            .group_by(cosignature.c.size)
            .having(func.count(cosignature.c.key_id.distinct()) >= count)
            .limit(WINDOW)
        )
        sizes.update(connection.execute(enough.order_by(cosignature.c.size.desc())).scalars())
        later = enough.where(cosignature.c.size > beyond).order_by(cosignature.c.size)
        sizes.update(connection.execute(later).scalars())
    rows = connection.execute(select(cosignature).where(cosignature.c.size.in_(sizes)))
    return [Seen(r.size, str(r.key_id), r.at) for r in rows]


def last_of_each(connection: Connection) -> list[Seen]:
    """Say of each cosigner what it cosigned last."""
    size = select(cosignature.c.key_id, func.max(cosignature.c.size).label("size")).group_by(
        cosignature.c.key_id
    )
    top = size.subquery()
    query = select(cosignature).join(
        top, (cosignature.c.key_id == top.c.key_id) & (cosignature.c.size == top.c.size)
    )
    return [Seen(r.size, str(r.key_id), r.at) for r in connection.execute(query)]


def latest(connection: Connection) -> int:
    """Give the largest size that somebody cosigned; 0: none."""
    return int(connection.execute(select(func.coalesce(func.max(cosignature.c.size), 0))).scalar_one())


def note(connection: Connection, size: int | None = None) -> str:
    """Give the checkpoint at a size, or the newest, with each cosigner's last line; empty in an empty book."""
    signed = repo.last_checkpoint(connection, size)
    if not signed:
        return ""
    parsed = notes.parse(signed)
    have = {k.key_id: k.line for k in every(connection, _size(parsed))}
    more = tuple(notes.parse_line(line) for _, line in sorted(have.items()))
    return str(Note(parsed.text, parsed.lines + more))


def _size(parsed: Note) -> int:
    return int(parsed.text.split("\n")[1])


def demand_true(kept_line: Kept, text: str | None, cosigners: dict[str, Vkey]) -> None:
    """Refuse a kept cosignature that is not what its row says; Broken `cosignature-forged`.

    `text` is that of the checkpoint at its size, None where there is none.
    """
    cosigner = cosigners.get(kept_line.key_id)
    if text is not None and cosigner is not None:
        line = _line(kept_line.line)
        if (
            line
            and cosigner.made(line)
            and cosig.time_of(line) == kept_line.at
            and cosig.holds(line, text, cosigner)
        ):
            return
    raise forged(kept_line.size)


def _line(row: str) -> notes.Line | None:
    try:
        return notes.parse_line(row)
    except Broken:
        return None


def forged(size: int) -> Broken:
    """Make the error for a cosignature that does not hold."""
    return Broken(
        "cosignature-forged", say("a cosignature of the checkpoint at {size} does not hold", size=size)
    )
