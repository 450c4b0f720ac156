"""A text in one language, as runs: words of ours, and data, which is kept apart so that it cannot turn ours around."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from holdfire import i18n
from holdfire.bulletins.document import WEB, Line, Link, ShortDay
from holdfire.words import Name, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.support import NullTranslations

    from holdfire.bulletins.document import Cell, Text

FIRST_STRONG_ISOLATE, POP = "\u2068", "\u2069"
OPENERS = "\u2066\u2067\u2068"
LATIN = re.compile("[0-9A-Za-z]")
"""What of ASCII runs from left to right (UAX #9: classes L and EN); none of it is a control of direction."""
FREE = re.compile(r"(?<![A-Za-z0-9.:/#+-])(?<![A-Z] )[0-9]+(?![A-Za-z0-9:/-]|\.[0-9])")
"""A number in words of ours that is no part of a code, such as SHA-256, ISO 639 or L1."""
NUMBER = re.compile("[0-9]+")
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML file can hold (XML 1.0, 2.2): controls, halves of surrogate pairs, non-characters."""
BREAKS = re.compile("([\n\x85\u2028\u2029])")
"""What ends a line or paragraph, and with it every isolate (UAX #9, class B)."""
NONE = "–"


class Run(NamedTuple):
    """A stretch of text; `data` came from the book; `url` is a web address that it leads to."""

    text: str
    data: bool = False
    url: str = ""


class Voice:
    """One language: its catalogue, direction, digits and dates."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.rtl = i18n.direction(locale) == "rtl"
        self._catalogue: NullTranslations = i18n.translations(locale)
        self._known: dict[int, tuple[Words, tuple[Run, ...]]] = {}

    def runs(self, text: Cell) -> tuple[Run, ...]:
        """Put a text into the language; `None` is a dash. A sentence that comes again and again is put once."""
        if not isinstance(text, Words):
            return self._all(NONE if text is None else text, text is not None)
        if id(text) not in self._known:
            self._known[id(text)] = (text, self._all(text, data=True))
        return self._known[id(text)][1]

    def _all(self, text: Text, data: bool) -> tuple[Run, ...]:
        found = tuple(r for r in self._runs(text, data) if r.text)
        return tuple(_numbers(found)) if self.rtl else found

    def plain(self, text: Cell) -> str:
        """Put a text into the language as one string, data isolated where it needs to be."""
        return "".join(self.isolated(r.text) if r.data else r.text for r in self.runs(text))

    def bare(self, text: Cell) -> str:
        """Put a text into the language without isolation, for a cell that a machine reads; `None` is empty."""
        return "" if text is None else "".join(r.text for r in self.runs(text))

    def isolated(self, text: str) -> str:
        """Isolate data, line by line, if it could turn what stands around it (UAX #9)."""
        if not self.turns(text):
            return text
        parts = BREAKS.split(text)
        parts[::2] = [FIRST_STRONG_ISOLATE + balanced(p) + POP if p else "" for p in parts[::2]]
        return "".join(parts)

    def turns(self, text: str) -> bool:
        """Say whether data has letters or digits that run the other way, or controls of direction."""
        if text.isascii():
            return self.rtl and bool(LATIN.search(text))
        other = ("L", "EN", "AN") if self.rtl else ("R", "AL", "AN")
        return bool(CONTROLS.search(text)) or any(unicodedata.bidirectional(c) in other for c in text)

    def _runs(self, text: Text, data: bool) -> Iterator[Run]:
        if isinstance(text, str):
            yield Run(clean(self._name(text)), data)
        elif isinstance(text, Words):
            yield from self._words(text)
        elif isinstance(text, Line):
            for i, part in enumerate(text.parts):
                yield from ((Run(" "),) if i else ())
                yield from self._runs(part, data)
        elif isinstance(text, Link):
            url = text.url if text.url.startswith(WEB) and not NO_TEXT.search(text.url) else ""
            yield from (r._replace(url=url) for r in self._runs(text.text, data))
        else:
            yield Run(self._value(text))

    def _words(self, words: Words) -> Iterator[Run]:
        if words.plural:
            pattern = self._catalogue.ungettext(words.pattern, words.plural, words.n)
        else:
            pattern = self._catalogue.ugettext(words.pattern)
        for literal, name, _spec, _conversion in Formatter().parse(pattern):
            yield Run(FREE.sub(lambda m: i18n.digits(m[0], self.locale), literal))
            if name is not None:
                yield from self._runs(words.values[name], data=True)

    def _name(self, text: str) -> str:
        return text.in_language(self.locale) if isinstance(text, Name) else text

    def _value(self, value: float | dt.date) -> str:
        if isinstance(value, dt.datetime):
            return i18n.moment_words(value, self.locale)
        if isinstance(value, ShortDay):
            return i18n.short_day(value, self.locale)
        if isinstance(value, dt.date):
            return i18n.day_words(value, self.locale)
        return i18n.figure(value, self.locale)


def _numbers(found: tuple[Run, ...]) -> Iterator[Run]:
    """Let numbers that spaces or the ends part from all else be words: they turn nothing (UAX #9, N1), as in a list."""
    for i, run in enumerate(found):
        if run.data and NUMBER.fullmatch(run.text):
            before, after = found[i - 1].text if i else " ", found[i + 1].text if i + 1 < len(found) else " "
            yield run._replace(
                data=not (before[-1].isspace() and (after[0].isspace() or after.startswith("، ")))
            )
        else:
            yield run


def clean(text: str) -> str:
    """Replace what a text file cannot hold by U+FFFD; every line ends in one newline."""
    if text.isascii() and text.isprintable():
        return text
    return NO_TEXT.sub("\ufffd", re.sub("\r\n?", "\n", text))


def balanced(line: str) -> str:
    """Open and close isolates so that none of a line's own reaches out of it; the line itself stays as it is."""
    depth = stray = 0
    for c in line:
        if c in OPENERS:
            depth += 1
        elif c == POP and depth:
            depth -= 1
        elif c == POP:
            stray += 1
    return FIRST_STRONG_ISOLATE * stray + line + POP * depth
