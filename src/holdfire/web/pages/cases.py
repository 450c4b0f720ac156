"""Cases: a list, and each with its term, clocks, every member's answers in one frame, outcome and dissents."""

from typing import NamedTuple, get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement.model import Agreement
from holdfire.agreement.model_rules import Gravity, Step
from holdfire.agreement.outcomes import QUESTIONS
from holdfire.agreement.when import by_id
from holdfire.casework import repo
from holdfire.casework.decide import procedure_at
from holdfire.casework.repo import Case
from holdfire.casework.rules import day_of, deadline
from holdfire.errors import NotFound, Refused
from holdfire.linking import repo as linking
from holdfire.web import status
from holdfire.web.desk import OpenDesk
from holdfire.words import say

router = APIRouter()
STEPS: tuple[Step, ...] = get_args(Step)
GRAVITIES: tuple[Gravity, ...] = get_args(Gravity)


class Clock(NamedTuple):
    """One step: when it is due, when it was done (UTC microseconds; None: not yet, or not recorded)."""

    step: Step
    due: int
    done: int | None
    recorded: bool


@router.api_route("/{slug}/cases", methods=["GET", "HEAD"])
def cases(desk: OpenDesk) -> HTMLResponse:
    """List the cases."""
    found = repo.cases(desk.connection, desk.at)
    return desk.render(
        "cases.html", cases=[(c, status.of_case(c)) for c in found], terms=by_id(desk.agreement.terms)
    )


@router.api_route("/{slug}/cases/{case}", methods=["GET", "HEAD"])
def case(desk: OpenDesk, case: str) -> HTMLResponse:
    """Show one case; NotFound `case-missing`."""
    found = repo.case(desk.connection, case, desk.at)
    if found is None:
        raise NotFound(
            "case-missing", say("there is no case {case} in this book at this cut-off", case=repr(case))
        )
    panel = panel_of(desk.agreement, found)
    said = {a.member: a for a in found.assessments}
    return desk.render(
        "case.html",
        case=found,
        status=status.of_case(found),
        term=by_id(desk.agreement.terms).get(found.allegation.term),
        instruments=by_id(desk.agreement.instruments),
        incident=linking.get(desk.connection, found.allegation.incident, desk.at),
        clocks=clocks(desk.agreement, found, panel),
        panel=panel,
        said=said,
        questions=QUESTIONS,
        by_host=[a for a in found.acts if a.held == "host"],
    )


def panel_of(agreement: Agreement, case: Case) -> list[str]:
    """List who answers in a case: the panel of the day on which it was opened, and whoever did assess."""
    try:
        members = [m.actor for m in procedure_at(agreement, day_of(agreement, case.opened)).panel]
    except Refused:
        members = []
    return list(dict.fromkeys([*members, *(a.member for a in case.assessments)]))


def clocks(agreement: Agreement, case: Case, panel: list[str]) -> list[Clock]:
    """Work out the clocks that the agreement sets for a case, all from the time at which it was opened.

    Of the steps, assessments (done when the last of the panel has assessed) and the determination are recorded.
    """
    weight = next((g for g in GRAVITIES if g == case.allegation.gravity), None)
    due = {step: deadline(agreement, weight, step, case.opened) for step in STEPS} if weight else {}
    times = {a.entry: a.at for a in case.acts}
    waiting = set(panel) - {a.member for a in case.assessments}
    assessed = None if waiting else max((times[a.entry] for a in case.assessments), default=None)
    done = {"assess": assessed, "determine": times[case.determination.entry] if case.determination else None}
    rows = [Clock(step, at, done.get(step), step in done) for step, at in due.items() if at is not None]
    return sorted(rows, key=lambda c: c.due)
