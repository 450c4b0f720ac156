"""The kinds of entry about the ground rules: the log itself, keys, and the agreement's texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from holdfire.agreement import repo
from holdfire.record.keys import PublicKey, Role
from holdfire.record.kinds import Draft, Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_KEYS = "public keys, each with its role, its actor, and who holds the private half (`host` or `member`)"


def log(name: str, agreement: str, keys: Sequence[PublicKey]) -> Draft:
    """Draft entry 0."""
    listed = [k.to_json() for k in keys]
    return Draft("log", {"name": name, "agreement": agreement, "keys": listed})


def add_keys(keys: Sequence[PublicKey]) -> Draft:
    """Draft the registration of further keys."""
    return Draft("key", {"keys": [k.to_json() for k in keys]})


def tick() -> Draft:
    """Draft a tick: the time at which what follows came in."""
    return Draft("tick")


def _project_tick(_connection: Connection, _entries: Sequence[Entry]) -> None:
    return


def amend(agreement: str, data: bytes) -> Draft:
    """Draft a new version of the agreement: the SHA-256 of its file, and the file."""
    return Draft("agreement", {"agreement": agreement}, files={agreement: data})


def _project_log(connection: Connection, entries: Sequence[Entry]) -> None:
    _project_agreement(connection, entries)
    _project_keys(connection, entries)


def _project_agreement(connection: Connection, entries: Sequence[Entry]) -> None:
    for e in entries:
        ended = update(repo.agreement).where(repo.agreement.c.ended.is_(None)).values(ended=e.index)
        connection.execute(ended)
        row = {"entry": e.index, "sha256": e.open["agreement"], "made": e.index}
        connection.execute(repo.agreement.insert(), row)


def _project_keys(connection: Connection, entries: Sequence[Entry]) -> None:
    known = {k.key_id for k in repo.keys(connection)}
    for e in entries:
        for value in e.open["keys"]:
            key = PublicKey.from_json(value)
            if key.key_id not in known:
                known.add(key.key_id)
                row = {**key.to_json(), "key_id": key.key_id, "made": e.index}
                connection.execute(repo.key.insert(), row)


KINDS = (
    Kind(
        "log",
        Role.LOG,
        "entry 0: what this log is",
        {"name": "the log's name", "agreement": "SHA-256 of the agreement's file", "keys": _KEYS},
        {},
        _project_log,
    ),
    Kind(
        "tick",
        Role.LOG,
        "the log's time: the next entry was signed elsewhere and came in now",
        {},
        {},
        _project_tick,
    ),
    Kind("key", Role.LOG, "further public keys", {"keys": _KEYS}, {}, _project_keys),
    Kind(
        "agreement",
        Role.DECISION,
        "a new version of the agreement",
        {"agreement": "SHA-256 of the agreement's file"},
        {},
        _project_agreement,
    ),
)
