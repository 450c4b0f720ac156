"""Positions over time: every text and every actor on a day that one can drag, each text by itself, and the talks."""

import datetime as dt
from itertools import zip_longest
from typing import NamedTuple, get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement import words
from holdfire.agreement.model import Agreement, Instrument, Position, State
from holdfire.agreement.when import position_at, state_at
from holdfire.web.desk import OpenDesk

router = APIRouter()


class Cell(NamedTuple):
    """What an actor's position on an instrument was on a day; `new` if it was said that day."""

    position: Position | None
    new: bool


class Matrix(NamedTuple):
    """Positions on one instrument: its days, and a row of cells for each actor."""

    instrument: Instrument
    days: list[dt.date]
    rows: list[tuple[str, list[Cell]]]


class Spoken(NamedTuple):
    """One position in the matrix that is dragged; it stands from its day until the day of the next, if there is one."""

    position: Position
    until: dt.date | None

    def stands(self, day: dt.date) -> bool:
        """Tell whether it is the position on a day."""
        return self.position.day <= day and (self.until is None or day < self.until)


class Stood(NamedTuple):
    """In which state a text was from a day on, until another if that is known; `since` None: from the beginning."""

    state: State
    since: dt.date | None
    until: dt.date | None

    def stands(self, day: dt.date) -> bool:
        """Tell whether it is the state on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Dragged(NamedTuple):
    """The matrix of a day: texts as columns, actors as rows, in each cell all that was ever said, oldest first.

    `days` are those on which anything was said or talks began.
    """

    columns: list[tuple[Instrument, list[Stood]]]
    rows: list[tuple[str, list[list[Spoken]]]]
    days: list[dt.date]


@router.api_route("/{slug}/agreement/positions", methods=["GET", "HEAD"])
def positions(desk: OpenDesk, day: dt.date | None = None) -> HTMLResponse:
    """Show the positions on a day (the last on which any was said, unless given), then each text's by themselves."""
    whole = dragged(desk.agreement)
    chosen = day or (whole.days[-1] if whole.days else None)
    before = [d for d in whole.days if chosen and d < chosen]
    after = [d for d in whole.days if chosen and d > chosen]
    return desk.render(
        "agreement_positions.html",
        tab="positions",
        whole=whole,
        day=chosen,
        before=before[-1] if before else None,
        after=after[0] if after else None,
        matrices=matrices(desk.agreement),
        titles={i.id: i.title for i in desk.agreement.instruments},
        stances=get_args(Position.model_fields["stance"].annotation),
        naming=words,
    )


def dragged(agreement: Agreement) -> Dragged:
    """Lay out every position by text and actor."""
    spoken = {p.instrument for p in agreement.positions}
    instruments = [i for i in agreement.instruments if i.id in spoken]
    named = {p.actor for p in agreement.positions}
    rows = [
        (actor.id, [_spoken(agreement, actor.id, i.id) for i in instruments])
        for actor in agreement.actors
        if actor.id in named
    ]
    days = {p.day for p in agreement.positions} | {t.first_day for t in agreement.talks}
    return Dragged([(i, stood(i)) for i in instruments], rows, sorted(days))


def _spoken(agreement: Agreement, actor: str, instrument: str) -> list[Spoken]:
    held = (p for p in agreement.positions if (p.actor, p.instrument) == (actor, instrument))
    said = sorted(held, key=lambda p: p.day)
    return [Spoken(p, later.day if later else None) for p, later in zip_longest(said, said[1:])]


def stood(instrument: Instrument) -> list[Stood]:
    """List the states that a text went through, by `state_at`, oldest first."""
    dates = (instrument.drafted, instrument.signed, instrument.in_force, instrument.expires)
    found = [Stood(state_at(instrument, dt.date.min), None, None)]
    for day in sorted({d for d in dates if d}):
        state = state_at(instrument, day)
        if state != found[-1].state:
            found[-1] = found[-1]._replace(until=day)
            found.append(Stood(state, day, None))
    return found


def matrices(agreement: Agreement) -> list[Matrix]:
    """Lay out the positions by instrument: a column a day on which anything was said, a row an actor."""
    return [
        _matrix(agreement, i)
        for i in agreement.instruments
        if any(p.instrument == i.id for p in agreement.positions)
    ]


def _matrix(agreement: Agreement, instrument: Instrument) -> Matrix:
    said = [p for p in agreement.positions if p.instrument == instrument.id]
    days = sorted({p.day for p in said})
    named = {p.actor for p in said} | set(instrument.parties) | {p.to for p in instrument.presented}
    rows = []
    for actor in (a.id for a in agreement.actors if a.id in named):
        held = [position_at(agreement, actor, instrument.id, day) for day in days]
        rows.append((actor, [Cell(p, p is not None and p.day == d) for p, d in zip(held, days, strict=True)]))
    return Matrix(instrument, days, rows)
