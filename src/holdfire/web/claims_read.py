"""The claims that a run read out of a report, each slot lit where it stands in the words, with its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.reading.spans import Span, pieces
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfire.reading.repo import ReadClaim
    from holdfire.reading.spans import Piece

SLOTS: dict[str, Words] = {
    "speaker": say("who says so"),
    "role": say("in which role"),
    "via": say("through whom it came"),
    "cue": say("word for saying"),
    "trigger": say("word for what happened"),
    "status_slot": say("word for how sure"),
    "perpetrator": say("by whom, it says"),
    "target": say("against whom, it says"),
    "when": say("when"),
    "place": say("where"),
    "killed": say("killed"),
    "wounded": say("wounded"),
}
"""What each slot of a claim holds; the numbers beside the marks count them from 1."""


class Held(NamedTuple):
    """A slot of a claim: its number, what it holds, its words, and the rule that read them."""

    number: int
    name: Words
    words: str
    rule: str


class Read(NamedTuple):
    """A claim with its words in pieces, in which the slots that stand there are lit."""

    claim: ReadClaim
    pieces: list[Piece]
    slots: list[Held]


def lit(text: str, claims: Sequence[ReadClaim]) -> list[Read]:
    """Light the slots of claims in the article's words that they were read from."""
    return [_lit(text, claim) for claim in claims]


def _lit(text: str, claim: ReadClaim) -> Read:
    found = list(_spans(claim))
    first = min([claim.start, *(span.start for span, _ in found)])
    last = max([claim.end, *(span.end for span, _ in found)])
    moved = [Span(s.start - first, s.end - first, s.slot) for s, _ in found]
    numbers = {name: n for n, name in enumerate(SLOTS, 1)}
    slots = [Held(numbers[s.slot], SLOTS[s.slot], text[s.start : s.end], rule) for s, rule in found]
    return Read(claim, pieces(text[first:last], moved), sorted(slots, key=lambda held: held.number))


def _spans(claim: ReadClaim) -> Iterator[tuple[Span, str]]:
    for name in SLOTS:
        held = claim.slots.get(name) or []
        for part in held if isinstance(held, list) else [held]:
            yield Span(part["start"], part["end"], name), part["rule"]
