"""What is asked and what is found. Times are UTC integer microseconds, coordinates WGS 84 degrees."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.db.reads import Among

Kind = Literal["report", "incident", "case", "actor"]
KINDS: tuple[Kind, ...] = get_args(Kind)

CAP = 10_000
"""Counts are exact up to here."""
PAGE = 20
"""Hits of a page."""


class Box(NamedTuple):
    """A box of longitudes and latitudes; one whose west lies east of its east crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


class Query(NamedTuple):
    """What is looked for; whatever is empty or None does not matter.

    `words` as written, with phrases in double quotes. `start` and `end` bound a half-open interval that the thing's own
    time overlaps. `actors` and `places` are any of these spellings. `status` is a key of `holdfire.casework.status`,
    which incidents and cases have and nothing else.
    """

    words: str = ""
    kind: Kind | None = None
    start: int | None = None
    end: int | None = None
    box: Box | None = None
    places: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    status: str = ""


class Reach(NamedTuple):
    """What somebody sees who does not see all.

    `kinds` are those that may be found; `only` names, or asks the database for, the things of a kind that may be (one
    that it leaves out: all), reports by their entries. Reports are found by their own words where they were released or
    `intake` received them, and by their protected extract where not.
    """

    kinds: frozenset[Kind]
    intake: str = ""
    only: Mapping[Kind, Among] = MappingProxyType({})


class Cursor(NamedTuple):
    """Where a page begins: after this thing, among those with the words beside each other (0) or the others (1)."""

    tier: int
    doc: int

    def __str__(self) -> str:
        """Write it as `0.17`."""
        return f"{self.tier}.{self.doc}"


class Doc(NamedTuple):
    """One state of a thing, as it is searched.

    `thing` names it within its kind, `made` is the entry that made this state, `entry` that at which it stands in the
    record. `lines` are its words as written, `extract` those that everybody reads where they are not all of them, as of
    a report; `marks` what it is filtered by.
    """

    kind: Kind
    thing: str
    entry: int
    made: int
    lines: tuple[str, ...]
    start: int | None
    end: int | None
    lon: float | None
    lat: float | None
    marks: frozenset[str]
    extract: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A thing that was found; of the lines in which its words stand, the pieces, and whether each was looked for."""

    doc: int
    kind: Kind
    thing: str
    entry: int
    start: int | None
    end: int | None
    lines: tuple[tuple[tuple[str, bool], ...], ...]


class Found(NamedTuple):
    """A page of hits; `total` is exact unless there are `more`, then it is `CAP`. `after` begins the next page."""

    hits: tuple[Hit, ...]
    total: int
    more: bool
    after: Cursor | None
