"""Incidents: a list, and each with what it rests on."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from holdfire.errors import NotFound
from holdfire.linking import repo as linking
from holdfire.places import repo as places
from holdfire.reports import repo as reports
from holdfire.web import seen, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.maps import From, To, between
from holdfire.words import say

router = APIRouter()


@router.api_route("/{slug}/incidents", methods=["GET", "HEAD"])
def incidents(
    desk: OpenDesk, start: From = None, to: To = None, only: Annotated[str, Query(alias="status")] = ""
) -> HTMLResponse:
    """List the incidents of the days from `from` to `to`, earliest first."""
    cases = status.by_incident(seen.briefs(desk))
    found = between(desk, start, to)
    one_day = start if start and start == to else None
    rows = [(i, status.of_incident(cases.get(i.id, ()))) for i in found]
    return desk.render(
        "incidents.html",
        incidents=[row for row in rows if only in ("", row[1])],
        by_status=status.count(found, cases),
        status=only,
        start=start,
        to=to,
        one_day=one_day,
        neighbours=neighbours(desk, one_day) if one_day else (None, None),
    )


def neighbours(desk: Desk, day: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Find the nearest days before and after on which an incident began."""
    began = {desk.day(i.when.start) for i in seen.incidents(desk) if i.when}
    return max((d for d in began if d < day), default=None), min((d for d in began if d > day), default=None)


@router.api_route("/{slug}/incidents/{incident}", methods=["GET", "HEAD"])
def incident(desk: OpenDesk, incident: str) -> HTMLResponse:
    """Show one incident; NotFound `incident-missing`."""
    found = seen.incident(desk, incident)
    if found is None:
        raise NotFound(
            "incident-missing",
            say("there is no incident {incident} in this book at this cut-off", incident=repr(incident)),
            hint=say("it may have been joined with another: see the list"),
        )
    members = {str(m) for m in found.members}
    cases = status.by_incident(seen.briefs(desk)).get(incident, [])
    located = places.locations(desk.connection, desk.at)
    filed = {
        f.entry: (f, hidden)
        for f, hidden in seen.filed(desk, reports.by_entries(desk.connection, found.reports))
    }
    verdicts = linking.verdicts(desk.connection, desk.at)
    return desk.render(
        "incident.html",
        incident=found,
        status=status.of_incident(cases),
        cases=[(c, status.of_case(c)) for c in cases],
        members=[
            (m, *filed[entry], located.get((entry, m.n)))
            for m, entry in zip(found.members, found.reports, strict=True)
        ],
        links=linking.links(desk.connection, desk.at, members),
        inside=members,
        verdicts=[v for v in verdicts if {str(v.a), str(v.b)} & members],
        history=[h for h in linking.history(desk.connection, incident) if h[0] < desk.size],
    )
