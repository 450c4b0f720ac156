"""A list's page, and the values of its filters, as they stand in an address. What cannot be meant is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from fastapi import Path, Query

from holdfire.casework.lists import Page
from holdfire.casework.model import UNKNOWN
from holdfire.errors import BadInput, NotFound, Where
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdfire.web.desk import Desk

SIZE = 50
"""Lines on a page of a list."""
MOST = 10_000
"""Lines of a list that are counted; what is beyond is said to be more."""
Name = Annotated[str, Path(pattern=r"^[^\x00]*$")]
"""What a thing is called in an address; PostgreSQL takes no text with a NUL."""
Given = Annotated[str, Query(pattern=r"^[^\x00]*$")]
"""What is asked for in an address."""
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


class Part(NamedTuple):
    """One page of a list of `total` lines, or of `more` than that; `n` and `pages` count from 1."""

    n: int
    pages: int
    total: int
    more: bool = False

    @property
    def page(self) -> Page:
        """The lines to read."""
        return Page(SIZE, (self.n - 1) * SIZE)


def part(asked: int, total: int, most: int | None = None) -> Part:
    """Give the page that is asked for; of a list that has grown shorter, the last.

    Of a list that was counted up to one more than `most` only the first so many lines have pages: filters find others.
    """
    more = most is not None and total > most
    total = min(total, most) if most is not None else total
    pages = max(1, -(-total // SIZE))
    return Part(min(asked, pages), pages, total, more)


def malformed(field: str, hint: Words) -> BadInput:
    """Say which part of an address cannot be read: `query-malformed`."""
    words = say("the value of {field} in the address cannot be read", field=repr(field))
    return BadInput("query-malformed", words, hint=hint, where=Where(field=field))


def demand_one_of(field: str, value: str, allowed: Collection[str]) -> None:
    """Refuse a filter's value that is neither empty nor one of these; BadInput `query-malformed`."""
    if value and value not in allowed:
        raise malformed(field, say("there are: {formats}", formats=", ".join(allowed)))


def demand_actor(desk: Desk, actor: str) -> None:
    """Refuse an actor that the agreement does not know; NotFound `actor-missing`."""
    if actor not in ("", UNKNOWN, *(a.id for a in desk.agreement.actors)):
        raise NotFound("actor-missing", say("the agreement has no actor {actor}", actor=repr(actor)))
