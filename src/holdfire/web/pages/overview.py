"""The overview: what this mechanism is, its texts on a day, the strip of days, what stands out."""

import datetime as dt
from collections import Counter

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement.lints import lint
from holdfire.agreement.when import members_at, state_at
from holdfire.reports import repo as reports
from holdfire.reports.model import Tally
from holdfire.web import seen, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.tallies import rounds
from holdfire.web.strip import strip

router = APIRouter()


@router.api_route("/{slug}/", methods=["GET", "HEAD"])
def overview(desk: OpenDesk, day: dt.date | None = None) -> HTMLResponse:
    """Show the overview; `day` (default: the last with an incident or a count) chooses the state of the texts."""
    incidents = seen.incidents(desk)
    tallies = [t for _, t in reports.tallies(desk.connection, desk.at)]
    began = [desk.day(i.when.start) for i in incidents if i.when]
    chosen = day or last_day(desk, began, tallies)
    briefs = seen.briefs(desk)
    cases = status.by_incident(briefs)
    shown = seen.report_entries(desk)
    gaps = lint(desk.agreement)
    return desk.render(
        "overview.html",
        day=chosen,
        strip=strip(began, tallies, chosen),
        began=Counter(began),
        counts={(t.day, t.side, t.unit): t.total for t in tallies},
        undated=len(incidents) - len(began),
        incidents=len(incidents),
        several=sum(i.origins > 1 for i in incidents),
        reports=reports.count(desk.connection, desk.at) if shown is None else len(shown),
        sources=reports.count_sources(desk.connection, desk.at, shown),
        by_status=status.count(incidents, cases),
        states=[(i, state_at(i, chosen)) for i in desk.agreement.instruments],
        members=members_at(desk.agreement, chosen),
        gaps=len(gaps),
        kinds_of_gap=len({g.code for g in gaps}),
        latest=rounds(desk)[:1],
        by_case=Counter(b.status for b in briefs).most_common(),
    )


def last_day(desk: Desk, began: list[dt.date], tallies: list[Tally]) -> dt.date:
    """Give the last day on which anything is reported to have begun or was counted, else that of the cut-off."""
    known = [*began, *(dt.date.fromisoformat(t.day) for t in tallies)]
    return max(known, default=desk.day(desk.cutoff))
