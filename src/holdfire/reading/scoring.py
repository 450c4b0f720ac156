"""How well claims are read, measured against gold; and the confidence that follows from it. Pure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdfire.reading.fold import fold
from holdfire.reading.kinds import COARSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfire.reading.gold import GoldClaim, GoldDocument
    from holdfire.reading.model import Claim, People, Span

ALL = ("speaker", "via", "kind", "status", "date", "place")
"""The slots of "all slots right"."""

SLOTS = (*ALL, "coarse", "perpetrator", "killed", "wounded")
LEAST_FIRINGS = 20
Z = 1.96
"""Standard normal quantile of a 95 % interval."""


@dataclass(slots=True)
class Score:
    """Right answers and all claims by slot; denials and doubts found of those there are; claims that gold has not."""

    claims: int = 0
    found: int = 0
    extra: int = 0
    right: Counter[str] = field(default_factory=Counter)
    status: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    placed: list[int] = field(default_factory=lambda: [0, 0])
    fired: Counter[str] = field(default_factory=Counter)
    fired_right: Counter[str] = field(default_factory=Counter)

    def share(self, slot: str) -> float:
        """Share of the gold's claims whose slot is right; a claim that was not found has none right."""
        return self.right[slot] / self.claims if self.claims else math.nan

    def recall(self, status: str) -> float:
        """Share of the gold's claims of a status that were found with it."""
        right, of = self.status[status]
        return right / of if of else math.nan

    @property
    def place_precision(self) -> float:
        """Share of the places that were read which are right."""
        right, of = self.placed
        return right / of if of else math.nan


def score(documents: Iterable[tuple[GoldDocument, Sequence[Claim]]]) -> Score:
    """Score what was read out of documents.

    A claim that was read answers the claim of the gold whose words it shares most of, each at most one. Read claims
    that are conditional or negated are not counted as extra, for gold does not mark them.
    """
    made = Score()
    for document, found in documents:
        pairs, left = _aligned(document.claims, found)
        made.extra += sum(c.modality in {"happened", "planned"} for c in left)
        for gold, claim in pairs:
            _count(made, document.text, gold, claim)
        for claim in left:
            made.fired[claim.family] += claim.modality in {"happened", "planned"}
    return made


def _aligned(
    gold: Sequence[GoldClaim], found: Sequence[Claim]
) -> tuple[list[tuple[GoldClaim, Claim | None]], list[Claim]]:
    shared = sorted(
        ((-_overlap(g.span, c.content), i, j) for i, g in enumerate(gold) for j, c in enumerate(found)),
    )
    taken: dict[int, int] = {}
    for overlap, i, j in shared:
        if overlap < 0 and i not in taken and j not in taken.values():
            taken[i] = j
    pairs = [(g, found[taken[i]] if i in taken else None) for i, g in enumerate(gold)]
    return pairs, [c for j, c in enumerate(found) if j not in taken.values()]


def _overlap(a: tuple[int, int], b: Span) -> float:
    both = min(a[1], b.end) - max(a[0], b.start)
    return both / (max(a[1], b.end) - min(a[0], b.start)) if both > 0 else 0.0


def _count(made: Score, text: str, gold: GoldClaim, claim: Claim | None) -> None:
    made.claims += 1
    made.status[gold.status][1] += 1
    if claim is None:
        return
    right = _right(text, gold, claim)
    made.found += 1
    made.right.update(name for name, holds in right.items() if holds)
    made.right["all"] += all(right[name] for name in ALL)
    made.status[gold.status][0] += right["status"]
    if claim.place:
        made.placed[0] += right["place"]
        made.placed[1] += 1
    made.fired[claim.family] += 1
    made.fired_right[claim.family] += all(right[n] for n in ("speaker", "kind", "status"))


def _right(text: str, gold: GoldClaim, claim: Claim) -> dict[str, bool]:
    def words(span: Span | None) -> str:
        return text[span.start : span.end] if span else ""

    return {
        "speaker": same(gold.by, words(claim.speaker.span if claim.speaker else None)),
        "via": len(gold.via) == len(claim.via)
        and all(same(g, words(v.span)) for g, v in zip(gold.via, claim.via, strict=True)),
        "kind": gold.kind == claim.kind,
        "coarse": COARSE[gold.kind] == claim.coarse,
        "status": gold.status == claim.status,
        "date": gold.date == _days(claim),
        "place": same(gold.place, words(claim.place.span if claim.place else None)),
        "perpetrator": same(gold.perp, words(claim.perpetrator.span if claim.perpetrator else None)),
        "killed": gold.killed == _toll(claim.killed),
        "wounded": gold.wounded == _toll(claim.wounded),
    }


def same(gold: str, found: str) -> bool:
    """Whether two spans name the same: both empty, or one holds the other and at least half of its letters."""
    a, b = fold(gold).text.strip(), fold(found).text.strip()
    if not a or not b:
        return a == b
    short, long = sorted((a, b), key=len)
    return short in long and 2 * len(short) >= len(long)


def _days(claim: Claim) -> str:
    if claim.when is None:
        return ""
    first, last = claim.when.first.isoformat(), claim.when.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _toll(people: People | None) -> str:
    if people is None:
        return ""
    if people.high is None:
        return f"{people.low}+"
    return str(people.low) if people.high == people.low else f"{people.low}-{people.high}"


def wilson(right: int, of: int) -> float:
    """Lower bound of the 95 % score interval of a share (Wilson 1927)."""
    if not of:
        return 0.0
    p = right / of
    middle = p + Z * Z / (2 * of)
    return (middle - Z * math.sqrt(p * (1 - p) / of + Z * Z / (4 * of * of))) / (1 + Z * Z / of)


def confidences(made: Score) -> dict[str, float | None]:
    """Give each family's confidence: the lower bound of its precision, or None where it fired too seldom.

    A firing is right where speaker, kind and status are.
    """
    return {
        family: round(wilson(made.fired_right[family], of), 3) if of >= LEAST_FIRINGS else None
        for family, of in sorted(made.fired.items())
    }
