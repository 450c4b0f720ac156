"""From things counted to figures, whole and split: shares, waiting times, counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from holdfire.measures.intervals import wilson
from holdfire.measures.model import Figure
from holdfire.measures.survival import waiting_times
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from holdfire.measures.model import By, Matter
    from holdfire.words import Words

DAY = 86_400_000_000
"""Microseconds in a day."""
SPLITS: tuple[By, ...] = ("", "claimant", "accused", "area", "gravity")
"""The usual splits of what is counted by allegation."""
T = TypeVar("T")


class Part(NamedTuple):
    """A part of what is measured: by what it is split, and which part it is."""

    by: By
    of: str


def of_matter(matter: Matter, by: By) -> str:
    """Say into which part of a split an allegation falls."""
    if by == "claimant":
        return matter.claimant
    if by == "accused":
        return matter.accused_side
    if by == "area":
        return matter.area
    if by == "gravity":
        return matter.gravity
    return pair(matter.claimant_side, matter.accused_side) if by == "pair" else ""


def pair(a: str, b: str) -> str:
    """Name a pair of sides, in this direction."""
    return f"{a} > {b}"


def split(
    things: Sequence[T], splits: Iterable[By], part: Callable[[T, By], str]
) -> Iterator[tuple[Part, list[T]]]:
    """Put things into the parts of each split, the parts in the order of their names."""
    for by in splits:
        found: dict[str, list[T]] = {}
        for thing in things:
            found.setdefault(part(thing, by), []).append(thing)
        for of in sorted(found):
            yield Part(by, of), found[of]


Thing = tuple["Matter", Iterable[int]]
"""What is counted, as a figure sees it: the allegation that it belongs to, and the entries that it rests on."""


def entries_of(things: Iterable[Thing]) -> tuple[int, ...]:
    """Gather the entries that things rest on."""
    return tuple(sorted({entry for _, entries in things for entry in entries}))


def allegations(*sorts: Sequence[Thing]) -> tuple[int, ...]:
    """Count the allegations of each sort of thing, and last those of all."""
    found = [{matter.entry for matter, _ in things} for things in sorts]
    return (*map(len, found), len(set[int]().union(*found)))


def share(
    measure: str,
    unit: str,
    part: Part,
    of: tuple[Sequence[Thing], Sequence[Thing]],
    note: Words | None = None,
) -> Figure:
    """Give the share of the first sort of thing in both, with its Wilson interval."""
    mine, others = of
    n, counts, entries = len(mine) + len(others), allegations(mine, others), entries_of((*mine, *others))
    low, high = wilson(len(mine), n)
    return Figure(measure, measure, *part, unit, len(mine) / n, low, high, n, counts, entries, note)


def shares(family: str, unit: str, part: Part, sorts: Mapping[str, Sequence[Thing]]) -> Iterator[Figure]:
    """Give the share of each sort of thing among all of them, with its Wilson interval."""
    things = [thing for found in sorts.values() for thing in found]
    n, counts, entries = len(things), allegations(*sorts.values()), entries_of(things)
    for sort, mine in sorts.items():
        low, high = wilson(len(mine), n)
        measure = f"{family}.{sort}"
        yield Figure(family, measure, *part, unit, len(mine) / n, low, high, n, counts, entries)


def sorted_by(things: Iterable[T], sorts: Iterable[str], sort: Callable[[T], str]) -> dict[str, list[T]]:
    """Sort things, each sort in its place, those without any among them."""
    found: dict[str, list[T]] = {name: [] for name in sorts}
    for thing in things:
        found[sort(thing)].append(thing)
    return found


def times(
    family: str, part: Part, waits: Sequence[tuple[int, bool]], things: Sequence[Thing]
) -> Iterator[Figure]:
    """Give the time by which half, and nine in ten, have come: days, with interval, censored waits counted as such."""
    days = [(length / DAY, came) for length, came in waits]
    n, counts, entries = len(days), allegations(things), entries_of(things)
    note = None if all(came for _, came in waits) else say("some did not come, and count up to their end")
    found = waiting_times(days, (0.5, 0.9))
    for name, (value, low, high) in zip(("median", "p90"), found, strict=True):
        yield Figure(family, f"{family}.{name}", *part, "days", value, low, high, n, counts, entries, note)


def count(family: str, unit: str, part: Part, things: Sequence[Thing]) -> Figure:
    """Give a plain count: of all that there is, so that it has no interval."""
    n, counts, entries = len(things), allegations(things), entries_of(things)
    return Figure(family, family, *part, unit, float(n), None, None, n, counts, entries)
