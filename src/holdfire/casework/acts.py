"""Every act of a case, of an alert and of a duty desk, as one typed form each.

A part of a form that is erased or was never opened to this holder reads as its default, so that the rest can still
be told. Instants are UTC microseconds.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from holdfire.agreement.model_rules import Answer as JointAnswer  # noqa: TC001 - msgspec reads it
from holdfire.agreement.model_rules import Gravity, Outcome, Question  # noqa: TC001 - msgspec reads it

Answer = Literal["yes", "no", "cannot say"]
"""What one member says to one question. "Cannot say" is neither yes nor no, and unlike silence it is said."""
Basis = Literal["incident", "omission", "denial"]
Nature = Literal["breach", "crime", "accident"]
Reply = Literal["admitted", "denied", "justified"]
AccessAnswer = Literal["granted", "delayed", "denied"]
Means = Literal["seen", "heard", "recorded", "told"]
Reach = Literal["side", "group", "unit", "commander"]
Measure = Literal[
    "stand-down",
    "apology",
    "discipline",
    "repair",
    "release",
    "withdrawal",
    "joint patrol",
    "access",
    "referral",
    "sanctions draft",
    "other",
]
Step = Literal["agreed", "blocked", "done", "checked"]
Vote = Literal["for", "against", "abstained", "vetoed"]
Firing = Literal["stopped", "goes on", "began again"]
Why = Literal["", "no quorum", "below the bar", "access denied"]

Text = Annotated[str, Meta(max_length=20_000)]
ActorId = Annotated[str, Meta(max_length=64)]
Instant = Annotated[int, Meta(ge=0, lt=253_370_764_800_000_000)]
"""UTC microseconds, from 1970 to 9998: what every table can hold and every zone can write."""


def line(meaning: str) -> Meta:
    """Give a field its line in the tables of `docs/record-format.md` and in the commands' help."""
    return Meta(description=meaning)


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an act says in its closed fields."""


class Reasoned(Body, frozen=True):
    """What needs a reason and no more."""

    reason: Annotated[Text, line("in words")] = ""


class Allegation(Body, frozen=True):
    """That an incident, or a thing not done, breached a term; the first one opens a case."""

    basis: Annotated[Basis, line("an incident, a thing owed and not done, or access denied")] = "incident"
    incident: Annotated[ActorId, line("which incident; empty for the other bases")] = ""
    reports: Annotated[tuple[int, ...], line("entries of the reports that the incident rests on")] = ()
    term: Annotated[ActorId, line("which term")] = ""
    accused: Annotated[ActorId, line("an actor, or `unknown`")] = ""
    nature: Annotated[Nature, line("a breach, or as the claimant says a crime or an accident")] = "breach"
    reason: Annotated[Text, line("in words")] = ""
    gravity: Annotated[Gravity, line("of the incident's types, when it was alleged")] = "minor"


class Notice(Body, frozen=True):
    """That an allegation was put before an actor: the accused, who answers for it, or all guarantors."""

    to: Annotated[ActorId, line("an actor")] = ""
    channel: Annotated[Text, line("how it travelled")] = ""
    words: Annotated[Text, line("what was said besides")] = ""


class Receipt(Body, frozen=True):
    """That a notice arrived, as the addressee itself says."""

    words: Annotated[Text, line("in words")] = ""


class Answered(Body, frozen=True):
    """The accused's reply, its own or by who answers for it."""

    answer: Annotated[Reply, line("admitted, denied, or justified")] = "denied"
    words: Annotated[Text, line("in words")] = ""


class Withdrawal(Reasoned, frozen=True):
    """That the claimant takes its allegation back."""


class Tasking(Body, frozen=True):
    """That a team is sent to find out."""

    team: Annotated[tuple[ActorId, ...], line("the bodies that it is made of")] = ()
    task: Annotated[Text, line("what to find out")] = ""


class AccessRequest(Body, frozen=True):
    """That an actor was asked to let a team in."""

    of: Annotated[ActorId, line("who was asked")] = ""
    place: Annotated[Text, line("where to")] = ""


class Access(Body, frozen=True):
    """What became of a request for access, by the word of who was asked, or of who stood at the gate."""

    answer: Annotated[AccessAnswer, line("granted, delayed, or denied")] = "denied"
    until: Annotated[Instant | None, line("delayed until when")] = None
    words: Annotated[Text, line("in words")] = ""


