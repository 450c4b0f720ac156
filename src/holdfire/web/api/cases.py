"""Cases: the list of allegations, and each case with its acts, clocks, answers, determinations and dissents."""

from typing import Annotated, cast

from fastapi import APIRouter, Query
from starlette.responses import Response

from holdfire.agreement.model_rules import Answer as JointAnswer
from holdfire.agreement.model_rules import Question
from holdfire.agreement.words import GRAVITIES
from holdfire.casework import acts as forms
from holdfire.casework import lists, repo
from holdfire.casework.acts import Answer
from holdfire.casework.model import Assessment, Case
from holdfire.casework.surroundings import surroundings
from holdfire.casework.turn import Turn, turn
from holdfire.casework.words import TRACKS
from holdfire.web import seen
from holdfire.web.api.acts import Act, Allegation, ClockShown, act, allegation, clock
from holdfire.web.api.asking import Ask, Asking, Look, Looking, Text
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Cut, Instant, Listed, Shape, iso
from holdfire.web.pages.caselists import SHOWN
from holdfire.web.pages.cases import missing, panel
from holdfire.web.pages.cases import thread as find
from holdfire.web.paging import Name, demand_actor, demand_one_of

router = APIRouter()
Whose = Annotated[Text, Query(alias="turn", description="Only what awaits this actor, soonest due first.")]
Status = Annotated[str, Query(alias="status", json_schema_extra={"enum": ["", *SHOWN]})]
Gravity = Annotated[str, Query(json_schema_extra={"enum": ["", *GRAVITIES]})]
Track = Annotated[str, Query(json_schema_extra={"enum": ["", *TRACKS]})]


class Cases(Listed[Allegation]):
    """A page of allegations, each with its case: the newest first, or what is due soonest where a turn is asked for."""


class Answers(Shape):
    """One member's signed answers to the four questions. What is not in `answers` this member has not answered."""

    member: str
    entry: int | None
    """Null: this member has not answered; silence is no answer."""
    answers: dict[Question, Answer]
    reasons: dict[Question, str]
    interest: bool | None
    """Whether it declares that its own side is accused."""
    confidence: int | None
    """Of its attribution, per cent."""


class Dissent(Shape):
    """An answer that did not become joint."""

    member: str
    question: str
    answer: str
    reason: str | None


class Determination(Shape):
    """What the agreement's rule makes of the answers."""

    entry: int
    at: Instant
    outcome: str | None
    question: str | None
    joint: dict[Question, JointAnswer]
    dissents: list[Dissent]
    why: str | None
    denied_by: list[str]


class Heard(Shape):
    """One allegation of a case, with every member's answers and the determination that stands."""

    allegation: Allegation
    reason: str | None
    nature: str
    members: list[Answers]
    determination: Determination | None


class OneCase(Shape):
    """One case."""

    record: Cut
    case: str
    opened: Instant
    allegations: list[Heard]
    clocks: list[ClockShown]
    acts: list[Act]


@get(router, "/{slug}/cases", Cases)
def list_cases(
    asked: Asking,
    actor: Text = "",
    turn_: Whose = "",
    status_: Status = "",
    gravity: Gravity = "",
    track: Track = "",
) -> Response:
    """List allegations, as the filters have it."""
    desk = asked.desk
    demand_actor(desk, actor)
    demand_one_of("status", status_, tuple(SHOWN))
    demand_one_of("gravity", gravity, tuple(GRAVITIES))
    demand_one_of("track", track, tuple(TRACKS))
    whose = turn(desk.agreement, turn_, desk.day(asked.now)) if turn_ else None
    wanted = lists.Wanted(actor, status_, gravity, track, whose, seen.cases(desk))
    after = asked.after(int, int) if whose else asked.after(int)
    found = lists.allegations(desk.connection, desk.at, wanted, lists.Page(asked.limit + 1, after=after))
    shown, onward = _cut(asked, found, whose)
    return asked.answer(Cases(record=asked.cut, items=[allegation(b) for b in shown], next=onward))


def _cut(asked: Ask, found: list[repo.Brief], whose: Turn | None) -> tuple[list[repo.Brief], str | None]:
    if whose is None:
        shown, onward = asked.page(found, lambda b: (b.entry,))
        return list(shown), onward
    desk = asked.desk
    due = lists.soonest(desk.connection, desk.at, whose, {b.case for b in found})
    shown, onward = asked.page(found, lambda b: (due[b.case], b.entry))
    return list(shown), onward


@get(router, "/{slug}/cases/{case}", OneCase)
def read_case(looked: Looking, case: Name) -> Response:
    """Read one case; `case-missing`."""
    desk = looked.desk
    found = find(desk, case)
    if not isinstance(found, Case):
        raise missing(case)
    briefs = {b.entry: b for b in repo.briefs(desk.connection, desk.at, case=case)}
    clocks = repo.clocks_of(desk.connection, case, desk.at)
    return looked.answer(
        OneCase(
            record=looked.cut,
            case=case,
            opened=iso(found.opened),
            allegations=_heard(looked, found, briefs),
            clocks=[clock(c, looked.now) for c in clocks],
            acts=[act(a) for a in found.acts],
        )
    )


def _heard(looked: Look, case: Case, briefs: dict[int, repo.Brief]) -> list[Heard]:
    desk = looked.desk
    world = surroundings(desk.connection, case, looked.now, desk.at)
    found = []
    for done in case.allegations:
        said, given = case.alleged(done.entry), case.assessments(done.entry)
        members = [_answers(m, given.get(m)) for m in panel(world, given)]
        made = Heard(
            allegation=allegation(briefs[done.entry]),
            reason=said.reason or None,
            nature=said.nature,
            members=members,
            determination=_determination(case, done.entry),
        )
        found.append(made)
    return found


def _answers(member: str, given: Assessment | None) -> Answers:
    return Answers(
        member=member,
        entry=given.entry if given else None,
        answers=dict(given.answers) if given else {},
        reasons=dict(given.reasons) if given else {},
        interest=given.interest if given else None,
        confidence=given.confidence if given else None,
    )


def _determination(case: Case, entry: int) -> Determination | None:
    done = case.determination(entry)
    if done is None:
        return None
    body = cast("forms.Determination", done.body)
    dissents = [
        Dissent(member=d.member, question=d.question, answer=d.answer, reason=d.reason or None)
        for d in body.dissents
    ]
    return Determination(
        entry=done.entry,
        at=iso(done.at),
        outcome=body.outcome or None,
        question=body.question or None,
        joint=dict(body.joint),
        dissents=dissents,
        why=body.why or None,
        denied_by=list(body.denied_by),
    )
