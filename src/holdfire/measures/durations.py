"""How long each step takes, and what share of it comes within its clock. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from holdfire.measures.figures import allegations, of_matter, share, sorted_by, split, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfire.measures.figures import Part, Thing
    from holdfire.measures.model import By, Figure, Matter, Spell

STEPS = ("acknowledge", "notify", "reply", "access", "visit", "report", "assess", "determine", "respond")
"""The steps, in the order in which they come."""
SPLITS: tuple[By, ...] = ("", "whom", "claimant", "accused", "area", "gravity")


class Waited(NamedTuple):
    """A spell, the allegation that it belongs to, and both as a figure sees them."""

    matter: Matter
    spell: Spell
    thing: Thing


def waited(matters: Sequence[Matter]) -> Mapping[str, list[Waited]]:
    """Gather the spells of all allegations by step."""
    found: dict[str, list[Waited]] = {step: [] for step in STEPS}
    for matter in matters:
        for spell in matter.spells:
            found[spell.step].append(Waited(matter, spell, (matter, spell.entries)))
    return found


def part(thing: Waited, by: By) -> str:
    """Say into which part a spell falls: by who was to act, or as its allegation does."""
    return thing.spell.whom if by == "whom" else of_matter(thing.matter, by)


def splits_of(spells: Sequence[Waited]) -> tuple[By, ...]:
    """Give the splits that say something: not by who was to act where anybody could."""
    return SPLITS if any(t.spell.whom for t in spells) else tuple(by for by in SPLITS if by != "whom")


def durations(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give for each step the time it takes, and the share that comes within its clock.

    The share leaves out what has no clock, what a clock stands still for, and what is neither done nor due yet.
    """
    for step, spells in waited(matters).items():
        for where, some in split(spells, splits_of(spells), part):
            yield from _of_part(f"step.{step}", where, some)


def _of_part(family: str, where: Part, some: Sequence[Waited]) -> Iterator[Figure]:
    sorts = sorted_by(some, ("True", "False", "None"), lambda t: str(t.spell.in_time))
    timely, late, undecided = ([t.thing for t in found] for found in sorts.values())
    things = [t.thing for t in some]
    waits = [(t.spell.length, t.spell.until is not None) for t in some]
    found = list(times(family, where, waits, things))
    if timely or late:
        found.append(share(f"{family}.in time", "share of clocks", where, (timely, late)))
    counts = allegations(timely, late, undecided)
    yield from (replace(figure, family=family, counts=counts) for figure in found)