class Observation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a team saw, heard, recorded or was told; bearing in degrees from north, distance in metres."""

    words: Text = ""
    means: Means = "seen"
    count: Annotated[int, Meta(ge=0)] | None = None
    unit: Annotated[str, Meta(max_length=60)] = ""
    bearing_deg: Annotated[int, Meta(ge=0, lt=360)] | None = None
    distance_m: Annotated[int, Meta(ge=0)] | None = None


class Visit(Body, frozen=True):
    """That a team was there, who of it, and what it observed."""

    start: Annotated[Instant | None, line("from when")] = None
    end: Annotated[Instant | None, line("until when")] = None
    place: Annotated[Text, line("where")] = ""
    present: Annotated[tuple[ActorId, ...], line("who of the team was there")] = ()
    observations: Annotated[
        tuple[Observation, ...], line("what was observed, each with means, count and unit")
    ] = ()


class Attribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom an act is laid, how far down, on what basis, with how much confidence (per cent)."""

    reach: Reach = "side"
    basis: Text = ""
    confidence: Annotated[int, Meta(ge=0, le=100)] = 0


class Report(Body, frozen=True):
    """What a team found out. It answers none of the four questions: members do."""

    summary: Annotated[Text, line("in words")] = ""
    attribution: Annotated[
        Attribution | None, line("to whom the team lays it, with confidence in per cent")
    ] = None


class Assessment(Body, frozen=True):
    """One member's answers to the four questions."""

    answers: Annotated[dict[Question, Answer], line("to each question: `yes`, `no`, `cannot say`")] = {}
    reasons: Annotated[dict[Question, Text], line("in words, by question")] = {}
    interest: Annotated[bool, line("whether its own side is accused, as it declares")] = False
    attribution: Annotated[
        Attribution | None, line("to whom it lays the act, with confidence in per cent")
    ] = None
    test: Annotated[
        tuple[Answer, ...], line("its answers to the parts of the agreement's test of exemption")
    ] = ()


class Dissent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member's answer that did not become the joint one, with its reason; kept for good."""

    member: str
    question: Question
    answer: Answer
    reason: str
    entry: int


class Determination(Body, frozen=True):
    """What the rule makes of the assessments of one allegation."""

    outcome: Annotated[Outcome | Literal[""], line("by the agreement's table")] = ""
    question: Annotated[Question | Literal[""], line("the one in dispute or open")] = ""
    joint: Annotated[dict[Question, JointAnswer], line("joint answers")] = {}
    dissents: Annotated[
        tuple[Dissent, ...], line("answers that did not become joint, with their reasons")
    ] = ()
    why: Annotated[
        Why, line("what kept an answer open: no quorum, evidence below the bar, access denied")
    ] = ""
    denied_by: Annotated[
        tuple[ActorId, ...], line("who denied access, where nothing was found for that reason")
    ] = ()


class Reopening(Body, frozen=True):
    """That a determined allegation is heard again."""

    reason: Annotated[Text, line("in words")] = ""
    evidence: Annotated[tuple[int, ...], line("entries that came after the determination")] = ()


class Response(Body, frozen=True):
    """What is to follow: by whom, by when, and how one will see that it was done."""

    measure: Annotated[Measure, line("what sort")] = "other"
    to: Annotated[ActorId, line("who is to do it")] = ""
    what: Annotated[Text, line("what is to be done")] = ""
    due: Annotated[Instant | None, line("by when")] = None
    check: Annotated[Text, line("how it is checked")] = ""
    targets: Annotated[
        tuple[Text, ...], line("of a sanctions draft: bodies it names, never private persons")
    ] = ()
    goods: Annotated[tuple[Text, ...], line("of a sanctions draft: what it bars")] = ()
    sponsors: Annotated[tuple[ActorId, ...], line("of a sanctions draft: who brought it")] = ()


class FollowUp(Body, frozen=True):
    """What became of a response."""

    step: Annotated[Step, line("agreed, blocked, done, or checked")] = "agreed"
    words: Annotated[Text, line("in words")] = ""
    votes: Annotated[dict[str, Vote], line("who voted how")] = {}


class Escalation(Body, frozen=True):
    """That a case goes up the agreement's ladder."""

    rung: Annotated[Annotated[int, Meta(ge=1)], line("which rung of the ladder, from 1")] = 1
    reason: Annotated[Text, line("in words")] = ""


