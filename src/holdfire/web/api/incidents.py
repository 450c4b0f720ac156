"""Incidents: a list with their status, and each with what it rests on."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from holdfire.casework import lists
from holdfire.errors import NotFound
from holdfire.linking import repo as linking
from holdfire.linking.rule import METHOD
from holdfire.web import seen, status
from holdfire.web.api.asking import Ask, Asking, Looking
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import (
    Cut,
    FeatureCollection,
    Figure,
    Instant,
    Listed,
    Place,
    Range,
    Shape,
    Span,
    feature,
    iso,
    people,
    span,
)
from holdfire.web.pages.maps import From, To, instants
from holdfire.web.paging import Name, demand_one_of
from holdfire.words import say

router = APIRouter()
REPORTED = "as reported"
Status = Annotated[str, Query(json_schema_extra={"enum": ["", *status.STATUSES]})]


class TypeSaid(Shape):
    """A type of incident, and how many claims say that it was one."""

    code: str
    claims: Figure


class Incident(Shape):
    """Something that happened, as its reports have it; who did it is not said here but in cases."""

    id: str
    status: str
    """`none` without an allegation, `alleged` without a determination, else its outcome; `several` if they differ."""
    when: Span | None
    times_agree: bool
    place: Place
    types: list[TypeSaid]
    actors: list[str]
    """Whom the reports name, in no direction."""
    killed: Range | None
    sources: Figure
    origins: Figure
    reports: list[int]
    """The entries that it was read from."""


class Incidents(Listed[Incident]):
    """A page of incidents, earliest first; those without a time last."""


class About(Shape):
    """An allegation about an incident."""

    case: str
    entry: int
    status: str


class LinkBetween(Shape):
    """That two claims are about one incident, as the machine proposes it, and by which features."""

    a: str
    b: str
    probability: float
    reasons: list[str]


class VerdictOn(Shape):
    """What a person said of two claims."""

    entry: int
    a: str
    b: str
    verdict: str
    actor: str
    at: Instant


class OneIncident(Shape):
    """One incident, with the cases about it that the account sees."""

    record: Cut
    incident: Incident
    claims: list[str]
    cases: list[About]
    links: list[LinkBetween]
    verdicts: list[VerdictOn]
    made: list[int]
    """The entries at which it came to be, or changed."""


def _figure(value: int, unit: str) -> Figure:
    return Figure(value=value, unit=unit, status=REPORTED, method=METHOD)


def shape(i: linking.Filed, key: str) -> Incident:
    """Write an incident, its place already at the visitor's precision."""
    return Incident(
        id=i.id,
        status=key,
        when=span(i.when),
        times_agree=i.times_agree,
        place=Place(
            name=i.place or None, within=i.within or None, lon=i.lon, lat=i.lat, radius_km=i.radius_km
        ),
        types=[TypeSaid(code=code, claims=_figure(n, "claims")) for code, n in i.types],
        actors=list(i.actors),
        killed=people(i.killed),
        sources=_figure(i.sources, "sources"),
        origins=_figure(i.origins, "origins"),
        reports=list(i.reports),
    )


def _page(asked: Ask, start: From, to: To, only: str) -> tuple[list[Incident], str | None]:
    desk = asked.desk
    demand_one_of("status", only, status.STATUSES)
    after = asked.after((int, type(None)), str)
    wanted = lists.Happened(*instants(desk, start, to), seen.incident_ids(desk), seen.cases(desk))
    page = lists.Page(asked.limit + 1, after=after)
    found = lists.incidents(desk.connection, desk.at, wanted, only, page)
    shown, onward = asked.page(found, lambda f: (f[0].when.start if f[0].when else None, f[0].id))
    return [shape(seen.coarse(desk, i), key) for i, key in shown], onward


@get(router, "/{slug}/incidents", Incidents, geo=True)
def list_incidents(
    asked: Asking, start: From = None, to: To = None, only: Annotated[Status, Query(alias="status")] = ""
) -> Response:
    """List the incidents of the days from `from` to `to`, both included, earliest first."""
    items, onward = _page(asked, start, to, only)
    if asked.geo:
        return asked.answer(_places(asked, items, onward))
    return asked.answer(Incidents(record=asked.cut, items=items, next=onward))


@get(router, "/{slug}/incidents.geojson", FeatureCollection)
def incidents_as_geojson(
    asked: Asking, start: From = None, to: To = None, only: Annotated[Status, Query(alias="status")] = ""
) -> Response:
    """List incidents as GeoJSON: points, with `place.radius_km` the uncertainty."""
    return asked.answer(_places(asked, *_page(asked, start, to, only)))


def _places(asked: Ask, items: list[Incident], onward: str | None) -> FeatureCollection:
    features = [feature(i.id, i.place, i.model_dump(mode="json")) for i in items]
    return FeatureCollection(features=features, record=asked.cut, next=onward)


@get(router, "/{slug}/incidents/{incident}", OneIncident)
def read_incident(looked: Looking, incident: Name) -> Response:
    """Read one incident; `incident-missing`."""
    desk = looked.desk
    found = seen.incident(desk, incident)
    if found is None:
        raise NotFound(
            "incident-missing",
            say("there is no incident {incident} in this book at this cut-off", incident=repr(incident)),
            hint=say("it may have been joined with another: see the list"),
        )
    members = {str(m) for m in found.members}
    briefs = seen.briefs(desk, incident=incident)
    made = OneIncident(
        record=looked.cut,
        incident=shape(found, status.of_incident(briefs)),
        claims=[str(m) for m in found.members],
        cases=[About(case=b.case, entry=b.entry, status=status.of_case(b)) for b in briefs],
        links=_links(looked, members),
        verdicts=_verdicts(looked, members),
        made=[h[0] for h in linking.history(desk.connection, incident) if h[0] < desk.size],
    )
    return looked.answer(made)


def _links(looked: Looking, members: set[str]) -> list[LinkBetween]:
    found = linking.links(looked.desk.connection, looked.desk.at, members)
    return [
        LinkBetween(
            a=str(link.a), b=str(link.b), probability=link.probability, reasons=[r[0] for r in link.reasons]
        )
        for link in found
    ]


def _verdicts(looked: Looking, members: set[str]) -> list[VerdictOn]:
    found = linking.verdicts(looked.desk.connection, looked.desk.at)
    return [
        VerdictOn(entry=v.entry, a=str(v.a), b=str(v.b), verdict=v.verdict, actor=v.actor, at=iso(v.at))
        for v in found
        if {str(v.a), str(v.b)} & members
    ]
