"""The lists of cases and of alerts, a page at a time; all that is asked stands in the address."""

from typing import Annotated, NamedTuple, cast

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from holdfire.agreement.when import by_id
from holdfire.agreement.words import GRAVITIES, OUTCOMES, STEPS
from holdfire.casework import acts as forms
from holdfire.casework import lists, repo
from holdfire.casework.alerts import Stand, stand
from holdfire.casework.clocks import Clock
from holdfire.casework.model import Thread
from holdfire.casework.turn import Turn, turn
from holdfire.casework.words import ALERT_STATES, STATES, TRACKS
from holdfire.web import seen, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.due import instant, named, officers
from holdfire.web.paging import PageNumber, demand_actor, demand_one_of, part
from holdfire.words import say

router = APIRouter()
FIRST = lists.Page(10)
"""Alerts that stand above the cases."""
SHOWN = {
    "alleged": say("alleged, not determined"),
    **{key: OUTCOMES[name] for key, name in lists.NAMES.items()},
    "withdrawn": say("withdrawn by its claimant"),
}
"""Every status that an allegation can have, in words."""


class Line(NamedTuple):
    """An allegation, the status that it is drawn with, and the clock that runs out first for whose turn it is."""

    brief: repo.Brief
    status: str
    next: Clock | None


@router.api_route("/{slug}/cases", methods=["GET", "HEAD"])
def cases(
    desk: OpenDesk,
    actor: str = "",
    turn_: Annotated[str, Query(alias="turn")] = "",
    status_: Annotated[str, Query(alias="status")] = "",
    gravity: str = "",
    track: str = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    """List allegations, the newest first; what awaits an actor (`turn`), by when it is due. Above them, alerts."""
    now = instant(desk)
    demand_actor(desk, actor)
    demand_one_of("status", status_, SHOWN)
    demand_one_of("gravity", gravity, GRAVITIES)
    demand_one_of("track", track, TRACKS)
    whose = turn(desk.agreement, turn_, desk.day(now)) if turn_ else None
    wanted = lists.Wanted(actor, status_, gravity, track, whose, seen.cases(desk))
    raised = lists.Raised(None, seen.threads(desk))
    here = part(page, lists.count(desk.connection, desk.at, wanted))
    found = lists.allegations(desk.connection, desk.at, wanted, here.page)
    return desk.render(
        "cases.html",
        now=now,
        part=here,
        lines=_lines(desk, found, whose),
        given={"actor": actor, "turn": turn_, "status": status_, "gravity": gravity, "track": track},
        statuses=SHOWN.items(),
        gravities=GRAVITIES.items(),
        tracks=TRACKS.items(),
        track_words=TRACKS,
        officers=officers(desk, now),
        actors=named(desk, (a.id for a in desk.agreement.actors)),
        terms=by_id(desk.agreement.terms),
        alerts=told(lists.alerts(desk.connection, desk.at, raised, FIRST), now),
        alerts_total=lists.count_alerts(desk.connection, desk.at, raised),
        states=ALERT_STATES,
        steps=STEPS,
        clock_states=STATES,
        away=sorted(repo.away(desk.connection, desk.at)),
    )


def _lines(desk: Desk, found: list[repo.Brief], whose: Turn | None) -> list[Line]:
    clocks = repo.clocks_in(desk.connection, {b.case for b in found}, desk.at) if whose else {}

    def first(case: str) -> Clock | None:
        return next((c for c in clocks.get(case, ()) if c.done is None and whose and whose.holds(c)), None)

    return [Line(b, status.of_case(b), first(b.case)) for b in found]


def told(found: list[Thread], now: int) -> list[tuple[Thread, forms.Alert, Stand]]:
    """Give alerts, each with what was said when it was raised, and how it stands."""
    return [(a, cast("forms.Alert", a.counting[0].body), stand(a, now)) for a in found]


@router.api_route("/{slug}/alerts", methods=["GET", "HEAD"])
def alerts(desk: OpenDesk, state: str = "", page: PageNumber = 1) -> HTMLResponse:
    """List the alerts, the newest first; with `state=open`, those alone that are not over."""
    now = instant(desk)
    demand_one_of("state", state, ("open",))
    wanted = lists.Raised(now if state else None, seen.threads(desk))
    here = part(page, lists.count_alerts(desk.connection, desk.at, wanted))
    found = lists.alerts(desk.connection, desk.at, wanted, here.page)
    return desk.render(
        "alerts.html", now=now, part=here, state=state, alerts=told(found, now), states=ALERT_STATES
    )
