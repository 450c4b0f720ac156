"""Sentences for people that arise in Python: an English pattern, and the values that go into its places.

A sentence is put into somebody's language where it is shown (`holdfire.i18n`), never where it arises. So nothing
that is kept, in an entry, a run's output or a table, holds one: it holds a code and values, and the words are
made from those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

T = TypeVar("T")
Value: TypeAlias = "str | int | float | dt.date | Words"


class Name(str):
    """A thing's name: data, set in the reader's language where its name in that is known, else as the string is."""

    __slots__ = ("names",)
    names: Mapping[str, str]

    @classmethod
    def of(cls, names: Mapping[str, str]) -> Name:
        """Make it of the names by language (at least one); the string is the English one, or else the first."""
        made = cls(names.get("en") or next(iter(names.values())))
        made.names = names
        return made

    def in_language(self, locale: str) -> str:
        """Give the name in a language."""
        return self.names.get(locale.split("_", maxsplit=1)[0], str(self))


@dataclass(frozen=True, slots=True)
class Words:
    """A pattern, its plural with the number that decides, if it has one, and the values by place."""

    pattern: str
    values: Mapping[str, Value]
    plural: str = ""
    n: int = 1

    def __hash__(self) -> int:
        """Hash by all that it says."""
        return hash((self.pattern, self.plural, self.n, tuple(sorted(self.values.items()))))

    def __str__(self) -> str:
        """Write it in English."""
        return (self.pattern if self.n == 1 or not self.plural else self.plural).format_map(self.values)


def say(pattern: str, /, **values: Value) -> Words:
    """Say a sentence: `say("there is no claim {claim}", claim=7)`. The pattern is a literal, for catalogues."""
    return Words(pattern, values)


def together(parts: Iterable[Words]) -> Words:
    """Set sentences beside each other, parted by semicolons."""
    return paired(list(parts), lambda a, b: say("{a}; {b}", a=a, b=b))


def listed(parts: Iterable[Words | str]) -> Words | str:
    """Set names or sentences beside each other, parted by commas; of one, that one; of none, an empty text."""
    found = tuple(parts)
    return paired(found, lambda a, b: say("{a}, {b}", a=a, b=b)) if found else ""


def paired(parts: Sequence[T], join: Callable[[T, T], T]) -> T:
    """Join things two by two, so that a thousand lie ten deep and no reader of them runs out of stack; at least one."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return join(paired(parts[:half], join), paired(parts[half:], join))


def say_n(one: str, many: str, n: int, /, **values: Value) -> Words:
    """Say a sentence of a number of things; the place `{n}` is that number."""
    return Words(one, {"n": n, **values}, many, n)
