"""What is still open, for how long, what is overdue, and who takes no part. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfire.measures.durations import part, splits_of, waited
from holdfire.measures.figures import DAY, SPLITS, Part, count, of_matter, split
from holdfire.measures.intervals import quantile
from holdfire.measures.model import Figure
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfire.measures.model import Absence, Matter


def backlog(matters: Sequence[Matter], now: int) -> Iterator[Figure]:
    """Count open allegations with their ages since they were alleged, and clocks that ran out by step.

    It is a count of all that there is, no sample, so that nothing has an interval.
    """
    waiting = [m for m in matters if m.waits]
    for where, some in split(waiting, SPLITS, of_matter):
        yield from _ages(where, some, now)
    for step, spells in waited(matters).items():
        late = [t for t in spells if t.spell.overdue]
        for where, those in split(late, splits_of(late), part):
            yield count(f"overdue.{step}", "clocks", where, [(t.matter, t.spell.entries[:1]) for t in those])


def _ages(where: Part, some: Sequence[Matter], now: int) -> Iterator[Figure]:
    whole = count("open", "allegations", where, [(m, (m.entry,)) for m in some])
    ages = sorted((now - m.at) / DAY for m in some)
    yield whole
    yield replace(whole, measure="open.median", unit="days", value=quantile(ages, 0.5))
    yield replace(whole, measure="open.oldest", unit="days", value=ages[-1])


def absences(found: Sequence[Absence], now: int) -> Iterator[Figure]:
    """Give for each member that walked out the days on which it took no part, up to now."""
    for member in sorted({a.member for a in found}):
        own = [a for a in found if a.member == member]
        days = sum((now if a.until is None else a.until) - a.since for a in own) / DAY
        entries = tuple(e for a in own for e in a.entries)
        note = say("takes no part now") if own[-1].until is None else None
        where = Part("member", member)
        yield Figure("absent", "absent", *where, "days", days, None, None, len(own), (), entries, note)
