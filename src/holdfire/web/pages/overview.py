"""The overview: what this mechanism is, its texts on a day, the strip of days, what stands out."""

import datetime as dt
from collections import Counter

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement.lints import lint
from holdfire.agreement.when import members_at, state_at
from holdfire.casework import repo as casework
from holdfire.linking import repo as linking
from holdfire.reports import repo as reports
from holdfire.reports.model import Tally
from holdfire.web import status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.tallies import rounds
from holdfire.web.strip import strip

router = APIRouter()


@router.api_route("/{slug}/", methods=["GET", "HEAD"])
def overview(desk: OpenDesk, day: dt.date | None = None) -> HTMLResponse:
    """Show the overview; `day` (default: the last with an incident or a count) chooses the state of the texts."""
    incidents = linking.incidents(desk.connection, desk.at)
    tallies = [t for _, t in reports.tallies(desk.connection, desk.at)]
    began = [desk.day(i.when.start) for i in incidents if i.when]
    chosen = day or last_day(desk, began, tallies)
    cases = status.by_incident(desk.connection, desk.at)
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
        reports=reports.count(desk.connection, desk.at),
        sources=len(reports.sources(desk.connection, desk.at)),
        by_status=status.count(incidents, cases),
        states=[(i, state_at(i, chosen)) for i in desk.agreement.instruments],
        members=members_at(desk.agreement, chosen),
        gaps=len(gaps),
        kinds_of_gap=len({g.code for g in gaps}),
        latest=rounds(desk)[:1],
        by_case=Counter(b.status for b in casework.briefs(desk.connection, desk.at)).most_common(),
    )


def last_day(desk: Desk, began: list[dt.date], tallies: list[Tally]) -> dt.date:
    """Give the last day on which anything is reported to have begun or was counted, else that of the cut-off."""
    known = [*began, *(dt.date.fromisoformat(t.day) for t in tallies)]
    return max(known, default=desk.day(desk.cutoff))
