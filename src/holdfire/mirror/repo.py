"""The kept tables of a mirror: what it is a mirror of, what waits to be entered, what speaks against the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, LargeBinary, Text, delete, func, select, update

from holdfire.db.schema import Index, Key, Micros, kept

if TYPE_CHECKING:
    from sqlalchemy import Connection

mirror_of = kept(
    "mirror_of",
    Column("place", Key, primary_key=True),
    Column("seen", Micros, nullable=False),
    Column("size", Index, nullable=False),
)
"""One row in a mirror's book, none in the log's own."""
outbox = kept(
    "outbox",
    Column("sha256", Key, primary_key=True),
    Column("number", Index, nullable=False),
    Column("kind", Key, nullable=False),
    Column("parcel", LargeBinary, nullable=False),
    Column("made", Micros, nullable=False),
    Column("tried", Micros),
    Column("code", Key, nullable=False),
    Column("words", Key, nullable=False),
    Column("entry", Index),
)
"""What was signed here, by the SHA-256 of its payload, until the log has it; then with its entry."""
against = kept(
    "against",
    Column("sha256", Key, primary_key=True),
    Column("at", Micros, nullable=False),
    Column("code", Key, nullable=False),
    Column("shown", Text, nullable=False),
    Column("held", Text, nullable=False),
)
"""Checkpoints that the log signed and that contradict what is held here, each beside the one that it contradicts."""


class Origin(NamedTuple):
    """What a book is a mirror of: where the log is, when it last answered (UTC microseconds), how large it then was."""

    place: str
    seen: int
    size: int


class Waiting(NamedTuple):
    """What was signed here: its number, the payload's SHA-256, and what the log said of it.

    `code` and `words` are of the log's refusal or of why it was not reached; `entry` is where it is in the log, None
    until that is known. Times are UTC microseconds.
    """

    number: int
    sha256: str
    kind: str
    made: int
    tried: int | None
    code: str
    words: str
    entry: int | None


class Contradiction(NamedTuple):
    """A checkpoint that the log signed and the one here that it contradicts, with the code that says how."""

    at: int
    code: str
    shown: str
    held: str


_WAITING = tuple(outbox.c[name] for name in Waiting._fields)


def origin(connection: Connection) -> Origin | None:
    """Say what this book is a mirror of; None: it keeps the log itself."""
    row = connection.execute(select(mirror_of)).first()
    return None if row is None else Origin(str(row.place), row.seen, row.size)


def keep_origin(connection: Connection, place: str, now: int, size: int) -> None:
    """Note where the log is, and how large it was when it answered."""
    connection.execute(delete(mirror_of))
    connection.execute(mirror_of.insert(), {"place": place, "seen": now, "size": size})


def put(connection: Connection, sha256: str, kind: str, parcel: bytes, now: int) -> None:
    """Keep what is to be sent; what is there already stays as it is."""
    if connection.execute(select(outbox.c.number).where(outbox.c.sha256 == sha256)).first():
        return
    number = connection.execute(select(func.coalesce(func.max(outbox.c.number), 0) + 1)).scalar_one()
    row = {"sha256": sha256, "number": number, "kind": kind, "parcel": parcel, "made": now}
    connection.execute(outbox.insert(), {**row, "tried": None, "code": "", "words": "", "entry": None})


def waiting(connection: Connection, *, whole: bool = False) -> list[Waiting]:
    """List what the log does not have yet, the first first; `whole`: also what it has."""
    query = select(*_WAITING).order_by(outbox.c.number)
    if not whole:
        query = query.where(outbox.c.entry.is_(None))
    return [Waiting(*row) for row in connection.execute(query)]


def find(connection: Connection, sha256: str) -> Waiting | None:
    """Find what was signed here by the SHA-256 of its payload."""
    row = connection.execute(select(*_WAITING).where(outbox.c.sha256 == sha256)).first()
    return None if row is None else Waiting(*row)


def parcel(connection: Connection, sha256: str) -> bytes:
    """Read what is to be sent."""
    return bytes(connection.execute(select(outbox.c.parcel).where(outbox.c.sha256 == sha256)).scalar_one())


def note(connection: Connection, sha256: str, now: int, code: str, words: str) -> None:
    """Note what became of trying to send something."""
    here = outbox.c.sha256 == sha256
    connection.execute(update(outbox).where(here).values(tried=now, code=code, words=words))


def settle(connection: Connection, sha256: str, entry: int) -> None:
    """Note where in the log something is that was signed here; its values now stand beside the entry."""
    here = outbox.c.sha256 == sha256
    connection.execute(update(outbox).where(here).values(entry=entry, parcel=b"", code="", words=""))


def drop(connection: Connection, number: int) -> bool:
    """Take back what waits, before the log has it; False where there is no such thing."""
    here = (outbox.c.number == number) & outbox.c.entry.is_(None)
    return connection.execute(delete(outbox).where(here)).rowcount == 1


def accuse(connection: Connection, sha256: str, found: Contradiction) -> None:
    """Keep a checkpoint that contradicts what is held here, once."""
    if not connection.execute(select(against.c.at).where(against.c.sha256 == sha256)).first():
        connection.execute(against.insert(), {"sha256": sha256, **found._asdict()})


def contradictions(connection: Connection) -> list[Contradiction]:
    """List what speaks against the log, the oldest first."""
    columns = [against.c[name] for name in Contradiction._fields]
    return [Contradiction(*row) for row in connection.execute(select(*columns).order_by(against.c.at))]
