"""The lines of a thing in which words were found, as they stand in it, with the words marked. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
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
    wanted = frozenset(_forms(words))
    kinds = [len(wanted & _forms(line)) for line in lines] if wanted else []
    best = sorted((n for n, count in enumerate(kinds) if count), key=lambda n: (-kinds[n], n))[:LINES]
    return tuple(_pieces(lines[n], wanted) for n in sorted(best) or range(min(1, len(lines))))


def _forms(text: str) -> set[str]:
    """Fold text into words; those that a joiner parts also as one."""
    apart = set(fold(text).split())
    return apart | set(fold(text.replace("\u200c", "")).split()) if "\u200c" in text else apart


def _pieces(line: str, wanted: frozenset[str]) -> Pieces:
    """Cut a line to what stands around the first word found, in pieces that are looked for or not."""
    out: list[tuple[str, bool]] = []
    start, stop, at = 0, min(len(line), 3 * AROUND), 0
    for first, last in _spans(line, wanted):
        if not out:
            start = at = max(0, first - AROUND)
            stop = min(len(line), last + 2 * AROUND)
        if last > stop:
            break
        out += [(line[at:first], False), (line[first:last], True)]
        at = last
    ends = [("…", False)] if start else [], [("…", False)] if stop < len(line) else []
    return tuple((text, found) for text, found in (*ends[0], *out, (line[at:stop], False), *ends[1]) if text)


def _spans(line: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Find where words looked for stand in a line, each from its first letter or digit to its last."""
    for chunk in _CHUNK.finditer(line) if wanted else ():
        if wanted.isdisjoint(_forms(chunk[0])):
            continue
        for start, end in _words(line, *chunk.span()):
            if not wanted.isdisjoint(_forms(line[start:end])):
                yield start, end


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


@lru_cache(maxsize=4096)
def _inside(char: str) -> bool:
    return char == "\u200c" or " " not in fold(f"a{char}b")
