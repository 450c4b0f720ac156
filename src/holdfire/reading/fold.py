"""Writes words alike that only keyboards, fonts and marks make differ, and keeps where each letter stood. Pure."""
# ruff: noqa: RUF001, RUF002 - letters that look like Latin ones are meant

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_ALIKE = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىی", "ي"),
    **dict.fromkeys("ةۀ", "ه"),
    "ک": "ك",
    **dict.fromkeys("“”„«»″‹›", '"'),
    **dict.fromkeys("’‘‛`´ʼ", "'"),
    **dict.fromkeys("–—―−‒", "-"),
    **dict.fromkeys("،٬", ","),
    **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
    "؛": ";",
    "؟": "?",
    "ё": "е",
    "ı": "i",
    "İ": "i",
}
_TATWEEL = "ـ"
_DROPPED = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeffـ"
)


class Folded(NamedTuple):
    """A folded text, and for each of its letters, and its end, where in the original it stands."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original that a span of the folded text stands for."""
        return self.at[start], (self.at[end - 1] + 1 if end > start else self.at[start])


def fold(text: str) -> Folded:
    """Fold: lower case; alef, ya, kaf and ta marbuta, quotation marks, dashes, commas and digits made alike.

    Latin letters lose their marks, ё becomes е; harakat, tatweel and signs of direction go. A letter becomes one
    letter or none.
    """
    letters, at = [], []
    for n, letter in enumerate(text):
        one = _letter(letter)
        if one and not (one in ". " and _within_a_word(text, n)):
            letters.append(one)
            at.append(n)
    return Folded("".join(letters), (*at, len(text)))


def _within_a_word(text: str, n: int) -> bool:
    """Whether a dot or space stands beside tatweel inside a word, as writers break words that platforms look for."""
    before, after = text[n - 1 : n], text[n + 1 : n + 2]
    return before == _TATWEEL and (after == _TATWEEL or (text[n] == "." and after.isalpha()))


def _letter(letter: str) -> str:
    known = _KNOWN.get(letter)
    if known is None:
        known = _KNOWN[letter] = _fold(letter)
    return known


def _fold(letter: str) -> str:
    if letter in _ALIKE:
        return _ALIKE[letter]
    if letter in _DROPPED or unicodedata.combining(letter):
        return ""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    low = letter.lower()
    if low in _ALIKE:
        return _ALIKE[low]
    base = unicodedata.normalize("NFKD", low)[:1]
    return base if base.isascii() and base.isalnum() else low[:1]


_KNOWN: dict[str, str] = {}
