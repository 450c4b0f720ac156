"""What is due: alerts that stand open, then every clock that nothing has stopped yet, what is overdue first."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement.names import fold
from holdfire.agreement.when import members_at
from holdfire.agreement.words import GRAVITIES, STEPS
from holdfire.casework import acts as forms
from holdfire.casework import lists, parties, repo
from holdfire.casework.alerts import stand
from holdfire.casework.clocks import State
from holdfire.casework.turn import Turn, turn
from holdfire.casework.words import ALERT_STATES, STATES, TRACKS
from holdfire.web import seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.paging import PageNumber, demand_one_of, part

router = APIRouter()
FIRST = lists.Page(20)
"""Alerts that stand above the clocks."""


class Row(NamedTuple):
    """A clock, how it stands, and the allegations of its case (none for an alert)."""

    running: repo.Running
    state: State
    briefs: list[repo.Brief]


@router.api_route("/{slug}/due", methods=["GET", "HEAD"])
def due(
    desk: OpenDesk,
    who: str = "",
    state: str = "",
    step: str = "",
    gravity: str = "",
    track: str = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    """List what is due, for all or for what one actor (`who`) can do: overdue first, then by when it runs out."""
    now, given = instant(desk), {"state": state, "step": step, "gravity": gravity, "track": track}
    for field, allowed in (
        ("state", lists.STATES),
        ("step", STEPS),
        ("gravity", GRAVITIES),
        ("track", TRACKS),
    ):
        demand_one_of(field, given[field], allowed)
    mine = turn(desk.agreement, who, desk.day(now)) if who else None
    wanted = lists.Due(now, mine, state, step, gravity, track, seen.threads(desk))
    counted = lists.count_due(desk.connection, desk.at, wanted)
    here = part(page, counted.total)
    found = lists.due(desk.connection, desk.at, wanted, here.page)
    briefs = lists.briefs_of(desk.connection, desk.at, [r.case for r in found])
    unquiet = lists.Raised(now, seen.threads(desk))
    return desk.render(
        "due.html",
        now=now,
        given={"who": who, **given},
        part=here,
        overdue=counted.overdue,
        rows=[Row(r, r.clock.state(now), briefs.get(r.case, [])) for r in found],
        alerts=[
            (a, cast("forms.Alert", a.counting[0].body), stand(a, now))
            for a in lists.alerts(desk.connection, desk.at, unquiet, FIRST)
        ],
        alerts_total=lists.count_alerts(desk.connection, desk.at, unquiet),
        officers=officers(desk, now),
        gravities=GRAVITIES.items(),
        tracks=TRACKS.items(),
        clock_states=[(key, STATES[key]) for key in lists.STATES],
        words=(STEPS, STATES, ALERT_STATES),
    )


def whose(desk: Desk, actor: str, now: int) -> Turn | None:
    """Say whose turn is asked for; None: everybody's. One who is no actor of the agreement has none."""
    if actor and actor not in {a.id for a in desk.agreement.actors}:
        return Turn(actor, frozenset(), frozenset())
    return turn(desk.agreement, actor, desk.day(now)) if actor else None


def officers(desk: Desk, now: int) -> list[tuple[str, str]]:
    """Name whoever has a seat, answers for somebody, or has a clock running: id and name, by name."""
    day = desk.day(now)
    seated = {m.actor for m in members_at(desk.agreement, day)} | parties.guarantors(desk.agreement, day)
    return named(desk, {*seated, *lists.whom(desk.connection, desk.at, seen.threads(desk))})


def named(desk: Desk, actors: Iterable[str]) -> list[tuple[str, str]]:
    """Name actors: id and name, by name."""
    return sorted(((a, desk.actor(a)) for a in actors), key=lambda pair: (fold(pair[1]), pair[0]))


def instant(desk: Desk) -> int:
    """Give the time by which clocks are read, UTC microseconds: now, but no earlier than the record's last entry.

    Of the past it is the time of the cut-off.
    """
    return desk.cutoff if desk.at is not None else max(desk.cutoff, desk.book.clock())