class Alert(Body, frozen=True):
    """That something is happening now."""

    place: Annotated[Text, line("where, in words")] = ""
    type: Annotated[Annotated[str, Meta(max_length=8)], line("what sort of act")] = ""
    accused: Annotated[ActorId, line("who fires, or `unknown`")] = "unknown"
    since: Annotated[Instant | None, line("since when")] = None
    words: Annotated[Text, line("in words")] = ""


class Call(Body, frozen=True):
    """That somebody was called because of an alert."""

    to: Annotated[ActorId, line("who was called")] = ""
    channel: Annotated[Text, line("over which line")] = ""
    answered: Annotated[bool, line("whether anybody answered")] = False
    words: Annotated[Text, line("what was said")] = ""


class Acknowledgement(Body, frozen=True):
    """That who was called has heard, by its own word."""

    words: Annotated[Text, line("in words")] = ""


class StandDown(Body, frozen=True):
    """That a force was asked to stop, and through whom."""

    of: Annotated[ActorId, line("who is to stop")] = ""
    through: Annotated[ActorId, line("through which guarantor; empty: directly")] = ""
    words: Annotated[Text, line("in words")] = ""


class FiringState(Body, frozen=True):
    """Whether it still goes on."""

    state: Annotated[Firing, line("stopped, goes on, or began again")] = "goes on"
    when: Annotated[Instant | None, line("since when")] = None
    words: Annotated[Text, line("how it is known")] = ""


class ReturnFire(Body, frozen=True):
    """That somebody fired back; what was tried before stands in the same alert."""

    by: Annotated[ActorId, line("who fired back")] = ""
    when: Annotated[Instant | None, line("when")] = None
    words: Annotated[Text, line("on whose order, at what")] = ""


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A watch: from when to when, which function answers, over which line. Never a person's name."""

    start: Instant
    end: Instant
    function: Annotated[str, Meta(max_length=120)]
    line: Annotated[str, Meta(max_length=120)] = ""


class Roster(Body, frozen=True):
    """Who of an actor is on duty when; the last roster of an actor replaces those before it."""

    shifts: Annotated[tuple[Shift, ...], line("from when, until when, which function, over which line")] = ()


class HandOver(Body, frozen=True):
    """That one shift handed over to the next, and what it said."""

    words: Annotated[Text, line("what the next shift must know")] = ""


class Walkout(Reasoned, frozen=True):
    """That a member takes no part from now on."""


class Return(Reasoned, frozen=True):
    """That a member takes part again."""


FORMS: dict[str, type[Body]] = {
    "allegation": Allegation,
    "overdue": Allegation,
    "notice": Notice,
    "receipt": Receipt,
    "reply": Answered,
    "withdrawal": Withdrawal,
    "tasking": Tasking,
    "access-request": AccessRequest,
    "access": Access,
    "visit": Visit,
    "finding": Report,
    "assessment": Assessment,
    "determination": Determination,
    "reopening": Reopening,
    "response": Response,
    "follow-up": FollowUp,
    "escalation": Escalation,
    "alert": Alert,
    "call": Call,
    "acknowledgement": Acknowledgement,
    "stand-down": StandDown,
    "firing": FiringState,
    "return-fire": ReturnFire,
    "roster": Roster,
    "hand-over": HandOver,
    "walkout": Walkout,
    "return": Return,
}
"""The form of each kind of act."""

ABOUT: dict[str, tuple[str, ...]] = {
    "notice": ("allegation", "overdue"),
    "receipt": ("notice",),
    "reply": ("allegation", "overdue"),
    "withdrawal": ("allegation",),
    "access-request": ("tasking",),
    "access": ("access-request",),
    "visit": ("tasking",),
    "finding": ("tasking",),
    "assessment": ("allegation", "overdue"),
    "determination": ("allegation", "overdue"),
    "reopening": ("allegation", "overdue"),
    "response": ("allegation", "overdue"),
    "follow-up": ("response",),
    "acknowledgement": ("call",),
}
"""What an act is about, for those that are about another act of the same case or alert."""

OPENING = ("allegation", "overdue")
ALERT = ("alert", "call", "acknowledgement", "stand-down", "firing", "return-fire")
DESK = ("roster", "hand-over", "walkout", "return")
"""Acts that belong to no case."""
