"""The agreement: instruments, terms and rules, actors on a day, conditions, what the texts leave open."""

import datetime as dt
from itertools import groupby
from typing import get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement import words
from holdfire.agreement.conditions import Ground, standings
from holdfire.agreement.dates import EVENTS, calendar
from holdfire.agreement.lints import lint
from holdfire.agreement.model_rules import Gravity, Step
from holdfire.agreement.positions import UNREACHED, reached, reservations, unconfirmed
from holdfire.agreement.when import groups_at, guarantors_at, side_at, state_at, status_at
from holdfire.casework.facts import facts
from holdfire.reports import repo as reports
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.maps import missing
from holdfire.web.pages.overview import days_begun, last_day
from holdfire.web.pages.texts import held

router = APIRouter()
STEPS: tuple[Step, ...] = get_args(Step)
GRAVITIES: tuple[Gravity, ...] = get_args(Gravity)


@router.api_route("/{slug}/agreement", methods=["GET", "HEAD"])
def instruments(desk: OpenDesk, day: dt.date | None = None) -> HTMLResponse:
    """Show the texts on a day: state, to whom presented, reservations, language versions."""
    chosen, agreement = day or default_day(desk), desk.agreement
    return desk.render(
        "agreement.html",
        tab="texts",
        day=chosen,
        texts=[
            (
                i,
                state_at(i, chosen),
                reached(agreement, i, chosen),
                reservations(agreement, i.id, chosen),
            )
            for i in agreement.instruments
        ],
        titles={i.id: i.title for i in agreement.instruments},
        places=place_names(desk),
        unreached=UNREACHED,
        held=held(desk),
        naming=words,
    )


@router.api_route("/{slug}/agreement/terms", methods=["GET", "HEAD"])
def terms(desk: OpenDesk) -> HTMLResponse:
    """Show terms, zones and the rules of the mechanism."""
    return desk.render(
        "agreement_terms.html",
        tab="terms",
        titles={i.id: i.title for i in desk.agreement.instruments},
        places=place_names(desk),
        zones=[(z, missing(desk.agreement, z)) for z in desk.agreement.zones],
        steps=STEPS,
        gravities=GRAVITIES,
        sides={s.id: desk.named(s.names) for s in desk.agreement.sides},
    )


@router.api_route("/{slug}/agreement/actors", methods=["GET", "HEAD"])
def actors(desk: OpenDesk, day: dt.date | None = None) -> HTMLResponse:
    """Show what each actor was on a day: status, who answered for it, to whom it belonged."""
    chosen, agreement = day or default_day(desk), desk.agreement
    rows = [
        (
            a,
            status_at(a, chosen),
            guarantors_at(agreement, a.id, chosen),
            groups_at(agreement, a.id, chosen)[1:],
            side_at(agreement, a.id, chosen),
        )
        for a in agreement.actors
    ]
    sides = {s.id: desk.named(s.names) for s in agreement.sides}
    return desk.render("agreement_actors.html", tab="actors", day=chosen, rows=rows, sides=sides)


@router.api_route("/{slug}/agreement/conditions", methods=["GET", "HEAD"])
def conditions(desk: OpenDesk, day: dt.date | None = None) -> HTMLResponse:
    """Show what hangs on what and whether it is met, whom only others speak for, and what lapses when."""
    chosen, agreement = day or default_day(desk), desk.agreement
    known = facts(desk.connection, agreement, desk.at)
    return desk.render(
        "agreement_conditions.html",
        tab="conditions",
        day=chosen,
        standings=standings(Ground(agreement, chosen, known, desk.named)),
        unconfirmed=unconfirmed(agreement, chosen),
        calendar=calendar(agreement),
        dated=titles(desk),
        events=EVENTS,
        titles={**{i.id: i.title for i in agreement.instruments}, **{t.id: t.title for t in agreement.talks}},
        naming=words,
    )


@router.api_route("/{slug}/agreement/findings", methods=["GET", "HEAD"])
def findings(desk: OpenDesk) -> HTMLResponse:
    """Show what the texts leave open or tilt to a side."""
    found = [(code, list(group)) for code, group in groupby(lint(desk.agreement), key=lambda f: f.code)]
    return desk.render("agreement_findings.html", tab="findings", findings=found)


def place_names(desk: Desk) -> dict[str, str]:
    """Name zones and areas by their id."""
    return {t.id: desk.named(t.names) for t in (*desk.agreement.zones, *desk.agreement.areas)}


def titles(desk: Desk) -> dict[tuple[str, str], str]:
    """Name what the calendar speaks of by its list and its id; a term and a condition by their words."""
    agreement = desk.agreement
    return {
        **{("instruments", i.id): i.title for i in agreement.instruments},
        **{("terms", t.id): t.text for t in agreement.terms},
        **{("conditions", c.id): c.words for c in agreement.conditions},
        **{("zones", z.id): desk.named(z.names) for z in agreement.zones},
        **{("actors", a.id): desk.named(a.names) for a in agreement.actors},
    }


def default_day(desk: Desk) -> dt.date:
    """Choose the last day on which anything is reported or counted."""
    return last_day(desk, days_begun(desk), [t for _, t in reports.tallies(desk.connection, desk.at)])
