"""A notice to a party that something is alleged of it: a letter, and a few sentences for radio and SMS."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from holdfire.bulletins import frames
from holdfire.bulletins.document import Blank, Heading, List, Note, PageBreak, Pairs, Paragraph, Sign
from holdfire.casework import acts, parties
from holdfire.casework.words import CODES
from holdfire.errors import BadInput, NotFound, Refused
from holdfire.words import Words, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.docket import Docket, Heard
    from holdfire.bulletins.document import Block, Cell, Document
    from holdfire.casework.clocks import Clock
    from holdfire.casework.model import Done


class Addressed(NamedTuple):
    """An allegation and whom it is put before; `notice` is the act of it, None while there is none in the record."""

    heard: Heard
    allegation: Done
    to: str
    notice: Done | None


def addressed(docket: Docket, case: str, to: str, about: int = 0) -> Addressed:
    """Find the allegation and the last notice of it to an actor; `about` may be left out where there is but one.

    NotFound `case-missing`, `actor-missing`, `about-missing`; BadInput `about-unnamed`; Refused `addressee-wrong` for
    one who neither is accused nor answers for the accused.
    """
    heard = docket.hearing(case)
    if to not in {a.id for a in docket.agreement.actors}:
        raise NotFound("actor-missing", say("the agreement has no actor {actor}", actor=repr(to)))
    allegation = _allegation(heard, about)
    accused = heard.case.alleged(allegation.entry).accused
    told = parties.to_be_told(heard.agreement, accused, docket.day(allegation.at))
    sent = [
        n for n in heard.case.of("notice", about=allegation.entry) if cast("acts.Notice", n.body).to == to
    ]
    if not sent and not any(to in who for who in told):
        raise Refused(
            "addressee-wrong",
            say("{actor} neither is the accused nor answers for it", actor=to),
            hint=say("notice goes to: {names}", names=", ".join(sorted({a for who in told for a in who}))),
        )
    return Addressed(heard, allegation, to, sent[-1] if sent else None)


def _allegation(heard: Heard, about: int) -> Done:
    there = heard.case.allegations
    found = [a for a in there if about in (0, a.entry)]
    if not found:
        raise NotFound("about-missing", say("entry {about} is no allegation of this case", about=about))
    if len(found) > 1:
        raise BadInput(
            "about-unnamed",
            say(
                "such a paper could be about any of: {names}",
                names=", ".join(frames.entry(a.entry) for a in found),
            ),
            hint=say("name one by its entry: --about"),
        )
    return found[0]


def document(docket: Docket, on: Addressed) -> Document:
    """Write the letter, with a receipt to be cut off."""
    title = say(
        "Notice to {name} of an allegation in case {case}", name=docket.name(on.to), case=on.heard.case.id
    )
    blocks = (
        Paragraph(
            say("An allegation is not a finding. Nothing follows from it before the accused could answer.")
        ),
        Pairs(tuple(_about(docket, on))),
        *frames.absent_of(on.heard.case, on.allegation, *((on.notice,) if on.notice else ())),
        Heading(say("What is alleged, and by whom")),
        frames.alleged(docket, on.heard, on.allegation),
        Heading(say("The term that it is said to breach")),
        *frames.term(on.heard, on.allegation.entry),
        Heading(say("What is reported to have happened")),
        *frames.incident(docket, on.heard, on.allegation.entry),
        Heading(say("Your reply")),
        *_reply(docket, on),
        PageBreak(),
        Heading(say("Receipt, to be sent back")),
        *_receipt(docket, on),
    )
    return frames.paper(docket, title, blocks, on.to)


def _about(docket: Docket, on: Addressed) -> Iterator[tuple[Words, Cell]]:
    yield say("To"), docket.name(on.to)
    if on.notice:
        said = cast("acts.Notice", on.notice.body)
        yield say("From"), docket.name(on.notice.actor)
        yield say("Entry of the notice"), frames.entry(on.notice.entry)
        yield say("Given on"), docket.moment(on.notice.at)
        yield say("Over"), frames.exactly(said.channel)
        if said.words:
            yield say("Said besides"), said.words
    else:
        yield say("Entry of the notice"), say("none yet: it is given once it is entered in the record")
    yield say("Your reply"), due(docket, on)


def clock(on: Addressed) -> Clock | None:
    """Give the clock of the accused's reply; None where none runs, or where the agreement sets none."""
    return next((c for c in on.heard.clocks if c.step == "reply" and c.about == on.allegation.entry), None)


