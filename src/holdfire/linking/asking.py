"""The next question worth asking a person about an incident. Pure.

The rule: among the links that touch its claims, and that no verdict settles, the one whose probability is nearest to
one half; of equals the one with the lower claims. There a person's answer tells most, and one answer of two changes
which claims stand together: "not same" parts two of this incident, "same" joins two of different ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.linking.cluster import settled
from holdfire.linking.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.linking.model import Link, Verdicts

EVEN = 0.5


def next_question(links: Iterable[Link], given: Verdicts) -> Link | None:
    """Choose the link to ask about; None where verdicts settle them all."""
    ordered = sorted(links, key=lambda k: (abs(k.probability - EVEN), k.a, k.b))
    return next((k for k in ordered if not is_settled(k, given)), None)


def is_settled(link: Link, given: Verdicts) -> bool:
    """Tell whether persons have judged a pair, or what they said of others decides it."""
    if frozenset((link.a, link.b)) in given:
        return True
    founder = settled({link.a, link.b, *(c for pair in given for c in pair)}, given)
    ends = {founder[link.a], founder[link.b]}
    apart = (pair for pair, verdict in given.items() if verdict is Verdict.NOT_SAME)
    return len(ends) == 1 or any({founder[c] for c in pair} == ends for pair in apart)
