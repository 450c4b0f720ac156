"""One invented case from its allegation until it is determined, or a year has gone by. Pure but for the lots drawn."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from holdfire.casework import acts
from holdfire.casework.clocks import clocks, deadline
from holdfire.casework.simulated.behaviour import a_matter, absences, loyally, seen
from holdfire.casework.simulated.blocking import Attempted, determined
from holdfire.casework.simulated.play import DAY, INVENTED, Play

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from holdfire.agreement.model_rules import Gravity, Step
    from holdfire.casework.simulated.behaviour import Profile, Truth
    from holdfire.casework.simulated.play import Accused, Sitting

PATIENCE_DAYS = 365
"""How long a case is followed."""


class Ended(NamedTuple):
    """What became of an invented case.

    `outcome` is empty where it was not determined within a year, for the reason that the code `objection` names.
    `days` is from allegation to determination. `late` tells of each clock that ran whether what it waits for was late.
    """

    accused: str
    gravity: Gravity
    outcome: str
    objection: str
    days: float
    late: tuple[tuple[str, bool], ...]


@dataclass
class Course:
    """A case under way: what is still to happen, each with its time, and how members stand to it.

    `unsaid` are the members who have yet to assess; `out` is whether a team has yet to come back.
    """

    sitting: Sitting
    accused: Accused
    profile: Profile
    truth: Truth
    lots: Random
    play: Play
    loyal: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    unsaid: set[str] = field(default_factory=set)
    out: bool = False
    agenda: list[tuple[int, int, Callable[[], object]]] = field(default_factory=list)
    planned: int = 0

    def at(self, when: float, what: Callable[[], object]) -> None:
        """Put something on the agenda, for an instant in UTC microseconds."""
        self.planned += 1
        heapq.heappush(self.agenda, (int(when), self.planned, what))

    def after(self, step: Step, what: Callable[[], object]) -> None:
        """Put something on the agenda, after as long as such a step takes."""
        due = deadline(self.sitting.agreement, self.truth.gravity, step, 0)
        length = self.lots.uniform(*self.profile.unlimited) * DAY
        if due is not None:
            length = self.lots.uniform(*self.profile.pace) * due
        self.at(self.play.now + length, what)

    def chance(self, of: float) -> bool:
        """Draw a lot."""
        return self.lots.random() < of

    @property
    def members(self) -> list[str]:
        """The members of the panel."""
        return [m.actor for m in self.sitting.panel]

    def present(self) -> str:
        """Name a member who takes part, or else the first."""
        return next((m for m in self.members if m not in self.play.away), self.members[0])


def run(sitting: Sitting, accused: Accused, profile: Profile, lots: Random) -> Ended:
    """Invent a case and hear it under the rules."""
    truth = a_matter(profile, lots)
    play = Play.opened(sitting, accused, truth.gravity, truth.evidence, truth.nature)
    course = Course(sitting, accused, profile, truth, lots, play)
    course.loyal = frozenset(
        m for m in course.members if m in accused.interested and course.chance(profile.loyal)
    )
    course.silent = frozenset(m for m in course.members if course.chance(profile.silent))
    begun, end = play.now, play.now + PATIENCE_DAYS * DAY
    due = _plan(course)
    came = _tried(course, due)
    while (
        course.agenda and course.agenda[0][0] <= end and not came.outcome and came.objection not in HOPELESS
    ):
        play.now, _, what = heapq.heappop(course.agenda)
        what()
        came = _tried(course, due)
    play.now = play.now if came.outcome else end
    return Ended(
        accused.actor,
        truth.gravity,
        came.outcome,
        came.objection,
        (play.now - begun) / DAY,
        tuple(_late(play)),
    )


HOPELESS = ("no-decision-rule", "observes-only", "track-recorded")
"""Objections that no time lifts."""


def _tried(course: Course, due: int | None) -> Attempted:
    """Determine the case if the rules let it; while a team is out, not before the time limit."""
    if course.out and (due is None or course.play.now < due):
        return Attempted("", "too-early")
    signing = [m for m in course.members if m not in course.silent]
    return determined(course.play, signing, course.loyal)


def _late(play: Play) -> Iterator[tuple[str, bool]]:
    assert play.case is not None
    for clock in clocks(play.agreement, play.case):
        state = clock.state(play.now)
        if state in ("done", "done late", "overdue"):
            yield clock.step, state != "done"


def _plan(course: Course) -> int | None:
    """Put on the agenda what follows an allegation; gives when it is to be determined, if there is a clock."""
    play, profile = course.play, course.profile
    course.after("notify", partial(_tell, course))
    if course.chance(profile.visits):
        course.out = True
        course.after("notify", partial(_send, course))
    for member in course.members:
        if member not in course.silent:
            course.unsaid.add(member)
            course.after("assess", partial(_assess, course, member))
    due = deadline(play.agreement, course.truth.gravity, "determine", play.now)
    if due is not None:
        course.at(due, _nothing)
    span = (due - play.now) / DAY if due is not None else profile.unlimited[1]
    for member, begun, back in absences(profile, course.members, span, course.lots):
        course.at(play.now + begun * DAY, partial(_leave, course, member))
        if back < PATIENCE_DAYS:
            course.at(play.now + back * DAY, partial(_come_back, course, member))
    return due


def _nothing() -> None:
    """Let an instant come at which the rules may say otherwise than before."""


def _tell(course: Course) -> None:
    play, accused = course.play, course.accused.actor
    if play.do("notice", course.present(), acts.Notice(to=accused), play.allegation):
        return
    course.after("acknowledge", partial(play.do, "receipt", accused, acts.Receipt(), play.entry))
    if course.chance(course.profile.replies):
        reply = acts.Answered(words=INVENTED)
        course.after("reply", partial(play.do, "reply", accused, reply, play.allegation))
    due = deadline(play.agreement, course.truth.gravity, "reply", play.now)
    if due is not None:
        course.at(due, _nothing)


def _send(course: Course) -> None:
    """Send a team of all members and, so that every side is there, of every actor; ask the accused to let it in."""
    play = course.play
    team = tuple(dict.fromkeys([*course.members, *(a.id for a in play.agreement.actors)]))
    if play.do("tasking", course.present(), acts.Tasking(team=team, task=INVENTED)):
        course.out = False
        return
    tasking = play.entry
    request = acts.AccessRequest(of=course.accused.actor, place=INVENTED)
    play.do("access-request", course.present(), request, tasking)
    course.after("access", partial(_at_the_gate, course, tasking, play.entry, team))


def _at_the_gate(course: Course, tasking: int, asked: int, team: tuple[str, ...]) -> None:
    play = course.play
    denied = course.chance(course.profile.denies)
    answer = acts.Access(answer="denied" if denied else "granted")
    play.do("access", course.accused.actor, answer, asked)
    if denied:
        course.out = False
        return
    visit = acts.Visit(start=play.now, end=play.now, place=INVENTED, present=team)
    play.do("visit", team[0], visit, tasking, signers=team)
    course.after("report", partial(_reported, course, team[0], tasking))


def _reported(course: Course, by: str, tasking: int) -> None:
    course.out = False
    course.play.do("finding", by, acts.Report(summary=INVENTED), tasking)


def _assess(course: Course, member: str) -> None:
    """Have a member answer; one who has walked out does so when it comes back."""
    if member in course.play.away:
        return
    answers = seen(course.profile, course.truth, course.lots)
    if member in course.loyal:
        answers = loyally(answers, course.lots)
    confidence = course.lots.randint(*course.profile.confidence)
    course.play.assess(member, course.accused, answers, confidence)
    course.unsaid.discard(member)


def _leave(course: Course, member: str) -> None:
    course.play.do("walkout", member, acts.Walkout(reason=INVENTED))


def _come_back(course: Course, member: str) -> None:
    course.play.do("return", member, acts.Return(reason=INVENTED))
    if member in course.unsaid:
        course.after("assess", partial(_assess, course, member))
