"""Cursors: where a list goes on, as a text that means nothing to anybody else. Pure.

A cursor holds the record's size and the time by which clocks were read, so that pages do not shift while the log
grows; a digest of the list and its filters, so that it goes on in no other; and what the last row is ordered by.
"""

from __future__ import annotations

import binascii
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfire.errors import BadInput, Where
from holdfire.record.encoding import b64url, sha256_hex, unb64url
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 2_000
MOST = 1 << 62
END = 253_402_300_800_000_000
"""The end of the year 9999, UTC microseconds."""


class Cursor(NamedTuple):
    """Behind which row, by its key, of which list, at which size, read at what time (UTC microseconds)."""

    size: int
    now: int
    of: str
    key: tuple[int | str | None, ...]

    def __str__(self) -> str:
        """Write it for an address."""
        return b64url(json.dumps([self.size, self.now, self.of, *self.key], separators=(",", ":")).encode())

    def demand(self, of: str, form: Sequence[tuple[type, ...]]) -> tuple[Any, ...]:
        """Give the key, if it is one of this list and of this form; BadInput `cursor-malformed`."""
        fits = len(self.key) == len(form) and all(map(_fits, self.key, form))
        if self.of != of or not fits:
            raise malformed()
        return self.key


def parse(text: str) -> Cursor | None:
    """Read what `Cursor` wrote; None if it is empty; BadInput `cursor-malformed`."""
    if not text:
        return None
    try:
        size, now, of, *key = json.loads(unb64url(text[:LONGEST]))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise malformed() from None
    numbers = type(size) is int and type(now) is int and 0 <= now < END
    if not (numbers and isinstance(of, str)):
        raise malformed()
    return Cursor(size, now, of, tuple(key))


def digest(path: str, given: Sequence[tuple[str, str]]) -> str:
    """Name a list with its filters."""
    return sha256_hex(json.dumps([path, sorted(given)]).encode())[:12]


def malformed() -> BadInput:
    """Say that a cursor is none of this list."""
    return BadInput(
        "cursor-malformed",
        say("that is no place in a list of what was found"),
        hint=say("begin at its first page"),
        where=Where(field="cursor"),
    )


def _fits(value: object, allowed: tuple[type, ...]) -> bool:
    if type(value) is int:
        return int in allowed and 0 <= value + MOST <= 2 * MOST
    return type(value) in allowed and (not isinstance(value, str) or _sound(value))


def _sound(text: str) -> bool:
    """Tell whether a text can be asked for: no NUL, no half of a surrogate pair."""
    return "\0" not in text and text.isprintable()
