"""The chart under the slider: incidents a day, or a week where there are many days, stacked by status.

Geometry only, in pixels; the template draws it. What nobody reported is not zero: `Bin.silent` marks a day (or a week)
of which the book has no report of any incident, `Bin.none` one of which it has some, and none that was asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from holdfire.casework.status import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.web.plot import Plot

HEIGHT, FOOT, TOP = 72.0, 16.0, 14.0
ROOM, WIDEST, NARROWEST = 760.0, 24.0, 4.0
MOST_DAYS = 180
"""More days than these are drawn as weeks."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One status of one bar: how many, from which height on, how high."""

    status: str
    n: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bin:
    """A day, or the week from `day` on."""

    day: date
    last: date
    x: float
    total: int
    silent: bool
    stacks: tuple[Stack, ...]

    @property
    def none(self) -> bool:
        """Whether there are reports of it, and none of what is asked for."""
        return not self.total and not self.silent


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole: a bar is `step` wide with its gap, `days` long; `most` is the highest; `base` the y of its foot."""

    width: float
    height: float
    base: float
    step: float
    days: int
    most: int
    bins: tuple[Bin, ...]
    months: tuple[tuple[float, date], ...]

    @property
    def bar(self) -> float:
        """How wide a bar is without its gap."""
        return round(self.step * 0.86, 2)

    @property
    def silences(self) -> list[tuple[float, float]]:
        """Where nobody reported anything: the left edge and width of each run of such bars."""
        runs = []
        for silent, bins in groupby(self.bins, lambda b: b.silent):
            if silent:
                run = list(bins)
                runs.append((run[0].x, round(run[-1].x + self.step - run[0].x, 2)))
        return runs

    @property
    def silent(self) -> int:
        """How many bars stand for days of which nobody reported an incident."""
        return sum(b.silent for b in self.bins)


def timeline(plot: Plot, heard: frozenset[int], first: date, last: date) -> Timeline:
    """Lay out the days from `first` to `last`; an incident counts on the day on which it began."""
    days = (last - first).days + 1
    length = 1 if days <= MOST_DAYS else 7
    start = first if length == 1 else monday(first)
    count = -(-((last - start).days + 1) // length)
    zero = (start - date(1970, 1, 1)).days
    by_bin: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for (day, status), n in plot.begun.items():
        if 0 <= (day - zero) // length < count:
            by_bin[(day - zero) // length][status] += n
    loud = {(day - zero) // length for day in heard}
    step = min(WIDEST, max(NARROWEST, ROOM / count))
    most = max((c.total() for c in by_bin.values()), default=0)
    bins = tuple(
        Bin(
            start + timedelta(n * length),
            min(last, start + timedelta(n * length + length - 1)),
            round(n * step, 2),
            by_bin[n].total() if n in by_bin else 0,
            n not in loud,
            tuple(_stacks(by_bin[n], most)) if n in by_bin else (),
        )
        for n in range(count)
    )
    base = TOP + HEIGHT
    months = tuple(_months(start, last, step / length))
    return Timeline(max(320.0, count * step), base + FOOT, base, step, length, most, bins, months)


def _stacks(counted: Counter[int], most: int) -> Iterable[Stack]:
    y = TOP + HEIGHT
    for status in sorted(counted):
        height = HEIGHT * counted[status] / most
        y -= height
        yield Stack(STATUSES[status], counted[status], round(y, 2), round(height, 2))


def _months(first: date, last: date, step: float) -> Iterable[tuple[float, date]]:
    """Name the months, with room for each name."""
    day, free = first.replace(day=1), 0.0
    while day <= last:
        x = (day - first).days * step
        if x >= free:
            yield round(x, 1), day
            free = x + 60
        day = (day + timedelta(32)).replace(day=1)


def monday(day: date) -> date:
    """Give the first day of a day's week (ISO 8601)."""
    return day - timedelta(day.weekday())
