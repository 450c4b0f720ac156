"""Linking by the trained comparison: claims in, links with their reasons and clusters out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from holdfire.linking.cluster import CERTAIN, JOIN, UNLINKED, settled
from holdfire.linking.grouping import Limits, grouped
from holdfire.linking.model import Link, Verdict
from holdfire.linking.trained.columns import columns
from holdfire.linking.trained.comparison import Comparison, compare, shipped
from holdfire.linking.trained.near import pairs
from holdfire.linking.trained.rivals import log_odds
from holdfire.linking.trained.said import reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.linking.model import LinkClaim, Verdicts
    from holdfire.linking.trained.columns import Columns, Ints
    from holdfire.linking.trained.comparison import Compared
    from holdfire.reports.model import ClaimId

LEAST = 0.05
"""A pair less probable than this is no link."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found: `founder` is, for each claim by its number, the lowest number in its cluster."""

    columns: Columns
    compared: Compared
    kept: Ints
    founder: Ints


def linked(
    claims: Sequence[LinkClaim], verdicts: Verdicts | None = None, by: Comparison | None = None
) -> Linked:
    """Link claims, under persons' verdicts; raises `verdicts-contradict` (Conflict).

    A pair that a person called the same is in one cluster, one called not the same or undecided is in two; the machine
    says nothing of either. `by` is another comparison than the shipped one. Give claims in the order of their ids.
    """
    by = by or shipped()
    verdicts = verdicts or {}
    number = {claim.id: n for n, claim in enumerate(claims)} if verdicts else {}
    judged = {pair: v for pair, v in verdicts.items() if pair <= number.keys()}
    settled([claim for pair in judged for claim in pair], judged)
    c = columns(claims)
    compared = compare(c, pairs(c), by)
    kept = _unjudged(compared, judged, number)
    return Linked(c, compared, kept, _clusters(c, compared, kept, _limits(c, judged, number)))


def _unjudged(compared: Compared, judged: Verdicts, number: dict[ClaimId, int]) -> Ints:
    """Number the pairs that are links, without those of which a person spoke."""
    kept = compared.probability >= LEAST
    if judged:
        said = {tuple(sorted(number[claim] for claim in pair)) for pair in judged}
        low, high = compared.pairs
        for n in np.flatnonzero(kept):
            kept[n] = (int(low[n]), int(high[n])) not in said
    return np.flatnonzero(kept)


def _limits(c: Columns, judged: Verdicts, number: dict[ClaimId, int]) -> Limits:
    sides = [(v is Verdict.SAME, sorted(number[claim] for claim in pair)) for pair, v in judged.items()]
    document = c.coded["document"].codes.tolist()
    return Limits(
        JOIN,
        UNLINKED,
        sorted((a, b) for same, (a, b) in sides if same),
        sorted((a, b) for same, (a, b) in sides if not same),
        document.__getitem__,
    )


def _clusters(c: Columns, compared: Compared, kept: Ints, limits: Limits) -> Ints:
    worth = np.clip(log_odds(compared.probability[kept]), UNLINKED, CERTAIN)
    a, b = (end[kept].tolist() for end in compared.pairs)
    founder = np.arange(c.n)
    found = grouped(zip(a, b, worth.tolist(), strict=True), limits)
    founder[list(found)] = list(found.values())
    return founder


def as_links(
    found: Linked, claims: Sequence[LinkClaim], verdicts: Verdicts, *, explain: bool = True
) -> list[Link]:
    """Write what the shipped comparison found as links, sorted by ids; with reasons if they are to `explain`."""
    kept = found.kept.tolist()
    told = reasons(found.compared, kept, shipped(), claims) if explain else [()] * len(kept)
    a, b = found.compared.pairs
    links = [
        Link(claims[a[n]].id, claims[b[n]].id, round(float(found.compared.probability[n]), 4), why)
        for n, why in zip(kept, told, strict=True)
    ]
    known = {claim.id for claim in claims}
    same = [p for p, v in verdicts.items() if v is Verdict.SAME and p <= known]
    links += [Link(min(p), max(p), 1.0, (("joined by a person", {}),)) for p in same]
    return sorted(links, key=lambda each: (each.a, each.b))
