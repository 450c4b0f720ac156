"""Acts, clocks and allegations, as cases, alerts and the list of what is due show them."""

from typing import Any

from holdfire.casework import repo
from holdfire.casework.clocks import Clock
from holdfire.casework.model import Done
from holdfire.casework.words import said_in
from holdfire.web import status
from holdfire.web.api.shapes import Instant, Shape, iso, maybe


class Act(Shape):
    """One signed act. `said` are its fields as they were signed, in which instants are UTC microseconds."""

    entry: int
    kind: str
    actor: str
    signers: list[str]
    held: str
    """Who holds the key that signed it: its actor, or `host`."""
    at: Instant
    """When the log took it in."""
    head: int | None
    """The last act that its author had seen."""
    about: int | None
    refused: str | None
    """The code of why it does not count; null: it counts."""
    absent: int
    """How many of its values are not held here."""
    said: dict[str, Any]


class ClockShown(Shape):
    """A clock: which step it is for, of which act, and for whom (null: any member)."""

    step: str
    about: int
    whom: str | None
    since: Instant
    due: Instant
    done: Instant | None
    paused: Instant | None
    """Since when it stands still."""
    state: str


class Allegation(Shape):
    """That an incident, or a thing not done, breached a term. It establishes nothing."""

    case: str
    entry: int
    status: str
    """`alleged` until it is determined, else the outcome's key; or `withdrawn`."""
    state: str
    basis: str
    incident: str | None
    term: str
    accused: str
    claimant: str
    gravity: str
    track: str
    at: Instant
    assessed: int
    """How many members have answered."""
    outcome: str | None
    question: str | None
    """The question in dispute or open."""
    determined: int | None
    """The entry of the determination that stands."""


def act(done: Done) -> Act:
    """Write an act."""
    return Act(
        entry=done.entry,
        kind=done.kind,
        actor=done.actor,
        signers=list(done.signers),
        held=done.held,
        at=iso(done.at),
        head=done.head,
        about=done.about or None,
        refused=done.refused or None,
        absent=done.absent,
        said=said_in(done),
    )


def clock(of: Clock, now: int) -> ClockShown:
    """Write a clock as it stands at an instant."""
    return ClockShown(
        step=of.step,
        about=of.about,
        whom=of.whom or None,
        since=iso(of.since),
        due=iso(of.due),
        done=maybe(of.done),
        paused=maybe(of.paused),
        state=of.state(now),
    )


def allegation(brief: repo.Brief) -> Allegation:
    """Write an allegation."""
    return Allegation(
        case=brief.case,
        entry=brief.entry,
        status=status.of_case(brief),
        state=brief.state,
        basis=brief.basis,
        incident=brief.incident or None,
        term=brief.term,
        accused=brief.accused,
        claimant=brief.claimant,
        gravity=brief.gravity,
        track=brief.track,
        at=iso(brief.at),
        assessed=brief.assessed,
        outcome=brief.outcome or None,
        question=brief.question or None,
        determined=brief.determined,
    )
