"""The overview: what this mechanism is, its texts on a day, the strip of days, what stands out."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement.lints import lint
from holdfire.agreement.when import members_at, state_at
from holdfire.casework import lists
from holdfire.linking import repo as linking
from holdfire.reports import repo as reports
from holdfire.reports import sources
from holdfire.reports.model import Tally
from holdfire.web import seen, status
from holdfire.web.access import Rule
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.tallies import rounds
from holdfire.web.strip import strip

router = APIRouter()


@router.api_route("/{slug}/", methods=["GET", "HEAD"])
def overview(desk: OpenDesk, day: dt.date | None = None) -> HTMLResponse:
    """Show the overview; `day` (default: the last with an incident or a count) chooses the state of the texts."""
    tallies = [t for _, t in reports.tallies(desk.connection, desk.at)]
    began = days_begun(desk)
    chosen = day or last_day(desk, began, tallies)
    shown, incidents = seen.report_entries(desk), seen.incident_ids(desk)
    wanted = lists.Happened(among=incidents, cases=seen.cases(desk))
    total = linking.count(desk.connection, desk.at, incidents)
    counted = lists.incidents_by_status(desk.connection, desk.at, wanted)
    gaps = lint(desk.agreement)
    return desk.render(
        "overview.html",
        day=chosen,
        strip=strip(began, tallies, chosen),
        began=began,
        counts={(t.day, t.side, t.unit): t.total for t in tallies},
        undated=total - began.total(),
        incidents=total,
        several=linking.count(desk.connection, desk.at, incidents, origins=2),
        reports=reports.count(desk.connection, desk.at, shown),
        sources=sources.count(desk.connection, desk.at, shown),
        by_status=[(key, counted[key]) for key in status.STATUSES if key in counted],
        states=[(i, state_at(i, chosen)) for i in desk.agreement.instruments],
        members=members_at(desk.agreement, chosen),
        gaps=len(gaps),
        kinds_of_gap=len({g.code for g in gaps}),
        latest=rounds(desk)[:1],
        by_case=Counter(b.status for b in seen.briefs(desk)).most_common(),
    )


def days_begun(desk: Desk) -> Counter[dt.date]:
    """Count the incidents that the visitor sees by the day on which they began; those without a time are left out."""
    days: Counter[dt.date] = Counter()
    if desk.visitor.rule("/{slug}/incidents") is Rule.NO:
        return days
    for quarter, n in linking.starts(desk.connection, desk.at, seen.incident_ids(desk)):
        days[desk.day(quarter)] += n
    return days


def last_day(desk: Desk, began: Iterable[dt.date], tallies: list[Tally]) -> dt.date:
    """Give the last day on which anything is reported to have begun or was counted, else that of the cut-off."""
    known = [*began, *(dt.date.fromisoformat(t.day) for t in tallies)]
    return max(known, default=desk.day(desk.cutoff))
