"""A report's words with the spans lit that name what was coded of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.when import by_id
from holdfire.reading.spans import find, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfire.agreement.model import Agreement
    from holdfire.reading.spans import Piece
    from holdfire.reports.model import Claim, Report

SLOTS = ("where", "by", "against", "named")
"""Slots of a claim that a name can be looked for of. The numbers beside the marks count them from 1."""


class Lit(NamedTuple):
    """A report's title and words in pieces, and the number of each slot that has a span in them."""

    title: list[Piece]
    words: list[Piece]
    numbers: Mapping[str, int]


def lit(agreement: Agreement, report: Report) -> Lit:
    """Light the names of a report's claim in its words; without a claim, or such names, there is no span."""
    wanted = _wanted(agreement, report.claim) if report.claim else {}
    title, words = (pieces(text, find(text, wanted)) for text in (report.title, report.words))
    there = {slot for piece in (*title, *words) for slot in piece.slots}
    return Lit(title, words, {slot: n for n, slot in enumerate(SLOTS, 1) if slot in there})


def _wanted(agreement: Agreement, claim: Claim) -> dict[str, list[str]]:
    actors = by_id(agreement.actors)

    def names(ids: Iterable[str]) -> list[str]:
        found = [(actors[i].names.values(), actors[i].aliases) if i in actors else ([i], ()) for i in ids]
        return [name for own, aliases in found for name in (*own, *aliases)]

    return {
        "where": [claim.spot.name, claim.spot.within],
        "by": names(claim.perpetrators),
        "against": names(claim.victims),
        "named": names(claim.actors),
    }
