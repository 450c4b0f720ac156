"""Reports: a list, and each in its original words beside what was made of it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from holdfire.book import KINDS, read_entry
from holdfire.errors import NotFound
from holdfire.linking import repo as linking
from holdfire.places import repo as places
from holdfire.reading import repo as reading
from holdfire.record import repo as record
from holdfire.reports import repo
from holdfire.reports.model import ClaimId
from holdfire.web.desk import Desk, OpenDesk
from holdfire.words import say

router = APIRouter()
PAGE = 50
Page = Annotated[int, Query(ge=1, le=1_000_000)]


@router.api_route("/{slug}/reports", methods=["GET", "HEAD"])
def reports(desk: OpenDesk, source: str = "", page: Page = 1) -> HTMLResponse:
    """List reports, the newest published first, `PAGE` at a time; of one source if given."""
    sources = repo.sources(desk.connection, desk.at)
    total = sum(n for name, n in sources if source in ("", name))
    found = repo.page(desk.connection, at=desk.at, source=source, limit=PAGE, offset=(page - 1) * PAGE)
    return desk.render(
        "reports.html",
        reports=[(f, incident_of(desk, f)) for f in found],
        sources=sources,
        source=source,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        first=(page - 1) * PAGE + 1,
    )


@router.api_route("/{slug}/reports/{entry}", methods=["GET", "HEAD"])
def report(desk: OpenDesk, entry: int) -> HTMLResponse:
    """Show one report; NotFound `report-missing`."""
    filed = repo.get(desk.connection, entry, desk.at)
    ended = filed is None
    if filed is None:
        filed = next(iter(repo.by_entries(desk.connection, [entry])), None)
    if filed is None or entry >= desk.size:
        raise NotFound(
            "report-missing", say("there is no report {entry} in this book at this cut-off", entry=str(entry))
        )
    stored = next(record.entries(desk.connection, entry, entry + 1))[0]
    read = read_entry(stored)
    return desk.render(
        "report.html",
        filed=filed,
        corrected_by=repo.last(desk.connection, [filed.root], desk.at)[filed.root] if ended else None,
        entry=read,
        fields=[(name, name in read.closed) for name in KINDS["report"].closed],
        reading=reading.articles(desk.connection, desk.at).get(entry),
        location=places.locations(desk.connection, desk.at).get((entry, 0)),
        incident=incident_of(desk, filed),
    )


def incident_of(desk: Desk, filed: repo.Filed) -> str:
    """Say in which incident the report's claim stands, as reported or as corrected; empty if in none."""
    return linking.of_claim(desk.connection, ClaimId(filed.root, 0), desk.at)
