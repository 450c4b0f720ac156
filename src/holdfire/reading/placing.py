"""Finds places' names in words where no gazetteer helps, and chooses the one that a claim is about. Pure."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from holdfire.reading.fold import fold
from holdfire.reading.lexicon import lexicon as known
from holdfire.reading.model import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.reading.lexicon import Lexicon

_CAPITAL = re.compile(
    r"(?<!\w)(?:[A-ZÇĞİÖŞÜА-ЯЁ][\w’'-]*|[Aa]l-\w+)(?:[ -](?:(?:al|el|аль|эль)[ -])?[A-ZÇĞİÖŞÜА-ЯЁ][\w’'-]*){0,3}"
)
_SUFFIX = re.compile(r"['’](?!s\b)\w{1,5}$")


def surface(text: str, language: str) -> list[Mention]:
    """Take capitalised words for places: after a word such as "near", or in Turkish with a locative suffix.

    Finds nothing in Arabic and Persian, which have no capitals: there a gazetteer is needed.
    """
    lexicon = known(language)
    if lexicon is None or language in {"ar", "fa"}:
        return []
    found = []
    for m in _CAPITAL.finditer(text):
        start, end = m.span()
        low = fold(text[start:end]).text
        if _no_place(low, lexicon):
            continue
        cut = _SUFFIX.search(text[start:end])
        located = _after(lexicon, fold(text[max(0, start - 40) : start]).text)
        if located or (cut and language == "tr"):
            found.append(Mention(Span(start, start + cut.start() if cut else end), "place-capital", 1))
    return found


def _no_place(low: str, lexicon: Lexicon) -> bool:
    words = low.replace("'", " ").split()
    return (
        any(w in lexicon.weekdays or w in lexicon.months for w in words)
        or bool(lexicon.phrases["actors"].search(low))
        or bool(lexicon.phrases["outlets"].search(low))
    )


def _after(lexicon: Lexicon, before: str) -> bool:
    ends = [m.end() for m in lexicon.phrases["locative"].finditer(before)]
    between = before[ends[-1] :] if ends else ""
    return bool(ends) and len(between.split()) <= 1 and not re.search(r"[,.;:\"]", between)


def choose(
    text: str,
    mentions: Sequence[Mention],
    content: Span,
    trigger: Span | None,
    lexicon: Lexicon,
    *,
    leaving: bool,
) -> Mention | None:
    """Choose the mention in a claim's words that tells where: after a word such as "in", not after "from", "west of".

    `leaving` lets "from" count, for withdrawals.
    """
    best: tuple[int, int, Mention] | None = None
    for m in mentions:
        if not (content.start <= m.span.start and m.span.end <= content.end):
            continue
        before = fold(text[max(content.start, m.span.start - 30) : m.span.start]).text
        apart = _ends(lexicon, "not_place", before, between=0)
        if apart and not leaving:
            continue
        score = m.score + 3 * _ends(lexicon, "locative", before)
        score += bool(trigger and m.span.start >= trigger.start)
        if best is None or score > best[0]:
            best = (score, m.span.start, m)
    return best[2] if best else None


def _ends(lexicon: Lexicon, name: str, before: str, between: int = 1) -> bool:
    return any(
        len(before[m.end() :].split()) <= between and not re.search(r"[,.;:\"]", before[m.end() :])
        for m in lexicon.phrases[name].finditer(before)
    )
