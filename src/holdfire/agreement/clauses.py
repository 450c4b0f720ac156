"""Language versions of a text side by side, clause by clause, and where their figures differ. Pure.

A clause begins on a line of its own number, with or without the word for it: `1.`, `(3)`, `Article 4`, in any script's
digits. What stands before the first is the heading. Versions are laid beside each other by number, never by what the
words mean: no program here compares meanings, and what it says of figures is a hint for a person who reads both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = r"(?:Article|Clause|Section|Paragraph|Para\.|المادة|مادة|البند|بند|ماده|Статья|Пункт|Madde)"
_BEGINS = re.compile(
    rf"^\s*(?:{_WORD}\s+\(?(?P<named>\d+(?:\.\d+)*)\)?[.:)\-–]?|\(?(?P<bare>\d+(?:\.\d+)*)[.)])(?:\s+|$)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:[.,\u066b\u066c\u00a0\u202f]\d+)*")
_GROUPS = re.compile(r"(?<=\d)[.,\u066c\u00a0\u202f](?=\d{3}(?!\d))")


class Clause(NamedTuple):
    """One clause of one version; `number` in ASCII digits, empty for the heading."""

    number: str
    words: str


class Beside(NamedTuple):
    """One clause in every version, None where a version has none of that number.

    `figures` are, by version, those that do not stand as often in every other version that has the clause.
    """

    number: str
    words: tuple[str | None, ...]
    figures: tuple[tuple[str, ...], ...]

    @property
    def lacking(self) -> bool:
        """Whether some version has no such clause."""
        return None in self.words

    @property
    def differ(self) -> bool:
        """Whether the figures differ."""
        return any(self.figures)


def clauses(text: str) -> list[Clause]:
    """Part a text into its clauses, in its order; a number that comes again goes on with the same clause."""
    found: dict[str, list[str]] = {"": []}
    here = ""
    for line in text.splitlines():
        begins = _BEGINS.match(line)
        if begins:
            here = ascii_digits(begins["named"] or begins["bare"])
            found.setdefault(here, [])
        found[here].append(line[begins.end() :] if begins else line)
    parts = [Clause(number, "\n".join(lines).strip()) for number, lines in found.items()]
    return [p for p in parts if p.number or p.words]


def beside(texts: Sequence[str]) -> list[Beside]:
    """Lay versions beside each other: by number, in the order in which the first that has one brings it."""
    parted = [{c.number: c.words for c in clauses(text)} for text in texts]
    numbers = dict.fromkeys(number for version in parted for number in version)
    return [_row(number, tuple(version.get(number) for version in parted)) for number in _ordered(numbers)]


def _row(number: str, words: tuple[str | None, ...]) -> Beside:
    counted = [None if text is None else Counter(figures(text)) for text in words]
    common = _common(c for c in counted if c is not None)
    return Beside(number, words, tuple(tuple(sorted(c - common)) if c else () for c in counted))


def _common(counted: Iterable[Counter[str]]) -> Counter[str]:
    whole: Counter[str] | None = None
    for each in counted:
        whole = each if whole is None else whole & each
    return whole or Counter()


def _ordered(numbers: Iterable[str]) -> list[str]:
    return sorted(numbers, key=lambda number: [int(part) for part in number.split(".") if part])


def figures(words: str) -> list[str]:
    """List the figures in words: ASCII digits, no signs that group thousands, a dot for the Arabic decimal sign."""
    found = (ascii_digits(m[0]) for m in _FIGURE.finditer(words))
    return [_GROUPS.sub("", figure).replace("\u066b", ".") for figure in found]


def ascii_digits(text: str) -> str:
    """Write the decimal digits of any script in ASCII."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
