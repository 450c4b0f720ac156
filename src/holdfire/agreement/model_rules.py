"""The rules of a mechanism as data. An absent part is one that the texts do not settle: `lint` says so."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from holdfire.agreement.base import Id, Model, Sourced, Span, Words

Gravity = Literal["minor", "serious", "grave"]
Step = Literal["acknowledge", "notify", "assess", "access", "reply", "report", "determine"]
Question = Literal["happened", "covered", "exempt", "accused"]
Answer = Literal["yes", "no", "split", "open"]
Outcome = Literal[
    "not established",
    "no violation",
    "exempt",
    "violation",
    "violation, author undetermined or in dispute",
    "contested",
    "undetermined",
]
Level = Literal["L0", "L1", "L2", "L3", "L4"]
Track = Literal["breach", "infighting", "crime", "accident", "third party", "excluded", "guarantor"]

_ISO_DURATION = re.compile(r"P(?=.)(\d+W|(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?)")


def _written_duration(value: object) -> object:
    if isinstance(value, dt.timedelta) or (isinstance(value, str) and _ISO_DURATION.fullmatch(value)):
        return value
    raise PydanticCustomError("duration", "write a duration as in ISO 8601")


Duration = Annotated[dt.timedelta, BeforeValidator(_written_duration)]


class Member(Span):
    """A body that may assess and decide, for a time; `backs` is the side that it backs, absent if neither.

    An `observer` reads everything and answers nothing; the `chair` answers like any member.
    """

    actor: Id
    role: Literal["member", "chair", "observer"] = "member"
    backs: Id | None = None


class Simple(Sourced):
    """All members; one member from each side; or nobody, as the mechanism observes and never answers."""

    rule: Literal["consensus", "each side", "observe only"]


class KOfN(Sourced):
    """Any `k` of the members."""

    rule: Literal["k of n"]
    k: Annotated[int, Field(ge=1)]


class ByChair(Sourced):
    """The member whose role is `chair`, alone."""

    rule: Literal["chair"]


class TwoNamed(Sourced):
    """Two members named here, both."""

    rule: Literal["two named"]
    members: tuple[Id, Id]


Decision = Annotated[Simple | KOfN | ByChair | TwoNamed, Field(discriminator="rule")]


class Steps(Sourced):
    """How long each step may take, from the cosigned time of what starts it (ISO 8601 durations)."""

    acknowledge: Duration | None = None
    notify: Duration | None = None
    assess: Duration | None = None
    access: Duration | None = None
    reply: Duration | None = None
    report: Duration | None = None
    determine: Duration | None = None


class Clocks(Model):
    """The steps' durations by gravity. They are the same for every member and party."""

    minor: Steps = Steps()
    serious: Steps = Steps()
    grave: Steps = Steps()


class Bar(Sourced):
    """The least evidence on which a finding may rest: origins (not sources), and the ladder's level.

    L0 one claim; L1 two reports, independence unproven; L2 two independent kinds of source; L3 own monitors
    or authenticated imagery; L4 joint verification in the field.
    """

    origins: Annotated[int, Field(ge=1)]
    level: Level = "L0"


class Evidence(Model):
    """The evidence bar by gravity."""

    minor: Bar | None = None
    serious: Bar | None = None
    grave: Bar | None = None


class Exemption(Sourced):
    """When fire at an excluded group is exempt: the questions that must all be met, and who must say so."""

    test: tuple[Words, ...] = Field(min_length=1)
    needs: Literal["consensus", "decision rule"] = "consensus"


class Publication(Sourced):
    """How exactly and how late places and times are published: kilometres, or only the first-level `area`."""

    precision_km: Annotated[float, Field(gt=0)] | Literal["area"]
    delay: Duration


class Erasure(Sourced):
    """How many bodies' protection officers sign an erasure, and how soon every mirror has to carry it out."""

    officers: Annotated[int, Field(ge=1)] = 1
    within: Duration | None = None


