"""What is still open, for how long, what is overdue, and who takes no part. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.measures.durations import part, splits_of, waited
from holdfire.measures.figures import DAY, SPLITS, Part, count, of_matter, split
from holdfire.measures.intervals import quantile
from holdfire.measures.model import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfire.measures.model import Absence, Matter


def backlog(matters: Sequence[Matter], now: int) -> Iterator[Figure]:
    """Count open allegations with their ages since they were alleged, and clocks that ran out by step.

    It is a count of all that there is, no sample, so that nothing has an interval.
    """
    waiting = [m for m in matters if m.waits]
    for where, some in split(waiting, SPLITS, of_matter):
        entries = [m.entry for m in some]
        yield count("open", "allegations", where, len(some), entries)
        ages = sorted((now - m.at) / DAY for m in some)
        for name, value in (("median", quantile(ages, 0.5)), ("oldest", ages[-1])):
            yield Figure(
                "open", f"open.{name}", *where, "days", value, None, None, (len(ages),), "",
                tuple(sorted(entries)), len(ages),
            )  # fmt: skip
    for step, things in waited(matters).items():
        late = [t for t in things if t.spell.overdue]
        for where, those in split(late, splits_of(late), part):
            entries = [t.spell.entries[0] for t in those]
            yield count(f"overdue.{step}", "clocks", where, len(those), entries)


def absences(found: Sequence[Absence], now: int) -> Iterator[Figure]:
    """Give for each member that walked out the days on which it took no part, up to now."""
    for member in sorted({a.member for a in found}):
        own = [a for a in found if a.member == member]
        days = sum((now if a.until is None else a.until) - a.since for a in own) / DAY
        entries = tuple(e for a in own for e in a.entries)
        note = "takes no part now" if own[-1].until is None else ""
        where = Part("member", member)
        yield Figure("absent", "absent", *where, "days", days, None, None, (), note, entries, len(own))
