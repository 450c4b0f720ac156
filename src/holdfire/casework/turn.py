"""Whose turn it is: which clocks an actor can stop. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.agreement.deciding import panel_at
from holdfire.agreement.when import by_id, members_at
from holdfire.casework import parties
from holdfire.casework.model import UNKNOWN
from holdfire.errors import NotFound
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt

    from holdfire.agreement.model import Agreement
    from holdfire.casework.clocks import Clock

OWN = frozenset({"assess"})
"""Steps that nobody does for another."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What an actor can do on a day: for whom it answers, itself among them, and which steps it shares with others."""

    actor: str
    behalf: frozenset[str]
    shared: frozenset[str]

    def holds(self, clock: Clock) -> bool:
        """Tell whether the actor can stop a clock: its own, that of one it answers for, or one for any of several."""
        if clock.whom == self.actor:
            return True
        if not clock.whom:
            return clock.step in self.shared
        return clock.whom in self.behalf and clock.step not in OWN


def turn(agreement: Agreement, actor: str, day: dt.date) -> Turn:
    """Say whose clocks an actor can stop; NotFound `actor-missing` where the agreement does not know it.

    What is asked of one who is not known, every guarantor answers. A case is notified by any member, observer or
    guarantor, and a team that is to report sits among them; only members determine.
    """
    if actor not in by_id(agreement.actors):
        raise NotFound("actor-missing", say("the agreement has no actor {actor}", actor=repr(actor)))
    behalf = {a.id for a in agreement.actors if actor in parties.answerable(agreement, a.id, day)}
    guards = actor in parties.guarantors(agreement, day)
    shared: set[str] = set()
    if guards or actor in {m.actor for m in members_at(agreement, day)}:
        shared |= {"notify", "report"}
    if actor in {m.actor for m in panel_at(agreement, day)}:
        shared.add("determine")
    return Turn(actor, frozenset({*behalf, *((UNKNOWN,) if guards else ())}), frozenset(shared))
