"""From things counted to figures, whole and split: shares, waiting times, counts. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from holdfire.measures.intervals import wilson
from holdfire.measures.model import Figure
from holdfire.measures.survival import waiting_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from holdfire.measures.model import By, Matter

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


def share(
    measure: str, unit: str, part: Part, of: tuple[int, int], entries: Iterable[int], note: str = ""
) -> Figure:
    """Give one share, k of n, with its Wilson interval."""
    k, n = of
    return Figure(
        measure, measure, *part, unit, k / n, *wilson(k, n), (k, n - k), note, tuple(sorted(set(entries))), n
    )


def shares(
    family: str, unit: str, part: Part, counted: Mapping[str, int], entries: Iterable[int], note: str = ""
) -> Iterator[Figure]:
    """Give the share of each sort of thing among all of them, with its Wilson interval."""
    n, based = sum(counted.values()), tuple(sorted(set(entries)))
    for sort, k in counted.items():
        found = share(f"{family}.{sort}", unit, part, (k, n), based, note)
        yield replace(found, family=family, counts=tuple(counted.values()))


def times(
    family: str, part: Part, waits: Sequence[tuple[int, bool]], entries: Iterable[int]
) -> Iterator[Figure]:
    """Give the time by which half, and nine in ten, have come: days, with interval, censored waits counted as such."""
    days = [(length / DAY, came) for length, came in waits]
    note = "" if all(came for _, came in waits) else "some still open"
    based = tuple(sorted(set(entries)))
    for name, p in (("median", 0.5), ("p90", 0.9)):
        value, low, high = waiting_time(days, p)
        yield Figure(
            family, f"{family}.{name}", *part, "days", value, low, high, (len(days),), note, based, len(days)
        )


def count(family: str, unit: str, part: Part, n: int, entries: Iterable[int], measure: str = "") -> Figure:
    """Give a plain count: of all that there is, so that it has no interval."""
    return Figure(
        family, measure or family, *part, unit, float(n), None, None, (n,), "", tuple(sorted(set(entries))), n
    )
