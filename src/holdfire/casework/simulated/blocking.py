"""Who can keep what from being found, though all the others agree. Pure.

Worked out by trying every way on an invented case under the rules as they are, never by drawing lots. Evidence is
the best there can be, and the accused was told and has replied, so that nothing else stands in the way.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfire.agreement.outcomes import DEFAULT_TABLE, QUESTIONS, ruling
from holdfire.casework import acts, finding
from holdfire.casework.clocks import deadline
from holdfire.casework.rules import who_and_when
from holdfire.casework.simulated.play import DAY, INVENTED, Play, accusable
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Answer as Joint
    from holdfire.agreement.model_rules import Gravity, Outcome, Question, Step
    from holdfire.casework.acts import Answer
    from holdfire.casework.simulated.play import Accused, Sitting

Way = Literal[
    "answering otherwise",
    "cannot say",
    "claiming an exemption",
    "staying silent",
    "walking out",
    "not signing",
]
WAYS: Mapping[Way, Words] = {
    "answering otherwise": say("answering otherwise"),
    "cannot say": say("saying that it cannot say"),
    "claiming an exemption": say("claiming an exemption"),
    "staying silent": say("staying silent"),
    "walking out": say("walking out"),
    "not signing": say("not signing"),
}
AGREED: Mapping[Outcome, Mapping[Question, Answer]] = {
    "violation": {"happened": "yes", "covered": "yes", "exempt": "no", "accused": "yes"},
    "not established": {"happened": "no", "covered": "yes", "exempt": "no", "accused": "yes"},
    "exempt": {"happened": "yes", "covered": "yes", "exempt": "yes", "accused": "yes"},
}
"""What all the others answer, for each finding that they want."""


VIOLATIONS = ("violation", "violation, author undetermined or in dispute")


class Block(NamedTuple):
    """That some members can keep a finding from being made where somebody is accused, each of the ways alone."""

    against: str
    finding: Outcome
    who: tuple[str, ...]
    side: str | None
    ways: tuple[Way, ...]
    gravities: tuple[Gravity, ...]


class Attempted(NamedTuple):
    """What came of an invented case: an outcome, or the code of the objection; and what kept an answer open."""

    outcome: str
    objection: str = ""
    why: str = ""


class Matter(NamedTuple):
    """An invented case that the panel of a sitting hears."""

    sitting: Sitting
    accused: Accused
    gravity: Gravity


def findable(agreement: Agreement) -> list[Outcome]:
    """Name the findings asked about that the agreement's table gives for what `AGREED` answers."""
    table = agreement.rules.outcomes or DEFAULT_TABLE
    joint: dict[Outcome, dict[Question, Joint]] = {
        outcome: {q: "yes" if answer == "yes" else "no" for q, answer in answers.items()}
        for outcome, answers in AGREED.items()
    }
    return [outcome for outcome, answers in joint.items() if ruling(answers, table).outcome == outcome]


def blocks(sitting: Sitting) -> list[Block]:
    """List who can block what on a panel: each member alone, and the backers of each side together.

    A finding that is not made though all agree is nobody's to block; `deadlocks` tells of it.
    """
    found: list[Block] = []
    for accused in accusable(sitting):
        for outcome in findable(sitting.agreement):
            for side, who in _groups(sitting):
                ways: dict[Gravity, tuple[Way, ...]] = {}
                for gravities in _alike(sitting.agreement):
                    matter = Matter(sitting, accused, gravities[0])
                    ways |= dict.fromkeys(gravities, tuple(ways_of(matter, outcome, who)))
                for how in dict.fromkeys(ways.values()):
                    if how:
                        alike = tuple(g for g in ways if ways[g] == how)
                        found.append(Block(accused.actor, outcome, who, side, how, alike))
    return found


def _groups(sitting: Sitting) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    yield from ((None, (m.actor,)) for m in sitting.panel)
    for side in sitting.agreement.sides:
        backers = tuple(m.actor for m in sitting.panel if m.backs == side.id)
        if len(backers) > 1:
            yield side.id, backers


def _alike(agreement: Agreement) -> list[tuple[Gravity, ...]]:
    """Put gravities together between which nothing that counts here differs."""
    found: dict[object, list[Gravity]] = {}
    weights: tuple[Gravity, ...] = ("minor", "serious", "grave")
    for weight in weights:
        bar = getattr(agreement.rules.evidence, weight)
        clock = getattr(agreement.rules.clocks, weight).determine
        found.setdefault((clock is None, bar is not None and bar.level == "L4"), []).append(weight)
    return [tuple(each) for each in found.values()]


