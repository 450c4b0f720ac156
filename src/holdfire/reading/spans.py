"""Where names stand in a report's words: spans to light, found by exact folding and never by likeness. Pure.

A span says that the words name what was coded, and nothing more: whoever coded the report may have had other grounds.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Span(NamedTuple):
    """Characters `[start, end)` of a text that name what stands in a slot of its coding."""

    start: int
    end: int
    slot: str


class Piece(NamedTuple):
    """A part of a text, and the slots that it is a span of: none for what lies between."""

    text: str
    slots: tuple[str, ...]


def find(text: str, wanted: Mapping[str, Iterable[str]]) -> list[Span]:
    """Find every place where a name of a slot stands in a text, whole words in a row; `wanted` is {slot: names}.

    Words are compared as `holdfire.agreement.names.fold` writes them, so that case, marks, variants of a letter and
    punctuation make no difference, and nothing else is overlooked.
    """
    words = [(start, end, fold(text[start:end])) for start, end in _words(text)]
    words = [w for w in words if w[2]]
    found = set()
    for slot, names in wanted.items():
        for name in {tuple(fold(n).split()) for n in names} - {()}:
            found |= {Span(a, b, slot) for a, b in _runs(words, name)}
    return sorted(found)


def _runs(words: list[tuple[int, int, str]], name: tuple[str, ...]) -> Iterable[tuple[int, int]]:
    for n in range(len(words) - len(name) + 1):
        part = words[n : n + len(name)]
        if all(word == want for (_, _, word), want in zip(part, name, strict=True)):
            yield part[0][0], part[-1][1]


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut a text at the ends of its spans; put together the pieces are the text."""
    held = list(spans)
    cuts = sorted({0, len(text), *(n for s in held for n in s[:2])})
    return [
        Piece(text[a:b], tuple(sorted({s.slot for s in held if s.start <= a and b <= s.end})))
        for a, b in pairwise(cuts)
    ]


def _words(text: str) -> Iterable[tuple[int, int]]:
    """Part a text where a character stands that folding makes a space."""
    first = None
    for n in range(len(text) + 1):
        inside = n < len(text) and _inside(text[n])
        if inside and first is None:
            first = n
        elif not inside and first is not None:
            yield first, n
            first = None


@lru_cache(maxsize=4096)
def _inside(char: str) -> bool:
    return " " not in fold(f"a{char}b")
