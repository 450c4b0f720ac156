"""The one error tree.

A class says what sort of trouble it is, and is mapped here, once, to an HTTP status and an exit status.
An instance has a stable `code` (listed in `docs/errors.md`, which a test compares with the source), plain
words, where the trouble is, and what to do. Errors never carry a report's words or a person's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfire.words import Words


@dataclass(frozen=True, slots=True)
class Where:
    """A place in somebody's input: file, row or line (both count from 1), field; any may be unknown."""

    file: str = ""
    row: int | None = None
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """Write it as `file:line, row n, field f`, leaving out what is unknown."""
        head = self.file + (f":{self.line}" if self.line is not None else "")
        parts = [
            head,
            f"row {self.row}" if self.row is not None else "",
            f"field {self.field}" if self.field else "",
        ]
        return ", ".join(p for p in parts if p)


NOWHERE = Where()


class HoldfireError(Exception):
    """Whatever Holdfire refuses or finds broken. Raised through its subclasses only."""

    http: ClassVar[int] = 500
    exit: ClassVar[int] = 1

    def __init__(self, code: str, words: Words, *, hint: Words | None = None, where: Where = NOWHERE) -> None:
        super().__init__(code)
        self.code, self.words, self.advice, self.where = code, words, hint, where

    @property
    def message(self) -> str:
        """The words, in English."""
        return str(self.words)

    @property
    def hint(self) -> str:
        """What to do, in English; empty where there is nothing to say."""
        return str(self.advice or "")

    def __reduce__(self) -> tuple[Callable[..., HoldfireError], tuple[object, ...]]:
        """Let one process hand it whole to another."""
        return partial(type(self), hint=self.advice, where=self.where), (self.code, self.words)

    def __str__(self) -> str:
        """Write code, place, words and hint in one line."""
        place = str(self.where)
        return f"{self.code}: {place + ': ' if place else ''}{self.message}" + (
            f" ({self.hint})" if self.hint else ""
        )


class BadInput(HoldfireError):
    """What was given cannot be used as it is."""

    http, exit = 400, 2


class NotFound(HoldfireError):
    """No such thing in this book, or no such file."""

    http, exit = 404, 3


class Conflict(HoldfireError):
    """It would be right elsewhere or earlier: it exists already, or its ground has moved."""

    http, exit = 409, 4


class Refused(HoldfireError):
    """The rules, or the key used, do not allow it."""

    http, exit = 403, 5


class Stranger(HoldfireError):
    """Whoever asks has not said who they are, or not in a way that holds."""

    http, exit = 401, 9


class Broken(HoldfireError):
    """The record does not hold together: something was changed, lost or forged."""

    http, exit = 500, 6


class Unavailable(HoldfireError):
    """A part that this needs is not installed or does not answer."""

    http, exit = 501, 7


class TooMany(HoldfireError):
    """It was tried too often; the message says how long to wait."""

    http, exit = 429, 8


class Waits(HoldfireError):
    """It was signed and is kept, and waits until the log can be reached."""

    http, exit = 202, 10
    put: tuple[str, ...] = ()
    """What waits, by the SHA-256 of each payload."""
