"""Reports: a list, and each in its original words beside what was made of it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.errors import NotFound
from holdfire.linking import repo as linking
from holdfire.places import repo as places
from holdfire.projecting import KINDS, read_entry
from holdfire.reading import repo as reading
from holdfire.record import repo as record
from holdfire.reports import release, repo, sources
from holdfire.reports.extract import BODIES
from holdfire.reports.model import ClaimId, Report, Spot
from holdfire.web import claims_read, seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.lit import lit
from holdfire.web.pages import evidence
from holdfire.web.paging import MOST, Given, PageNumber, part
from holdfire.web.public import foreseen_of
from holdfire.web.where import Whereabouts, whereabouts
from holdfire.words import say

router = APIRouter()
SOURCES = 200
"""Sources of each kind that the list offers to choose from."""


@router.api_route("/{slug}/reports", methods=["GET", "HEAD"])
def reports(desk: OpenDesk, source: Given = "", page: PageNumber = 1) -> HTMLResponse:
    """List reports, the newest published first, a page at a time; of one source if given."""
    shown = seen.report_entries(desk)
    bodies = BODIES if desk.visitor.locked else None
    asked = source if seen.source_named(desk, source) else ""
    total = repo.count(desk.connection, desk.at, shown, source=asked, most=MOST)
    here = part(page, total, MOST)
    found = repo.page(
        desk.connection,
        at=desk.at,
        source=asked,
        kinds=bodies,
        among=shown,
        limit=here.page.limit,
        offset=here.page.offset,
    )
    incidents = linking.of_claims(desk.connection, [ClaimId(f.root, 0) for f in found], desk.at)
    return desk.render(
        "reports.html",
        reports=[(f, hidden, incidents.get(ClaimId(f.root, 0), "")) for f, hidden in seen.filed(desk, found)],
        sources=sources.names(desk.connection, desk.at, bodies, SOURCES) if shown is None else [],
        source=asked,
        part=here,
        first=here.page.offset + 1,
    )


@router.api_route("/{slug}/reports/{entry}", methods=["GET", "HEAD"])
def report(desk: OpenDesk, entry: int, picture: int | None = None) -> HTMLResponse:
    """Show one report, and of its files the `picture` that was asked for; NotFound `report-missing`."""
    filed, ended = find(desk, entry)
    stored = next(record.entries(desk.connection, entry, entry + 1))[0]
    read = read_entry(stored)
    ((shown, hidden),) = seen.filed(desk, [filed])
    location = seen.located(
        desk, places.locations_of(desk.connection, [entry], desk.at).get((entry, 0)), hidden
    )
    incident = incident_of(desk, filed)
    article = None if hidden else reading.articles(desk.connection, desk.at, [entry]).get(entry)
    return desk.render(
        "report.html",
        filed=shown,
        hidden=hidden,
        released=release.entry_of(desk.connection, entry, desk.at),
        corrected_by=repo.last(desk.connection, [filed.root], desk.at)[filed.root] if ended else None,
        entry=read,
        fields=[(name, name in read.closed) for name in KINDS["report"].closed],
        reading=article,
        claims_read=claims_read.lit(article.words, reading.claims(desk.connection, entry, desk.at))
        if article
        else [],
        numbers={name: n for n, name in enumerate(claims_read.SLOTS, 1)},
        location=location,
        incident=incident,
        files=evidence.kept(desk, entry),
        picture=picture,
        lit=None if hidden else lit(desk.agreement, shown.report),
        where=where(desk, shown.report, location),
        public=foreseen_of(desk, incident),
    )


def where(desk: Desk, report: Report, location: places.Location | None) -> Whereabouts:
    """Say where a report's claim is: where a person said, else at the coordinates that it gives, or as was found."""
    spot = report.claim.spot if report.claim else Spot()
    at = spot if location is None or (spot.lon is not None and not location.by_person) else location
    point = (at.lon, at.lat) if at.lon is not None and at.lat is not None else None
    return whereabouts(desk, point, at.radius_km, location.candidates if location else ())


def find(desk: Desk, entry: int) -> tuple[repo.Filed, bool]:
    """Find a report that the visitor sees, and whether a correction has ended it; NotFound `report-missing`."""
    here = [entry] if 0 <= entry < desk.size else []
    filed = next((repo.get(desk.connection, n, desk.at) for n in here), None)
    ended = filed is None
    if filed is None:
        filed = next(iter(repo.by_entries(desk.connection, here)), None)
    if filed is None or not seen.report_seen(desk, filed.entry):
        raise NotFound(
            "report-missing", say("there is no report {entry} in this book at this cut-off", entry=str(entry))
        )
    return filed, ended


def incident_of(desk: Desk, filed: repo.Filed) -> str:
    """Say in which incident the report's claim stands, as reported or as corrected; empty if in none."""
    return linking.of_claim(desk.connection, ClaimId(filed.root, 0), desk.at)
