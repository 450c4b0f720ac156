"""A letter to a party on a period: what is alleged of it and by it, what was found, what is asked of it, what is late.

It is written in one frame, whoever it goes to: the letters to both sides have the same parts in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from holdfire.agreement.names import find_area
from holdfire.agreement.when import groups_at
from holdfire.bulletins import frames
from holdfire.bulletins.document import Heading, Note, Paragraph, Sign
from holdfire.errors import BadInput, NotFound
from holdfire.words import Name, Words, listed, say, say_n

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from holdfire.bulletins.docket import Docket, Heard
    from holdfire.bulletins.document import Block, Document, Row
    from holdfire.casework import acts
    from holdfire.casework.model import Done

ALLEGED = (
    say("Case"),
    say("About"),
    say("Term"),
    say("Accused"),
    say("Alleged by"),
    say("Alleged on"),
    say("Outcome, or how far it is"),
)
ASKED = (
    say("Case"),
    say("Of whom"),
    say("Sort"),
    say("To be done"),
    say("Due"),
    say("How it stands"),
    say("Since"),
)


class Period(NamedTuple):
    """Days of the mechanism's zone, the last one among them."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


def document(docket: Docket, to: str, period: Period) -> Document:
    """Write the letter to an actor, and on whoever belongs to it on the day; NotFound `actor-missing`.

    BadInput `period-wrong` for a period that ends before it begins.
    """
    if to not in {a.id for a in docket.agreement.actors}:
        raise NotFound("actor-missing", say("the agreement has no actor {actor}", actor=repr(to)))
    if period.last < period.first:
        raise BadInput(
            "period-wrong",
            say("a period cannot end on {last}, before it begins on {first}", **period._asdict()),
        )
    name = docket.name(to)
    title = say("Letter to {name} on compliance, {first} to {last}", name=name, **period._asdict())
    return frames.paper(docket, title, tuple(_blocks(docket, to, period)), to)


def _blocks(docket: Docket, to: str, period: Period) -> Iterator[Block]:
    name = docket.name(to)
    yield Paragraph(
        say(
            "This letter tells what the record holds on {name} and whoever belongs to it. Every party gets the same"
            " letter with the same parts. An allegation is not a finding.",
            name=name,
        )
    )
    against = _found(docket, period, lambda h, a: h.case.alleged(a.entry).accused, to)
    made = _found(docket, period, lambda _h, a: a.actor, to)
    yield Heading(say("What is alleged against {name}", name=name))
    yield from _alleged(docket, against)
    yield from _unnamed(docket, period)
    yield Heading(say("What {name} alleges", name=name))
    yield from _alleged(docket, made)
    yield Heading(say("What is asked of {name}", name=name))
    yield frames.table(
        frames.columns(*ASKED),
        _asked(docket, to, period),
        say("No response is addressed to it in this period, and none from before is open."),
        say("Responses of this period, due in it, or still open."),
    )
    yield Heading(say("What {name} has let run out", name=name))
    late = [(w, c) for w, c in frames.overdue(docket) if c.whom and _belongs(docket, c.whom, to, c.due)]
    yield frames.table(
        frames.columns(*frames.CLOCK_COLUMNS),
        frames.clock_rows(docket, late),
        say("No clock of it is overdue."),
    )
    yield Note(
        say(
            "Coverage: every case in the record at the cut-off. Allegations are those made from {first} to {last}, in"
            " the mechanism’s zone; clocks are those that are overdue now, whenever they began.",
            **period._asdict(),
        )
    )
    yield Sign((say("For the mechanism: function and signature, no private name"), say("Day and place")))


def _belongs(docket: Docket, actor: str, to: str, instant: int) -> bool:
    """Tell whether an actor is the addressee or belonged to it on the day of an instant."""
    return to in groups_at(docket.agreement, actor, docket.day(instant))


def _found(
    docket: Docket, period: Period, whose: Callable[[Heard, Done], str], to: str
) -> list[tuple[Heard, Done]]:
    return [
        (h, a)
        for h in docket.cases
        for a in h.case.allegations
        if period.holds(docket.day(a.at)) and _belongs(docket, whose(h, a), to, a.at)
    ]


