"""A document before it is set: a bulletin, a letter, a form. The renderers `as_*.py` set one in a language.

A text is a sentence of ours (`Words`), which is translated where it is set; or data from the book (`str`), which
stays as it is and cannot turn the words around it (Unicode bidi isolation); or a figure or a date, written with
the language's own digits. What a person has to copy exactly (an entry's number, a hash, an id) is data: give it
as a `str`. Nothing here knows a language, so one document serves all of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterator

WEB = ("https://", "http://")
EXERCISE = say("EXERCISE. Everything here is invented: country, people, events and figures.")


class ShortDay(dt.date):
    """A day that is written shortly, without its year: the head of a narrow column."""

    @classmethod
    def of(cls, day: dt.date) -> ShortDay:
        """Make it of a day."""
        return cls(day.year, day.month, day.day)


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a web address; any other sort of address is set as its text alone."""

    text: Text
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """Texts beside each other, a space between them."""

    parts: tuple[Text, ...]


Text: TypeAlias = Words | str | int | float | dt.date | Link | Line
Cell: TypeAlias = Text | None
"""`None` is no figure given, and is never set like a nought."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a document rests on: `size` entries of a log, the last of them at `cutoff`; root in hexadecimal."""

    log: str
    size: int
    method: str
    cutoff: dt.datetime | None = None
    root: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a part of the document, 2 a part of that."""

    text: Text
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: coverage, cut-off, source; or a `warning`."""

    text: Text
    kind: Literal["ground", "warning"] = "ground"


@dataclass(frozen=True, slots=True)
class List:
    """Items of a list, numbered or not."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and values: who, when, where."""

    rows: tuple[tuple[Text, Cell], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for people; and, where its table is given out as data, its key, meaning, unit, HXL tag.

    Tags are those of HXL 1.1 (hxlstandard.org), such as `#date` and `#affected+killed`.
    """

    name: Text
    numeric: bool = False
    unit: Text = ""
    key: str = ""
    meaning: Text = ""
    tag: str = ""


Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its first column heads the rows; rows of `foot` are totals and are set strong.

    With `bars` a page shows each row's figures as bars too; every other format has the table alone.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Text = ""
    foot: tuple[Row, ...] = ()
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """Lines to be signed on, each with who signs there."""

    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A field to be filled in by hand, `lines` lines high."""

    label: Text
    lines: int = 1


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page, where there are pages."""


Block: TypeAlias = Heading | Paragraph | Note | List | Pairs | Table | Sign | Blank | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A document: title, blocks, what it rests on; an exercise says so first and on each page, and so does `mark`.

    The mark says who may read it; an empty one marks nothing.
    """

    title: Text
    blocks: tuple[Block, ...]
    ground: Ground | None = None
    exercise: bool = False
    mark: Text = ""


def ground_words(ground: Ground | None) -> Iterator[Words]:
    """Say what a document rests on: cut-off, log, method, and the root where there is one."""
    if ground is None:
        return
    size, log = ground.size, ground.log
    if ground.cutoff:
        yield say(
            "Cut-off: {size} entries of log {log}, the last of them of {cutoff}.",
            size=size,
            log=log,
            cutoff=ground.cutoff,
        )
    else:
        yield say("Cut-off: {size} entries of log {log}.", size=size, log=log)
    yield say("Method: {method}.", method=ground.method)
    if ground.root:
        yield say("Root of the record at the cut-off: {root}", root=ground.root)
