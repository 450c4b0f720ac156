"""The linking rule: candidates, compared, weighed against their rivals, each link with its reasons.

Of one source's claims at most one tells of an incident. So a claim that would match several claims of one
source is shared among them: the odds of each are divided by one plus the odds of the others, and where the
two claims of a pair differ in this, by the geometric mean of both. Where incidents lie close together this
is what keeps chance neighbours apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from holdfire.linking.candidates import Candidate, candidates
from holdfire.linking.compare import reasons, score
from holdfire.linking.model import Link, LinkClaim, Verdict, Verdicts
from holdfire.reports.model import ClaimId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

METHOD = "weights-1"
"""Name and version of this rule, for the entry of a run; it changes with any weight, limit or step."""

FLOOR = -3.0
"""Log-odds below which a pair is not worth keeping: about one in twenty."""
OPTIMISM = 0.8
"""Taken off the log-odds at the end: features lean on one another, so that their sum promises too much.
With this off, what is said to be so probable came true about as often, within 0.13 in every tenth, on
what the weights were set on."""
FITS = 0.0
"""Log-odds from which a rival is said to fit too."""

Scored = tuple[Candidate, float]
Key = tuple[ClaimId, str]
"""A claim, and a source that may have told of the same."""


def link(claims: Iterable[LinkClaim], *, verdicts: Verdicts) -> list[Link]:
    """Propose links between claims, sorted by ids; the order of `claims` does not matter.

    A pair that a person called the same is a link of probability 1, whatever the machine thinks; one that
    a person called not the same, or undecided, is none. Claims without a time or a place, or with one too
    vague (`MAX_SPAN`, `MAX_RADIUS_KM`), and claims of one document are linked by persons only.
    """
    scored = sorted(_scored(claims, verdicts), key=lambda cs: (cs[0].a.claim.id, cs[0].b.claim.id))
    joined = [
        Link(min(p), max(p), 1.0, (("joined by a person", {}),))
        for p, v in verdicts.items()
        if v is Verdict.SAME
    ]
    return sorted([*_proposed(scored), *joined], key=lambda each: (each.a, each.b))


def _scored(claims: Iterable[LinkClaim], verdicts: Verdicts) -> Iterator[Scored]:
    for c in candidates(claims):
        log_odds = score(c)
        if log_odds >= FLOOR and frozenset((c.a.claim.id, c.b.claim.id)) not in verdicts:
            yield c, log_odds


def _proposed(scored: list[Scored]) -> Iterator[Link]:
    odds: dict[Key, float] = defaultdict(float)
    fitting: dict[Key, int] = defaultdict(int)
    for c, log_odds in scored:
        for key in _keys(c):
            odds[key] += math.exp(log_odds)
            fitting[key] += log_odds >= FITS
    for c, log_odds in scored:
        own = math.exp(log_odds)
        shared = log_odds - sum(math.log1p(max(0.0, odds[key] - own)) for key in _keys(c)) / 2 - OPTIMISM
        if shared >= FLOOR:
            others = sum(fitting[key] - (log_odds >= FITS) for key in _keys(c))
            why = (*reasons(c), ("rivals", {"n": others})) if others else reasons(c)
            yield Link(c.a.claim.id, c.b.claim.id, round(1 / (1 + math.exp(-shared)), 4), why)


def _keys(c: Candidate) -> tuple[Key, Key]:
    return (c.a.claim.id, c.b.source), (c.b.claim.id, c.a.source)
