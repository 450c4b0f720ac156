"""The desk: what needs me now. Alerts first, then clocks, then reports that wait; and what is new, as it comes."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from holdfire.agreement.words import STEPS
from holdfire.casework import lists
from holdfire.casework.alerts import stand
from holdfire.casework.words import ALERT_STATES, STATES
from holdfire.db.reads import which
from holdfire.errors import BadInput
from holdfire.record import repo as record
from holdfire.reports import triage
from holdfire.web import seen
from holdfire.web.desk import OpenDesk
from holdfire.web.entering import is_open
from holdfire.web.pages import sorting
from holdfire.web.pages.act import Form
from holdfire.web.pages.due import instant, whose
from holdfire.web.paging import Given
from holdfire.web.visits import find_book
from holdfire.web.waiting import rows
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.casework import acts as forms

router = APIRouter()
PAGE = 40
CLOCKS = 10
ALERTS = lists.Page(40)
"""The newest that are open."""
LOOK = 1.0
"""Seconds between two looks for what is new."""
LONGEST = 600
"""Seconds after which a browser has to ask anew for what is new."""


@router.api_route("/{slug}/desk", methods=["GET", "HEAD"])
def desk(
    desk: OpenDesk,
    source: Given = "",
    language: Given = "",
    done: Annotated[list[int] | None, Query()] = None,
    undo: Annotated[list[int] | None, Query()] = None,
) -> HTMLResponse:
    """Show what needs the visitor now; `done` are reports that it has just dealt with, `undo` the entries of that."""
    now = instant(desk)
    who = desk.visitor.account.actor if desk.visitor.account else ""
    shown = seen.threads(desk)
    wanted = lists.Due(now, whose(desk, who, now), among=shown, quiet=False)
    clocks = lists.due(desk.connection, desk.at, wanted, lists.Page(CLOCKS))
    alerts = lists.alerts(desk.connection, desk.at, lists.Raised(now, shown), ALERTS)
    among = seen.report_entries(desk)
    source = source if seen.source_named(desk, source) else ""
    asked: dict[str, Any] = {"source": source, "language": language, "among": among}
    total = triage.count(desk.connection, desk.at, **asked) if desk.may("reports") else 0
    reports = triage.waiting(desk.connection, desk.at, limit=PAGE, **asked) if total else []
    return desk.render(
        "desk.html",
        now=now,
        alerts=[(a, cast("forms.Alert", a.counting[0].body), stand(a, now)) for a in alerts],
        clocks=[(r, r.clock.state(now)) for r in clocks],
        more=lists.count_due(desk.connection, desk.at, wanted).total - len(clocks),
        waiting=rows(desk, reports),
        done=rows(desk, sorted(which(desk.connection, among, set(done or ())))[:PAGE])
        if desk.may("reports")
        else [],
        undo=undo or [],
        total=total,
        most=10_000,
        source=source,
        language=language,
        words=(STEPS, STATES, ALERT_STATES),
        triages=triage.TRIAGES,
        may_triage=is_open(desk, sorting.ROUTE),
    )


@router.api_route("/{slug}/desk/sort", methods=["POST"])
def sort_out(desk: OpenDesk, given: Form) -> Response:
    """Accept reports, set them aside, or put them back; Refused `log-elsewhere`, and as `triage.triage`."""
    state = next((v for v in given.get("state", []) if v in triage.TRIAGES), None)
    if state is None:
        raise BadInput("triage-state", say("say what of it: accepted, set aside, or waiting"))
    found = sorting.chosen(desk, given)
    return sorting.entered(desk, given, found, lambda c: [triage.triage(c, found, state)])


@router.api_route("/{slug}/live", methods=["GET"])
async def live(request: Request, slug: str) -> StreamingResponse:
    """Tell the size of the log, and again whenever it grows (server-sent events; the page decides what to do)."""
    book = find_book(request, slug)

    def size() -> int:
        with book.reading() as connection:
            return record.size(connection)

    return StreamingResponse(_grown(request, size), media_type="text/event-stream")


async def _grown(request: Request, size: Any) -> AsyncIterator[str]:
    last = 0
    for _ in range(int(LONGEST / LOOK)):
        now = await run_in_threadpool(size)
        if now != last:
            yield f"event: size\ndata: {now}\n\n"
            last = now
        if await request.is_disconnected():
            return
        await asyncio.sleep(LOOK)
