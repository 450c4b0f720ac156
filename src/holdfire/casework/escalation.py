"""Which rungs of the agreement's ladder a case has reached, and by what. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from holdfire.agreement.model_rules import Deaths, Overdue, Repeated
from holdfire.casework.clocks import clocks
from holdfire.casework.model import UNKNOWN
from holdfire.casework.world import MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.agreement.model_rules import Trigger
    from holdfire.casework import acts
    from holdfire.casework.model import Case
    from holdfire.casework.world import World


def reached(world: World, case: Case) -> Mapping[int, Trigger]:
    """Give each rung within reach, from 1, with the first of its triggers that has come."""
    found = {}
    for n, rung in enumerate(world.rules.escalation, 1):
        trigger = next((t for t in rung.when if _came(world, case, t)), None)
        if trigger is not None:
            found[n] = trigger
    return found


def _came(world: World, case: Case, trigger: Trigger) -> bool:
    if isinstance(trigger, Overdue):
        slack = trigger.by // MICROSECOND
        return any(
            c.step == trigger.step and c.is_overdue(world.now - slack) for c in clocks(world.agreement, case)
        )
    if isinstance(trigger, Repeated):
        return _repeated(world, case, trigger)
    if isinstance(trigger, Deaths):
        return any(world.evidence(case.alleged(a.entry)).killed >= trigger.n for a in case.allegations)
    if trigger.what == "contested":
        standing = [d for a in case.allegations if (d := case.determination(a.entry))]
        return any(cast("acts.Determination", d.body).outcome == "contested" for d in standing)
    return any(case.refusals_of_access().values())


def _repeated(world: World, case: Case, trigger: Repeated) -> bool:
    span = trigger.within // MICROSECOND
    for allegation in case.allegations:
        accused = case.alleged(allegation.entry).accused
        if accused != UNKNOWN:
            times = [t for t in world.earlier(accused) if allegation.at - span < t <= allegation.at]
            if len(times) >= trigger.n:
                return True
    return False
