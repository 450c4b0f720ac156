"""The first page: which books are served here."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.model import Agreement
from holdfire.linking import repo as linking
from holdfire.record import repo as record
from holdfire.reports import repo as reports
from holdfire.web.access import Rule
from holdfire.web.tongues import SOURCE, tongues
from holdfire.web.visits import Visitor, visitor

router = APIRouter()


class Served(NamedTuple):
    """One book in the list."""

    slug: str
    agreement: Agreement
    entries: int
    reports: int
    incidents: int
    log: str
    visitor: Visitor

    @property
    def whole(self) -> bool:
        """Whether the visitor sees the overview."""
        return self.visitor.rule("/{slug}/") is not Rule.NO


@router.api_route("/", methods=["GET", "HEAD"])
def front(request: Request, lang: str = SOURCE) -> HTMLResponse:
    """List the books; BadInput `language-absent`."""
    served = []
    for slug, book in sorted(request.app.state.books.items(), key=lambda item: item[0]):
        with book.reading() as connection:
            standing = agreement_repo.current(connection)
            counts = record.size(connection), reports.count(connection), linking.count(connection)
        served.append(Served(slug, standing.agreement, *counts, book.log, visitor(request, slug, book)))
    served.sort(key=lambda s: (s.agreement.exercise, s.slug))
    page = request.app.state.environments.of(lang).get_template("front.html")
    return HTMLResponse(page.render(served=served, languages=tongues(request)))