def ways_of(matter: Matter, outcome: Outcome, who: tuple[str, ...]) -> Iterator[Way]:
    """Yield each way in which some members can keep a finding from being made; none if it is not made anyhow."""
    agreed = AGREED[outcome]
    if attempt(matter, agreed).outcome != outcome:
        return
    if any(attempt(matter, agreed, who, said).outcome != outcome for said in _otherwise(agreed)):
        yield "answering otherwise"
    if any(attempt(matter, agreed, who, said).outcome != outcome for said in _unsure(agreed)):
        yield "cannot say"
    claimed: Mapping[Question, Answer] = {**agreed, "exempt": "yes"}
    if claimed != agreed and attempt(matter, agreed, who, claimed).outcome != outcome:
        yield "claiming an exemption"
    if attempt(matter, agreed, who, None).outcome != outcome:
        yield "staying silent"
    if attempt(matter, agreed, who, None, away=True).outcome != outcome:
        yield "walking out"
    if attempt(matter, agreed, who, agreed, signs=False).outcome != outcome:
        yield "not signing"


def _otherwise(agreed: Mapping[Question, Answer]) -> Iterator[Mapping[Question, Answer]]:
    """Yield every way to say the opposite to one question or more, but for claiming an exemption.

    Members who block together say the same: who is fewer blocks no more under any of the rules.
    """
    opposite: Mapping[Answer, Answer] = {"yes": "no", "no": "yes"}
    yield from _changed(agreed, opposite, [q for q in QUESTIONS if q != "exempt" or agreed[q] == "yes"])


def _unsure(agreed: Mapping[Question, Answer]) -> Iterator[Mapping[Question, Answer]]:
    yield from _changed(agreed, {"yes": "cannot say", "no": "cannot say"}, list(QUESTIONS))


def _changed(
    agreed: Mapping[Question, Answer], into: Mapping[Answer, Answer], questions: list[Question]
) -> Iterator[Mapping[Question, Answer]]:
    for n in range(1, len(questions) + 1):
        for some in combinations(questions, n):
            yield {q: into[a] if q in some else a for q, a in agreed.items()}


def attempt(
    matter: Matter,
    agreed: Mapping[Question, Answer],
    who: tuple[str, ...] = (),
    said: Mapping[Question, Answer] | None = None,
    *,
    away: bool = False,
    signs: bool = True,
    replies: bool = True,
) -> Attempted:
    """Play a case to its determination: all answer as agreed, but `who` as `said`, or not at all if that is None.

    `away`: they walked out before. Whoever answers signs, unless not `signs`. It is determined when the
    clocks for that and for a reply have run out, or a day later where there are none.
    """
    sitting, accused, gravity = matter
    play = Play.opened(sitting, accused, gravity)
    allegation = play.allegation
    play.put("visit", sitting.panel[0].actor, _joint_visit(sitting))
    play.put("notice", sitting.panel[0].actor, acts.Notice(to=accused.actor), allegation)
    if replies:
        play.put("reply", accused.actor, acts.Answered(words=INVENTED), allegation)
    play.away = frozenset(who) if away else frozenset()
    for member in sitting.panel:
        answers = said if member.actor in who else agreed
        if answers is not None and member.actor not in play.away:
            play.assess(member.actor, accused, answers)
    steps: tuple[Step, ...] = ("determine", "reply")
    dues = [deadline(play.agreement, gravity, step, play.now) for step in steps]
    play.now = max((due for due in dues if due is not None), default=play.now + DAY)
    mute = set(who) if (said is None or not signs) else set()
    return determined(play, [m.actor for m in sitting.panel if m.actor not in mute])


def determined(play: Play, signing: Sequence[str], unwilling: Collection[str] = ()) -> Attempted:
    """Have those who sign enter what the rule makes of a case; where nobody of them takes part, nobody does.

    The `unwilling` sign no violation.
    """
    there = [m for m in signing if m not in play.away]
    if not there or play.case is None:
        return Attempted("", "nobody-left")
    refusal = who_and_when(play.world, play.case, "determination", there[0], play.allegation)
    if refusal is not None:
        return Attempted("", refusal.code)
    found = finding.find(play.world, play.case, play.allegation)
    signers = tuple(m for m in there if found.outcome not in VIOLATIONS or m not in unwilling)
    if not signers:
        return Attempted("", "signatures-missing")
    refusal = play.do("determination", signers[0], found, play.allegation, signers)
    return Attempted("", refusal.code) if refusal else Attempted(found.outcome, "", found.why)


def _joint_visit(sitting: Sitting) -> acts.Visit:
    everybody = {m.actor for m in sitting.panel} | {a.id for a in sitting.agreement.actors}
    return acts.Visit(present=tuple(sorted(everybody)))