def _alleged(docket: Docket, found: list[tuple[Heard, Done]]) -> Iterator[Block]:
    yield frames.table(
        frames.columns(*ALLEGED),
        (_line(docket, h, a) for h, a in found),
        say("Nothing in this period."),
    )
    yield from frames.absent(sum(a.absent for _, a in found))
    dissents = [
        (say("{case} ({entry})", case=h.case.id, entry=frames.entry(a.entry)), *row)
        for h, a in found
        if (d := h.case.determination(a.entry))
        for row in frames.dissent_rows(docket, cast("acts.Determination", d.body))
    ]
    yield frames.table(
        frames.columns(say("Case"), *frames.DISSENT_COLUMNS),
        dissents,
        say("No member dissents from what was determined of these."),
        say("Dissents, attached for good."),
    )


def _unnamed(docket: Docket, period: Period) -> Iterator[Note]:
    """Say of how many allegations the accused is not held here: they may be against anybody."""
    n = sum(
        not h.case.alleged(a.entry).accused and period.holds(docket.day(a.at))
        for h in docket.cases
        for a in h.case.allegations
    )
    if n:
        words = say_n(
            "Of {n} allegation of this period the accused is not held here; it may be against anybody.",
            "Of {n} allegations of this period the accused is not held here; they may be against anybody.",
            n,
        )
        yield Note(words, "warning")


def _line(docket: Docket, h: Heard, a: Done) -> Row:
    said = h.case.alleged(a.entry)
    return (
        say("{case} ({entry})", case=h.case.id, entry=frames.entry(a.entry)),
        _about(docket, h, a),
        _term(h, a),
        docket.accused(said.accused),
        frames.by(docket, a),
        docket.day(a.at),
        result(h, a.entry),
    )


def _about(docket: Docket, h: Heard, a: Done) -> Words | str:
    """Say what an allegation is about: an incident with its day and area, or access denied, or a thing owed."""
    said, found = h.case.alleged(a.entry), h.incident(a.entry)
    if found is None or found.when is None:
        return said.incident or frames.code(a, "basis")
    day, where = docket.day(found.when.start), _area(docket, found.within) or found.place
    return listed([found.id, say("{day}", day=day), *([where] if where else [])])


def _area(docket: Docket, name: str) -> str:
    """Name an area that reports name, in the reader's language where the agreement knows it."""
    known = find_area(docket.agreement, name) if name else None
    return next((Name.of(a.names) for a in docket.agreement.areas if a.id == known), name)


def _term(h: Heard, a: Done) -> Words | str | None:
    found = h.term(a.entry)
    named = h.case.alleged(a.entry).term or None
    return (
        say("{term} (clause {clause})", term=found.id, clause=found.clause)
        if found and found.clause
        else named
    )


def result(h: Heard, allegation: int) -> Words:
    """Say what was determined of an allegation, or how far it is."""
    standing = h.case.determination(allegation)
    if standing and not h.case.withdrawn(allegation):
        return frames.outcome(cast("acts.Determination", standing.body))
    return h.briefs[allegation].status


def _asked(docket: Docket, to: str, period: Period) -> Iterator[Row]:
    for h in docket.cases:
        for response in h.case.of("response"):
            said = cast("acts.Response", response.body)
            state, followed = frames.response_state(h.case, response.entry)
            steps = {cast("acts.FollowUp", f.body).step for f in followed}
            days = [docket.day(t) for t in (response.at, said.due) if t is not None]
            wanted = any(map(period.holds, days)) or (
                days[0] <= period.last and not steps & {"blocked", "checked"}
            )
            if said.to and wanted and _belongs(docket, said.to, to, response.at):
                yield (
                    say("{case} ({entry})", case=h.case.id, entry=frames.entry(response.entry)),
                    docket.name(said.to),
                    frames.code(response, "measure"),
                    frames.exactly(said.what),
                    docket.moment(said.due) if said.due is not None else None,
                    state,
                    docket.moment((followed[-1] if followed else response).at),
                )
