"""What an actor can do next in a case or an alert, by when; and if not, why not. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.casework.acts import ABOUT, ALERT, DESK, FORMS, OPENING
from holdfire.casework.clocks import clocks
from holdfire.casework.model import Case
from holdfire.casework.rules import who_and_when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.casework.model import Thread
    from holdfire.casework.world import World
    from holdfire.errors import HoldfireError

STEP_OF = {
    "notice": "notify",
    "receipt": "acknowledge",
    "acknowledgement": "acknowledge",
    "reply": "reply",
    "access": "access",
    "finding": "report",
    "assessment": "assess",
    "determination": "determine",
    "follow-up": "respond",
}
"""The clock that each kind of act meets."""


class Option(NamedTuple):
    """One thing that could be done: about which act (0: none), why not, or by when (UTC microseconds)."""

    kind: str
    about: int
    objection: HoldfireError | None
    due: int | None


def options(world: World, thread: Thread, actor: str) -> Iterator[Option]:
    """Go through every act that belongs into a case, or into an alert, in the order in which the work goes."""
    ticking = {
        (c.step, c.about, c.whom): c
        for c in (clocks(world.agreement, thread) if isinstance(thread, Case) else ())
    }
    for kind in FORMS:
        if kind in DESK or kind in (*OPENING, "alert") or (kind in ALERT) == isinstance(thread, Case):
            continue
        for about in _targets(thread, kind):
            step = STEP_OF.get(kind, "")
            running = [ticking[k] for k in ticking if k[:2] == (step, about) and k[2] in ("", actor)]
            due = next((c.due for c in running if c.done is None), None)
            yield Option(kind, about, who_and_when(world, thread, kind, actor, about), due)


def _targets(thread: Thread, kind: str) -> list[int]:
    return [a.entry for a in thread.of(*ABOUT[kind])] if kind in ABOUT else [0]
