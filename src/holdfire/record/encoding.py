"""Bytes and text: base64url without padding, RFC 8785 canonical JSON, instants."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Json = Any
_TO_URL = bytes.maketrans(b"+/", b"-_")
_encode = msgspec.json.Encoder(order="sorted").encode


def b64url(data: bytes) -> str:
    """Encode as base64url without padding (RFC 7515, section 2)."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode()


def unb64url(text: str) -> bytes:
    """Decode what `b64url` wrote; ValueError if it is anything else."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64url(data) != text:
        raise ValueError("not base64url without padding")
    return data


def sha256_hex(data: bytes) -> str:
    """Hash as lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Json) -> bytes:
    """Write JSON in the one form of RFC 8785; ValueError on a fraction, or a name that is not ASCII.

    Without these two that form is what msgspec writes with sorted names, many times faster than an encoder in
    Python (a test compares it with the `rfc8785` package).
    """
    demand_plain(value)
    return _encode(value)


def demand_plain(value: Json) -> None:
    """Refuse fractions, whole numbers past 2^53 and names that are not ASCII."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int and abs(value) < 2**53:
        return
    if kind is dict and all(type(name) is str and name.isascii() for name in value):
        for item in value.values():
            demand_plain(item)
        return
    if kind is list:
        for item in value:
            demand_plain(item)
        return
    raise ValueError(f"{kind.__name__} cannot stand in a payload in this form")


@lru_cache(maxsize=8192)
def instant_text(micros: int) -> str:
    """Write UTC microseconds as ISO 8601 with zone: `2017-01-09T10:00:00.000000Z`."""
    return (EPOCH + timedelta(microseconds=micros)).isoformat(timespec="microseconds").replace("+00:00", "Z")


@lru_cache(maxsize=8192)
def parse_instant(text: str) -> int:
    """Read what `instant_text` wrote, in that form only; ValueError otherwise."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError("an instant needs its zone")
    micros = (when - EPOCH) // timedelta(microseconds=1)
    if instant_text(micros) != text:
        raise ValueError("not in the form 2017-01-09T10:00:00.000000Z")
    return micros


def strings(value: Json) -> Iterator[str]:
    """Yield every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
