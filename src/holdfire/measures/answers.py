"""Who answers what to whom, in both directions: the accused's replies, members' answers, one another's claims. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.outcomes import QUESTIONS
from holdfire.measures.figures import of_matter, shares, sorted_by, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfire.measures.figures import Thing
    from holdfire.measures.model import Assessed, By, Figure, Matter

REPLIES = ("admitted", "denied", "justified", "none")
ANSWERS = ("yes", "no", "cannot say")
VERDICTS = ("confirmed", "exempt", "not confirmed", "silent")


def replies(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give what accused sides answered by the deadline, by claimant's side and accused's.

    `none` is no answer in time, a late one among them; it confirms nothing. Allegations whose time is not over, of
    which the accused was not told, or that were withdrawn before, are left out.
    """
    heard = [m for m in matters if m.reply]
    for where, some in split(heard, ("", "pair"), of_matter):
        found = sorted_by(some, REPLIES, lambda m: m.reply)
        sorts = {r: [(m, (m.replied or m.entry,)) for m in those] for r, those in found.items()}
        yield from shares("reply", "share of allegations", where, sorts)


class Said(NamedTuple):
    """A member's answers, the allegation that they are about, and both as a figure sees them."""

    matter: Matter
    assessed: Assessed
    thing: Thing


def said_of(matter: Matter, said: Assessed) -> Said:
    """Rest what a member said on its assessment, and where there is none on the allegation."""
    return Said(matter, said, (matter, (said.entry or matter.entry,)))


def by_member(thing: Said, by: By) -> str:
    """Put an answer with its member's others, apart by whether its own side was accused."""
    return f"{thing.assessed.member}/{'own' if thing.assessed.own else 'other'}" if by == "member" else ""


def members_answers(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give each member's answers to each question, apart by whether its own side was accused.

    Its last answers in each allegation count. What it has not answered is in none of the shares.
    """
    said = [said_of(m, a) for m in matters for a in m.assessed if a.entry is not None]
    for question in QUESTIONS:
        answered = [s for s in said if question in s.assessed.answers]
        for where, some in split(answered, ("", "member"), by_member):
            found = sorted_by(some, ANSWERS, lambda s, q=question: s.assessed.answers[q])  # type: ignore[misc]
            yield from shares(f"answer.{question}", "share of answers", where, things(found))


def cross_confirmation(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give what members that back the accused side made of the other side's allegations, in each direction.

    `confirmed`: it happened, the term covers it, it was the accused, and no exemption is claimed. `exempt`: an
    exemption is claimed. `not confirmed`: any other answers. `silent`: no answer though the time is over, or the
    matter determined; it confirms nothing. Allegations that can still be answered in time are left out.
    """
    crossed = [
        said_of(m, a)
        for m in matters
        for a in m.assessed
        if m.claimant_side and m.accused_side and m.claimant_side != m.accused_side == a.side
        if a.entry is not None or a.late
    ]
    for where, some in split(crossed, ("pair",), lambda s, by: of_matter(s.matter, by)):
        found = sorted_by(some, VERDICTS, lambda s: verdict(s.assessed))
        yield from shares("cross", "share of allegations", where, things(found))


def things(sorts: Mapping[str, Sequence[Said]]) -> dict[str, list[Thing]]:
    """Give answers as figures see them."""
    return {sort: [s.thing for s in said] for sort, said in sorts.items()}


def verdict(said: Assessed) -> str:
    """Say what a member made of an allegation as a whole."""
    if said.entry is None:
        return "silent"
    if said.answers.get("exempt") == "yes":
        return "exempt"
    whole = all(said.answers.get(q) == "yes" for q in ("happened", "covered", "accused"))
    return "confirmed" if whole else "not confirmed"
