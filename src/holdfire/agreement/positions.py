"""Views of what actors said of texts, and of how the texts reached them, as of a day. Pure.

A reservation holds until the same actor accepts the same text later. An acceptance that names terms keeps its
reservations on those and ends the others, as one who signs with reservations must confirm them when it binds itself
(Vienna Convention on the Law of Treaties, article 23, paragraph 2). No other stance ends one: who rejects or suspends
has not given up its objection. An acceptance that is less surely from the actor's own mouth than the reservation
(yes, then unknown, then no) does not end it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfire.agreement.base import parts
from holdfire.agreement.model import Instrument, Meeting, Position, Presentation
from holdfire.agreement.model_conditions import Statement
from holdfire.agreement.when import by_id, groups_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from holdfire.agreement.base import Model
    from holdfire.agreement.model import Agreement, Term

Reach = Literal["presented", "through", "signed", "answered", "disputed", "not presented", "no record"]
UNREACHED: tuple[Reach, ...] = ("not presented", "no record", "disputed")
"""How a text stands to whoever cannot be said to have been presented it."""
_SURELY = {"no": 0, "unknown": 1, "yes": 2}
_ANSWERS = ("accepts", "rejects", "reserves", "suspends", "withdraws")


class Timeline(NamedTuple):
    """What one actor said of one text by a day, oldest first."""

    instrument: str
    actor: str
    said: tuple[Position, ...]

    @property
    def stands(self) -> Position:
        """The last of them."""
        return self.said[-1]

    @property
    def own(self) -> Position | None:
        """The last by its own mouth."""
        return latest(p for p in self.said if p.own_mouth == "yes")


@dataclass(frozen=True, slots=True)
class Reservation:
    """One actor's reservation on one clause; on the text as a whole where `term` is None.

    `made` is the first position that made it by the surest mouth, `ended` the acceptance that ended it. `stands`
    is the actor's position now, whatever it is.
    """

    term: Term | None
    actor: str
    made: Position
    ended: Position | None
    stands: Position


@dataclass(frozen=True, slots=True)
class Reached:
    """How a text reached an actor, by all that is on record; `denied` are its statements that it did not."""

    instrument: str
    actor: str
    reach: Reach
    presented: tuple[Presentation, ...]
    denied: tuple[Position, ...]


def latest(said: Iterable[Position]) -> Position | None:
    """Give the last position by day; of equals the later in the file."""
    found = sorted(said, key=lambda position: position.day)
    return found[-1] if found else None


def last_said(agreement: Agreement) -> dt.date | None:
    """Give the last day on which anything was said, presented, signed or held, by those who attended."""
    return max((day for _, part in parts(agreement) for day in _said_on(part) if day), default=None)


def _said_on(part: Model) -> tuple[dt.date | None, ...]:
    match part:
        case Position() | Statement() | Presentation():
            return (part.day,)
        case Meeting():
            return (part.last_day or part.first_day,) if part.attended else ()
        case Instrument():
            return (part.signed,)
        case _:
            return ()


def timelines(agreement: Agreement, day: dt.date) -> list[Timeline]:
    """List what every actor said of every text by the day, in the order of texts, then actors."""
    said: dict[tuple[str, str], list[Position]] = {}
    for position in sorted(agreement.positions, key=lambda one: one.day):
        if position.day <= day:
            said.setdefault((position.instrument, position.actor), []).append(position)
    pairs = ((i.id, a.id) for i in agreement.instruments for a in agreement.actors)
    return [Timeline(*pair, tuple(said[pair])) for pair in pairs if pair in said]


def unconfirmed(agreement: Agreement, day: dt.date) -> list[Timeline]:
    """List the actors whose position on a text, as it stands, is not known from their own mouth."""
    return [line for line in timelines(agreement, day) if line.stands.own_mouth != "yes"]


def reservations(agreement: Agreement, instrument: str, day: dt.date) -> list[Reservation]:
    """List the reservations on a text by the day, those that ended too: the whole text first, then by clause."""
    found = [
        r
        for line in timelines(agreement, day)
        if line.instrument == instrument
        for r in _reserved(agreement, line)
    ]
    order = {term.id: n for n, term in enumerate(agreement.terms)}
    return sorted(found, key=lambda r: (order[r.term.id] if r.term else -1, r.made.day, r.actor))


def _reserved(agreement: Agreement, line: Timeline) -> Iterator[Reservation]:
    terms = by_id(agreement.terms)
    standing: dict[str | None, Position] = {}

    def told(term: str | None, ended: Position | None) -> Reservation:
        return Reservation(terms[term] if term else None, line.actor, standing[term], ended, line.stands)

    for position in line.said:
        if position.stance == "accepts":
            for term in [t for t in standing if _ends(position, t, standing[t])]:
                yield told(term, position)
                del standing[term]
        if position.stance == "reserves" or (position.stance == "accepts" and position.terms):
            for term in position.terms or (None,):
                if term not in standing or _surer(position, standing[term]):
                    standing[term] = position
    yield from (told(term, None) for term in standing)


def _ends(acceptance: Position, term: str | None, made: Position) -> bool:
    return term not in acceptance.terms and not _surer(made, acceptance)


def _surer(one: Position, other: Position) -> bool:
    return _SURELY[one.own_mouth] > _SURELY[other.own_mouth]


def reached(agreement: Agreement, instrument: Instrument, day: dt.date) -> list[Reached]:
    """Say of everybody whom a text concerns how it reached them by the day.

    A text of which nothing is dated by the day concerns nobody yet, unless nothing of it is dated at all. It concerns
    its parties, those whom its terms bind, those to whom it was presented and those who said anything
    of it. A presentation whose day is unknown counts on every day. Whoever says "not presented" is believed as far
    as that day goes: a presentation on a later day, or an answer of its own, overcomes it; one by then, or on an
    unknown day, makes it a matter on which accounts differ.
    """
    dated = sorted(_dated(agreement, instrument))
    if dated and day < dated[0]:
        return []
    named = {p.actor for p in agreement.positions if p.instrument == instrument.id}
    named |= {actor for t in agreement.terms if t.instrument == instrument.id for actor in t.binds}
    named |= {*instrument.parties, *(shown.to for shown in instrument.presented)}
    return [_reached(agreement, instrument, actor.id, day) for actor in agreement.actors if actor.id in named]


def _dated(agreement: Agreement, instrument: Instrument) -> set[dt.date]:
    said = {p.day for p in agreement.positions if p.instrument == instrument.id}
    shown = {p.day for p in instrument.presented if p.day}
    return {d for d in (instrument.drafted, instrument.signed, instrument.in_force) if d} | said | shown


def _reached(agreement: Agreement, instrument: Instrument, actor: str, day: dt.date) -> Reached:
    shown = [p for p in instrument.presented if p.day is None or p.day <= day]
    mine = tuple(p for p in shown if p.to == actor)
    said = [
        p for p in agreement.positions if (p.actor, p.instrument) == (actor, instrument.id) and p.day <= day
    ]
    denied = tuple(p for p in said if p.stance == "not presented")
    answer = latest(p for p in said if p.own_mouth == "yes" and p.stance in _ANSWERS)
    wider = any(p.to in groups_at(agreement, actor, p.day or day)[1:] for p in shown)
    if actor in _authors(instrument, day):
        reach: Reach = "signed"
    elif _denial_stands(mine, latest(denied), answer):
        reach = "disputed" if mine or wider else "not presented"
    elif mine:
        reach = "presented"
    else:
        reach = "answered" if answer else "through" if wider else "no record"
    return Reached(instrument.id, actor, reach, mine, denied)


def _authors(instrument: Instrument, day: dt.date) -> set[str]:
    """Return those who signed it by the day, or presented it; its parties, where no version says who signed."""
    signed = instrument.signed is not None and instrument.signed <= day
    signatories = {s for version in instrument.versions for s in version.signatories} or set(
        instrument.parties
    )
    presenters = {p.by for p in instrument.presented if p.by and (p.day is None or p.day <= day)}
    return presenters | (signatories if signed else set())


def _denial_stands(mine: Iterable[Presentation], denial: Position | None, answer: Position | None) -> bool:
    """Whether somebody's word that it did not arrive still stands, past later presentations and answers."""
    receipts = {p.receipt.received for p in mine if p.receipt}
    if "yes" in receipts:
        return False
    if denial is None:
        return "no" in receipts and answer is None
    later = any(p.day and p.day > denial.day for p in mine)
    return not later and (answer is None or answer.day < denial.day)
