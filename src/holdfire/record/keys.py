"""Ed25519 keys, one for each role; a key's id is the SHA-256 of the key, so one key cannot go under two names."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from holdfire.errors import BadInput, Broken, Conflict, NotFound, Refused, Where
from holdfire.record.encoding import b64url, canonical, sha256_hex, unb64url
from holdfire.record.sealing import seal, unseal
from holdfire.words import say

if TYPE_CHECKING:
    from pathlib import Path

FIELD = 2**255 - 19
SMALL_ORDER = frozenset(
    {
        0,
        1,
        FIELD - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)
"""The y coordinates of the points of order 1, 2, 4 and 8 on edwards25519 (RFC 8032, section 5.1)."""


class Role(StrEnum):
    """What a key is for; no key is for two things.

    `log`: checkpoints and the log's own entries. `intake`: reports and machine runs. `decision`: a member's acts.
    `root`: which keys stand. `cosigner`: cosignatures, and the cosigning policy. `mirror`: that a mirror holds every
    byte. `officer`: a protection officer's acts.
    """

    LOG = "log"
    INTAKE = "intake"
    DECISION = "decision"
    ROOT = "root"
    COSIGNER = "cosigner"
    MIRROR = "mirror"
    OFFICER = "officer"


_public = lru_cache(maxsize=256)(Ed25519PublicKey.from_public_bytes)
_private = lru_cache(maxsize=32)(Ed25519PrivateKey.from_private_bytes)


def verify(raw: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature over a message was made with the key of these 32 bytes (RFC 8032)."""
    try:
        _public(raw).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A registered key: whose, for which role, and whether the log's host holds its private half."""

    raw: bytes
    role: Role
    actor: str
    held: str = "host"

    @property
    def key_id(self) -> str:
        """SHA-256 of the 32 bytes of the key, hexadecimal."""
        return sha256_hex(self.raw)

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the signature over the message was made with this key (RFC 8032)."""
        return verify(self.raw, signature, message)

    def to_json(self) -> dict[str, str]:
        """As it stands in an entry."""
        return {"key": b64url(self.raw), "role": self.role.value, "actor": self.actor, "held": self.held}

    @classmethod
    def from_json(cls, value: Any) -> PublicKey:
        """Read what `to_json` wrote; Broken `key-malformed`, `key-weak`."""
        try:
            raw = unb64url(value["key"])
            key = cls(raw, Role(value["role"]), str(value["actor"]), str(value["held"]))
        except (KeyError, TypeError, ValueError) as e:
            raise Broken("key-malformed", say("a public key cannot be read")) from e
        demand_sound(raw)
        return key


def demand_sound(raw: bytes) -> None:
    """Refuse keys that libraries disagree about: wrong length, not canonical, small order (`key-weak`)."""
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if len(raw) != 32 or y >= FIELD or y in SMALL_ORDER:
        raise Broken("key-weak", say("an Ed25519 key is malformed, not canonical, or of small order"))


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The private half, with what the public half says."""

    public: PublicKey
    seed: bytes

    def sign(self, message: bytes) -> bytes:
        """Sign (RFC 8032)."""
        return _private(self.seed).sign(message)

    def __repr__(self) -> str:
        """Never show the seed."""
        return f"PrivateKey({self.public.role}, {self.public.actor}, {self.public.key_id[:8]})"


def new_key(role: Role, actor: str, held: str = "host") -> PrivateKey:
    """Make a key from the system's random source."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return PrivateKey(PublicKey(public, role, actor, held), private.private_bytes_raw())


def save(key: PrivateKey, path: Path, passphrase: str = "") -> None:
    """Write a key file that only its owner can read (mode 0600), sealed if there is a passphrase.

    Beside it, for others, goes its public half: the same name with `.pub`. Conflict `key-exists`.
    """
    public = key.public.to_json()
    half = seal(key.seed, passphrase, canonical(public)) if passphrase else b64url(key.seed)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as e:
        raise Conflict(
            "key-exists", say("there is a key file of that name already"), where=Where(str(path))
        ) from e
    with os.fdopen(fd, "w") as f:
        f.write(json.dumps({"v": 1, **public, "private": half}, indent=1) + "\n")
    path.with_suffix(".pub").write_text(json.dumps({"v": 1, **public}, indent=1) + "\n")


Ask = Callable[[str], str]
"""Asked for the passphrase of a key file, by its name, it gives one; empty: there is none."""


def nobody(_name: str) -> str:
    """Give no passphrase."""
    return ""


def load(path: Path, ask: Ask = nobody) -> PrivateKey:
    """Read a key file; NotFound `key-missing`, BadInput `key-file`, Refused `key-exposed`, `passphrase-wrong`."""
    where = Where(str(path))
    value = _read(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused(
            "key-exposed", say("others can read this private key"), hint=say("chmod 600 it"), where=where
        )
    try:
        public = PublicKey.from_json(value)
        half = value["private"]
        seed = (
            unb64url(half)
            if isinstance(half, str)
            else unseal(half, ask(path.name), canonical(public.to_json()))
        )
        derived = seed and Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    except (ValueError, KeyError, TypeError, Broken) as e:
        raise _no_key_file(where) from e
    if seed is None:
        raise Refused(
            "passphrase-wrong",
            say("the passphrase does not open this key"),
            hint=say("`HOLDFIRE_PASSPHRASE`, or `HOLDFIRE_PASSPHRASE_FILE`, or type it"),
            where=where,
        )
    if derived != public.raw:
        raise BadInput("key-file", say("the two halves of the key do not belong together"), where=where)
    return PrivateKey(public, seed)


def load_public(path: Path) -> PublicKey:
    """Read the public half out of a key file or a `.pub` file; NotFound `key-missing`, BadInput `key-file`."""
    try:
        return PublicKey.from_json(_read(path))
    except Broken as e:
        raise _no_key_file(Where(str(path))) from e


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError as e:
        raise NotFound(
            "key-missing",
            say("no such key file"),
            hint=say("`holdfire key new` makes one"),
            where=Where(str(path)),
        ) from e
    except ValueError as e:
        raise _no_key_file(Where(str(path))) from e


def _no_key_file(where: Where) -> BadInput:
    return BadInput("key-file", say("this is not a Holdfire key file"), where=where)