class Cosigner(Model):
    """A member or neutral whose program cosigns the record; `backs` as for a member."""

    actor: Id
    backs: Id | None = None


class Cosigning(Sourced):
    """Who cosigns, how many must, and how many of them (`tolerates`) may be false without harm."""

    cosigners: tuple[Cosigner, ...] = Field(min_length=1)
    quorum: Annotated[int, Field(ge=1)]
    tolerates: Annotated[int, Field(ge=0)] = 1


class Quorum(Sourced):
    """How many members must have assessed before anything is answered jointly, and whether each side's among them."""

    members: Annotated[int, Field(ge=1)]
    each_side: bool = False


class Interest(Sourced):
    """Whether the answers of a member whose own side is accused count for the joint one; they are shown either way."""

    counts: bool


class Team(Sourced):
    """Who must be on a team that is sent out: a member from each side, every member, or anybody who is named."""

    needs: Literal["each side", "every member", "anybody"]


class Confidence(Sourced):
    """The least confidence, per cent, with which a member must attribute an act for its "yes" to count."""

    minor: Annotated[int, Field(ge=0, le=100)] = 0
    serious: Annotated[int, Field(ge=0, le=100)] = 0
    grave: Annotated[int, Field(ge=0, le=100)] = 0


class Closing(Sourced):
    """Who signs a determination that settles a case: any one member, or as many as the decision rule asks for.

    One that finds the matter contested or undetermined needs one member, so that nobody can keep it back.
    """

    signed_by: Literal["one member", "decision rule"]


class Overdue(Model):
    """A step is overdue by so long."""

    what: Literal["overdue"]
    step: Step
    by: Duration = dt.timedelta()


class Repeated(Model):
    """The same accused is alleged to have done it `n` times within so long, this time among them."""

    what: Literal["repeated"]
    n: Annotated[int, Field(ge=2)]
    within: Duration


class Deaths(Model):
    """At least so many people were killed, by the best estimate."""

    what: Literal["deaths"]
    n: Annotated[int, Field(ge=1)]


class Came(Model):
    """The finding is contested; or access was denied."""

    what: Literal["contested", "access denied"]


Trigger = Annotated[Overdue | Repeated | Deaths | Came, Field(discriminator="what")]


class Rung(Sourced):
    """One step of the escalation ladder: to whom a case goes, and what takes it there (any of these)."""

    to: Words
    when: tuple[Trigger, ...] = Field(min_length=1)


class Walkout(Sourced):
    """What happens while a member takes no part: its seat stays and is silent, the others go on, or cases wait."""

    then: Literal["seat stays", "others go on", "cases wait"]


class Tracks(Sourced):
    """What is heard on a track of its own, and only recorded there: no finding against a party comes of it."""

    recorded: tuple[Track, ...] = ()


class OutcomeRow(Model):
    """One row of the table from joint answers to an outcome; an empty list of answers fits any."""

    happened: tuple[Answer, ...] = ()
    covered: tuple[Answer, ...] = ()
    exempt: tuple[Answer, ...] = ()
    accused: tuple[Answer, ...] = ()
    outcome: Outcome
    question: Question | None = None


class Rules(Model):
    """Who judges, how, how fast, on what evidence; what is published. No `outcomes`: the default table."""

    members: tuple[Member, ...] = ()
    decision: Decision | None = None
    clocks: Clocks = Clocks()
    evidence: Evidence = Evidence()
    exemption: Exemption | None = None
    publication: Publication | None = None
    erasure: Erasure | None = None
    cosigning: Cosigning | None = None
    outcomes: tuple[OutcomeRow, ...] = ()
    host_held_keys: bool | None = None
    quorum: Quorum | None = None
    interest: Interest | None = None
    team: Team | None = None
    confidence: Confidence | None = None
    closing: Closing | None = None
    escalation: tuple[Rung, ...] = ()
    walkout: Walkout | None = None
    tracks: Tracks | None = None
