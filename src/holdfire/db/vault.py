"""A file book encrypted at rest: its key, random, lies in `NAME.vault` beside it, itself under a passphrase.

The book and the private files beside it are SQLCipher databases (AES-256, each page authenticated; so are its
write-ahead logs). Destroy the small vault, and nothing of them can be read any more. The passphrase is taken from
`HOLDFIRE_PASSPHRASE`, or asked for once and then kept there, so that the processes that help to check have it too.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from holdfire.errors import BadInput, Conflict, Refused, Unavailable, Where
from holdfire.words import say

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "HOLDFIRE_PASSPHRASE"
LEAST = 12
"""Letters that a passphrase has at least."""

COST = 2**17
"""scrypt's N, with r = 8 and p = 1: 128 MiB and a few tenths of a second for each guess (RFC 7914, section 2)."""

LABEL = b"holdfire vault 1"


def vault_of(path: Path) -> Path:
    """Say where the vault of a book, or of a private file beside it, lies."""
    return path.with_suffix(".vault")


def is_locked(path: Path) -> bool:
    """Tell whether a book is encrypted at rest."""
    return vault_of(path).exists()


def module() -> Any:
    """Give SQLCipher's driver; Unavailable `extra-missing`."""
    try:
        from sqlcipher3 import dbapi2
    except ModuleNotFoundError as e:
        raise Unavailable(
            "extra-missing",
            say("encrypted books are not installed"),
            hint=say("pip install 'holdfire[vault]'"),
        ) from e
    return dbapi2


def make(path: Path, passphrase: str) -> bytes:
    """Make a book's key, and its vault, readable by its owner alone; BadInput `passphrase-short`, Conflict."""
    if len(passphrase) < LEAST:
        raise BadInput(
            "passphrase-short",
            say("the passphrase has {n} letters, {LEAST} are the least", n=len(passphrase), LEAST=LEAST),
            hint=say("six words drawn at random are better"),
        )
    module()
    key, salt, nonce = os.urandom(32), os.urandom(16), os.urandom(12)
    sealed = ChaCha20Poly1305(_stretched(passphrase, salt, COST)).encrypt(nonce, key, LABEL)
    text = {"v": 1, "n": COST, "salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}
    place = vault_of(path)
    try:
        fd = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as e:
        raise Conflict("vault-exists", say("there is a vault already"), where=Where(str(place))) from e
    with os.fdopen(fd, "w") as f:
        f.write(json.dumps(text) + "\n")
        f.flush()
        os.fsync(f.fileno())
    return key


def unlock(path: Path) -> bytes:
    """Open a book's vault and give its key; Refused `book-locked`, `passphrase-wrong`, BadInput `vault-malformed`."""
    place = vault_of(path)
    try:
        value = json.loads(place.read_text())
        salt, nonce, sealed = (bytes.fromhex(value[name]) for name in ("salt", "nonce", "sealed"))
        cost = int(value["n"])
        if not 2**14 <= cost <= 2**20:
            raise ValueError("cost")
    except (ValueError, KeyError, TypeError) as e:
        raise BadInput("vault-malformed", say("this is no vault of Holdfire"), where=Where(str(place))) from e
    try:
        return ChaCha20Poly1305(_stretched(passphrase(), salt, cost)).decrypt(nonce, sealed, LABEL)
    except InvalidTag as e:
        os.environ.pop(VARIABLE, None)
        raise Refused("passphrase-wrong", say("the passphrase does not open the book")) from e


def passphrase(*, again: bool = False) -> str:
    """Take the passphrase from the environment, or ask for it (with `again` twice); Refused `book-locked`."""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    if not sys.stdin.isatty():
        raise Refused(
            "book-locked",
            say("the book is encrypted, and there is nobody to ask for its passphrase"),
            hint=say("`HOLDFIRE_PASSPHRASE` holds it where a program starts another"),
        )
    given = getpass.getpass("Passphrase of the book: ")
    if again and getpass.getpass("Again: ") != given:
        raise BadInput("passphrases-differ", say("the two are not the same"))
    os.environ[VARIABLE] = given
    return given


def pragma(key: bytes) -> str:
    """Write the statement that opens an encrypted database, the key as it is (no derivation of SQLCipher's own)."""
    return f"PRAGMA key = \"x'{key.hex()}'\""


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())
