"""The lines of a thing in which words were found, as they stand in it, with the words marked. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from holdfire.agreement.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Pieces = tuple[tuple[str, bool], ...]

AROUND = 120
"""Letters shown before the first word found, and twice as many after it."""
LINES = 3
"""Lines shown of a thing."""
_CHUNK = re.compile(r"\S+")


def shown(lines: Sequence[str], words: str) -> tuple[Pieces, ...]:
    """Give up to `LINES` lines that hold words looked for, those with most of them first; else the first line."""
    wanted = frozenset(fold(words).split()) | frozenset(fold(words.replace("\u200c", "")).split())
    marked = [(line, list(_spans(line, wanted))) for line in lines]
    kinds = [len({fold(line[a:b]) for a, b in spans}) for line, spans in marked]
    best = sorted((n for n in range(len(lines)) if kinds[n]), key=lambda n: (-kinds[n], n))[:LINES]
    return tuple(_pieces(*marked[n]) for n in sorted(best) or range(min(1, len(lines))))


def _spans(line: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Find where words looked for stand in a line, each from its first letter or digit to its last."""
    for chunk in _CHUNK.finditer(line) if wanted else ():
        for start, end in _words(line, *chunk.span()):
            if not wanted.isdisjoint(_forms(line[start:end])):
                yield start, end


def _forms(word: str) -> set[str]:
    return {*fold(word).split(), *fold(word.replace("\u200c", "")).split()}


def _words(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a chunk where a character stands that folding makes a space, save a joiner."""
    first = None
    for n in range(start, end + 1):
        inside = n < end and _inside(line[n])
        if inside and first is None:
            first = n
        elif not inside and first is not None:
            yield first, n
            first = None


def _inside(char: str) -> bool:
    return char == "\u200c" or unicodedata.combining(char) > 0 or not fold(f"a{char}b").count(" ")


def _pieces(line: str, spans: Sequence[tuple[int, int]]) -> Pieces:
    """Cut a line to what stands around the first word found, in pieces that are looked for or not."""
    start = max(0, spans[0][0] - AROUND) if spans else 0
    stop = min(len(line), (spans[0][1] if spans else 0) + 2 * AROUND)
    out: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in spans:
        if last <= stop:
            out += [(line[at:first], False), (line[first:last], True)]
            at = last
    out += [(line[at:stop], False)] + ([("…", False)] if stop < len(line) else [])
    return tuple((text, found) for text, found in out if text)
