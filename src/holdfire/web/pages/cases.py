"""A case or an alert, with its allegations, answers, clocks, and every act in words."""

from typing import Any, NamedTuple, cast

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement.outcomes import QUESTIONS
from holdfire.agreement.when import by_id
from holdfire.agreement.words import STEPS
from holdfire.casework import acts as forms
from holdfire.casework import parties, repo
from holdfire.casework.alerts import stand
from holdfire.casework.clocks import Clock
from holdfire.casework.decide import procedure_at
from holdfire.casework.model import Assessment, Case, Done, Thread
from holdfire.casework.options import options
from holdfire.casework.surroundings import surroundings
from holdfire.casework.words import ALERT_STATES, CODES, KINDS, STATES, TRACKS, WHY, said_in, told
from holdfire.casework.world import World
from holdfire.errors import NotFound, Refused
from holdfire.linking import repo as linking
from holdfire.web import seen, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.paging import Name
from holdfire.words import Words, say

router = APIRouter()
TIMELESS = 1 << 62


class Heard(NamedTuple):
    """One allegation of a case, with what belongs to it."""

    brief: repo.Brief
    status: str
    said: forms.Allegation
    track: Words
    term: Any
    incident: linking.Filed | None
    panel: list[str]
    answers: dict[str, Assessment]
    determination: Done | None
    found: forms.Determination | None
    told: list[tuple[Done, Done | None]]
    replies: list[tuple[Done, Words]]


@router.api_route("/{slug}/cases/{case}", methods=["GET", "HEAD"])
def case(desk: OpenDesk, case: Name, by: str = "", entered: int = 0) -> HTMLResponse:
    """Show one case, or one alert, and what can be done next.

    By the visitor's actor, or by `by` in a book without accounts. `entered` is the entry that was just made here.
    NotFound `case-missing`.
    """
    found = thread(desk, case)
    shared = {
        **_next(desk, found, by),
        "entered": found.get(entered) or next((a for a in found.acts if a.entry == entered), None),
        "case": found,
        "acts": [(a, list(told(a.kind, said_in(a), desk.actor))) for a in found.acts],
        "clocks": _clocks(desk, case),
        "kinds": KINDS,
        "steps": STEPS,
        "by_host": [a for a in found.counting if a.held == "host"],
    }
    if not isinstance(found, Case):
        state = ALERT_STATES[stand(found, desk.cutoff).state]
        return desk.render("alert.html", state=state, stood=stand(found, desk.cutoff), **shared)
    world = surroundings(desk.connection, found, desk.cutoff, desk.at)
    briefs = {b.entry: b for b in repo.briefs(desk.connection, desk.at, case=case)}
    return desk.render(
        "case.html",
        heard=[_heard(desk, world, found, briefs[a.entry]) for a in found.allegations],
        instruments=by_id(desk.agreement.instruments),
        questions=QUESTIONS,
        why=WHY,
        **shared,
    )


def thread(desk: Desk, name: str) -> Thread:
    """Find a case or an alert that the visitor sees; NotFound `case-missing`."""
    found = repo.case(desk.connection, name, desk.at) or repo.alert(desk.connection, name, desk.at)
    if found is None or not seen.case_seen(desk, name):
        raise missing(name)
    return found


def missing(name: str) -> NotFound:
    """Say that there is no such case."""
    return NotFound(
        "case-missing", say("there is no case {case} in this book at this cut-off", case=repr(name))
    )


def _next(desk: Desk, thread: Thread, by: str) -> dict[str, Any]:
    """Say what the visitor's actor can do next, soonest due first, and what it cannot, with the reason."""
    if desk.at is not None or not desk.may("act/{kind}"):
        return {"may_act": False}
    account = desk.visitor.account
    actors = {a.id: desk.actor(a.id) for a in desk.agreement.actors}
    actor = account.actor if account else by if by in actors else ""
    world = surroundings(desk.connection, thread, desk.book.clock())
    found = list(options(world, thread, actor)) if actor else []
    return {
        "may_act": not account or bool(actor),
        "speaks": actor,
        "speakers": {} if account else actors,
        "can": sorted((o for o in found if not o.objection), key=lambda o: o.due or TIMELESS),
        "cannot": [o for o in found if o.objection],
    }


def _clocks(desk: Desk, case: str) -> list[tuple[Clock, Words]]:
    found = repo.clocks_of(desk.connection, case, desk.at)
    return [(c, STATES[c.state(desk.cutoff)]) for c in found]


def _heard(desk: Desk, world: World, case: Case, brief: repo.Brief) -> Heard:
    said = case.alleged(brief.entry)
    standing = case.determination(brief.entry)
    answers = case.assessments(brief.entry)
    kind = parties.track(world.agreement, said, world.evidence(said), world.day)
    return Heard(
        brief,
        status.of_case(brief),
        said,
        TRACKS[kind],
        by_id(world.agreement.terms).get(said.term),
        seen.incident(desk, said.incident) if said.incident else None,
        panel(world, answers),
        answers,
        standing,
        cast("forms.Determination", standing.body) if standing else None,
        [(n, case.last("receipt", about=n.entry)) for n in case.of("notice", about=brief.entry)],
        [(r, CODES[cast("forms.Answered", r.body).answer]) for r in case.of("reply", about=brief.entry)],
    )


def panel(world: World, answers: dict[str, Assessment]) -> list[str]:
    """List who answers in a case on that day, and whoever did assess."""
    try:
        members = [m.actor for m in procedure_at(world.agreement, world.day).panel]
    except Refused:
        members = []
    return list(dict.fromkeys([*members, *answers]))
