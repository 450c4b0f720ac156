"""Two lists of claims against each other: matched one to one, or on one list alone, each with its reasons.

Within a list every claim is taken to be about an incident of its own. Of all pairs across the lists the most probable
is matched first, then the most probable of those left, down to `BAR`; ties go to the earlier claims. So each match can
be explained by itself, to both sides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from holdfire.linking import methods
from holdfire.reports.model import ClaimId

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfire.linking.alone import Told
    from holdfire.linking.model import Link
    from holdfire.linking.reasons import Reason

BAR = 0.5
"""Two claims are matched only if they are more probably one incident than two."""


class Match(NamedTuple):
    """Two reports about one incident; or, for one without a match, the other that comes nearest (empty: none near)."""

    a: str
    b: str
    probability: float
    reasons: tuple[Reason, ...]


class Reconciled(NamedTuple):
    """What both lists have, and what one alone has."""

    both: list[Match]
    only_a: list[Match]
    only_b: list[Match]


def reconcile(a: Sequence[Told], b: Sequence[Told], method: str) -> Reconciled:
    """Match two lists; Unavailable `extra-missing`."""
    names = [t.report for t in (*a, *b)]
    claims = [
        replace(t.claim, id=ClaimId(n, 0), document=side, source=side)
        for side, part, first in (("a", a, 0), ("b", b, len(a)))
        for n, t in enumerate(part, first)
    ]
    links = sorted(methods.run(method, claims, {}).links, key=lambda k: (-k.probability, k.a, k.b))
    taken: set[ClaimId] = set()
    both = []
    for each in links:
        if each.probability >= BAR and each.a not in taken and each.b not in taken:
            taken |= {each.a, each.b}
            both.append(_match(each, names))
    left = [c.id for c in claims if c.id not in taken]
    nearest = _nearest(links)
    only = [_match(nearest[i], names) if i in nearest else Match(*_alone(i, names, len(a))) for i in left]
    cut = sum(i.entry < len(a) for i in left)
    return Reconciled(both, only[:cut], only[cut:])


def _match(link: Link, names: Sequence[str]) -> Match:
    return Match(names[link.a.entry], names[link.b.entry], link.probability, link.reasons)


def _alone(i: ClaimId, names: Sequence[str], cut: int) -> tuple[str, str, float, tuple[Reason, ...]]:
    name = names[i.entry]
    return (name, "", 0.0, ()) if i.entry < cut else ("", name, 0.0, ())


def _nearest(links: Iterable[Link]) -> dict[ClaimId, Link]:
    """Give each claim its most probable pair."""
    found: dict[ClaimId, Link] = {}
    for each in links:
        found.setdefault(each.a, each)
        found.setdefault(each.b, each)
    return found
