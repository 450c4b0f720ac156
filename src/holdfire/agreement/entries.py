"""The kinds of entry about the ground rules: the log itself, keys, and the agreement's texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from holdfire.agreement import ground, repo
from holdfire.agreement.amending import amendment_objection
from holdfire.agreement.load import load
from holdfire.agreement.when import day_of
from holdfire.errors import BadInput, NotFound, Refused
from holdfire.record.encoding import sha256_hex
from holdfire.record.keys import PublicKey, Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection


def log(name: str, agreement: str, keys: Sequence[PublicKey], threshold: int = 0) -> Draft:
    """Draft entry 0; with a threshold its root keys make a register, 0: the log's key alone registers keys."""
    listed = {"keys": [k.to_json() for k in keys], **({"threshold": threshold} if threshold else {})}
    return Draft("log", {"name": name, "agreement": agreement, **listed})


def tick() -> Draft:
    """Draft a tick: the time at which what follows came in."""
    return Draft("tick")


def _project_tick(_connection: Connection, _entries: Sequence[Entry]) -> None:
    return


def amend(connection: Connection, data: bytes, signers: Collection[str], at: int) -> list[Draft]:
    """Draft a new version of the agreement from its file; Refused `amendment-unsigned`, and what `load` refuses.

    `signers` are the actors who sign it, `at` is the time of the log, UTC microseconds.
    """
    old, new = repo.current(connection).agreement, load(data, "agreement")
    objection = amendment_objection(old, new, signers, day_of(old, at))
    if objection:
        raise objection
    digest = sha256_hex(data)
    return [Draft("agreement", {"agreement": digest}, files={digest: data})]


def texts(connection: Connection, found: Sequence[bytes]) -> list[Draft]:
    """Draft that the bytes of language versions are kept; Refused `text-unnamed`, BadInput `text-unreadable`.

    Which bytes those are the agreement says by their hash, so it does not matter who brings them.
    """
    known = {v.sha256 for i in repo.current(connection).agreement.instruments for v in i.versions}
    files = {sha256_hex(data): data for data in found}
    for digest, data in files.items():
        if digest not in known:
            raise Refused(
                "text-unnamed",
                say("the agreement names no language version with the SHA-256 {hash}", hash=digest),
                hint=say("put its hash into the agreement's file first; a changed letter changes it"),
            )
        if words_of(data) is None:
            raise BadInput("text-unreadable", say("a text is UTF-8"), hint=say("save it as UTF-8"))
    return [Draft("text", {"texts": sorted(files)}, files=files)]


def words_of(data: bytes) -> str | None:
    """Read a text's bytes; None if they are no UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _project_text(_connection: Connection, _entries: Sequence[Entry]) -> None:
    """Do nothing: a version that the agreement names is found by its hash, wherever its bytes came from."""


def _project_log(connection: Connection, entries: Sequence[Entry]) -> None:
    _project_agreement(connection, entries)
    ground.project(connection, entries)


def _project_agreement(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put a new version in force, or keep it as refused where too few members signed it."""
    for e in entries:
        refused = _refusal(connection, e)
        if refused:
            row = {"entry": e.index, "sha256": e.open["agreement"], "refused": refused}
            connection.execute(repo.agreement.insert(), {**row, "made": e.index, "ended": e.index})
            continue
        ended = update(repo.agreement).where(repo.agreement.c.ended.is_(None)).values(ended=e.index)
        connection.execute(ended)
        row = {"entry": e.index, "sha256": e.open["agreement"], "refused": "", "made": e.index}
        connection.execute(repo.agreement.insert(), row)


def _refusal(connection: Connection, e: Entry) -> str:
    if e.kind == "log":
        return ""
    old = repo.current(connection).agreement
    new = repo.text(connection, str(e.open["agreement"]))
    if new is None:
        raise NotFound("agreement-missing", say("the agreement's text is not in this book"))
    actors = {k.key_id: k.actor for k in repo.keys(connection)}
    signers = {actors[s] for s in e.signers}
    objection = amendment_objection(old, new, signers, day_of(old, e.logged))
    return objection.code if objection else ""


KINDS = (
    Kind(
        "log",
        Role.LOG,
        "entry 0: what this log is",
        {
            "name": "the log's name",
            "agreement": "SHA-256 of the agreement's file",
            "keys": ground.KEYS,
            "threshold": "how many holders of root keys change keys together; left out: the log's key does alone",
        },
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
    *ground.KINDS,
    Kind(
        "agreement",
        Role.DECISION,
        "a new version of the agreement",
        {"agreement": "SHA-256 of the agreement's file"},
        {},
        _project_agreement,
    ),
    Kind(
        "text",
        Role.LOG,
        "that the bytes of language versions which the agreement names are kept",
        {"texts": "SHA-256 of each text's file, sorted"},
        {},
        _project_text,
    ),
)
