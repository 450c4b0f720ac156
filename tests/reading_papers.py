"""Papers as whoever holds one reads them: its words in one line, its headings, its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import as_text
from holdfire.bulletins.document import Blank, Heading, List, Pairs, Table
from holdfire.bulletins.runs import Voice

if TYPE_CHECKING:
    from holdfire.bulletins.document import Block, Document

ENGLISH = Voice("en")


def flat(document: Document, language: str = "en") -> str:
    """All its words, with one space between them."""
    return " ".join(as_text.text(document, language).split())


def part(document: Document, heading: str) -> list[Block]:
    """The blocks between a heading and the next one of its level or above."""
    out: list[Block] = []
    level = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            if level and block.level <= level:
                break
            if ENGLISH.plain(block.text) == heading:
                level = block.level
                continue
        if level:
            out.append(block)
    assert level, heading
    return out


def pairs(blocks: list[Block]) -> dict[str, str]:
    """Every label with its value."""
    return {
        ENGLISH.plain(label): ENGLISH.plain(value)
        for b in blocks
        if isinstance(b, Pairs)
        for label, value in b.rows
    }


def rows(blocks: list[Block], n: int = 0) -> list[tuple[str, ...]]:
    """The rows of the nth table."""
    table = [b for b in blocks if isinstance(b, Table)][n]
    return [tuple(ENGLISH.plain(cell) for cell in row) for row in table.rows]


def headings(document: Document) -> list[str]:
    """Its headings, in order."""
    return [ENGLISH.plain(b.text) for b in document.blocks if isinstance(b, Heading)]


def heads(blocks: list[Block]) -> list[list[str]]:
    """The heads of each table's columns."""
    return [[ENGLISH.plain(c.name) for c in b.columns] for b in blocks if isinstance(b, Table)]


def blanks(document: Document) -> list[str]:
    """What one has to fill in by hand."""
    return [ENGLISH.plain(b.label) for b in document.blocks if isinstance(b, Blank)]


def items(blocks: list[Block]) -> list[str]:
    """The items of its lists."""
    return [ENGLISH.plain(i) for b in blocks if isinstance(b, List) for i in b.items]
