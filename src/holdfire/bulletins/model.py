"""What a daily bulletin says, before it becomes a document or a table. No figure here mixes statuses or units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from holdfire.words import Words, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from holdfire.agreement.model_rules import Question
    from holdfire.bulletins.as_geojson import Spot
    from holdfire.casework.alerts import AlertState
    from holdfire.reports.model import Toll

METHOD = "bulletin-4"
"""Name and version of how a bulletin is made; it changes with anything that changes a figure or its words."""
Stand = Literal["yes", "no", "cannot say", "silent", "not yet", "not held"]
"""A member's position: `silent` at the deadline, `not yet` before it; `not held` here, having been erased."""
Reply = Literal["admitted", "denied", "justified", "not yet", "none", "not held"]
"""What the accused replied; `not yet` before the deadline or without one, `none` by it."""
Followed = Literal["proposed", "agreed", "blocked", "done", "checked", "overdue"]
"""How far a response is; `overdue` is one that is not done by its date."""
Said: TypeAlias = Words | str
"""A sentence of ours, or data."""
NOBODY = say("nobody known")
NOT_HELD = say("not held here")
RECORD = say("the record itself")
"""Who alleges that a thing owed was not done by its date."""


@dataclass(frozen=True, slots=True)
class SideCount:
    """What one side published: its count by area (`None`: not given), what others said of it, what is odd."""

    entry: int
    side: str
    unit: str
    total: int
    by_area: dict[str, int]
    not_broken_down: int
    headline: int | None
    combined_with: tuple[str, ...]
    verdict_by: str
    verdict: str
    confirmed: int | None
    exempt: int | None
    not_confirmed: int | None
    warnings: tuple[Words, ...]
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident of the day, at the precision that may be published."""

    id: str
    area: str
    place: str
    types: tuple[str, ...]
    killed: Toll | None
    spot: Spot | None
    """Where, as exactly as the agreement allows; `None` where it allows the area alone."""
    origins: int
    sources: int
    status: Words
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Where one member stands on an allegation; `entry` is its assessment's, None where there is none.

    `question` is the one over which it says "no".
    """

    member: str
    stand: Stand
    question: Question | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Dissent:
    """A member's answer that did not become the joint one, with its reason."""

    member: str
    question: str
    answer: str
    reason: str
    entry: int


@dataclass(frozen=True, slots=True)
class Alleged:
    """One allegation at the cut-off: who made it against whom, what was replied, where members stand, what came of it.

    `claimant` and `accused` are ids; `outcome` is one of `words.OUTCOME`, `why` what kept it open, `track` the one on
    which it is only recorded. `acts` are all entries about it, oldest first; `made` is the day in the mechanism's zone.
    """

    entry: int
    case: str
    basis: str
    incident: str
    term: str
    claimant: str
    accused: str
    between: tuple[str, str]
    made: dt.date
    reply: Reply
    positions: tuple[Position, ...]
    outcome: str
    question: Question | None
    why: str
    denied_by: tuple[str, ...]
    track: str
    determined: int | None
    determined_on: dt.date | None
    dissents: tuple[Dissent, ...]
    acts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What one side, or an actor on none, alleges against another; the frame is the same for every pair."""

    claimant: Said
    accused: Said
    alleged: tuple[Alleged, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """That somebody was called because of an alert."""

    to: str
    at: dt.datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert: who raised it, against whom as the alert says, how it stands, who was called, what was tried.

    `tried` has, for each return of fire, who fired back and how many calls and requests to stop stand before it.
    """

    id: str
    by: str
    accused: str
    area: str
    type: str
    since: dt.datetime
    state: AlertState
    called: tuple[Called, ...]
    asked: tuple[str, ...]
    tried: tuple[tuple[str, int, int], ...]
    acts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """One response: what sort, who is to do it, by when, how far it is, and who blocked it."""

    entry: int
    case: str
    measure: str
    to: str
    due: dt.date | None
    step: Followed
    blocked_by: tuple[str, ...]
    acts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value, in a unit, under one status, and the entries, incidents or alerts it rests on.

    A value of None is no data, which is not 0.
    """

    section: str
    area: Said
    item: Said
    status: Said
    unit: Said
    value: int | None
    rests: tuple[str, ...] = ()
    note: Said = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same figure in two bulletins of one day."""
        return (self.section, str(self.area), str(self.item), str(self.status), str(self.unit))


@dataclass(frozen=True, slots=True)
class Erratum:
    """A figure that is not what it was: before and now (None: not given), and the entries that changed it.

    Without an entry it was time alone: a delay that ended, a deadline that passed.
    """

    figure: Figure
    was: int | None
    now: int | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since the publication before: its entry and cut-off; not `comparable` if by another method."""

    entry: int
    size: int
    comparable: bool
    errata: tuple[Erratum, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A daily bulletin at a cut-off: `size` entries of the log, the last of them at `cutoff`."""

    mechanism: str
    exercise: bool
    day: dt.date
    timezone: str
    log: str
    size: int
    root: str
    cutoff: dt.datetime
    areas: tuple[tuple[str, str], ...]
    """Id and name of every area that a count or an incident names, in the agreement's order."""
    counts: tuple[SideCount, ...]
    incidents: tuple[IncidentLine, ...]
    withheld: int
    by_status: tuple[tuple[Words, int], ...]
    names: Mapping[str, str]
    """Of every actor and side, by id."""
    members: tuple[str, ...]
    """Whoever had to take a position on one of the allegations, in the agreement's order."""
    pairs: tuple[Pair, ...]
    """None where nothing was alleged; else each ordered pair of the agreement's sides, then whoever else."""
    alleged_withheld: int
    alerts: tuple[AlertLine, ...]
    alerts_withheld: int
    dues: tuple[Due, ...]
    reporting: tuple[tuple[str, int], ...]
    """Sources of the day's incidents, and how many of the reports are theirs."""
    linking: str
    precision: str
    delay: str
    changed: Changed | None = None

    def name(self, actor: str) -> Said:
        """Name an actor or a side by its id; one who is not known, or not held here, is said so."""
        if actor in ("", "unknown"):
            return NOBODY if actor else NOT_HELD
        return self.names.get(actor, actor)
