"""The sheet that one shift hands to the next: who is there, what burns, what is due, what changed, what to watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from holdfire.bulletins import frames
from holdfire.bulletins.document import Blank, Column, Heading, Note, Pairs, Paragraph, Sign
from holdfire.bulletins.meeting import alert_summary, is_open
from holdfire.casework.model import Case
from holdfire.casework.words import KINDS
from holdfire.errors import BadInput
from holdfire.words import listed, say, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.docket import Docket
    from holdfire.bulletins.document import Block, Cell, Document, Row
    from holdfire.bulletins.shift import Shift
    from holdfire.casework import acts
    from holdfire.casework.model import Done, Thread

HOUR = 3_600_000_000
"""In microseconds."""
DUTY = (
    say("Actor"),
    say("On duty now"),
    say("Line"),
    say("Until"),
    say("Next"),
    say("Line of the next"),
    say("From"),
)


def document(docket: Docket, hours: int = 12) -> Document:
    """Write the sheet; `hours` is how far ahead clocks are looked for. BadInput `hours-wrong` below 1."""
    if hours < 1:
        raise BadInput("hours-wrong", say("a hand-over looks at least one hour ahead"))
    title = say("Hand-over of {now}", now=docket.moment(docket.now))
    return frames.paper(docket, title, tuple(_blocks(docket, hours)))


def _blocks(docket: Docket, hours: int) -> Iterator[Block]:
    last = docket.of_desk("hand-over")[-1:]
    yield Heading(say("What to watch"))
    yield from _watch(docket, last)
    yield Heading(say("Who is on duty"))
    yield frames.table(
        frames.columns(*DUTY), _duty(docket), say("No roster is in the record, and no member is known.")
    )
    yield Heading(say("Alerts that are not at an end"))
    yield from _alerts(docket)
    found = frames.running(docket)
    soon = [(w, c) for w, c in found if c.paused is None and docket.now < c.due <= docket.now + hours * HOUR]
    yield Heading(say("Due within {n} hours", n=hours))
    yield frames.table(
        frames.columns(*frames.CLOCK_COLUMNS), frames.clock_rows(docket, soon), say("Nothing.")
    )
    yield Heading(say("Overdue"))
    yield frames.table(
        frames.columns(*frames.CLOCK_COLUMNS),
        frames.clock_rows(docket, frames.overdue(docket)),
        say("Nothing."),
    )
    if docket.shift:
        yield from _since(docket, docket.shift)
    else:
        yield Heading(say("What changed since the last hand-over"))
        yield from _changed(docket, last[0].entry + 1 if last else 0)
    yield Heading(say("Handed over"))
    yield Blank(say("What the next shift must know"), 5)
    yield Sign((say("Who leaves: function, no private name"), say("Who comes: function, no private name")))
    yield Note(say("To enter it: {command}", command="holdfire duty hand-over BOOK --words WORDS"))


def _watch(docket: Docket, last: list[Done]) -> Iterator[Block]:
    for done in last:
        yield Pairs(
            (
                (say("The last hand-over said"), frames.exactly(cast("acts.HandOver", done.body).words)),
                (say("By"), docket.name(done.actor)),
                (say("When"), docket.moment(done.at)),
                (say("Entry"), frames.entry(done.entry)),
            )
        )
        yield from frames.absent(done.absent)
    if not last:
        yield Paragraph(say("No shift has been handed over yet."))
    if docket.away:
        yield Note(
            say(
                "Takes no part at present: {names}.",
                names=listed(map(docket.name, sorted(docket.away))),
            ),
            "warning",
        )


def _duty(docket: Docket) -> Iterator[Row]:
    """Give a line for each member, and for whoever else has a roster."""
    seated = [m.actor for m in docket.agreement.rules.members]
    for actor in dict.fromkeys((*seated, *sorted(docket.rosters))):
        shifts = docket.rosters[actor].shifts if actor in docket.rosters else ()
        yield (docket.name(actor), *_now(docket, shifts), *_next(docket, shifts))


def _now(docket: Docket, shifts: tuple[acts.Shift, ...]) -> tuple[Cell, Cell, Cell]:
    there = [s for s in shifts if s.start <= docket.now < s.end]
    if not there:
        return (say("nobody on the roster"), None, None)
    return (
        listed(s.function for s in there) or None,
        listed(s.line for s in there if s.line) or None,
        docket.moment(min(s.end for s in there)),
    )


def _next(docket: Docket, shifts: tuple[acts.Shift, ...]) -> tuple[Cell, Cell, Cell]:
    coming = min((s for s in shifts if s.start > docket.now), key=lambda s: s.start, default=None)
    if coming is None:
        return (say("nobody on the roster"), None, None)
    return (coming.function or None, coming.line or None, docket.moment(coming.start))


def _alerts(docket: Docket) -> Iterator[Block]:
    there = [a for a in docket.alarms if is_open(docket, a)]
    if not there:
        yield Paragraph(say("Nothing."))
    for alarm in there:
        yield Heading(say("Alert {alert}", alert=alarm.alert.id), 2)
        yield Pairs(alert_summary(docket, alarm))
        yield from frames.absent_of(Case(alarm.alert.id, alarm.alert.acts))
        yield frames.table(
            frames.columns(*frames.CLOCK_COLUMNS),
            frames.clock_rows(docket, ((alarm.alert.id, c) for c in alarm.clocks)),
            say("No clock runs for it."),
        )


def _since(docket: Docket, shift: Shift) -> Iterator[Block]:
    since = docket.moment(shift.since)
    yield Heading(say("What came in since {since}", since=since))
    yield frames.table(
        (Column(say("Sort of source")), Column(say("Reports"), numeric=True)),
        ((source or say("not given"), n) for source, n in shift.came),
        say("No report."),
    )
    yield Pairs(
        (
            (say("Reports that wait now"), shift.waiting),
            (say("Accepted"), shift.accepted),
            (say("Set aside"), shift.aside),
            (say("New incidents, as linked"), shift.new),
            (say("Said of likenesses, by persons"), shift.judged),
            (say("Said of places, by persons"), shift.placed),
            (say("Publications"), shift.published),
        )
    )
    yield Heading(say("What was decided since {since}", since=since))
    yield from _decided(docket, shift.first)
    yield Heading(say("What changed in cases and alerts since {since}", since=since))
    yield from _changed(docket, shift.first)
    yield Heading(say("Half done"))
    yield Paragraph(
        say(
            "What was prepared and not signed, and drafts kept in a browser, are not known here: ask who leaves."
        )
    )


def _decided(docket: Docket, first: int) -> Iterator[Block]:
    rows = [
        (
            h.case.id,
            frames.outcome(cast("acts.Determination", d.body)),
            frames.by(docket, d),
            frames.entry(d.entry),
        )
        for h in docket.cases
        for d in h.case.of("determination")
        if d.entry >= first
    ]
    yield frames.table(
        frames.columns(say("Case"), say("Outcome"), say("By"), say("Entry")), rows, say("Nothing.")
    )


def _changed(docket: Docket, first: int) -> Iterator[Block]:
    threads: list[Thread] = [h.case for h in docket.cases] + [a.alert for a in docket.alarms]
    rows = [
        (thread.id, _acts(docket, new), frames.entry(new[-1].entry))
        for thread in threads
        if (new := [a for a in thread.counting if a.entry >= first])
    ]
    yield frames.table(
        frames.columns(say("Case or alert"), say("New acts"), say("Last act")), rows, say("Nothing.")
    )


def _acts(docket: Docket, found: list[Done]) -> Cell:
    return together(
        say(
            "{kind} by {name} ({entry})",
            kind=KINDS[d.kind],
            name=frames.by(docket, d),
            entry=frames.entry(d.entry),
        )
        for d in found
    )
