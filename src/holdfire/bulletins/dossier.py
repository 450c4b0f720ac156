"""Everything in a case, for its members: in one frame, with the entry and the signers of every act."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from holdfire.bulletins import frames
from holdfire.bulletins.answers import answers, decisions, laid
from holdfire.bulletins.compliance import result
from holdfire.bulletins.document import Heading, Note, Pairs, Paragraph, Table
from holdfire.casework.words import CODES, KINDS
from holdfire.words import Words, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.docket import Docket, Heard
    from holdfire.bulletins.document import Block, Cell, Document, Row
    from holdfire.casework import acts
    from holdfire.casework.model import Done

SUMMED = (say("Allegation"), say("Alleged by"), say("Accused"), say("Term"), say("How far it is"))
TOLD = (say("Entry"), say("When"), say("What"), say("By"), say("In words"))


def document(docket: Docket, case: str) -> Document:
    """Write the dossier; NotFound `case-missing`."""
    heard = docket.hearing(case)
    return frames.paper(docket, say("Dossier of case {case}", case=case), tuple(_blocks(docket, heard)))


def _blocks(docket: Docket, heard: Heard) -> Iterator[Block]:
    case = heard.case
    yield Pairs(
        (
            (say("Case"), case.id),
            (say("Opened on"), docket.moment(case.opened)),
            (say("Allegations"), len(case.allegations)),
            (say("Acts that count"), len(case.counting)),
            (say("Last act that counts"), frames.entry(case.head)),
            (say("Members who answer"), frames.names(docket, heard.panel)),
        )
    )
    yield from frames.absent_of(case)
    yield frames.table(
        frames.columns(*SUMMED),
        (_summed(docket, heard, a) for a in case.allegations),
        say("No allegation in it counts."),
        say("What is alleged in it, and how far it is."),
    )
    for allegation in case.allegations:
        yield from _allegation(docket, heard, allegation)
    yield from _investigation(docket, heard)
    yield Heading(say("Up the ladder"))
    yield frames.table(
        frames.columns(say("Entry"), say("When"), say("By"), say("To"), say("Reason")),
        (_escalation(docket, heard, d) for d in case.of("escalation")),
        say("The case has not gone up the agreement’s ladder."),
    )
    yield Heading(say("Clocks"))
    yield frames.table(
        frames.columns(*frames.CLOCK_COLUMNS),
        frames.clock_rows(docket, ((case.id, c) for c in heard.clocks)),
        say("The agreement sets no clock for this case."),
    )
    yield from _record(docket, heard)


def _summed(docket: Docket, heard: Heard, a: Done) -> Row:
    said = heard.case.alleged(a.entry)
    accused = docket.accused(said.accused)
    return (frames.entry(a.entry), frames.by(docket, a), accused, said.term or None, result(heard, a.entry))


def _allegation(docket: Docket, heard: Heard, allegation: Done) -> Iterator[Block]:
    case, entry = heard.case, allegation.entry
    yield Heading(say("Allegation {entry}", entry=frames.entry(entry)))
    yield frames.alleged(docket, heard, allegation)
    yield from frames.absent(allegation.absent)
    yield Heading(say("The term that it is said to breach"), 2)
    yield from frames.term(heard, entry)
    yield Heading(say("What is reported to have happened"), 2)
    yield from frames.incident(docket, heard, entry)
    notices = case.of("notice", about=entry)
    receipts = [r for n in notices for r in case.of("receipt", about=n.entry)]
    yield Heading(say("Notices and receipts"), 2)
    yield _acts(docket, sorted((*notices, *receipts)), say("Nobody has been given notice."))
    yield Heading(say("The words of the accused"), 2)
    yield _acts(docket, case.of("reply", about=entry), say("No reply. Silence confirms nothing."))
    if withdrawn := case.of("withdrawal", about=entry):
        yield Heading(say("Withdrawn"), 2)
        yield _acts(docket, withdrawn, say("Not withdrawn."))
    yield Heading(say("The members’ answers to allegation {entry}", entry=frames.entry(entry)))
    yield from answers(docket, heard, entry)
    yield Heading(say("What was determined of allegation {entry}", entry=frames.entry(entry)))
    yield from decisions(docket, heard, entry)
    yield Heading(say("What followed from allegation {entry}", entry=frames.entry(entry)))
    yield from _responses(docket, heard, entry)


def _acts(docket: Docket, found: list[Done], none: Words) -> Block:
    rows = (
        (
            frames.entry(d.entry),
            docket.moment(d.at),
            KINDS[d.kind],
            frames.by(docket, d),
            frames.told_in(docket, d),
        )
        for d in found
    )
    return frames.table(frames.columns(*TOLD), rows, none)


def _responses(docket: Docket, heard: Heard, allegation: int) -> Iterator[Block]:
    found = heard.case.of("response", about=allegation)
    if not found:
        yield Paragraph(say("No response has been proposed."))
    for response in found:
        yield from _response(docket, heard, response)


def _response(docket: Docket, heard: Heard, response: Done) -> Iterator[Block]:
    said = cast("acts.Response", response.body)
    state, followed = frames.response_state(heard.case, response.entry)
    yield Heading(say("Response {entry}: {state}", entry=frames.entry(response.entry), state=state), 2)
    yield Pairs(
        (
            (say("Proposed by"), docket.name(response.actor)),
            (say("Proposed on"), docket.moment(response.at)),
            (say("Sort"), frames.code(response, "measure")),
            (say("Of whom"), docket.name(said.to) or None),
            (say("To be done"), frames.exactly(said.what)),
            (say("Due"), docket.moment(said.due) if said.due is not None else None),
            (say("How one will see that it was done"), frames.exactly(said.check)),
            (say("Targets"), listed(said.targets) or None),
            (say("Goods"), listed(said.goods) or None),
            (say("Brought by"), frames.names(docket, said.sponsors)),
        )
    )
    yield from frames.absent(response.absent)
    yield frames.table(
        frames.columns(say("Entry"), say("When"), say("By"), say("Step"), say("Votes"), say("In words")),
        (_follow_up(docket, f) for f in followed),
        say("Nobody has yet agreed to it or blocked it."),
    )


def _follow_up(docket: Docket, done: Done) -> Row:
    said = cast("acts.FollowUp", done.body)
    votes = listed(
        say("{name}: {vote}", name=docket.name(who), vote=CODES[vote]) for who, vote in said.votes.items()
    )
    words: Cell = frames.not_held(done.absent) if done.absent else frames.exactly(said.words)
    return (
        frames.entry(done.entry),
        docket.moment(done.at),
        docket.name(done.actor),
        frames.code(done, "step"),
        votes or None,
        words,
    )


def _investigation(docket: Docket, heard: Heard) -> Iterator[Block]:
    case = heard.case
    yield Heading(say("Investigation"))
    if not case.of("tasking", "access-request"):
        yield Paragraph(say("No team was sent."))
        return
    for tasking in case.of("tasking"):
        said = cast("acts.Tasking", tasking.body)
        yield Heading(say("Team sent by entry {entry}", entry=frames.entry(tasking.entry)), 2)
        yield Pairs(
            (
                (say("Sent by"), docket.name(tasking.actor)),
                (say("Sent on"), docket.moment(tasking.at)),
                (say("Team"), frames.names(docket, said.team)),
                (say("Task"), frames.exactly(said.task)),
            )
        )
        yield from frames.absent(tasking.absent)
        yield from _access(docket, heard, tasking)
        for visit in case.of("visit", about=tasking.entry):
            yield from _visit(docket, visit)
        for finding in case.of("finding", about=tasking.entry):
            yield from _finding(docket, finding)


def _access(docket: Docket, heard: Heard, tasking: Done) -> Iterator[Block]:
    asked = heard.case.of("access-request", about=tasking.entry)
    given = [a for r in asked for a in heard.case.of("access", about=r.entry)]
    yield _acts(docket, sorted((*asked, *given)), say("No access was asked for."))


def _visit(docket: Docket, visit: Done) -> Iterator[Block]:
    said = cast("acts.Visit", visit.body)
    yield Heading(say("Visit, entry {entry}", entry=frames.entry(visit.entry)), 2)
    yield Pairs(
        (
            (say("From"), docket.moment(said.start) if said.start is not None else None),
            (say("Until"), docket.moment(said.end) if said.end is not None else None),
            (say("Where"), frames.exactly(said.place)),
            (say("Present"), frames.names(docket, said.present)),
        )
    )
    yield from frames.absent(visit.absent)
    yield frames.table(
        frames.columns(
            say("Observation"), say("Means"), say("Count"), say("Bearing (degrees)"), say("Distance (metres)")
        ),
        (
            (frames.exactly(o.words), CODES[o.means], _count(o), o.bearing_deg, o.distance_m)
            for o in said.observations
        ),
        say("No observation is held here."),
    )


def _count(o: acts.Observation) -> Cell:
    return None if o.count is None else say("{n} {unit}", n=o.count, unit=o.unit)


def _finding(docket: Docket, finding: Done) -> Iterator[Block]:
    said = cast("acts.Report", finding.body)
    yield Heading(say("Report of the team, entry {entry}", entry=frames.entry(finding.entry)), 2)
    yield Pairs(
        (
            (say("By"), docket.name(finding.actor)),
            (say("When"), docket.moment(finding.at)),
            (say("Summary"), frames.exactly(said.summary)),
            (say("Laid to"), laid(said.attribution)),
        )
    )
    yield from frames.absent(finding.absent)
    yield Note(say("A team’s report answers none of the four questions: members do."))


def _escalation(docket: Docket, heard: Heard, done: Done) -> Row:
    said = cast("acts.Escalation", done.body)
    return (
        frames.entry(done.entry),
        docket.moment(done.at),
        docket.name(done.actor),
        _rung(heard, done, said.rung),
        frames.not_held(done.absent) if done.absent else frames.exactly(said.reason),
    )


def _rung(heard: Heard, done: Done, n: int) -> Words:
    if not frames.known(done, "rung"):
        return frames.NOT_HELD
    return say("{n}. {to}", n=n, to=frames.rung(heard, n))


def _record(docket: Docket, heard: Heard) -> Iterator[Block]:
    yield Heading(say("Every act, as it stands in the record"))
    heads = (
        say("Entry"),
        say("When"),
        say("What"),
        say("About"),
        say("Signed by"),
        say("Key"),
        say("Counts"),
    )
    yield Table(
        tuple(frames.columns(*heads)),
        tuple(_line(docket, d) for d in heard.case.acts),
        say("Each entry can be shown and checked with the commands “holdfire show” and “holdfire check”."),
    )


def _line(docket: Docket, d: Done) -> Row:
    return (
        frames.entry(d.entry),
        docket.moment(d.at),
        KINDS[d.kind],
        frames.entry(d.about) if d.about else None,
        frames.names(docket, d.signers) if d.kind != "overdue" else say("the clock"),
        say("held by the host") if d.held == "host" else say("the member’s own"),
        counts(d),
    )


def counts(d: Done) -> Words:
    """Say whether an act counts, and what of it is not held here."""
    said = say("refused: {code}", code=d.refused) if d.refused else CODES["yes"]
    return say("{words}; {gap}", words=said, gap=frames.not_held(d.absent)) if d.absent else said