def due(docket: Docket, on: Addressed) -> Words:
    """Say by when the accused is to reply."""
    found = clock(on)
    if found is not None and found.done is not None:
        return say("The accused replied on {done}.", done=docket.moment(found.done))
    if found is not None:
        late = found.is_overdue(docket.now)
        said = say("Reply by {due}.", due=docket.moment(found.due))
        return say("{words} That time is over.", words=said) if late else said
    if on.heard.case.of("reply", about=on.allegation.entry):
        return say("The accused has replied.")
    if not on.heard.case.of("notice", about=on.allegation.entry):
        return say("The time for a reply runs from the entry of the first notice.")
    return say("The agreement sets no time for a reply.")


def _reply(docket: Docket, on: Addressed) -> Iterator[Block]:
    accused = on.heard.case.alleged(on.allegation.entry).accused
    may = parties.answerable(on.heard.agreement, accused, docket.day(on.allegation.at))
    yield Paragraph(due(docket, on))
    yield List(
        (
            say("The answer is one of: admitted, denied, justified; with words of your own."),
            say("It can be given by: {names}.", names=listed(docket.name(a) for a in sorted(may))),
            say("Fill in the reply form that belongs to this notice, or enter the answer with your own key."),
            say(
                "Silence is no answer and confirms nothing; but once the time is over, the case goes on without it."
            ),
        )
    )
    yield Note(say("To enter it: {command}", command=_command("reply", on, "--answer ANSWER --words WORDS")))


def _command(kind: str, on: Addressed, rest: str, about: int = 0) -> str:
    return (
        f"holdfire case {kind} BOOK {on.heard.case.id} --about {about or on.allegation.entry} {rest}".strip()
    )


def _receipt(docket: Docket, on: Addressed) -> Iterator[Block]:
    notice = frames.entry(on.notice.entry) if on.notice else None
    yield Paragraph(
        say("We have received the notice. To have received it is neither to admit nor to deny anything.")
    )
    yield Pairs(
        (
            (say("Case"), on.heard.case.id),
            (say("Entry of the notice"), notice),
            (say("Received by"), docket.name(on.to)),
        )
    )
    yield Blank(say("Received on (day, hour, zone)"))
    yield Blank(say("Over which line"))
    yield Sign((say("For {name}: function and signature, no private name", name=docket.name(on.to)),))
    if on.notice:
        yield Note(say("To enter it: {command}", command=_command("receipt", on, "", on.notice.entry)))


def sentences(docket: Docket, on: Addressed) -> tuple[Words, ...]:
    """Say it in short sentences, what matters most first; who reads it over an open line learns no reporter's name."""
    said = on.heard.case.alleged(on.allegation.entry)
    found = on.heard.incident(on.allegation.entry)
    exercise = (say("EXERCISE."),) if docket.agreement.exercise else ()
    where = frames.place(found._replace(radius_km=None)) if found else None
    what = (
        say("About: {place}, {day}.", place=where or say("place not given"), day=docket.day(found.when.start))
        if found and found.when
        else say("Rests on: {basis}.", basis=CODES[said.basis])
    )
    return (
        *exercise,
        say("Notice to {name}: allegation {entry}, case {case}.", **_named(docket, on)),
        due(docket, on),
        say("An allegation is not a finding."),
        say("Accused: {name}.", name=docket.accused(said.accused)),
        say("Term: {term}.", term=said.term),
        what,
        say("Alleged by: {name}.", name=frames.by(docket, on.allegation)),
    )


def _named(docket: Docket, on: Addressed) -> dict[str, str]:
    return {
        "name": docket.name(on.to),
        "entry": frames.entry(on.allegation.entry),
        "case": on.heard.case.id,
    }
