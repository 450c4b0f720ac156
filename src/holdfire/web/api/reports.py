"""Reports: a list, each as the account reads it, and the intake of one."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from holdfire.linking import repo as linking
from holdfire.reports import repo
from holdfire.reports.extract import BODIES
from holdfire.reports.model import Claim, ClaimId
from holdfire.web import seen
from holdfire.web.api.asking import Ask, Asking, Looking, Text
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import (
    Cut,
    FeatureCollection,
    Instant,
    Listed,
    Place,
    Range,
    Shape,
    Span,
    feature,
    iso,
    maybe,
    people,
    span,
)
from holdfire.web.pages.reports import find, incident_of

router = APIRouter()
METHOD = "as stated by the source"


class ReportedClaim(Shape):
    """What a source says that happened. `actors` took part in no direction; null and empty are unknown."""

    when: Span | None
    place: Place
    types: list[str]
    context: str | None
    target: str | None
    perpetrators: list[str]
    victims: list[str]
    actors: list[str]
    killed: Range | None
    injured: Range | None


class Report(Shape):
    """What one source said. Of an extract, what only the intake reads is null: words, place names, a person's name."""

    entry: int
    root: int
    """The first report of its chain of corrections, by which its claim is named."""
    received: Instant
    published: Instant | None
    intake: str | None
    """Whose key signed it."""
    extract: bool
    """Whether this is the protected extract."""
    source: str | None
    source_type: str | None
    source_id: str | None
    origin: str | None
    """Whose observation it really is, where that is another's."""
    document: str | None
    url: str | None
    cited: str | None
    language: str | None
    media_type: str | None
    original: str | None
    """SHA-256 of the bytes in which it came."""
    title: str | None
    words: str | None
    claim: ReportedClaim | None
    incident: str | None
    """In which incident its claim stands."""
    warnings: list[str]
    absent: int
    """How many of its values are not held here."""


class Reports(Listed[Report]):
    """A page of reports, the newest published first."""


class OneReport(Shape):
    """One report."""

    record: Cut
    report: Report
    corrected_by: int | None
    """The entry of the report that stands in its place at this cut-off, if it was corrected."""


def _claim(claim: Claim) -> ReportedClaim:
    spot = claim.spot
    return ReportedClaim(
        when=span(claim.when),
        place=Place(
            name=spot.name or None,
            within=spot.within or None,
            lon=spot.lon,
            lat=spot.lat,
            radius_km=spot.radius_km,
        ),
        types=list(claim.types),
        context=claim.context or None,
        target=claim.target or None,
        perpetrators=list(claim.perpetrators),
        victims=list(claim.victims),
        actors=list(claim.actors),
        killed=people(claim.killed, "as reported by one source", METHOD),
        injured=people(claim.injured, "as reported by one source", METHOD),
    )


def shape(found: repo.Filed, *, extract: bool, incident: str) -> Report:
    """Write a report as the visitor reads it."""
    r = found.report
    texts = ("source", "source_type", "source_id", "origin", "document", "url", "cited", "language")
    more = ("media_type", "original", "title", "words")
    return Report(
        entry=found.entry,
        root=found.root,
        received=iso(found.received),
        published=maybe(r.published),
        intake=found.intake or None,
        extract=extract,
        claim=_claim(r.claim) if r.claim else None,
        incident=incident or None,
        warnings=list(found.warnings),
        absent=found.absent,
        **{name: getattr(r, name) or None for name in (*texts, *more)},
    )


def _page(asked: Ask, source: str) -> tuple[list[Report], str | None]:
    desk = asked.desk
    after = asked.after(int, int)
    if not seen.source_named(desk, source):
        return [], None
    found = repo.page(
        desk.connection,
        at=desk.at,
        source=source,
        kinds=BODIES if desk.visitor.locked else None,
        among=seen.report_entries(desk),
        limit=asked.limit + 1,
        after=after,
    )
    shown, onward = asked.page(found, repo.listed)
    incidents = linking.of_claims(desk.connection, [ClaimId(f.root, 0) for f in shown], desk.at)
    return [
        shape(f, extract=hidden, incident=incidents.get(ClaimId(f.root, 0), ""))
        for f, hidden in seen.filed(desk, shown)
    ], onward


Source = Annotated[Text, Query(description="Only of this source, by its name.")]


@get(router, "/{slug}/reports", Reports, geo=True)
def list_reports(asked: Asking, source: Source = "") -> Response:
    """List reports, the newest published first; of one source if given."""
    items, onward = _page(asked, source)
    if asked.geo:
        return asked.answer(_places(asked, items, onward))
    return asked.answer(Reports(record=asked.cut, items=items, next=onward))


@get(router, "/{slug}/reports.geojson", FeatureCollection)
def reports_as_geojson(asked: Asking, source: Source = "") -> Response:
    """List reports as GeoJSON, where their claim says that it was."""
    return asked.answer(_places(asked, *_page(asked, source)))


def _places(asked: Ask, items: list[Report], onward: str | None) -> FeatureCollection:
    features = [
        feature(r.entry, r.claim.place if r.claim else None, r.model_dump(mode="json")) for r in items
    ]
    return FeatureCollection(features=features, record=asked.cut, next=onward)


@get(router, "/{slug}/reports/{entry}", OneReport)
def read_report(looked: Looking, entry: int) -> Response:
    """Read one report; `report-missing`."""
    desk = looked.desk
    filed, ended = find(desk, entry)
    ((shown, hidden),) = seen.filed(desk, [filed])
    last = repo.last(desk.connection, [filed.root], desk.at)[filed.root] if ended else None
    report = shape(shown, extract=hidden, incident=incident_of(desk, filed))
    return looked.answer(OneReport(record=looked.cut, report=report, corrected_by=last))
