"""Closed fields: the entry holds their digests, the values stand beside it (SD-JWT, RFC 9901, section 4.2)."""

from __future__ import annotations

import base64
import os
import re
from binascii import b2a_base64
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from holdfire.errors import Broken
from holdfire.record.encoding import Json, b64url
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT = 18
"""Bytes of fresh randomness in each disclosure: 144 bits, which are 24 letters of base64url."""

LETTERS = 24

LEAST = 128
"""Bits of salt that a disclosure must have (RFC 9901, section 4.2.1)."""

_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
"""A SHA-256 in base64url."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_TO_URL = bytes.maketrans(b"+/", b"-_")


def close(fields: Mapping[str, Json]) -> tuple[list[str], str]:
    """Turn fields into their sorted digests and their disclosures, joined by `~`."""
    salts = b64url(os.urandom(SALT * len(fields)))
    made = [
        b64url(_encode([salts[i * LETTERS : (i + 1) * LETTERS], name, value]))
        for i, (name, value) in enumerate(fields.items())
    ]
    return sorted(digest(d) for d in made), "~".join(made)


def digest(disclosure: str) -> str:
    """Digest one disclosure: base64url of the SHA-256 of its ASCII."""
    return b64url(sha256(disclosure.encode()).digest())


def split(joined: str) -> list[str]:
    """Take an entry's disclosures apart."""
    return joined.split("~") if joined else []


def read(joined: str) -> dict[str, Json]:
    """Read the names and values of an entry's disclosures.

    Broken `disclosure-malformed`, and `disclosure-twice` where two go under one name.
    """
    parts = [_parts(text) for text in split(joined)]
    out = dict(parts)
    if len(out) != len(parts):
        raise Broken("disclosure-twice", say("an entry has two values of one name"))
    return out


def check(joined: str, digests: list[str]) -> int:
    """Check each disclosure present against the entry's digests; return how many are absent.

    Broken `digest-order` (unsorted or listed twice), `digest-malformed`, `disclosure-foreign` (no such digest).
    """
    present = joined.encode().split(b"~") if joined else []
    found = _digests(present)
    if found == digests and len(found) == len(present):
        return 0
    if digests != sorted(set(digests)):
        raise Broken("digest-order", say("the digests of an entry are unsorted, or one is listed twice"))
    if not all(map(_DIGEST.fullmatch, digests)):
        raise Broken("digest-malformed", say("a digest in an entry is not 43 letters of base64url"))
    if len(found) != len(present) or not set(found).issubset(digests):
        raise Broken("disclosure-foreign", say("a value beside an entry does not match a digest in it"))
    return len(digests) - len(present)


def _digests(disclosures: list[bytes]) -> list[str]:
    """Digest them all, sorted, each once; in one go, for `check` spends its time here."""
    lines = b"".join([b2a_base64(sha256(d).digest()) for d in disclosures])
    return sorted(set(lines.translate(_TO_URL).decode().split("=\n")[:-1]))


def _parts(text: str) -> tuple[str, Json]:
    try:
        salt, name, value = _decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if len(salt) * 6 < LEAST or type(name) is not str:
            raise ValueError("short salt, or no name")
    except (ValueError, TypeError, AttributeError) as e:
        raise Broken("disclosure-malformed", say("a value beside an entry cannot be read")) from e
    return name, value
