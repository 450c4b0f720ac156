"""A cosigner's own small database: who it is, the logs that it knows, what it cosigned last, and what it refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, delete, select

from holdfire.cosign.judge import Known
from holdfire.db.schema import Index
from holdfire.record import checkpoint as cp
from holdfire.record.note import ED25519, parse_vkey

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.record.note import Vkey

metadata = MetaData()

me = Table("me", metadata, Column("name", Text, primary_key=True), Column("key_id", Text, nullable=False))
vkey = Table(
    "vkey", metadata, Column("origin", Text, primary_key=True), Column("vkey", Text, primary_key=True)
)
cosigned = Table(
    "cosigned",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("at", Index, nullable=False),
    Column("note", Text, nullable=False),
)
"""The last checkpoint cosigned of each log, with the log's line and this cosigner's, and when, in seconds."""
refused = Table(
    "refused",
    metadata,
    Column("number", Index, primary_key=True),
    Column("at", Index, nullable=False),
    Column("origin", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
)

KEPT = 1000
"""Refused requests that are kept for each reason, of those that no known log signed."""


class Refusal(NamedTuple):
    """A request that was refused: its number, when (seconds since 1970), of which log, why, and its bytes."""

    number: int
    at: int
    origin: str
    code: str
    request: bytes


class Last(NamedTuple):
    """What was cosigned last of a log: when (seconds since 1970), and the checkpoint with both signatures."""

    at: int
    note: str


def begin(connection: Connection, name: str, key_id: str) -> None:
    """Make the tables, and write down who this cosigner is."""
    metadata.create_all(connection)
    connection.execute(me.insert(), {"name": name, "key_id": key_id})


def who(connection: Connection) -> tuple[str, str]:
    """Say who this cosigner is: its name, and the id of its key."""
    row = connection.execute(select(me)).one()
    return str(row.name), str(row.key_id)


def trust(connection: Connection, key: Vkey) -> bool:
    """Know a log by one more key; False where it was known."""
    have = select(vkey.c.vkey).where(vkey.c.origin == key.name, vkey.c.vkey == str(key))
    if connection.execute(have).first():
        return False
    connection.execute(vkey.insert(), {"origin": key.name, "vkey": str(key)})
    return True


def distrust(connection: Connection, key: Vkey) -> bool:
    """Know a log by one key fewer; False where it was not known."""
    gone = delete(vkey).where(vkey.c.origin == key.name, vkey.c.vkey == str(key))
    return connection.execute(gone).rowcount > 0


def logs(connection: Connection) -> list[str]:
    """List the logs that this cosigner knows."""
    return list(connection.execute(select(vkey.c.origin).distinct().order_by(vkey.c.origin)).scalars())


def known(connection: Connection, origin: str) -> Known | None:
    """Read what is known of a log; None: nothing."""
    rows = connection.execute(select(vkey.c.vkey).where(vkey.c.origin == origin).order_by(vkey.c.vkey))
    keys = tuple(parse_vkey(text, ED25519) for text in rows.scalars())
    if not keys:
        return None
    before = last(connection, origin)
    if before is None:
        return Known(keys)
    point = cp.parse(before.note)
    return Known(keys, point.size, point.root)


def last(connection: Connection, origin: str) -> Last | None:
    """Read what was cosigned last of a log."""
    row = connection.execute(
        select(cosigned.c.at, cosigned.c.note).where(cosigned.c.origin == origin)
    ).first()
    return Last(row.at, row.note) if row else None


def put(connection: Connection, origin: str, at: int, note: str) -> None:
    """Keep what is cosigned last of a log."""
    connection.execute(delete(cosigned).where(cosigned.c.origin == origin))
    connection.execute(cosigned.insert(), {"origin": origin, "at": at, "note": note})


def keep_refused(
    connection: Connection, at: int, code: str, point: cp.Checkpoint, request: bytes, *, signed: bool
) -> None:
    """Keep a refused request, for each checkpoint and reason the first.

    Of those that no known log signed, which anybody can make without end, the last `KEPT` alone.
    """
    same = refused.c.code == code
    if connection.execute(select(refused.c.number).where(same, refused.c.text == point.text())).first():
        return
    row = {"at": at, "origin": point.log, "code": code, "text": point.text(), "request": request}
    connection.execute(refused.insert(), row)
    if not signed:
        newest = select(refused.c.number).where(same).order_by(refused.c.number.desc()).limit(KEPT)
        connection.execute(delete(refused).where(same, refused.c.number.not_in(newest.scalar_subquery())))


def refusals(connection: Connection) -> list[Refusal]:
    """List the refused requests, oldest first."""
    rows = connection.execute(select(refused).order_by(refused.c.number))
    return [Refusal(r.number, r.at, r.origin, r.code, bytes(r.request)) for r in rows]
