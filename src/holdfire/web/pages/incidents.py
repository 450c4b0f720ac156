"""Incidents: a list, and each with what it rests on."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from holdfire.casework import lists
from holdfire.casework import repo as casework
from holdfire.casework.repo import Brief
from holdfire.errors import NotFound
from holdfire.linking import repo as linking
from holdfire.linking import story
from holdfire.places import repo as places
from holdfire.record.envelope import parse_payload, unseal
from holdfire.reports import repo as reports
from holdfire.web import seen, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.entering import is_open
from holdfire.web.graph import Carried, carried, graph
from holdfire.web.pages import judging
from holdfire.web.pages.maps import From, To, instants
from holdfire.web.paging import Name, PageNumber, demand_one_of, part
from holdfire.web.public import foreseen_of
from holdfire.web.where import Whereabouts, whereabouts
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.casework.acts import Visit

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
    located = places.locations_of(desk.connection, found.reports, desk.at)
    filed = {
        f.entry: (f, hidden)
        for f, hidden in seen.filed(desk, reports.by_entries(desk.connection, found.reports))
    }
    rows = [
        (m, *filed[entry], located.get((entry, m.n)))
        for m, entry in zip(found.members, found.reports, strict=True)
    ]
    links = linking.links(desk.connection, desk.at, members)
    origins = _carried(desk, found, [f for _, f, _, _ in rows])
    return desk.render(
        "incident.html",
        incident=found,
        status=status.of_incident(cases),
        cases=[(c, status.of_case(c)) for c in cases],
        members=rows,
        links=links,
        inside=members,
        verdicts=[v for v in linking.verdicts(desk.connection, desk.at) if {str(v.a), str(v.b)} & members],
        history=[
            (s, parse_payload(unseal(desk.leaf(s.made)).payload).at)
            for s in story.states(desk.connection, incident, desk.size)
        ],
        question=judging.question(desk, found, links),
        may_judge=is_open(desk, judging.ROUTE),
        carried=origins,
        graph=graph(origins),
        where=where(desk, found, cases),
        public=foreseen_of(desk, incident),
    )


def _carried(desk: Desk, found: linking.Filed, filed: list[reports.Filed]) -> list[Carried]:
    day = desk.day(found.when.start if found.when else desk.cutoff)
    return carried(desk.agreement, [(f.entry, f.report) for f in filed], day)


def where(desk: Desk, found: linking.Filed, cases: list[Brief]) -> Whereabouts:
    """Say where an incident is, and how it lies from where teams stood that looked into it."""
    heard = {c.case: casework.case(desk.connection, c.case, desk.at) for c in cases}
    visits = [
        (done.entry, cast("Visit", done.body)) for case in heard.values() if case for done in case.of("visit")
    ]
    point = (found.lon, found.lat) if found.lon is not None and found.lat is not None else None
    return whereabouts(desk, point, found.radius_km, visits=visits)
