"""An agreement as data: its texts, actors, terms, zones, positions and talks.

`model_conditions.py` has what hangs on what, `model_rules.py` the rules.

Every interval is half open and in whole days of the mechanism's zone: `since` is the first day on which it
holds, `until` the first day on which it no longer does; either may be unknown. Languages are ISO 639 codes,
coordinates WGS 84 longitude then latitude. A list that is empty says that nothing is known or agreed, not
that there is nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from holdfire.agreement.base import Day, Id, Lang, Model, Named, Sourced, Span, Words
from holdfire.agreement.model_conditions import Condition, Statement  # noqa: TC001 - pydantic reads it when it runs
from holdfire.agreement.model_rules import Rules

Sha256 = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64}|unknown)$")]
Status = Literal["party", "adherent", "non-signatory", "excluded", "third party", "guarantor"]
Stance = Literal["accepts", "rejects", "withholds", "not presented", "reserves", "suspends", "withdraws"]
State = Literal["draft", "agreed", "in force", "lapsed"]
Nature = Literal[
    "nationwide truce",
    "local truce",
    "evacuation",
    "humanitarian pause",
    "de-escalation area",
    "detainee exchange",
    "mechanism",
    "talks",
    "other",
]
Mode = Literal["forbidden", "owed", "allowed"]


class Source(Model):
    """Where a fact can be looked up. `read` says how far whoever wrote the file read it themselves."""

    id: Id
    title: Words
    publisher: str = ""
    url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""
    published: Day | None = None
    read: Literal["whole", "part", "no"] = "no"


class Side(Named):
    """One side of the conflict, which actors are on and members back."""


class Area(Named):
    """A first-level area, or with `parent` one inside another; `code` is its ISO 3166-2 code."""

    code: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}-[A-Z0-9]{1,3})?$")] = ""
    parent: Id | None = None


class StatusSpan(Span):
    """What an actor is to the agreement, or to the one instrument `of`, for a time."""

    status: Status
    of: Id | None = None


class GuarantorSpan(Span):
    """Which actor answers for this one, for a time."""

    guarantor: Id


class MembershipSpan(Span):
    """Which larger actor this one belongs to, for a time: a merger is a membership that begins."""

    of: Id


class SideSpan(Span):
    """Which side an actor is on, for a time."""

    side: Id


class Actor(Sourced, Named):
    """A state, force, group or body; what it is, who answers for it and whom it belongs to are intervals."""

    kind: Literal["state", "force", "group", "body"]
    status: tuple[StatusSpan, ...] = ()
    guarantors: tuple[GuarantorSpan, ...] = ()
    memberships: tuple[MembershipSpan, ...] = ()
    sides: tuple[SideSpan, ...] = ()
    note: str = ""

    def states_a_fact(self) -> bool:
        """Whether there is a note; its intervals have their own sources."""
        return bool(self.note)


class Receipt(Sourced):
    """Whether the text arrived; `own_mouth` is whether the actor it was put before says so itself."""

    received: Literal["yes", "no"]
    day: Day | None = None
    own_mouth: Literal["yes", "no", "unknown"] = "unknown"


class Presentation(Sourced):
    """That a text was put before an actor: by whom, when, how (`words`); unknown where absent.

    Without a `receipt` nothing is known of whether it arrived.
    """

    to: Id
    by: Id | None = None
    day: Day | None = None
    words: str = ""
    receipt: Receipt | None = None


class TextVersion(Sourced):
    """One language version: SHA-256 of its bytes or `unknown`, who signed it, which terms it has."""

    lang: Lang
    sha256: Sha256 = "unknown"
    signatories: tuple[Id, ...] = ()
    terms: tuple[Id, ...] = ()


class Renewal(Model):
    """How an instrument goes on past its expiry; `not renewed` says that it does not."""

    how: Literal["automatic", "by agreement", "not renewed"]
    words: str = ""


class Instrument(Sourced):
    """A text, from first draft to lapse. Its state follows from its dates: see `state_at`.

    `nature` is what it arranges, and `where` names zones or areas; either may be several, or not said.
    """

    id: Id
    kind: Literal[
        "agreement", "annex", "draft", "resolution", "statement", "memorandum", "concept paper", "rules"
    ]
    nature: tuple[Nature, ...] = ()
    title: Words
    where: tuple[Id, ...] = ()
    part_of: Id | None = None
    symbol: str = ""
    summary: str = ""
    parties: tuple[Id, ...] = ()
    presented: tuple[Presentation, ...] = ()
    drafted: Day | None = None
    signed: Day | None = None
    in_force: Day | None = None
    expires: Day | None = None
    renewal: Renewal | None = None
    versions: tuple[TextVersion, ...] = ()


class Exclusion(Model):
    """Where a term does not apply; `actors` are the groups against which it is lifted, if that is it."""

    words: Words
    actors: tuple[Id, ...] = ()


class Counting(Model):
    """What makes one incident: acts at most `gap_minutes` apart, in words (same weapon, same target ...)."""

    gap_minutes: Annotated[int, Field(ge=0)]
    one_incident: Words


class Term(Sourced):
    """A clause: what is forbidden, owed (by `due`) or allowed, to whom (`binds`), where, save where.

    `where` names zones or areas; empty means everywhere that the instrument covers. `defines` are the codes
    of `taxonomy.yaml` for the acts that breach it. `fulfilment` is what was said of whether what is owed was done.
    """

    id: Id
    instrument: Id
    clause: str = ""
    text: Words
    mode: Mode
    binds: tuple[Id, ...] = ()
    where: tuple[Id, ...] = ()
    exceptions: tuple[Exclusion, ...] = ()
    due: Day | None = None
    fulfilment: tuple[Statement, ...] = ()
    defines: tuple[str, ...] = ()
    counting: Counting | None = None


class Zone(Span, Named):
    """A place on the map that the texts name, as a GeoJSON geometry, and who agreed to that outline."""

    kind: Literal["ceasefire", "de-escalation", "security", "line", "excluded"]
    instrument: Id | None = None
    geometry: dict[str, Any] | None = None
    agreed_by: tuple[Id, ...] = ()


class Position(Sourced):
    """What an actor said of an instrument on a day; `own_mouth` is whether it said so itself.

    `terms` are the clauses that it reserves on; `reservations` says what becomes of them.
    """

    actor: Id
    instrument: Id
    stance: Stance
    day: Day
    own_mouth: Literal["yes", "no", "unknown"] = "unknown"
    terms: tuple[Id, ...] = ()
    note: str = ""


class Meeting(Sourced):
    """Talks: when (both days included), where, who attended, who was absent, what was agreed."""

    id: Id
    title: Words
    first_day: Day
    last_day: Day | None = None
    place: Words
    attended: tuple[Id, ...] = ()
    absent: tuple[Id, ...] = ()
    agreed: str = ""
    instruments: tuple[Id, ...] = ()
    note: str = ""


class Bounds(Model):
    """The box that every zone lies in, degrees."""

    west: Annotated[float, Field(ge=-180, le=180)]
    south: Annotated[float, Field(ge=-90, le=90)]
    east: Annotated[float, Field(ge=-180, le=180)]
    north: Annotated[float, Field(ge=-90, le=90)]


class Agreement(Named):
    """All that is agreed about one mechanism. `exercise` marks invented events, which need no source."""

    exercise: bool = False
    summary: str = ""
    timezone: Words
    languages: tuple[Lang, ...] = Field(min_length=1)
    bounds: Bounds | None = None
    sources: tuple[Source, ...] = ()
    sides: tuple[Side, ...] = ()
    areas: tuple[Area, ...] = ()
    actors: tuple[Actor, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    terms: tuple[Term, ...] = ()
    zones: tuple[Zone, ...] = ()
    positions: tuple[Position, ...] = ()
    talks: tuple[Meeting, ...] = ()
    conditions: tuple[Condition, ...] = ()
    rules: Rules = Rules()
