"""The words of a bulletin for what it counts, in the order in which it counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.words import OUTCOMES
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.bulletins.model import Followed, Reply, Stand

REPLY: Mapping[Reply, Words] = {
    "admitted": say("admitted by the other"),
    "denied": say("denied by the other"),
    "justified": say("justified by the other"),
    "not yet": say("no reply yet"),
    "none": say("no reply by the deadline"),
    "not held": say("replied, not held here"),
}
STAND: Mapping[Stand, Words] = {
    "yes": say("yes"),
    "no": say("no"),
    "cannot say": say("cannot say"),
    "silent": say("silent at the deadline"),
    "not yet": say("no position yet"),
    "not held": say("position not held here"),
}
OUTCOME: Mapping[str, Words] = {
    **{name: words for name, words in OUTCOMES.items() if name},
    "withdrawn": say("withdrawn"),
    "recorded": say("recorded only"),
    "open": say("not determined yet"),
    "reopened": say("reopened"),
    "": OUTCOMES[""],
}
"""What came of an allegation: the agreement's outcomes, and what is none."""
DETERMINED = frozenset(name for name in OUTCOMES if name)
FOLLOWED: Mapping[Followed, Words] = {
    "proposed": say("proposed"),
    "agreed": say("agreed"),
    "blocked": say("blocked"),
    "overdue": say("not done by its date"),
    "done": say("done"),
    "checked": say("checked"),
}
