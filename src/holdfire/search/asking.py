"""From what a person fills in to a query: names to their spellings, days to instants, a box. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from holdfire.agreement.names import find_actor, find_area, fold, spellings
from holdfire.agreement.when import by_id
from holdfire.casework.status import STATUSES
from holdfire.errors import BadInput
from holdfire.record.encoding import EPOCH
from holdfire.search.model import KINDS, Box, Cursor, Query
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfire.agreement.base import Named
    from holdfire.agreement.model import Agreement

T = TypeVar("T", bound=str)
FILTERS = (*STATUSES, "withdrawn")
"""The statuses that can be asked for."""


def asked(
    agreement: Agreement,
    words: str = "",
    *,
    kind: str = "",
    start: dt.date | None = None,
    to: dt.date | None = None,
    box: str = "",
    place: str = "",
    actor: str = "",
    status: str = "",
) -> Query:
    """Make a query of what was filled in; the days `start` to `to` are both included, in the mechanism's zone.

    An actor stands also for those that ever belonged to it, an area also for those inside it. BadInput `search-empty`
    where nothing was filled in, `search-choice`, `days-reversed`, `box-malformed`.
    """
    if not any((words.strip(), kind, start, to, box.strip(), place.strip(), actor.strip(), status)):
        raise BadInput(
            "search-empty", say("nothing says what to look for"), hint=say("give words, or a filter")
        )
    if start and to and to < start:
        raise BadInput("days-reversed", say("the first day comes after the last"), hint=say("exchange them"))
    zone = ZoneInfo(agreement.timezone)
    last = to + dt.timedelta(days=1) if to and to < dt.date.max else None
    return Query(
        words,
        _one_of(kind, KINDS),
        _micros(start, zone),
        _micros(last, zone),
        parse_box(box) if box.strip() else None,
        _places(agreement, place) if place.strip() else frozenset(),
        _actors(agreement, actor) if actor.strip() else frozenset(),
        _one_of(status, FILTERS) or "",
    )


def _one_of(value: str, known: Iterable[T]) -> T | None:
    found = next((k for k in known if k == value), None)
    if value and found is None:
        raise BadInput(
            "search-choice",
            say("{value} is none of {names}", value=repr(value[:60]), names=", ".join(known)),
        )
    return found


def _micros(day: dt.date | None, zone: ZoneInfo) -> int | None:
    if day is None:
        return None
    return (dt.datetime.combine(day, dt.time(), zone) - EPOCH) // dt.timedelta(microseconds=1)


def parse_box(text: str) -> Box:
    """Read `west,south,east,north` in degrees; BadInput `box-malformed`."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInput(
            "box-malformed",
            say("{text} is no box", text=repr(text[:60])),
            hint=say("west,south,east,north in degrees, such as 36.5,35.9,37.3,36.4"),
        )
    return Box(west, south, east, north)


def parse_cursor(text: str) -> Cursor | None:
    """Read what `Cursor` wrote; None if it is empty; BadInput `cursor-malformed`."""
    tier, _, doc = text.partition(".")
    if not text:
        return None
    if tier not in ("0", "1") or not (doc.isascii() and doc.isdigit() and len(doc) < 19):
        raise BadInput(
            "cursor-malformed",
            say("that is no place in a list of what was found"),
            hint=say("begin at its first page"),
        )
    return Cursor(int(tier), int(doc))


def _actors(agreement: Agreement, name: str) -> frozenset[str]:
    """Give every spelling of an actor, and of all that ever belonged to it or to one of those."""
    larger = {a.id: {s.of for s in a.memberships} for a in agreement.actors}
    return _within(name, find_actor(agreement, name), by_id(agreement.actors), larger)


def _places(agreement: Agreement, name: str) -> frozenset[str]:
    """Give every spelling of an area, and of the areas inside it; a name that is no area's stands for itself."""
    larger = {a.id: {a.parent or ""} for a in agreement.areas}
    return _within(name, find_area(agreement, name), by_id(agreement.areas), larger)


def _within(
    name: str, top: str | None, things: Mapping[str, Named], larger: Mapping[str, set[str]]
) -> frozenset[str]:
    if top is None:
        return frozenset((fold(name),))
    inside, size = {top}, 0
    while len(inside) > size:
        size = len(inside)
        inside |= {thing for thing, of in larger.items() if not of.isdisjoint(inside)}
    return frozenset(spelling for thing in inside for spelling in spellings(things[thing]))
