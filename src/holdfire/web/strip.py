"""The strip of days: incidents above, each side's published counts below, on one axis and never in one bar.

Geometry only, in pixels; the template draws it. A day on which nothing was given has no bar; a count of zero is
written as 0.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfire.reports.model import Tally

MARGIN = 8
LANE = 44
GAP = 30
WIDEST, NARROWEST = 32.0, 3.0
LEAST = 560.0
"""Width that the lanes' labels need."""
ROOM = 1220.0
"""Width that the strip tries to fill before its days grow narrower than `NARROWEST`."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of one lane: how many, where it stands and how high it is."""

    day: dt.date
    n: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of count: `side` is empty for incidents. `base` is the y of its foot, `most` its highest count."""

    side: str
    unit: str
    top: float
    base: float
    most: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole: a day is `step` wide, a bar `bar`; `months` are (x, first day of the month)."""

    width: float
    height: float
    step: float
    bar: float
    lanes: tuple[Lane, ...]
    months: tuple[tuple[float, dt.date], ...]
    chosen: float | None
    days: tuple[dt.date, ...]


def strip(
    incidents: Iterable[dt.date], tallies: Iterable[Tally], chosen: dt.date | None = None
) -> Strip | None:
    """Lay out the days from the first to the last that has an incident or a tally; None where there is none.

    Incidents count on the day on which they began. The tallies' lanes share one scale; the incidents have their
    own, since an incident and a counted violation are different things.
    """
    began = Counter(incidents)
    sides: defaultdict[tuple[str, str], dict[dt.date, int]] = defaultdict(dict)
    for t in tallies:
        sides[t.side, t.unit][dt.date.fromisoformat(t.day)] = t.total
    known = {*began, *(day for counts in sides.values() for day in counts)}
    if not known:
        return None
    first, last = min(known), max(known)
    span = (last - first).days + 1
    step = min(WIDEST, max(NARROWEST, ROOM / span))
    most = max((n for counts in sides.values() for n in counts.values()), default=0)
    ordered = sorted(sides.items(), key=lambda item: (-len(item[1]), item[0]))
    lanes = [_lane("", "", began, 0, max(began.values(), default=0), first, step)]
    for number, ((side, unit), counts) in enumerate(ordered, 1):
        lanes.append(_lane(side, unit, counts, number, most, first, step))
    at = MARGIN + (chosen - first).days * step if chosen and first <= chosen <= last else None
    return Strip(
        max(LEAST, 2 * MARGIN + span * step),
        lanes[-1].base + GAP,
        step,
        round(step * 0.86, 1),
        tuple(lanes),
        tuple(_months(first, last, step)),
        at,
        tuple(sorted(known)),
    )


def _lane(
    side: str, unit: str, counts: Mapping[dt.date, int], number: int, most: int, first: dt.date, step: float
) -> Lane:
    top = GAP + number * (LANE + GAP)
    base = top + LANE
    bars = []
    for day, n in sorted(counts.items()):
        height = round(LANE * n / most, 1) if most else 0.0
        bars.append(Bar(day, n, round(MARGIN + (day - first).days * step, 1), base - height, height))
    return Lane(side, unit, top, base, max(counts.values(), default=0), tuple(bars))


def _months(first: dt.date, last: dt.date, step: float) -> Iterable[tuple[float, dt.date]]:
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield round(MARGIN + (day - first).days * step, 1), day
        day = (day + dt.timedelta(days=32)).replace(day=1)
