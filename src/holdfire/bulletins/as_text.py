"""A document as plain text, for e-mail, paper in a hurry and the radio room."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING

from holdfire.bulletins.document import (
    EXERCISE,
    Blank,
    Heading,
    List,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Sign,
    Table,
    ground_words,
)
from holdfire.bulletins.letters import wide
from holdfire.bulletins.runs import BREAKS, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.bulletins.document import Block, Cell, Column, Document

WIDTH = 78
GAP = "  "
NARROW, LEAST = 14, 20
"""Letters to which a column's head may be wrapped, and to which the heads of the rows may."""


def text(document: Document, locale: str = "en") -> str:
    """Set a document in lines of at most 78 letters where words allow it; a table too wide, as labels and values."""
    voice = Voice(locale)
    parts = [_wrapped(voice, EXERCISE)] if document.exercise else []
    parts += [_wrapped(voice, document.mark)] if document.mark else []
    parts.append(_underlined(voice, document.title, "="))
    parts.append("\n".join(_wrapped(voice, words) for words in ground_words(document.ground)))
    parts += [_block(voice, b) for b in document.blocks]
    return "\n\n".join(p for p in parts if p) + "\n"


def _block(voice: Voice, block: Block) -> str:
    out = ""
    match block:
        case Heading(words, level):
            out = _underlined(voice, words, "-") if level == 1 else _wrapped(voice, words)
        case Paragraph(words):
            out = _wrapped(voice, words)
        case Note(words, kind):
            out = _wrapped(voice, words, "! " if kind == "warning" else "")
        case List(items, numbered):
            marks = [f"{voice.plain(n)}. " if numbered else "- " for n, _ in enumerate(items, 1)]
            out = "\n".join(_wrapped(voice, i, m) for m, i in zip(marks, items, strict=True))
        case Pairs(rows):
            out = "\n".join(_wrapped(voice, value, f"{voice.plain(label)}: ") for label, value in rows)
        case Table():
            out = _table(voice, block)
        case Sign(lines):
            out = "\n\n".join(f"\n{'_' * 30}\n{_wrapped(voice, line)}" for line in lines)
        case Blank(label, lines):
            out = _wrapped(voice, label) + f"\n{'_' * WIDTH}" * lines
        case PageBreak():
            pass
    return out


def _wrapped(voice: Voice, cell: Cell, first: str = "") -> str:
    """Wrap a text behind a mark or label; the lines of data stay lines."""
    rest = " " * min(4, len(first))
    out: list[str] = []
    for line in BREAKS.split(_said(voice, cell))[::2]:
        found = textwrap.wrap(
            line,
            WIDTH,
            initial_indent=rest if out else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        out += found or [(rest if out else first).rstrip()]
    return "\n".join(out)


def _said(voice: Voice, cell: Cell) -> str:
    """Put a text into the language, a link's address behind it."""
    out = ""
    for run in voice.runs(cell):
        out += voice.isolated(run.text) if run.data else run.text
        out += f" <{run.url}>" if run.url not in {"", run.text} else ""
    return out


def _underlined(voice: Voice, cell: Cell, mark: str) -> str:
    words = _wrapped(voice, cell)
    return f"{words}\n{mark * max(map(wide, words.splitlines()), default=0)}"


def _table(voice: Voice, table: Table) -> str:
    head = [_cell(voice, c.name) + (f" ({_cell(voice, c.unit)})" if c.unit else "") for c in table.columns]
    rows = [[_cell(voice, x) for x in row] for row in (*table.rows, *table.foot)]
    widths = [_column(name, [row[j] for row in rows]) for j, name in enumerate(head)]
    spare = WIDTH - sum(widths[1:]) - len(GAP) * (len(widths) - 1)
    fits = spare >= (min(widths[0], LEAST) if all(c.numeric for c in table.columns[1:]) else widths[0])
    widths[0] = min(widths[0], spare)
    body = _aligned(table.columns, head, rows, widths) if fits else _listed(head, rows)
    return (_wrapped(voice, table.caption) + "\n\n" if table.caption else "") + body


def _column(head: str, cells: list[str]) -> int:
    """Give a column the width of its widest cell; its head may be set in several lines."""
    longest = max(map(wide, head.split()), default=0)
    return max(*map(wide, cells), min(wide(head), max(longest, NARROW)), 1)


def _cell(voice: Voice, cell: Cell) -> str:
    return " ".join(BREAKS.sub(" ", _said(voice, cell)).split())


def _aligned(columns: tuple[Column, ...], head: list[str], rows: list[list[str]], widths: list[int]) -> str:
    def padded(row: Iterable[str]) -> str:
        cells = zip(columns, row, widths, strict=True)
        spaced = (" " * (w - wide(x)) + x if c.numeric else x + " " * (w - wide(x)) for c, x, w in cells)
        return GAP.join(spaced).rstrip()

    def lines(row: list[str]) -> Iterable[Iterable[str]]:
        wrapped = ([x] if wide(x) <= w else textwrap.wrap(x, w) for x, w in zip(row, widths, strict=True))
        return zip_longest(*wrapped, fillvalue="")

    body = (line for row in rows for line in lines(row))
    return "\n".join(map(padded, (*lines(head), ["-" * w for w in widths], *body)))


def _listed(head: list[str], rows: list[list[str]]) -> str:
    return "\n\n".join("\n".join(f"{name}: {x}" for name, x in zip(head, row, strict=True)) for row in rows)
