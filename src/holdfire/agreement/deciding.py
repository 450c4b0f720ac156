"""Which members together can give an answer under a decision rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.model_rules import ByChair, KOfN, TwoNamed
from holdfire.agreement.when import members_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Decision, Member


def suffices(
    decision: Decision, panel: Sequence[Member], sides: Collection[str], agreeing: Collection[Member]
) -> bool:
    """Whether the members `agreeing`, all of one mind, make the joint answer of the `panel`.

    Consensus needs the whole panel; "each side" at least one backer of every one of `sides`; the chair rule
    the chair. Under observe-only nobody is enough, and nobody agreeing never is.
    """
    if isinstance(decision, KOfN):
        return len(agreeing) >= decision.k
    if isinstance(decision, TwoNamed):
        return {member.actor for member in agreeing} >= set(decision.members)
    if isinstance(decision, ByChair):
        return any(member.role == "chair" for member in agreeing)
    if not agreeing or decision.rule == "observe only":
        return False
    if decision.rule == "consensus":
        return len(agreeing) == len(panel)
    return {member.backs for member in agreeing} >= set(sides)


def panel_at(agreement: Agreement, day: dt.date) -> list[Member]:
    """Return the members who answer on the day: all but observers."""
    return [member for member in members_at(agreement, day) if member.role != "observer"]


def panels(agreement: Agreement) -> list[list[Member]]:
    """Every panel that there ever is: one for each day on which somebody joins, leaves or is first known."""
    members = agreement.rules.members
    days = sorted({day for member in members for day in (member.since, member.until) if day is not None})
    if not days or any(member.since is None for member in members):
        first = [m for m in members if m.role != "observer" and m.since is None]
        return [first, *(panel_at(agreement, day) for day in days)]
    return [panel_at(agreement, day) for day in days]
