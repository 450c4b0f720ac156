"""Finds in a sentence who says what, by the frames of a lexicon. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from holdfire.reading.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.reading.fold import Folded
    from holdfire.reading.lexicon import Frame, Lexicon

_RELATIVE = re.compile(r"\s(?:who|which|that|whose|который|которая|которые|الذي|التي|الذين)\s")
MOST_WORDS = 14
"""Words of a speaker's name and office at most; what is longer is no name."""

_EDGE = " \t\n,;:-\"'."
Part = tuple[int, int]


class Said(NamedTuple):
    """A frame that fits, and the parts of the folded sentence that fill its slots."""

    frame: Frame
    content: Part
    speaker: Part | None
    via: Part | None
    perp: Part | None
    cue: Part | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that says one thing: where it stands in the folded sentence, and its frame if it has one."""

    start: int
    end: int
    said: Said | None


def clauses(folded: Folded, lexicon: Lexicon) -> list[Clause]:
    """Cut a sentence where what follows a word such as "but" has a frame of its own, or says that nothing is sure."""
    return list(_cut(folded.text, 0, len(folded.text), lexicon))


def _cut(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Clause]:
    start = without_lead(text, start, end, lexicon)
    for m in lexicon.phrases["splits"].finditer(text, start + 8, end):
        if text.count('"', start, m.start()) % 2:
            continue
        after = without_lead(text, m.start(), end, lexicon)
        joined = lexicon.phrases["joins"].fullmatch(m.group())
        if joined and not _tells(text, start, m.start(), lexicon):
            continue
        if _stands(text, after, end, lexicon) or _acts(text, (start, m.start()), (after, end), lexicon):
            yield from _cut(text, start, m.start(), lexicon)
            yield from _cut(text, after, end, lexicon)
            return
    yield Clause(start, end, said(text, start, end, lexicon))


def _stands(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    found = said(text, start, end, lexicon)
    if found is not None:
        return True
    return bool(lexicon.phrases["unverified"].search(text, start, end))


def _acts(text: str, left: Part, right: Part, lexicon: Lexicon) -> bool:
    """Whether a position is followed by another act, as in "A welcomed it, while B has not agreed"."""
    found = said(text, *left, lexicon)
    words = text[slice(*right)]
    return found is not None and bool(found.frame.kind) and any(p.search(words) for _, p in lexicon.kinds)


def _tells(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether words before an "and" are more than the beginning of a list of names."""
    words = text[start:end]
    return said(text, start, end, lexicon) is not None or any(p.search(words) for _, p in lexicon.kinds)


def without_lead(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Skip what only leads over to a sentence: "meanwhile", "but", a dash, white space."""
    while start < end:
        bare = start
        while bare < end and text[bare] in " \t\n,;-•*·":
            bare += 1
        lead = lexicon.phrases["leads"].match(text, bare, end)
        after = lead.end() if lead and lead.end() < end else bare
        if after == start:
            return start
        start = after
    return start


def said(text: str, start: int, end: int, lexicon: Lexicon) -> Said | None:
    """Give the first frame that fits a clause, with the parts it takes; None if the clause is plain telling."""
    clause = text[start:end]
    for frame in lexicon.frames:
        m = frame.pattern.match(clause)
        if m is None:
            continue
        parts = {
            name.removesuffix("s") if name == "speakers" else name: _bare(clause, m.span(name))
            for name in m.groupdict()
            if m[name] is not None
        }
        speaker = parts.get("speaker")
        if speaker and not _a_name(clause[speaker[0] : speaker[1]], lexicon):
            continue
        content = parts.get("content")
        if content is None or content[0] >= content[1]:
            continue
        moved = {name: (a + start, b + start) for name, (a, b) in parts.items()}
        cue = _cue(clause, parts)
        return Said(
            frame,
            moved["content"],
            moved.get("speaker"),
            moved.get("via"),
            moved.get("perp"),
            (cue[0] + start, cue[1] + start) if cue else None,
        )
    return None


def _a_name(words: str, lexicon: Lexicon) -> bool:
    if max(map(len, map(str.split, words.split(",")))) > MOST_WORDS or not re.search(r"[^\W\d_]{2}", words):
        return False
    if lexicon.phrases["cues"].search(_RELATIVE.split(words)[0]):
        return False
    return not any(pattern.search(words) for kind, pattern in lexicon.kinds if kind not in _IN_NAMES)


_IN_NAMES = frozenset(
    ("accepts", "rejects", "agreement_reached", "proposed", "attack", "reinforcement", "absent")
)
"""Kinds whose words stand in names of offices too."""


def _bare(text: str, part: Part) -> Part:
    a, b = part
    while a < b and text[a] in " \t\n,;:-":
        a += 1
    while b > a and text[b - 1] in " \t\n,;:-.":
        b -= 1
    if text[a:b].count('"') == 2 and text[a] == '"' and text[b - 1] == '"':
        return a + 1, b - 1
    if text[a:b].count('"') == 1:
        return (a + 1, b) if text[a] == '"' else (a, b - 1) if text[b - 1] == '"' else (a, b)
    return a, b


def _cue(text: str, parts: dict[str, Part]) -> Part | None:
    """Give the words between speaker and content, without what fills other slots: the words for saying."""
    if "content" not in parts:
        return None
    if "speaker" not in parts:
        return _trimmed(text, 0, parts["content"][0])
    (a, b), (c, d) = parts["speaker"], parts["content"]
    if c < b:
        return _trimmed(text, b, len(text)) or _trimmed(text, d, a)
    after = min(p[0] for p in parts.values() if p[0] >= b)
    return _trimmed(text, 0, a) or _trimmed(text, b, after) or _trimmed(text, d, len(text))


def _trimmed(text: str, a: int, b: int) -> Part | None:
    while a < b and text[a] in _EDGE:
        a += 1
    while b > a and text[b - 1] in _EDGE:
        b -= 1
    return (a, b) if a < b else None


def part_span(folded: Folded, base: int, part: Part) -> Span:
    """Give the span of the article's text that a part of a folded sentence stands for."""
    a, b = folded.span(*part)
    return Span(a + base, b + base)
