"""How much room words take, counted in letters: for columns that have to be laid out before they are set."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.bulletins.document import Table
    from holdfire.bulletins.runs import Voice

LONGEST_WORD = 24
"""Letters beyond which a word may be broken."""
PAD = 2
"""Letters that part a column from the next."""


def wide(text: str) -> int:
    """Count the letters that take room: no controls and no marks above or below another."""
    if text.isascii():
        return len(text)
    return sum(unicodedata.category(c) not in {"Cf", "Mn", "Me"} for c in text)


def widths(voice: Voice, table: Table, room: int) -> list[int]:
    """Give each column of a table its letters, of a line that has `room` of them.

    A column has what its widest cell asks for; where they ask for too much, the widest give way, to their longest word.
    """
    heads = [f"{voice.plain(c.name)}\n{voice.plain(c.unit)}" for c in table.columns]
    body = zip(*table.rows, *table.foot, strict=True) if table.rows or table.foot else [()] * len(heads)
    cells = [{voice.plain(cell) for cell in column} for column in body]
    least = [
        min(LONGEST_WORD, _most([head, *own], None)) + PAD for head, own in zip(heads, cells, strict=True)
    ]
    asked = [max(few, _most([*own], "\n") + PAD) for few, own in zip(least, cells, strict=True)]
    most = max(asked)
    while most > 1 and sum(_held(least, asked, most)) > room:
        most -= 1
    return _held(least, asked, most)


def _held(least: list[int], asked: list[int], most: int) -> list[int]:
    return [max(few, min(ask, most)) for few, ask in zip(least, asked, strict=True)]


def _most(texts: Iterable[str], parted: str | None) -> int:
    return max((wide(part) for text in texts for part in text.split(parted)), default=1)
