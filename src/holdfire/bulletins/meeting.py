"""What the commission meets on: an agenda of all that is open, each with the decision asked; then what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from holdfire.agreement.words import STEPS
from holdfire.bulletins import frames
from holdfire.bulletins.compliance import result
from holdfire.bulletins.document import (
    Blank,
    Column,
    Heading,
    List,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Sign,
    Table,
)
from holdfire.casework.alerts import stand
from holdfire.casework.words import ALERT_STATES, CODES, KINDS
from holdfire.words import Words, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from holdfire.bulletins.docket import Alarm, Docket, Heard
    from holdfire.bulletins.document import Block, Cell, Document, Row, Text
    from holdfire.casework import acts
    from holdfire.casework.model import Done

REGISTER = (say("Entry"), say("When"), say("What"), say("Case"), say("Decision"), say("Signed by"))


DECIDED = say("Decided, and by whom")
SHORT = 3
"""So many lines at most does an item have that is set in a row."""


class Item(NamedTuple):
    """One thing on the agenda: its name, what to know of it, and what is asked of the commission."""

    name: Text
    summary: tuple[tuple[Text, Cell], ...]
    asked: Words


class Since(NamedTuple):
    """From where on decisions are listed: an entry's number, or a day of the mechanism's zone; neither is all."""

    size: int | None = None
    day: dt.date | None = None

    def holds(self, docket: Docket, entry: int, at: int) -> bool:
        """Whether an entry came after the cut-off, or on the day or later."""
        return (self.size is None or entry >= self.size) and (self.day is None or docket.day(at) >= self.day)


def document(docket: Docket, since: Since | None = None) -> Document:
    """Write the pack: agenda, items, and the register of decisions taken since a cut-off or a day."""
    return frames.paper(
        docket, say("Meeting pack of {day}", day=docket.day(docket.now)), _blocks(docket, since or Since())
    )


def _blocks(docket: Docket, since: Since) -> tuple[Block, ...]:
    parts = agenda(docket)
    lines = tuple(say("{part} ({n})", part=name, n=len(items)) for name, items in parts)
    blocks: list[Block] = [
        Heading(say("Agenda")),
        List((*lines, say("Register of decisions")), numbered=True),
        *frames.absent(sum(h.case.absent for h in docket.cases)),
    ]
    for name, items in parts:
        blocks += _part(name, items)
    return (*blocks, *_signed(docket), PageBreak(), *_register(docket, since))


def _signed(docket: Docket) -> Iterator[Block]:
    members = [m.actor for m in docket.agreement.rules.members if m.role != "observer"]
    if members:
        yield Heading(say("Signed by the members present"))
        yield Sign(tuple(docket.name(actor) for actor in members))


def agenda(docket: Docket) -> tuple[tuple[Words, list[Item]], ...]:
    """Give the parts of the agenda in their order, each with its items."""
    return (
        (say("Alerts that are not at an end"), list(_alerts(docket))),
        (say("Cases that can be determined now"), list(_ripe(docket))),
        (say("What is overdue"), list(_overdue(docket))),
        (say("Contested cases"), list(_contested(docket))),
        (say("Responses to decide on"), list(_responses(docket))),
        (say("Steps up the ladder within reach"), list(_rungs(docket))),
        (say("Members who take no part"), list(_walkouts(docket))),
    )


def _part(name: Words, items: list[Item]) -> Iterator[Block]:
    """Set the items of a part, each with room for what is decided: short ones of one sort in a table."""
    yield Heading(name)
    if not items:
        yield Paragraph(say("Nothing."))
    elif alike(items):
        labels = [label for label, _ in items[0].summary]
        heads = (Column(say("On")), *(Column(label) for label in labels), Column(DECIDED))
        rows = ((i.name, *(value for _, value in i.summary), "") for i in items)
        yield Table(heads, tuple(rows), say("Decision asked on each: {asked}", asked=items[0].asked))
    else:
        for item in items:
            yield Heading(item.name, 2)
            yield Pairs((*item.summary, (say("Decision asked"), item.asked)))
            yield Blank(DECIDED, 2)


def alike(items: list[Item]) -> bool:
    """Tell whether items are short, and all say the same sort of thing and ask the same."""
    first = items[0]
    labels = [label for label, _ in first.summary]
    return (
        len(items) > 1
        and len(labels) <= SHORT
        and all([label for label, _ in i.summary] == labels and i.asked == first.asked for i in items)
    )


def is_open(docket: Docket, alarm: Alarm) -> bool:
    """Tell whether an alert is not at an end: it is once it has been quiet for 24 hours."""
    return stand(alarm.alert, docket.now).state != "quiet"


def _alerts(docket: Docket) -> Iterator[Item]:
    for alarm in docket.alarms:
        if is_open(docket, alarm):
            yield Item(
                say("Alert {alert}", alert=alarm.alert.id),
                alert_summary(docket, alarm),
                say("Who calls whom, over which line, and by when firing is to have stopped."),
            )


def alert_summary(docket: Docket, alarm: Alarm) -> tuple[tuple[Text, Cell], ...]:
    """Say in a few lines what an alert is and how it stands."""
    first = alarm.alert.counting[0]
    said, found = cast("acts.Alert", first.body), stand(alarm.alert, docket.now)
    return (
        (say("Raised"), docket.moment(first.at)),
        (say("Raised by"), docket.name(first.actor)),
        (say("Where"), frames.exactly(said.place)),
        (say("Accused"), docket.accused(said.accused) if frames.known(first, "accused") else frames.NOT_HELD),
        (say("In words"), frames.exactly(said.words)),
        (say("How it stands"), ALERT_STATES[found.state]),
        (say("Calls made"), len(alarm.alert.of("call"))),
        (say("Fire returned"), len(found.returned)),
        (say("Last act"), frames.entry(alarm.alert.head)),
    )


def summary(docket: Docket, h: Heard, allegation: int) -> tuple[tuple[Text, Cell], ...]:
    """Say in a few lines what an allegation is and how far it is."""
    said = h.case.alleged(allegation)
    found, term = h.incident(allegation), h.term(allegation)
    done = h.case.get(allegation)
    assert done is not None
    return (
        (say("Alleged by"), frames.by(docket, done)),
        (say("Accused"), docket.accused(said.accused)),
        (say("Term"), term.text if term else said.term),
        (say("Where"), frames.place(found) if found else CODES[said.basis]),
        (say("How far it is"), result(h, allegation)),
        (say("Entry"), frames.entry(allegation)),
    )


def _of(h: Heard, allegation: int) -> Words:
    return say("Case {case}, allegation {entry}", case=h.case.id, entry=frames.entry(allegation))


def _ripe(docket: Docket) -> Iterator[Item]:
    for h in docket.cases:
        for allegation in h.ripe:
            silent = set(h.panel) - set(h.case.assessments(allegation))
            more = (say("Not assessed by"), frames.names(docket, sorted(silent)))
            yield Item(
                _of(h, allegation),
                (*summary(docket, h, allegation), more),
                say("To write and sign what the rule makes of the assessments."),
            )


def _overdue(docket: Docket) -> Iterator[Item]:
    alerts = {a.alert.id for a in docket.alarms}
    late = frames.overdue(docket)
    for where, clock in (x for first in dict.fromkeys(w for w, _ in late) for x in late if x[0] == first):
        name = say("Alert {alert}", alert=where) if where in alerts else say("Case {case}", case=where)
        whom = docket.accused(clock.whom) if clock.whom else say("any member")
        yield Item(
            name,
            (
                (
                    say("What is due"),
                    say("{step} ({entry})", step=STEPS[clock.step], entry=frames.entry(clock.about)),
                ),
                (say("Of whom"), whom),
                (say("Due"), docket.moment(clock.due)),
            ),
            say("By when each of them does what is due, or why not."),
        )


def _contested(docket: Docket) -> Iterator[Item]:
    for h in docket.cases:
        for allegation in h.case.allegations:
            standing = h.case.determination(allegation.entry)
            found = cast("acts.Determination", standing.body) if standing else None
            if found is not None and found.outcome == "contested" and not h.case.withdrawn(allegation.entry):
                dissents = tuple(
                    (
                        docket.name(x.member),
                        say("{answer}: {reason}", answer=CODES[x.answer], reason=x.reason),
                    )
                    for x in found.dissents
                )
                yield Item(
                    _of(h, allegation.entry),
                    (*summary(docket, h, allegation.entry), *dissents),
                    say("To reopen it on new evidence, to take it up the ladder, or to leave it contested."),
                )


ASKED = {
    "proposed": say("To agree to it, or to block it and say who does."),
    "agreed": say("To hear from whom it is asked how far it is, and by when it is done."),
    "done": say("Who checks that it was done, and how."),
}


def _responses(docket: Docket) -> Iterator[Item]:
    for h in docket.cases:
        for response in h.case.of("response"):
            said = cast("acts.Response", response.body)
            state, followed = frames.response_state(h.case, response.entry)
            step = cast("acts.FollowUp", followed[-1].body).step if followed else "proposed"
            if step in ASKED:
                yield Item(
                    say("Case {case}, response {entry}", case=h.case.id, entry=frames.entry(response.entry)),
                    (
                        (say("Sort"), frames.code(response, "measure")),
                        (say("Of whom"), docket.name(said.to) or None),
                        (say("To be done"), frames.exactly(said.what)),
                        (say("Due"), docket.moment(said.due) if said.due is not None else None),
                        (say("How one will see that it was done"), frames.exactly(said.check)),
                        (say("How it stands"), state),
                    ),
                    ASKED[step],
                )


def _rungs(docket: Docket) -> Iterator[Item]:
    for h in docket.cases:
        if all(h.case.withdrawn(a.entry) for a in h.case.allegations):
            continue
        taken = {cast("acts.Escalation", e.body).rung for e in h.case.of("escalation")}
        for n, trigger in sorted(h.rungs.items()):
            if n not in taken:
                yield Item(
                    say("Case {case}, rung {n}", case=h.case.id, n=n),
                    (
                        (say("To"), frames.rung(h, n)),
                        (say("Because"), frames.trigger(trigger)),
                        (say("Allegations"), frames.entries(a.entry for a in h.case.allegations)),
                    ),
                    say("Whether the case goes up."),
                )


def _walkouts(docket: Docket) -> Iterator[Item]:
    last = {d.actor: d for d in docket.of_desk("walkout")}
    for member in sorted(docket.away):
        done = last.get(member)
        reason = cast("acts.Walkout", done.body).reason if done else ""
        yield Item(
            docket.name(member),
            (
                (say("Since"), docket.moment(done.at) if done else None),
                (say("Reason"), frames.exactly(reason)),
                (say("Entry"), frames.entry(done.entry) if done else None),
            ),
            say("Who speaks with it, and on what it would come back."),
        )


def _register(docket: Docket, since: Since) -> Iterator[Block]:
    yield Heading(say("Register of decisions"))
    yield Note(_since(since))
    rows = sorted(_decisions(docket, since), key=lambda found: found[0])
    yield frames.table(
        frames.columns(*REGISTER), (row for _, row in rows), say("No decision was taken in that time.")
    )


def _since(since: Since) -> Words:
    if since.day is not None:
        return say(
            "Determinations, steps on responses, and new versions of the agreement, from {day} on.",
            day=since.day,
        )
    if since.size is None:
        return say(
            "Determinations, steps on responses, and new versions of the agreement, from the beginning on."
        )
    return say(
        "Determinations, steps on responses, and new versions of the agreement, from entry {entry} on.",
        entry=frames.entry(since.size),
    )


def _decisions(docket: Docket, since: Since) -> Iterator[tuple[int, Row]]:
    for h in docket.cases:
        for d in h.case.of("determination", "follow-up"):
            if since.holds(docket, d.entry, d.at):
                yield d.entry, _decided(docket, h, d)
    for entry, at in docket.amended:
        if since.holds(docket, entry, at):
            new = say("a new version of the agreement")
            yield entry, (frames.entry(entry), docket.moment(at), new, None, None, None)


def _decided(docket: Docket, h: Heard, d: Done) -> Row:
    return (
        frames.entry(d.entry),
        docket.moment(d.at),
        KINDS[d.kind],
        h.case.id,
        _decision(docket, d),
        frames.names(docket, d.signers),
    )


def _decision(docket: Docket, d: Done) -> Text:
    if d.kind == "follow-up":
        return frames.told_in(docket, d)
    said = cast("acts.Determination", d.body)
    whole = say("allegation {entry}: {outcome}", entry=frames.entry(d.about), outcome=frames.outcome(said))
    return say("{words}; {gap}", words=whole, gap=frames.not_held(d.absent)) if d.absent else whole
