"""Whether sides fare alike at equal gravity and equal evidence. Pure.

What is compared is one side's accused with another's, within strata of (gravity, rung of evidence at determination),
put together after N. Mantel and W. Haenszel, J. Natl. Cancer Inst. 22 (1959) 719-748. A difference is no proof of bias,
nor its absence one of fairness: who alleges what, and who can be seen, is not random.
"""

from __future__ import annotations

from itertools import combinations, product
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from holdfire.measures.figures import allegations, entries_of, pair, shares, sorted_by, split, times
from holdfire.measures.intervals import Z
from holdfire.measures.model import Figure
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from holdfire.measures.figures import Thing
    from holdfire.measures.model import Found, Matter

FLOOR = 10
"""Below so many determinations of either side, in strata that have both, there are too few to say."""
EVENTS = ("violation", "exempt", "contested", "in time")


class Table(NamedTuple):
    """One stratum: `a` of `n` events on one side, `b` of `m` on the other."""

    a: int
    n: int
    b: int
    m: int


class Judged(NamedTuple):
    """An allegation with the determination of it that stands, and how long that took."""

    matter: Matter
    found: Found
    took: int
    in_time: bool | None
    thing: Thing

    @property
    def stratum(self) -> tuple[str, str]:
        """Gravity, and rung of evidence."""
        return self.matter.gravity, self.found.level

    def event(self, name: str) -> bool | None:
        """Tell whether the event came; None where there is no clock to be in time by."""
        return self.in_time if name == "in time" else self.found.outcome == name


def risk_difference(strata: Iterable[Table]) -> tuple[float, float, float] | None:
    """Give the Mantel-Haenszel difference of two shares over strata, with its 95 % interval; None without overlap.

    S. Greenland and J. M. Robins, Biometrics 41 (1985) 55-68, for the estimate; its variance after T. Sato, Biometrics
    45 (1989) 1323-1324, holds for many thin strata as for few large ones.
    """
    both = [t for t in strata if t.n and t.m]
    weight = sum(t.n * t.m / (t.n + t.m) for t in both)
    if not weight:
        return None
    found = sum((t.a * t.m - t.b * t.n) / (t.n + t.m) for t in both) / weight
    p = sum((t.n**2 * t.b - t.m**2 * t.a + t.n * t.m * (t.m - t.n) / 2) / (t.n + t.m) ** 2 for t in both)
    q = sum((t.a * (t.m - t.b) + t.b * (t.n - t.a)) / (2 * (t.n + t.m)) for t in both)
    half = Z * sqrt(max(0.0, found * p + q)) / weight
    return found, max(-1.0, found - half), min(1.0, found + half)


def symmetry(matters: Sequence[Matter], sides: Sequence[str]) -> Iterator[Figure]:
    """Compare each two accused sides, overall and stratum by stratum.

    Events: found a violation, exempt, contested, determined within its clock. Overall: the difference of their shares,
    first side less second. In each stratum: each side's shares of outcomes and its time to a determination.
    """
    judged = [j for m in matters if (j := _judged(m)) and j.matter.accused_side in sides]
    for one, other in combinations(sides, 2):
        for event in EVENTS:
            yield from _difference(judged, one, other, event)
    for where, some in split(
        judged, ("stratum",), lambda j, _by: "/".join((j.matter.accused_side, *j.stratum))
    ):
        found = sorted_by(
            some, ("violation", "other"), lambda j: "violation" if j.event("violation") else "other"
        )
        sorts = {sort: things(those) for sort, those in found.items()}
        yield from shares("stratum", "share of determinations", where, sorts)
        yield from times("stratum.time", where, [(j.took, True) for j in some], things(some))


def things(judged: Iterable[Judged]) -> list[Thing]:
    """Give determinations as figures see them."""
    return [j.thing for j in judged]


def _judged(matter: Matter) -> Judged | None:
    found = matter.standing
    if found is None or not found.level:
        return None
    spell = next(s for s in matter.spells if s.step == "determine" and s.until == found.at)
    return Judged(matter, found, spell.length, spell.in_time, (matter, spell.entries))


def _difference(judged: Sequence[Judged], one: str, other: str, event: str) -> Iterator[Figure]:
    asked = [j for j in judged if j.matter.accused_side in (one, other) and j.event(event) is not None]
    if not asked:
        return
    strata = list(tables(asked, one, event).values())
    both = [t for t in strata if t.n and t.m]
    few = min(sum(t.n for t in both), sum(t.m for t in both)) < FLOOR
    found = None if few else risk_difference(strata)
    value, low, high = found or (None, None, None)
    note = say("too few to say") if found is None else None
    cells = [
        [j for j in asked if (j.matter.accused_side, j.event(event)) == cell]
        for cell in product((one, other), (True, False))
    ]
    counts, entries = allegations(*map(things, cells)), entries_of(things(asked))
    name, unit = f"symmetry.{event}", "difference of shares"
    yield Figure(
        name, name, "pair", pair(one, other), unit, value, low, high, len(asked), counts, entries, note
    )


def tables(judged: Iterable[Judged], one: str, event: str) -> dict[tuple[str, str], Table]:
    """Count the event in each stratum: on the one side, and on any other that is among them."""
    found: dict[tuple[str, str], Table] = {}
    for j in judged:
        a, n, b, m = found.get(j.stratum, (0, 0, 0, 0))
        hit = int(bool(j.event(event)))
        first = j.matter.accused_side == one
        found[j.stratum] = Table(a + hit, n + 1, b, m) if first else Table(a, n, b + hit, m + 1)
    return found
