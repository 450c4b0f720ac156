"""Words and marks as the terms of an index, and a query as a condition on them. Pure.

A thing is found by the set of its terms: every word, folded; every two words beside each other (`a_b`), by which
phrases are found; and marks (`#...`) by which it is filtered. So each engine's index need hold nothing but sets, and
both find the same.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.names import fold
from holdfire.errors import BadInput
from holdfire.record.encoding import EPOCH, sha256_hex
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from holdfire.search.model import Box, Query

LONGEST = 64
"""Letters of a word that count: a longer one is known by its first."""
MOST_WORDS = 32
"""Words of a query."""
MOST_BYTES = 200_000
"""Of a thing's folded words in UTF-8, which is what PostgreSQL's `tsvector` can hold with every pair of them."""
LETTERS = 2_000
"""Of a query."""
MANY = "report"
"""The kind that most things are of: its mark would part few from the rest, so that for it alone rows are asked."""
RELEASED = "#i:all"
"""Marks a report whose words were released."""
EXTRACT = "#x:"
"""Begins the terms of extracts. No word begins so: folding leaves letters and digits."""
SPANS, CELLS = 4, 9
"""Spans of time, and cells, that a query asks for at most: an index is slow to ask for one of many.

Of the finest that are so few; the exact condition on the thing's own time and place decides among what they let pass.
"""
SIZES = (10.0, 3.0, 1.0, 0.3, 0.1)
"""Degrees that the sides of a cell have, coarsest first."""
LONG = 40
"""Spans of one length that a thing is marked with at most; past that it has a mark for being long."""
_DAY = 86_400_000_000
_JOINED = re.compile("\\S*\\S\u200c\\S\\S*")
_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')


class Need(NamedTuple):
    """What the terms of a thing must be: one of each set; `near` where its words stand beside each other.

    `phrases` are folded phrases of three words and more, which a thing's words must hold as such: not those with a
    joiner, for which every two words beside each other must do.
    """

    sets: tuple[frozenset[str], ...]
    near: tuple[frozenset[str], ...]
    phrases: tuple[str, ...]


def folded(lines: Iterable[str]) -> str:
    """Fold a thing's lines, each between two spaces, up to `MOST_BYTES`."""
    text = "\n".join(f" {f} " for f in map(fold, lines) if f)
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


def terms(lines: Iterable[str], text: str) -> set[str]:
    """Give the terms of a thing's words; `text` is what `folded` gave for its lines."""
    found: set[str] = set()
    for line in text.split("\n"):
        words = [w[:LONGEST] for w in line.split()]
        found.update(words)
        found.update(map("_".join, pairwise(words)))
    for line in lines:
        if "\u200c" in line:
            found.update(w[:LONGEST] for chunk in _JOINED.findall(line) for w in _joined(chunk))
    return found


def _joined(chunk: str) -> list[str]:
    """Fold words whose parts a zero-width joiner joins as those write them who join them in full."""
    return fold(chunk.replace("\u200c", "")).split()


def extracted(lines: Sequence[str]) -> set[str]:
    """Give the terms by which a thing is found by its extract: those of its words, under a mark of their own."""
    return {f"{EXTRACT}{term}" for term in terms(lines, folded(lines))}


