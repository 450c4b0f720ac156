"""From claims about acceptance to positions that a person may enter in the agreement. Pure; it only proposes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from holdfire.reading.fold import fold
from holdfire.reading.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.reading.model import Claim

STANCES = {
    "accepts": "accepts",
    "rejects": "rejects",
    "withholds": "withholds",
    "not_presented": "not presented",
}
"""Kind of claim -> stance of `holdfire.agreement.model.Position`."""

_SELF = re.compile(r"(?:we|i|they|he|she|мы|они|نحن|ما|آنها|biz|onlar)\b|(?:our|its|their|his|her)\b")
_AUXILIARY = re.compile(
    r"\s+(?:has|have|had|is|are|was|were|will|would|did|does|do|still|also|пока|ещё|еще|هنوز|henüz)$"
)
MOST_WORDS = 8


class Proposal(NamedTuple):
    """A position that claim `n` tells of: whose (a span of the article's words, None where they do not say) and what.

    `own_mouth` is whether the one whose position it is says so; else somebody else says it of them, and it has no
    confirmation from its own mouth.
    """

    n: int
    stance: str
    actor: Span | None
    own_mouth: bool


def proposals(text: str, claims: Iterable[Claim]) -> list[Proposal]:
    """Propose a position for every claim of acceptance, rejection, withholding or a text not presented.

    Denials and conditions propose none. Whose position it is: the words before the act; the one who speaks where those
    are a pronoun or there are none.
    """
    return [
        _proposal(text, c)
        for c in claims
        if c.kind in STANCES and c.status != "denied" and c.modality in {"happened", "planned"}
    ]


def _proposal(text: str, claim: Claim) -> Proposal:
    stance, speaker = STANCES[claim.kind], claim.speaker.span if claim.speaker else None
    if claim.family == "position":
        return Proposal(claim.n, stance, speaker, own_mouth=False)
    if claim.kind == "not_presented":
        return Proposal(claim.n, stance, None, own_mouth=False)
    named = _before(text, claim)
    if named is None:
        return Proposal(claim.n, stance, speaker, own_mouth=speaker is not None)
    return Proposal(claim.n, stance, named, own_mouth=False)


def _before(text: str, claim: Claim) -> Span | None:
    """Give the words before the act, without helping verbs; None for a pronoun, none, or too many."""
    if claim.trigger is None or claim.trigger.span.start <= claim.content.start:
        return None
    start = claim.content.start
    words = text[start : claim.trigger.span.start].rstrip(' ,"“«')
    words = words.lstrip(' "“«')
    start = text.index(words, start)
    while (m := _AUXILIARY.search(words)) is not None:
        words = words[: m.start()]
    if not words or len(words.split()) > MOST_WORDS or _SELF.match(fold(words).text):
        return None
    return Span(start, start + len(words))
