"""The desk: what needs me now. Alerts first, then clocks, then reports that wait; and what is new, as it comes."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from holdfire.agreement.words import STEPS
from holdfire.casework import lists
from holdfire.casework.alerts import stand
from holdfire.casework.words import ALERT_STATES, STATES
from holdfire.db.reads import which
from holdfire.errors import BadInput
from holdfire.linking import repo as linking
from holdfire.record import repo as record
from holdfire.record.keys import Role
from holdfire.reports import repo, triage
from holdfire.reports.model import Report
from holdfire.web import seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.entering import demand_open, is_open
from holdfire.web.pages.act import Form
from holdfire.web.pages.due import instant, whose
from holdfire.web.pages.reports import incident_of
from holdfire.web.paging import Given
from holdfire.web.visits import find_book, page_missing
from holdfire.words import Words, say

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
MISSING = {
    "when": say("when"),
    "where": say("where"),
    "what": say("what happened"),
    "who": say("who did it"),
    "source": say("who says so"),
}
"""Facts without which a report can hardly be worked with."""


class Waiting(NamedTuple):
    """A report in the queue: what it lacks, in which incident it stands, and with how many reports besides."""

    filed: repo.Filed
    hidden: bool
    missing: list[Words]
    incident: str
    beside: int
    stands: triage.Stands | None


@router.api_route("/{slug}/desk", methods=["GET", "HEAD"])
def desk(
    desk: OpenDesk,
    source: Given = "",
    language: Given = "",
    done: Annotated[list[int] | None, Query()] = None,
) -> HTMLResponse:
    """Show what needs the visitor now; `done` are reports that it has just dealt with, and can undo."""
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
        waiting=_rows(desk, reports),
        done=_rows(desk, sorted(which(desk.connection, among, set(done or ())))[:PAGE]),
        total=total,
        most=10_000,
        source=source,
        language=language,
        words=(STEPS, STATES, ALERT_STATES, triage.TRIAGES),
        may_triage=is_open(desk, "desk"),
    )


@router.api_route("/{slug}/desk", methods=["POST"])
def sort_out(desk: OpenDesk, given: Form) -> Response:
    """Accept reports, set them aside, or put them back; Refused `log-elsewhere`, and as `triage.triage`."""
    chosen = [int(v) for v in given.get("report", []) if isinstance(v, str) and v.isdecimal()]
    state = next((v for v in given.get("state", []) if v in triage.TRIAGES), None)
    if state is None:
        raise BadInput("triage-state", say("say what of it: accepted, set aside, or waiting"))
    demand_open(desk, "desk")
    if not all(seen.report_seen(desk, n) for n in chosen):
        raise page_missing()
    assert desk.book.keys is not None
    desk.book.submit(lambda c: [triage.triage(c, chosen, state)], desk.book.keys.only(Role.INTAKE))
    if "application/json" in given.get("answer", []):
        return Response(status_code=204)
    asked = {k: next((v for v in given.get(k, []) if v), "") for k in ("source", "language")}
    here = desk.link("desk", at=None, **asked)
    kept = "&".join(f"done={n}" for n in chosen)
    return RedirectResponse(f"{here}{'&' if '?' in here else '?'}{kept}#waiting", status_code=303)


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


def _rows(desk: Desk, entries: list[int]) -> list[Waiting]:
    found = sorted(repo.by_entries(desk.connection, entries), key=lambda f: -f.entry)
    stands = triage.states(desk.connection, entries, desk.at)
    return [
        Waiting(f, hidden, missing(f.report), name, _beside(desk, name), stands.get(f.entry))
        for f, hidden in seen.filed(desk, found)
        for name in [incident_of(desk, f)]
    ]


def _beside(desk: Desk, name: str) -> int:
    found = linking.get(desk.connection, name, desk.at) if name else None
    return len(set(found.reports)) - 1 if found else 0


def missing(report: Report) -> list[Words]:
    """List the facts that a report lacks."""
    claim = report.claim
    there = {
        "when": claim is not None and claim.when is not None,
        "where": claim is not None
        and bool(claim.spot.name or claim.spot.within or claim.spot.lon is not None),
        "what": claim is not None and bool(claim.types),
        "who": claim is not None and bool(claim.perpetrators),
        "source": bool(report.source),
    }
    return [MISSING[fact] for fact, known in there.items() if not known]
