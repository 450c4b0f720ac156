"""Finds the names of a gazetteer in a text, with the endings and small words that a language hangs on them. Pure."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from holdfire.places.gazetteer import names_of
from holdfire.places.keys import parts
from holdfire.reading.model import Finder, Mention, Span
from holdfire.reading.placing import surface

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.places.gazetteer import Gazetteer

MOST_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:[\u0640\u064b-\u0652\u200c'’ʿʾ-][^\W_]+)*")
_TURKISH = re.compile(r"['’]\w{1,6}$")
_PROCLITIC = re.compile(r"^(?:[وف]?[بلك]|[وف])(?=\w{2})")
_ENDING = re.compile(
    r"(?:ами|ями|ого|его|ому|ему|ой|ей|ом|ем|ах|ях|ов|ев|ую|юю|ая|яя|ые|ие|ый|ий|ою|ым|им|[аяеоуыиюйьё])$"
)
_STOP = re.compile(r"[.,;:!?،؛()\n]")


def finder(gazetteer: Gazetteer) -> Finder:
    """Make a finder of this gazetteer's names: `(text, language) -> mentions`, the longest name first.

    In scripts with capitals a name begins with one. In Arabic و ف ب ل ك may stand before it, in Turkish an ending
    after an apostrophe; in Russian case endings are left off both sides. A mention's `name` is the gazetteer's. Names
    that it does not hold are found as `placing.surface` finds them, and have none.
    """
    exact, stems = _keys(gazetteer)

    def find(text: str, language: str) -> list[Mention]:
        words = list(_WORD.finditer(text))
        found, n = [], 0
        while n < len(words):
            taken = next(_at(text, words, n, language, exact, stems), None)
            if taken:
                found.append(taken[0])
            n += taken[1] if taken else 1
        return sorted([*found, *(m for m in surface(text, language) if not _covered(m, found))])

    return find


def _covered(mention: Mention, found: list[Mention]) -> bool:
    return any(m.span.start < mention.span.end and mention.span.start < m.span.end for m in found)


def _keys(gazetteer: Gazetteer) -> tuple[dict[str, str], dict[str, str]]:
    exact: dict[str, str] = {}
    stems: defaultdict[str, set[str]] = defaultdict(set)
    for entry in gazetteer.entries:
        for name in names_of(entry):
            exact.setdefault("".join(map(_part, _split(name))), entry.name)
            stems["".join(map(_stem, _split(name)))].add(entry.name)
    exact.pop("", None)
    return exact, {stem: names.pop() for stem, names in stems.items() if len(names) == 1 and len(stem) > 2}


def _split(name: str) -> list[str]:
    return [m.group() for m in _WORD.finditer(name)]


def _at(
    text: str, words: list[re.Match[str]], n: int, language: str, exact: dict[str, str], stems: dict[str, str]
) -> Iterator[tuple[Mention, int]]:
    first = words[n].group()
    if language not in {"ar", "fa"} and not first[0].isupper():
        return
    for many in range(min(MOST_WORDS, len(words) - n), 0, -1):
        run = words[n : n + many]
        if many > 1 and _STOP.search(text, run[0].end(), run[-1].start()):
            continue
        for start, end, pieces, rule in _readings(run, language):
            if many == 1 and len(pieces[0]) < 2:
                continue
            name = exact.get("".join(map(_part, pieces)))
            if name is not None:
                yield Mention(Span(start, end), rule, 2, name), many
            elif language == "ru" and (name := stems.get("".join(map(_stem, pieces)))):
                yield Mention(Span(start, end), "place-stem", 2, name), many


def _readings(run: list[re.Match[str]], language: str) -> Iterator[tuple[int, int, list[str], str]]:
    pieces = [m.group() for m in run]
    start, end = run[0].start(), run[-1].end()
    yield start, end, pieces, "place-key"
    if language == "ar":
        m = _PROCLITIC.match(pieces[0])
        if m:
            bare = pieces[0][m.end() :]
            bare = bare if not (m.group().endswith("ل") and bare.startswith("ل")) else "ا" + bare
            yield start + m.end(), end, [bare, *pieces[1:]], "place-proclitic"
    cut = _TURKISH.search(pieces[-1])
    if cut:
        yield start, end - len(cut.group()), [*pieces[:-1], pieces[-1][: cut.start()]], "place-ending"


@lru_cache(maxsize=50_000)
def _part(word: str) -> str:
    return parts(word)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    key = parts(word)
    return _ENDING.sub("", key) if len(key) > 3 else key
