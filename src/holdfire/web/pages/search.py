"""Search: a form, and what was found, a page at a time; all that is asked stands in the address."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from holdfire.errors import BadInput
from holdfire.reports import repo as reports
from holdfire.reports.model import Interval
from holdfire.search import repo
from holdfire.search.asking import FILTERS, asked, parse_cursor
from holdfire.search.model import CAP, Found, Hit
from holdfire.web import seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.maps import From, To

router = APIRouter()
Text = Annotated[str, Query()]


@router.api_route("/{slug}/search", methods=["GET", "HEAD"])
def search(
    desk: OpenDesk,
    q: Text = "",
    kind: Text = "",
    start: From = None,
    to: To = None,
    box: Text = "",
    place: Text = "",
    actor: Text = "",
    status: Text = "",
    after: Text = "",
) -> HTMLResponse:
    """Find reports, incidents, cases and actors. What cannot be looked for is said above the form, with its status."""
    given = {"kind": kind, "box": box, "place": place, "actor": actor, "status": status}
    found: Found | None = None
    fault: BadInput | None = None
    try:
        query = asked(desk.agreement, q, start=start, to=to, **given)
        found = repo.find(
            desk.connection, query, desk.at, parse_cursor(after), reach=seen.reach(desk, status=bool(status))
        )
    except BadInput as e:
        fault = e if e.code != "search-empty" else None
    page = desk.render(
        "search.html",
        found=found,
        fault=fault,
        cap=CAP,
        hits=[(h, *_shown(desk, h)) for h in found.hits] if found else [],
        given={"q": q, "from": start, "to": to, **given},
        after=after,
        kinds=seen.kinds(desk),
        statuses=FILTERS,
        actors=sorted((desk.actor(a.id), a.id) for a in desk.agreement.actors),
    )
    page.status_code = fault.http if fault else page.status_code
    return page


def _shown(desk: Desk, hit: Hit) -> tuple[str, str, str, str]:
    """Give where a hit is shown, its name, the language of its words, and when it was going on."""
    if hit.kind == "report":
        ((filed, _),) = seen.filed(desk, reports.by_entries(desk.connection, [hit.entry]))
        dated = filed.report.claim is not None and filed.report.claim.when is not None
        when = _when(desk, hit) if dated else desk.published(hit.start)
        return desk.link(f"reports/{hit.entry}"), filed.report.source, filed.report.language, when
    if hit.kind == "actor":
        return desk.link("agreement/actors"), desk.actor(hit.thing), "", ""
    return desk.link(f"{hit.kind}s/{hit.thing}"), hit.thing, "", _when(desk, hit)


def _when(desk: Desk, hit: Hit) -> str:
    """Write when a hit was going on; empty where that is not known."""
    return desk.when(Interval(hit.start, hit.end)) if hit.start is not None and hit.end is not None else ""
