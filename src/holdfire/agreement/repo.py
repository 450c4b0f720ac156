"""Which agreement stands, which keys are registered: tables and reads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, Connection, bindparam, select

from holdfire.agreement.load import load
from holdfire.db.reads import Read
from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.errors import NotFound
from holdfire.record import repo as record
from holdfire.record.keys import PublicKey
from holdfire.record.policy import parse
from holdfire.record.register import Enacted, Register, Term
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.agreement.model import Agreement

agreement = projected(
    "agreement",
    Column("entry", Index, primary_key=True),
    Column("sha256", Key, nullable=False),
    Column("refused", Key, nullable=False),
    *span(),
)
key = projected(
    "key",
    Column("key_id", Key, primary_key=True),
    Column("key", Key, nullable=False),
    Column("role", Key, nullable=False),
    Column("actor", Key, nullable=False),
    Column("held", Key, nullable=False),
    *span(),
)
root = projected(
    "root",
    Column("version", Index, primary_key=True, autoincrement=False),
    Column("threshold", Index, nullable=False),
    *span(),
)
"""The versions of the root register."""
policy = projected(
    "policy",
    Column("version", Index, primary_key=True, autoincrement=False),
    Column("text", Key, nullable=False),
    *span(),
)
"""The cosigning policies."""


class Standing(NamedTuple):
    """The agreement that stands at a size: the entry that brought it, its file's hash, and what it says."""

    entry: int
    sha256: str
    agreement: Agreement


class RegisteredKey(NamedTuple):
    """A public key as the record registers it; `held` is `host` or `member`, `ended` the entry that revoked it."""

    key_id: str
    role: str
    actor: str
    held: str
    made: int
    ended: int | None


@lru_cache(maxsize=16)
def _parsed(sha256: str, data: bytes) -> Agreement:
    return load(data, f"agreement {sha256[:12]}")


_STANDING = Read(
    lambda at: (
        select(agreement.c.entry, agreement.c.sha256, record.file.c.content)
        .outerjoin(record.file, record.file.c.sha256 == agreement.c.sha256)
        .where(standing(agreement, at))
        .order_by(agreement.c.entry.desc())
        .limit(1)
    )
)


def current(connection: Connection, at: int | None = None) -> Standing:
    """Read the agreement that stands; NotFound `agreement-missing` if its file is not held here."""
    row = _STANDING(connection, at).first()
    if row is None or row.content is None:
        raise NotFound("agreement-missing", say("the agreement's text is not in this book"))
    return Standing(row.entry, row.sha256, _parsed(row.sha256, bytes(row.content)))


def made(connection: Connection) -> list[int]:
    """List the entries that each brought a version of the agreement that counts, oldest first."""
    query = select(agreement.c.entry).where(agreement.c.refused == "")
    return list(connection.execute(query.order_by(agreement.c.entry)).scalars())


def versions(connection: Connection) -> list[Standing]:
    """Read every version of the agreement that counts, oldest first; NotFound `agreement-missing`, as `current`."""
    return [current(connection, entry + 1) for entry in made(connection)]


def text(connection: Connection, sha256: str) -> Agreement | None:
    """Read an agreement by its file's hash, whether it stands or not; None where the file is not held here."""
    data = record.get_file(connection, sha256)
    return None if data is None else _parsed(sha256, data)


_REFUSAL = Read(lambda _at: select(agreement.c.refused).where(agreement.c.entry == bindparam("entry")))


def refusal(connection: Connection, entry: int) -> str:
    """Say why a new version does not count; empty if it does."""
    return str(_REFUSAL(connection, entry=entry).scalar() or "")


def public_keys(connection: Connection) -> dict[str, PublicKey]:
    """Give every registered key by its id."""
    columns = (key.c.key, key.c.role, key.c.actor, key.c.held)
    rows = connection.execute(select(*columns))
    made = [PublicKey.from_json(row._asdict()) for row in rows]
    return {k.key_id: k for k in made}


def register(connection: Connection, log: str) -> Register:
    """Read which keys and which cosigning policies stand, and stood."""
    out = Register(log)
    for row in connection.execute(select(key)):
        out.terms[row.key_id] = Term(PublicKey.from_json(row._asdict()), row.made, row.ended)
    newest = connection.execute(select(root).order_by(root.c.version.desc())).first()
    if newest is not None:
        out.version, out.threshold = newest.version, newest.threshold
    for row in connection.execute(select(policy).order_by(policy.c.version)):
        out.policies.append(Enacted(row.made, row.version, parse(row.text), row.text))
    return out


def keys(connection: Connection) -> list[RegisteredKey]:
    """List every registered key, oldest first."""
    columns = (key.c.key_id, key.c.role, key.c.actor, key.c.held, key.c.made, key.c.ended)
    return [
        RegisteredKey(*row) for row in connection.execute(select(*columns).order_by(key.c.made, key.c.key_id))
    ]
