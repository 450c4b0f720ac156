"""What is due: alerts that stand open, then every clock that nothing has stopped yet, the latest first."""

from typing import Annotated, NamedTuple, cast

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from holdfire.agreement.words import STEPS
from holdfire.casework import acts as forms
from holdfire.casework import repo
from holdfire.casework.alerts import stand
from holdfire.casework.clocks import State
from holdfire.casework.words import ALERT_STATES, STATES
from holdfire.web.desk import Desk, OpenDesk

router = APIRouter()
PAGE = 200
ENDED = ("quiet",)
"""States of an alert that needs nobody any more."""


class Row(NamedTuple):
    """A clock, how it stands, and the allegations of its case (none for an alert)."""

    running: repo.Running
    state: State
    briefs: list[repo.Brief]


@router.api_route("/{slug}/due", methods=["GET", "HEAD"])
def due(desk: OpenDesk, who: str = "", page: Annotated[int, Query(ge=1)] = 1) -> HTMLResponse:
    """List what is due, for one actor (`who`) or for all: overdue first, then by when it runs out."""
    now = instant(desk)
    running = repo.running(desk.connection, desk.at)
    found = [r for r in running if r.clock.step != "quiet" or not r.clock.is_overdue(now)]
    mine = [r for r in found if who in ("", r.clock.whom) or not r.clock.whom]
    shown = mine[(page - 1) * PAGE : page * PAGE]
    briefs: dict[str, list[repo.Brief]] = {}
    for brief in repo.briefs(desk.connection, desk.at):
        briefs.setdefault(brief.case, []).append(brief)
    alerts = [
        (a, cast("forms.Alert", a.counting[0].body), stand(a, now))
        for a in repo.alerts(desk.connection, desk.at)
    ]
    return desk.render(
        "due.html",
        now=now,
        who=who,
        page=page,
        pages=-(-len(mine) // PAGE),
        total=len(mine),
        overdue=sum(r.clock.is_overdue(now) for r in mine),
        rows=[Row(r, r.clock.state(now), briefs.get(r.case, [])) for r in shown],
        alerts=[a for a in alerts if a[2].state not in ENDED],
        actors=sorted({r.clock.whom for r in found} - {"", "unknown"}, key=desk.actor),
        words=(STEPS, STATES, ALERT_STATES),
    )


def instant(desk: Desk) -> int:
    """Give the time by which clocks are read, UTC microseconds: now, but no earlier than the record's last entry.

    Of the past it is the time of the cut-off.
    """
    return desk.cutoff if desk.at is not None else max(desk.cutoff, desk.book.clock())