def of_extract(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Ask for the words of extracts instead of those of things; marks stay as they are."""
    return tuple(
        frozenset(term if term.startswith("#") else f"{EXTRACT}{term}" for term in found) for found in sets
    )


def need(query: Query) -> Need:
    """Say what a query asks of terms; BadInput `query-wordless`, `query-too-long`."""
    runs = list(_runs(query.words))
    words = [word for run in runs for word in run]
    if query.words.strip() and not words:
        raise BadInput(
            "query-wordless",
            say("there is no word in what is looked for"),
            hint=say("a word has letters or digits"),
        )
    if len(query.words) > LETTERS or len(words) > MOST_WORDS:
        raise BadInput(
            "query-too-long",
            say("what is looked for is too long"),
            hint=say("at most {n} words", n=MOST_WORDS),
        )
    pairs = [_pairs(run) for run in runs]
    sets = [found for word in words for found in _spellings(word)] + [
        pair for found in pairs for pair in found
    ]
    near = _pairs(words) if len(runs) > 1 else []
    phrases = [f" {' '.join(run)} " for run in runs if len(run) > 2 and "\u200c" not in "".join(run)]
    return Need(tuple(dict.fromkeys([*sets, *_filters(query)])), tuple(near), tuple(phrases))


def _runs(text: str) -> Iterator[list[str]]:
    """Give each phrase, and each word outside of phrases, as a run of words; a joiner stays in its word."""
    for n, part in enumerate(_QUOTED.split(text[: LETTERS + 1])):
        words = [w for chunk in part.split() for w in _split(chunk)]
        if n % 2 and words:
            yield words
        elif not n % 2:
            yield from ([word] for word in words)


def _split(chunk: str) -> list[str]:
    """Fold a chunk into words; the parts of one with a joiner stay together."""
    out: list[str] = []
    for n, piece in enumerate(chunk.strip("\u200c").split("\u200c")):
        words = fold(piece).split()
        if n and out and words:
            out[-1] += "\u200c" + words.pop(0)
        out += words
    return out


def _spellings(word: str) -> list[frozenset[str]]:
    """Give the terms that a word is found under: itself, or joined and apart where it has a joiner."""
    parts = [p[:LONGEST] for p in word.split("\u200c")]
    if len(parts) == 1:
        return [frozenset(parts)]
    return [frozenset((_as_one(word), f"{a}_{b}")) for a, b in pairwise(parts)]


def _as_one(word: str) -> str:
    return word.replace("\u200c", "")[:LONGEST]


def _pairs(words: list[str]) -> list[frozenset[str]]:
    """Give the terms of every two words beside each other, whether those with a joiner are written joined or apart."""
    return [
        frozenset(
            f"{x}_{y}"
            for x in {_as_one(a), a.rpartition("\u200c")[2][:LONGEST]}
            for y in {_as_one(b), b.partition("\u200c")[0][:LONGEST]}
        )
        for a, b in pairwise(words)
    ]


def _filters(query: Query) -> Iterator[frozenset[str]]:
    if query.kind and query.kind != MANY:
        yield frozenset((kind_mark(query.kind),))
    if query.status:
        yield frozenset((status_mark(query.status),))
    if query.actors:
        yield frozenset(map(actor_mark, query.actors))
    if query.places:
        yield frozenset(map(place_mark, query.places))
    if query.start is not None and query.end is not None:
        yield from _time_filter(query.start, query.end)
    if query.box:
        yield from _box_filter(query.box)


def status_mark(key: str) -> str:
    """Mark a status."""
    return f"#s:{key.lower()}"


def actor_mark(name: str) -> str:
    """Mark an actor by a name or an id."""
    return f"#a:{_one(name)}"


def place_mark(name: str) -> str:
    """Mark a place by a name."""
    return f"#p:{_one(name)}"


def intake_mark(intake: str) -> str:
    """Mark the intake that received a report, exactly: two that are spelled alike stay two."""
    return f"#i:{sha256_hex(intake.encode())[:32]}"


def kind_mark(kind: str) -> str:
    """Mark a kind of thing."""
    return f"#k:{kind}"


def _one(name: str) -> str:
    return fold(name).replace(" ", "_")[:LONGEST]


def time_marks(start: int | None, end: int | None) -> set[str]:
    """Mark the days, weeks, months, quarters and years (UTC) that an interval touches."""
    if start is None or end is None:
        return set()
    return {
        f"#{length}:{n}"
        for length, numbers in _spans(start, end)
        for n in (numbers if len(numbers) <= LONG else ("long",))
    }


def _time_filter(start: int, end: int) -> Iterator[frozenset[str]]:
    for length, numbers in _spans(start, end):
        if len(numbers) <= SPANS:
            yield frozenset(f"#{length}:{n}" for n in (*numbers, "long"))
            return


def _spans(start: int, end: int) -> Iterator[tuple[str, range]]:
    """Number the days, weeks, months, quarters and years that an interval touches."""
    first, last = start // _DAY, max(start, end - 1) // _DAY
    yield "d", range(first, last + 1)
    yield "w", range(first // 7, last // 7 + 1)
    first, last = _month(first), _month(last)
    for length, months in (("m", 1), ("q", 3), ("y", 12)):
        yield length, range(first // months, last // months + 1)


@lru_cache(maxsize=4096)
def _month(day: int) -> int:
    when = EPOCH + dt.timedelta(days=day)
    return when.year * 12 + when.month - 1


def cell_marks(lon: float | None, lat: float | None) -> set[str]:
    """Mark the cells, of each size, in which a point lies."""
    if lon is None or lat is None:
        return set()
    return {f"#c{n}:{math.floor(lon / size)}:{math.floor(lat / size)}" for n, size in enumerate(SIZES)}


def _box_filter(box: Box) -> Iterator[frozenset[str]]:
    """Ask for the cells that a box touches, of the finest size of which they are few."""
    spans = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
    for n, size in reversed(list(enumerate(SIZES))):
        columns = [x for west, east in spans for x in _steps(west, east, size)]
        rows = _steps(box.south, box.north, size)
        if len(columns) * len(rows) <= CELLS:
            yield frozenset(f"#c{n}:{x}:{y}" for x in columns for y in rows)
            return


def _steps(low: float, high: float, size: float) -> range:
    return range(math.floor(low / size), math.floor(high / size) + 1)
