"""What an agreement's rules make of invented cases: who can block what, what stands still, how long cases take.

The first two are worked out, the last is drawn by lots: the same seed gives the same cases. Nothing is read from a
book, and nothing said here is about a real incident or a real member.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass
from functools import cached_property
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from holdfire.agreement.model_rules import Gravity, Step
from holdfire.casework.simulated.behaviour import USUAL, Profile
from holdfire.casework.simulated.blocking import Block, blocks
from holdfire.casework.simulated.course import Ended, run
from holdfire.casework.simulated.deadlocks import Deadlock, deadlocks
from holdfire.casework.simulated.play import Accused, Sitting, accusable, sitting_on, sittings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from holdfire.agreement.model import Agreement


OPEN = "not determined: "
"""What stands before the code of the objection, where no outcome came of a case."""


class Lasted(NamedTuple):
    """How long the cases of one gravity took: how many were determined, after how many days (None: none was)."""

    cases: int
    determined: int
    median_days: float | None
    p90_days: float | None


@dataclass(frozen=True)
class Simulation:
    """Every invented case, and what can be worked out about the panels that `sat`; the last one heard the cases."""

    agreement: Agreement
    seed: int
    profile: Profile
    sat: Sequence[Sitting]
    against: Sequence[Accused]
    ended: Sequence[Ended]

    @property
    def sitting(self) -> Sitting | None:
        """The panel that heard the cases; None where nobody sits."""
        return self.sat[-1] if self.sat else None

    @cached_property
    def blocked(self) -> Sequence[tuple[Sitting, Sequence[Block]]]:
        """Who can block what, panel by panel."""
        return [(sitting, blocks(sitting)) for sitting in self.sat]

    @cached_property
    def stuck(self) -> Sequence[Deadlock]:
        """Where cases stand still."""
        return deadlocks(self.agreement, self.sat)

    @property
    def lasted(self) -> Mapping[Gravity, Lasted]:
        """How long cases took, by gravity."""
        return {g: lasted([e for e in self.ended if e.gravity == g]) for g in get_args(Gravity)}

    @property
    def outcomes(self) -> Mapping[str, Mapping[str, int]]:
        """How many cases against each accused came to each outcome, or for which reason to none."""
        found: dict[str, Counter[str]] = {a.actor: Counter() for a in self.against}
        for each in self.ended:
            found[each.accused][each.outcome or f"{OPEN}{each.objection}"] += 1
        return found

    @property
    def late(self) -> Mapping[str, tuple[int, int]]:
        """Of each step, how many of its clocks ran out before what they waited for came, and how many there were."""
        told = [clock for each in self.ended for clock in each.late]
        steps = [s for s in get_args(Step) if any(step == s for step, _ in told)]
        return {
            s: (sum(late for step, late in told if step == s), sum(step == s for step, _ in told))
            for s in steps
        }


def simulate(
    agreement: Agreement,
    cases: int,
    seed: int,
    day: dt.date | None = None,
    profile: Profile = USUAL,
    progress: Callable[[int, int], None] | None = None,
) -> Simulation:
    """Run invented cases before the panel of a day, by default the last one that sits.

    Who is accused goes round among all who can be, so that each is accused as often.
    """
    sat = [sitting_on(agreement, day)] if day else sittings(agreement)
    sat = [sitting for sitting in sat if sitting.panel]
    last = sat[-1] if sat else None
    against = accusable(last) if last else []
    ended: list[Ended] = []
    for n in range(cases if against else 0):
        assert last is not None
        lots = Random(f"{seed}:{n}")  # noqa: S311 - lots for invented cases, no secret
        ended.append(run(last, against[n % len(against)], profile, lots))
        if progress:
            progress(n + 1, cases)
    return Simulation(agreement, seed, profile, sat, against, ended)


def lasted(cases: Sequence[Ended]) -> Lasted:
    """Say how long cases took, in days: the median, and the day by which nine of ten were determined (nearest rank)."""
    days = sorted(e.days for e in cases if e.outcome)
    if not days:
        return Lasted(len(cases), 0, None, None)
    ninth = days[math.ceil(0.9 * len(days)) - 1]
    return Lasted(len(cases), len(days), round(median(days), 2), round(ninth, 2))


def as_json(simulation: Simulation) -> dict[str, Any]:
    """Write a simulation as plain values, for other programs."""
    last = simulation.sitting
    return {
        "invented": True,
        "mechanism": simulation.agreement.id,
        "seed": simulation.seed,
        "profile": asdict(simulation.profile),
        "cases": len(simulation.ended),
        "panel": {"since": str(last.day), "members": [m.actor for m in last.panel]} if last else None,
        "blocks": [
            {"since": str(sitting.day), **block._asdict()}
            for sitting, found in simulation.blocked
            for block in found
        ],
        "deadlocks": [
            {
                "code": d.code,
                "words": str(d.words),
                "rule": d.rule,
                "members": d.members,
                "gravities": d.gravities,
            }
            for d in simulation.stuck
        ],
        "days": {gravity: each._asdict() for gravity, each in simulation.lasted.items()},
        "outcomes": {accused: dict(sorted(found.items())) for accused, found in simulation.outcomes.items()},
        "late": {step: {"late": late, "of": of} for step, (late, of) in simulation.late.items()},
    }
