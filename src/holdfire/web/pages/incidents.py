"""Incidents: a list, and each with what it rests on."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from holdfire.casework import lists
from holdfire.errors import NotFound
from holdfire.linking import repo as linking
from holdfire.places import repo as places
from holdfire.reports import repo as reports
from holdfire.web import seen, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.maps import From, To, instants
from holdfire.web.paging import Name, PageNumber, demand_one_of, part
from holdfire.words import say

router = APIRouter()


@router.api_route("/{slug}/incidents", methods=["GET", "HEAD"])
def incidents(
    desk: OpenDesk,
    start: From = None,
    to: To = None,
    only: Annotated[str, Query(alias="status")] = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    """List the incidents of the days from `from` to `to`, earliest first, a page at a time."""
    demand_one_of("status", only, status.STATUSES)
    wanted = lists.Happened(*instants(desk, start, to), seen.incident_ids(desk), seen.cases(desk))
    counted = lists.incidents_by_status(desk.connection, desk.at, wanted)
    here = part(page, counted.get(only, 0) if only else sum(counted.values()))
    found = lists.incidents(desk.connection, desk.at, wanted, only, here.page)
    one_day = start if start and start == to else None
    return desk.render(
        "incidents.html",
        incidents=[(seen.coarse(desk, i), key) for i, key in found],
        part=here,
        by_status=[(key, counted[key]) for key in status.STATUSES if key in counted],
        status=only,
        start=start,
        to=to,
        one_day=one_day,
        neighbours=neighbours(desk, one_day) if one_day else (None, None),
    )


def neighbours(desk: Desk, day: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Find the nearest days before and after on which an incident began."""
    first, end = desk.micros(day), desk.micros(day + dt.timedelta(days=1))
    before, after = linking.neighbours(desk.connection, desk.at, first, end, seen.incident_ids(desk))
    return (
        desk.day(before) if before is not None else None,
        desk.day(after) if after is not None else None,
    )


@router.api_route("/{slug}/incidents/{incident}", methods=["GET", "HEAD"])
def incident(desk: OpenDesk, incident: Name) -> HTMLResponse:
    """Show one incident; NotFound `incident-missing`."""
    found = seen.incident(desk, incident)
    if found is None:
        raise NotFound(
            "incident-missing",
            say("there is no incident {incident} in this book at this cut-off", incident=repr(incident)),
            hint=say("it may have been joined with another: see the list"),
        )
    members = {str(m) for m in found.members}
    cases = seen.briefs(desk, incident=incident)
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
