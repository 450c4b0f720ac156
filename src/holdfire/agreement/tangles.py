"""What does not make sense in presentations, reservations, talks and conditions, though every name in it is known.

Each check yields faults, as `faults` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.base import parts
from holdfire.agreement.fault import Fault
from holdfire.agreement.model import Agreement, Meeting, Presentation
from holdfire.agreement.model_conditions import AtMost, Fulfilled
from holdfire.agreement.when import by_id
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfire.agreement.base import Path
    from holdfire.agreement.model import Instrument


def tangles(agreement: Agreement) -> Iterator[Fault]:
    """Yield what makes no sense in what lies before the truce and around it."""
    for path, part in parts(agreement):
        if isinstance(part, Presentation):
            yield from _presentation(part, path)
        elif isinstance(part, Meeting):
            yield from _meeting(part, path)
        elif isinstance(part, AtMost):
            yield from _count(part, path)
        elif isinstance(part, Fulfilled):
            yield from _fulfilled(agreement, part, path)
    yield from _drafts(agreement)
    yield from _reserved(agreement)
    yield from _fulfilments(agreement)


def _presentation(shown: Presentation, path: Path) -> Iterator[Fault]:
    if shown.by == shown.to:
        words = say("it is presented to the one who presents it")
        yield Fault("presentation-wrong", words, None, (*path, "by"))
    if shown.receipt and shown.receipt.day and shown.day and shown.receipt.day < shown.day:
        words = say("it was received before it was presented ({day})", day=shown.day)
        yield Fault("presentation-wrong", words, None, (*path, "receipt", "day"))


def _drafts(agreement: Agreement) -> Iterator[Fault]:
    for n, instrument in enumerate(agreement.instruments):
        for m, shown in enumerate(instrument.presented):
            if shown.day and instrument.drafted and shown.day < instrument.drafted:
                words = say("it was presented before it was drafted ({day})", day=instrument.drafted)
                yield Fault("presentation-wrong", words, None, ("instruments", n, "presented", m, "day"))


def _meeting(meeting: Meeting, path: Path) -> Iterator[Fault]:
    for n, actor in enumerate(meeting.absent):
        if actor in meeting.attended:
            words = say("{actor} both attended and was absent", actor=actor)
            yield Fault(
                "attended-and-absent", words, say("`note` can say who came late"), (*path, "absent", n)
            )


def _count(need: AtMost, path: Path) -> Iterator[Fault]:
    if (need.days is None) == (need.since is None):
        words = say("a count needs `days` or `since`, and not both")
        yield Fault("condition-wrong", words, None, path)
    if need.by and need.of == "incidents":
        words = say("nobody is accused of an incident that is only reported")
        yield Fault("condition-wrong", words, say("count `alleged` or `violations`"), (*path, "by"))


def _fulfilled(agreement: Agreement, need: Fulfilled, path: Path) -> Iterator[Fault]:
    term = by_id(agreement.terms).get(need.term)
    if term and term.mode != "owed":
        words = say("only what is owed can be fulfilled, and {term} is not", term=term.id)
        yield Fault("condition-wrong", words, say("count its breaches: `what: at most`"), (*path, "term"))


def _fulfilments(agreement: Agreement) -> Iterator[Fault]:
    for n, term in enumerate(agreement.terms):
        if term.fulfilment and term.mode != "owed":
            words = say("only what is owed can be fulfilled, and {term} is not", term=term.id)
            yield Fault("condition-wrong", words, None, ("terms", n, "fulfilment"))


def _reserved(agreement: Agreement) -> Iterator[Fault]:
    terms, texts = by_id(agreement.terms), by_id(agreement.instruments)
    for n, position in enumerate(agreement.positions):
        for m, wanted in enumerate(position.terms):
            term = terms.get(wanted)
            if term and not _belongs(texts, term.instrument, position.instrument):
                words = say(
                    "{term} is a clause of {instrument}, not of this text",
                    term=wanted,
                    instrument=term.instrument,
                )
                yield Fault("term-elsewhere", words, None, ("positions", n, "terms", m))


def _belongs(texts: Mapping[str, Instrument], inner: str, outer: str) -> bool:
    """Whether a text is the other, or a part of it, however deep."""
    seen: set[str] = set()
    current: str | None = inner
    while current and current not in seen:
        if current == outer:
            return True
        seen.add(current)
        current = texts[current].part_of if current in texts else None
    return False
