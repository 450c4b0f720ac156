"""What the members said of an allegation and what came of it: the same frame for each member, at every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from holdfire.agreement.words import QUESTIONS
from holdfire.bulletins import frames
from holdfire.bulletins.document import Column, Heading, Pairs, Paragraph, Table
from holdfire.casework import acts
from holdfire.casework.words import CODES, WHY
from holdfire.words import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfire.bulletins.docket import Docket, Heard
    from holdfire.bulletins.document import Block, Cell, Row
    from holdfire.casework.model import Done


def answers(docket: Docket, heard: Heard, allegation: int) -> Iterator[Block]:
    """Give every member's last answers side by side, then each with its reasons; who has not answered has dashes."""
    last = {d.actor: d for d in heard.case.of("assessment", about=allegation)}
    members = list(dict.fromkeys((*heard.panel, *last)))
    yield Table(
        (Column(say("Member")), *map(Column, QUESTIONS.values()), Column(say("Entry"))),
        tuple(_row(docket, m, last.get(m)) for m in members),
        say("Each member’s last answers. A dash means that it has not answered, which confirms nothing."),
    )
    for member in members:
        yield from _reasons(docket, member, last.get(member))
    earlier = [d for d in heard.case.of("assessment", about=allegation) if d is not last[d.actor]]
    if earlier:
        yield Table(
            (Column(say("Member")), *map(Column, QUESTIONS.values()), Column(say("Entry"))),
            tuple(_row(docket, d.actor, d) for d in earlier),
            say("Answers that a later assessment of the same member replaced."),
        )


def _row(docket: Docket, member: str, done: Done | None) -> Row:
    said = cast("acts.Assessment", done.body).answers if done else {}
    given = (CODES[said[q]] if q in said else None for q in QUESTIONS)
    return (docket.name(member), *given, frames.entry(done.entry) if done else None)


def _reasons(docket: Docket, member: str, done: Done | None) -> Iterator[Block]:
    said = cast("acts.Assessment", done.body) if done else acts.Assessment()
    reasons: Mapping[str, str] = {str(q): words for q, words in said.reasons.items()}
    yield Heading(say("What {name} answered", name=docket.name(member)), 2)
    yield Table(
        (Column(say("Question")), Column(say("Answer")), Column(say("Reason"))),
        tuple(
            (words, CODES[said.answers[q]] if q in said.answers else None, reasons.get(q) or None)
            for q, words in QUESTIONS.items()
        ),
    )
    yield Pairs(
        (
            (say("Entry"), frames.entry(done.entry) if done else None),
            (say("Answered on"), docket.moment(done.at) if done else None),
            (say("Declares that its own side is accused"), _yes(done, said.interest)),
            (say("Laid to"), laid(said.attribution)),
            (say("Test of exemption"), listed(CODES[a] for a in said.test) or None),
        )
    )
    yield from frames.absent(done.absent if done else 0)


def _yes(done: Done | None, interest: bool) -> Cell:
    if done is None:
        return None
    return CODES["yes" if interest else "no"] if frames.known(done, "interest") else frames.NOT_HELD


def laid(found: acts.Attribution | None) -> Cell:
    """Say how far down an act is laid, on what basis, with how much confidence."""
    if found is None:
        return None
    return say(
        "{reach}, with a confidence of {n} per cent: {basis}",
        reach=CODES[found.reach],
        n=found.confidence,
        basis=found.basis or "–",
    )


def decisions(docket: Docket, heard: Heard, allegation: int) -> Iterator[Block]:
    """Give every determination and reopening in the order of the record; which of them stands is said."""
    found = heard.case.of("determination", "reopening", about=allegation)
    standing = heard.case.determination(allegation)
    if not found:
        yield Paragraph(say("Nothing has been determined."))
    for done in found:
        if done.kind == "reopening":
            yield from _reopened(docket, done)
        else:
            yield from _determined(docket, done, stands=done is standing)


def _reopened(docket: Docket, done: Done) -> Iterator[Block]:
    said = cast("acts.Reopening", done.body)
    yield Heading(say("Reopened on {day}", day=docket.day(done.at)), 2)
    yield Pairs(
        (
            (say("Entry"), frames.entry(done.entry)),
            (say("By"), docket.name(done.actor)),
            (say("Reason"), frames.exactly(said.reason)),
            (say("New evidence, by entry"), frames.entries(said.evidence)),
        )
    )
    yield from frames.absent(done.absent)


def _determined(docket: Docket, done: Done, *, stands: bool) -> Iterator[Block]:
    said = cast("acts.Determination", done.body)
    yield Heading(say("Determined on {day}", day=docket.day(done.at)), 2)
    yield Pairs(
        (
            (say("Entry"), frames.entry(done.entry)),
            (say("Outcome"), frames.outcome(said)),
            (say("It stands"), CODES["yes"] if stands else say("no: it was reopened, or determined again")),
            (say("Why an answer stayed open"), WHY.get(said.why)),
            (say("Access denied by"), frames.names(docket, said.denied_by)),
            (say("Signed by"), frames.names(docket, done.signers)),
        )
    )
    yield Table(
        (Column(say("Question")), Column(say("Joint answer"))),
        tuple((words, CODES[said.joint[q]] if q in said.joint else None) for q, words in QUESTIONS.items()),
    )
    yield frames.table(
        frames.columns(*frames.DISSENT_COLUMNS),
        frames.dissent_rows(docket, said),
        say("No member dissents."),
        say("Dissents, attached for good."),
    )
    yield from frames.absent(done.absent)
