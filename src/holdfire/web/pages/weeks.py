"""The map week by week, as small maps on one page that needs no script and can be printed."""

import datetime as dt
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from shapely.geometry import shape

from holdfire.agreement.model import Zone
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.maps import Filters, Numbers, box, choices, missing, query
from holdfire.web.paging import PageNumber
from holdfire.web.plot import Asked
from holdfire.web.timeline import monday
from holdfire.web.weeks import Frame, frame, land, outline, week

router = APIRouter()
WEEK = dt.timedelta(7)
MANY = 12
"""Weeks on a page."""


class Outline(NamedTuple):
    """A zone drawn: when it stands, its path, and whether every party agreed to it."""

    zone: Zone
    path: str
    agreed: bool

    def stands(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether it stands on one of these days; `until` is the first day on which it does not."""
        z = self.zone
        return (z.since is None or z.since <= last) and (z.until is None or z.until > first)


@router.api_route("/{slug}/map/weeks", methods=["GET", "HEAD"])
def weeks(request: Request, desk: OpenDesk, asked: Filters, page: PageNumber = 1) -> HTMLResponse:
    """Show a small map for each week from the first to the last incident, a page at a time."""
    plots = request.app.state.plots
    plot, whole = plots.get(desk, asked), plots.get(desk, Asked(asked.start, asked.to))
    drawn = frame(box(desk.agreement, whole))
    first, last = asked.start or whole.first, asked.to or whole.last
    days: list[dt.date] = []
    part = Numbers(1, 1, 0)
    if first and last and whole.first and whole.last:
        begin = monday(max(first, whole.first))
        total = max(0, (min(last, whole.last) - begin).days // 7 + 1)
        pages = max(1, -(-total // MANY))
        part = Numbers(min(page, pages), pages, total)
        days = [begin + n * WEEK for n in range((part.n - 1) * MANY, min(part.n * MANY, total))]
    shown = [week(plot, drawn, day, day + WEEK - dt.timedelta(1), whole.heard) for day in days]
    return desk.render(
        "weeks.html",
        weeks=shown,
        part=part,
        frame=drawn,
        land=land(drawn),
        zones=_outlines(desk, drawn),
        asked=query(asked),
        filtered=asked != Asked(),
        undated=len(plot.ids) - plot.dated,
        **choices(desk),
    )


def _outlines(desk: Desk, drawn: Frame) -> list[Outline]:
    return [
        Outline(z, outline(drawn, shape(z.geometry)), bool(z.agreed_by) and not missing(desk.agreement, z))
        for z in desk.agreement.zones
        if z.geometry
    ]
