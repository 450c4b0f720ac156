"""Wipe a file book at once, and encrypt one that is not yet."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from holdfire.db import vault
from holdfire.db.engine import is_server
from holdfire.errors import BadInput, Conflict, NotFound, Refused, Where
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

PRIVATE = (".identities", ".evidence", ".codes")
"""How the private files beside a book end."""

LOGS = ("-wal", "-shm", "-journal")
"""What SQLite adds to the name of a database while it works."""

BLOCK = 1 << 20


def demand_file(book: str) -> Path:
    """Refuse a book on a server; Refused `wipe-server`, NotFound `book-missing`."""
    if is_server(book):
        raise Refused(
            "wipe-server",
            say("a book on a server cannot be wiped or encrypted from here"),
            hint=say("its administrator drops the database, its backups and its write-ahead log"),
        )
    path = Path(book)
    if not path.is_file() and not vault.is_locked(path):
        raise NotFound(
            "book-missing", say("there is no book at {book}", book=book), hint=say("`holdfire new` makes one")
        )
    return path


def beside(path: Path) -> Iterator[Path]:
    """Yield all that lies here of a book, in the order in which it is to go: vault, keys, private files, the book."""
    yield vault.vault_of(path)
    keys = path.with_suffix(".keys")
    yield from sorted(p for p in keys.rglob("*") if p.is_file()) if keys.is_dir() else ()
    for each in (*(path.with_suffix(suffix) for suffix in PRIVATE), path):
        yield from (each.with_name(each.name + log) for log in LOGS)
        yield each


def wipe(book: str) -> list[Path]:
    """Destroy a file book and all that lies beside it, and list what was there.

    The vault goes first: from then on an encrypted book is noise. Small files, and all of a book that is not encrypted,
    are written over once and then deleted. The medium may keep what was there before.
    """
    path = demand_file(book)
    noise = {path, *(path.with_suffix(s) for s in PRIVATE)} if vault.is_locked(path) else set()
    gone = []
    for each in beside(path):
        if each.exists():
            destroy(each, over=each not in noise)
            gone.append(each)
    keys = path.with_suffix(".keys")
    if keys.is_dir():
        for folder in (*sorted((p for p in keys.rglob("*") if p.is_dir()), reverse=True), keys):
            folder.rmdir()
    return gone


def destroy(path: Path, *, over: bool) -> None:
    """Delete a file, written over with random bytes and forced to the medium first if asked; then its name's folder."""
    if over:
        with path.open("r+b", buffering=0) as f:
            left = path.stat().st_size
            while left > 0:
                left -= f.write(os.urandom(min(BLOCK, left)))
            os.fsync(f.fileno())
    path.unlink()
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def encrypt(book: str, passphrase: str) -> list[Path]:
    """Encrypt a file book and the private files beside it, in place; list them. The plain files are written over.

    Conflict `vault-exists`, `book-busy`; BadInput `passphrase-short`; Unavailable `extra-missing`.
    """
    path = demand_file(book)
    if vault.is_locked(path):
        raise Conflict(
            "vault-exists", say("there is a vault already"), where=Where(str(vault.vault_of(path)))
        )
    plain = [p for p in (path, *(path.with_suffix(s) for s in PRIVATE)) if p.exists()]
    for each in plain:
        _settle(each)
    key = vault.make(path, passphrase)
    made = [each.with_name(each.name + ".locked") for each in plain]
    try:
        for old, new in zip(plain, made, strict=True):
            _export(old, new, key)
    except BaseException:
        for each in (*made, vault.vault_of(path)):
            each.unlink(missing_ok=True)
        raise
    for old, new in zip(plain, made, strict=True):
        aside = old.with_name(old.name + ".plain")
        old.rename(aside)
        new.rename(old)
        destroy(aside, over=True)
    return plain


def _settle(path: Path) -> None:
    """Bring a database's write-ahead log in, and take it away; Conflict `book-busy`."""
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as e:
        raise _busy() from e
    finally:
        connection.close()
    if mode != "delete":
        raise _busy()


def _busy() -> Conflict:
    return Conflict("book-busy", say("another program is writing to the book"), hint=say("try again"))


def _export(old: Path, new: Path, key: bytes) -> None:
    """Copy a plain database into a new encrypted one, as SQLCipher has it (`sqlcipher_export`)."""
    if new.exists():
        raise BadInput(
            "file-unusable", say("{trouble}", trouble="left from an attempt before"), where=Where(str(new))
        )
    new.touch(mode=0o600)
    connection = vault.module().connect(str(old), isolation_level=None)
    try:
        connection.execute(f"ATTACH DATABASE ? AS locked KEY \"x'{key.hex()}'\"", (str(new),))
        connection.execute("SELECT sqlcipher_export('locked')")
        connection.execute("DETACH DATABASE locked")
    finally:
        connection.close()
