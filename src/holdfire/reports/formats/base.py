"""What every format shares: what a reader yields, and how lines are read without holding a file in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from holdfire.errors import BadInput, Where
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from holdfire.reports.model import Caution, Report, Tally

MAX_ROW = 16 * 2**20
"""The longest row or page taken, in bytes (in characters for a CSV line)."""


class Row(NamedTuple):
    """One report or tally as it came in.

    `number` is its row in the file, counted from 1 as a spreadsheet would (a table's header is row 1, a
    page is row 1, a line of JSON is its line). `raw` is the exact bytes of the row without its line end,
    or of the page; its SHA-256 is the value's `original`. A workbook's row has no bytes of its own: see
    `formats.excel`.
    """

    number: int
    raw: bytes
    value: Report | Tally
    warnings: tuple[Caution, ...] = ()


class Bad(NamedTuple):
    """One row that did not come in, and why."""

    number: int
    error: BadInput


@dataclass(slots=True)
class Found:
    """Where the row at hand stands, and the cautions gathered while it is read."""

    file: str
    row: int
    line: int | None = None
    cautions: list[Caution] = field(default_factory=list)

    def where(self, field: str = "") -> Where:
        """Return the place of a field of this row."""
        return Where(self.file, self.row, self.line, field)

    def bad(self, error: BadInput) -> Bad:
        """Say of this row that it is bad: `error` knows the field."""
        where = self.where(error.where.field)
        return Bad(self.row, BadInput(error.code, error.words, hint=error.advice, where=where))


def digest(raw: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return sha256(raw).hexdigest()


def too_long() -> BadInput:
    """Return the error for a row or page above `MAX_ROW`."""
    return BadInput("row-too-long", say("the row is longer than {value} MiB", value=MAX_ROW // 2**20))


def lines(stream: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each line with its end, and whether it was cut at `MAX_ROW`; what is cut off is read past."""
    while line := stream.readline(MAX_ROW + 1):
        cut = len(line) > MAX_ROW
        rest = line
        while cut and rest and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_ROW)
        yield line, cut
