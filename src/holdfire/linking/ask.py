"""Which question to ask a person next: the pair of claims whose answer is expected to mend most.

A pair in two incidents: how probable it is that they are one, times the pairs of claims that joining them would add. A
pair in one incident: how probable it is that they are two, times the other claims there. Of each two incidents, and of
each one, the best question alone is asked. (Uncertainty times what hangs on it; compare Settles 2009, section 3.)
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from holdfire.linking.model import Link, Pair
    from holdfire.reports.model import ClaimId


class Question(NamedTuple):
    """Are these two claims about one incident? `together`: they are in one now. `worth` is in pairs of claims."""

    link: Link
    together: bool
    worth: float


def questions(
    links: Iterable[Link], founders: Mapping[ClaimId, ClaimId], judged: Collection[Pair]
) -> list[Question]:
    """List the questions, the most worth first; pairs of which a person spoke are not asked again."""
    size = Counter(founders.values())
    best: dict[tuple[ClaimId, ClaimId], Question] = {}
    for each in links:
        if frozenset((each.a, each.b)) in judged or each.a not in founders or each.b not in founders:
            continue
        a, b = sorted((founders[each.a], founders[each.b]))
        question = _question(each, a == b, size[a], size[b])
        if (a, b) not in best or _order(question) < _order(best[a, b]):
            best[a, b] = question
    return sorted(best.values(), key=_order)


def _question(link: Link, together: bool, here: int, there: int) -> Question:
    worth = (1 - link.probability) * (here - 1) if together else link.probability * here * there
    return Question(link, together, worth)


def _order(q: Question) -> tuple[float, ClaimId, ClaimId]:
    return -q.worth, q.link.a, q.link.b
