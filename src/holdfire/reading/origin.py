"""Whose observation a report really is: copies and rewrites of one story found across outlets, and joined. Pure.

Three outlets that carry one agency's story are three sources and one origin. A join says why.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from holdfire.reading.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

METHOD = "origin-1"
WORDS = 4
"""Words of a shingle."""

HASHES = 96
BANDS = 32
"""MinHash values, and the bands of `HASHES // BANDS` of them; two texts that share a band are compared."""

COPY = 0.5
"""Share of the smaller text's shingles that stands in the other for it to be a copy or shortening."""

QUOTE_WORDS = 8
QUOTES = 2
"""Words of a quotation that counts, and how many two texts must share to be one story's rewrites."""

CREDITED = 0.2
"""Share of shingles that is enough where both credit the same agency."""

_QUOTE = re.compile(r"\"([^\"]{20,600})\"")


@dataclass(frozen=True, slots=True)
class Story:
    """A report's words with what its page credits: `agency` from a dateline or credit line, empty where none is."""

    id: str
    source: str
    text: str
    agency: str = ""
    published: str = ""


class Joined(NamedTuple):
    """Two stories of one origin: by `copy` or `credit` with a `share` of words, or by a number of `quotations`."""

    one: str
    other: str
    reason: str
    share: float


class Origin(NamedTuple):
    """Stories of one origin: the agency if they credit one, else the earliest's source; with the joins behind it."""

    name: str
    stories: tuple[str, ...]
    joins: tuple[Joined, ...]


def origins(stories: Sequence[Story]) -> list[Origin]:
    """Group stories by origin, each in one group, in the order of their first stories.

    Two are joined where the smaller shares half of its four-word shingles with the other (`copy`), where both hold two
    quotations of eight words or more (`quotations`), or where both credit one agency and share a fifth (`credit`).
    Candidates come from MinHash bands (Broder 1997) and shared quotations, so that not all pairs are compared. Of texts
    below one shingle none is joined.
    """
    shingles = {s.id: _shingles(s.text) for s in stories}
    quotes = {s.id: _quotations(s.text) for s in stories}
    by_id = {s.id: s for s in stories}
    joins = [
        found
        for one, other in sorted(_candidates(stories, shingles, quotes))
        if (found := _joined(by_id[one], by_id[other], shingles, quotes))
    ]
    return _groups(stories, joins)


def _joined(
    one: Story, other: Story, shingles: dict[str, frozenset[int]], quotes: dict[str, frozenset[str]]
) -> Joined | None:
    a, b = shingles[one.id], shingles[other.id]
    share = len(a & b) / min(len(a), len(b)) if a and b else 0.0
    shared = len(quotes[one.id] & quotes[other.id])
    if share >= COPY:
        return Joined(one.id, other.id, "copy", round(share, 3))
    if shared >= QUOTES:
        return Joined(one.id, other.id, "quotations", float(shared))
    if one.agency and one.agency == other.agency and share >= CREDITED:
        return Joined(one.id, other.id, "credit", round(share, 3))
    return None


def _shingles(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", fold(text).text)
    runs = (" ".join(words[n : n + WORDS]) for n in range(len(words) - WORDS + 1))
    return frozenset(int.from_bytes(hashlib.blake2b(r.encode(), digest_size=8).digest()) for r in runs)


def _quotations(text: str) -> frozenset[str]:
    found = (" ".join(re.findall(r"\w+", m[1])) for m in _QUOTE.finditer(fold(text).text))
    return frozenset(q for q in found if len(q.split()) >= QUOTE_WORDS)


def _candidates(
    stories: Iterable[Story], shingles: dict[str, frozenset[int]], quotes: dict[str, frozenset[str]]
) -> set[tuple[str, str]]:
    buckets: defaultdict[object, list[str]] = defaultdict(list)
    for story in stories:
        for band in _bands(shingles[story.id]):
            buckets[band].append(story.id)
        for quote in quotes[story.id]:
            buckets[quote].append(story.id)
        if story.agency:
            buckets[story.agency, story.published].append(story.id)
    return {
        (min(a, b), max(a, b))
        for ids in buckets.values()
        for n, a in enumerate(ids[:MOST])
        for b in ids[n + 1 : MOST]
        if a != b
    }


MOST = 200
"""Stories of one bucket that are compared with one another."""

_PRIME = (1 << 61) - 1
_COEFFICIENTS = [
    (
        int.from_bytes(hashlib.sha256(b"a%d" % n).digest()[:7]),
        int.from_bytes(hashlib.sha256(b"b%d" % n).digest()[:7]),
    )
    for n in range(HASHES)
]


def _bands(shingles: frozenset[int]) -> Iterator[tuple[int, ...]]:
    if not shingles:
        return
    least = [min((a * x + b) % _PRIME for x in shingles) for a, b in _COEFFICIENTS]
    rows = HASHES // BANDS
    for n in range(BANDS):
        yield (n, *least[n * rows : (n + 1) * rows])


def _groups(stories: Sequence[Story], joins: Sequence[Joined]) -> list[Origin]:
    leader = {s.id: s.id for s in stories}

    def top(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for j in joins:
        a, b = sorted((top(j.one), top(j.other)))
        leader[b] = a
    members: defaultdict[str, list[Story]] = defaultdict(list)
    for s in stories:
        members[top(s.id)].append(s)
    return [
        Origin(_named(group), tuple(s.id for s in group), tuple(j for j in joins if top(j.one) == head))
        for head, group in members.items()
    ]


def _named(group: Sequence[Story]) -> str:
    agencies = sorted({s.agency for s in group if s.agency})
    if len(agencies) == 1:
        return agencies[0]
    return min(group, key=lambda s: (s.published or "9999", s.id)).source
