"""A form on which a party answers an allegation, tied to the notice and to the state of the case that it has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import frames, notice
from holdfire.bulletins.document import Blank, Heading, List, Note, Pairs, Paragraph, Sign
from holdfire.casework.words import CODES
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.docket import Docket
    from holdfire.bulletins.document import Block, Document
    from holdfire.bulletins.notice import Addressed

BOX = "[   ]"


def document(docket: Docket, on: Addressed) -> Document:
    """Write the form: what it answers, three boxes, room for words, a signature, and how it is entered."""
    title = say(
        "Reply of {name} to an allegation in case {case}", name=docket.name(on.to), case=on.heard.case.id
    )
    return frames.paper(docket, title, tuple(_blocks(docket, on)), on.to)


def _blocks(docket: Docket, on: Addressed) -> Iterator[Block]:
    said = on.heard.case.alleged(on.allegation.entry)
    yield Paragraph(notice.due(docket, on))
    yield Pairs(
        (
            (say("Case"), on.heard.case.id),
            (say("Entry of the allegation"), frames.entry(on.allegation.entry)),
            (say("Entry of the notice"), frames.entry(on.notice.entry) if on.notice else None),
            (say("Last act in the case when this form was made"), frames.entry(on.heard.case.head)),
            (say("Alleged by"), frames.by(docket, on.allegation)),
            (say("Accused"), docket.accused(said.accused)),
            (say("In the claimant’s words"), frames.exactly(said.reason)),
        )
    )
    yield from frames.absent_of(on.heard.case, on.allegation)
    yield Heading(say("The term that it is said to breach"))
    yield from frames.term(on.heard, on.allegation.entry)
    yield Heading(say("Our answer"))
    yield Paragraph(say("Mark one."))
    yield List(
        (
            say("{box} {answer}: it happened, and we did it", box=BOX, answer=CODES["admitted"]),
            say("{box} {answer}: it did not happen, or it was not us", box=BOX, answer=CODES["denied"]),
            say("{box} {answer}: we did it, and the agreement allows it", box=BOX, answer=CODES["justified"]),
        )
    )
    yield Blank(say("In our own words"), 8)
    yield Blank(say("What we ask the mechanism to look at"), 3)
    yield Heading(say("Signed"))
    yield Blank(say("Day, hour and zone"))
    yield Sign(
        (say("For {name}: function and signature, no private name", name=docket.name(on.to)), say("Stamp"))
    )
    yield Heading(say("To enter it in the record"))
    yield Paragraph(
        say(
            "An answer counts once it is entered, signed with the key of who gives it. Write the words as they are."
        )
    )
    yield Note(say("To enter it: {command}", command=command(on)))


def command(on: Addressed) -> str:
    """Write the command that enters the answer, as one has to copy it.

    It names the head that the form saw: if the case has moved on by then so that the answer could be another, the
    record keeps it as refused and says so.
    """
    return (
        f"holdfire case reply BOOK {on.heard.case.id} --about {on.allegation.entry} --head {on.heard.case.head}"
        " --answer ANSWER --words WORDS"
    )
