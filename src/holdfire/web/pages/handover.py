"""The hand-over of a shift: the sheet of `holdfire paper handover`, of what the visitor sees, since an instant."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from holdfire.bulletins import handover, papers
from holdfire.bulletins.docket import Docket, Lately, docket, since
from holdfire.bulletins.document import Document
from holdfire.bulletins.shift import Seen
from holdfire.casework import acts, inputs, repo
from holdfire.db.reads import which
from holdfire.errors import NotFound
from holdfire.web import seen, show
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.pages.due import instant, named
from holdfire.words import say

router = APIRouter()
MAIN = re.compile(r"<main>(.*)</main>", re.DOTALL)
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}
HOURS = 12
"""The length of a shift where no roster says it."""
HOUR = handover.HOUR
Since = Annotated[str, Query(max_length=40)]


class Asked(NamedTuple):
    """Whose shift, since when (UTC microseconds), and how many hours ahead clocks are looked for."""

    who: str
    since: int
    hours: int
    rosters: list[tuple[str, str]]


@router.api_route("/{slug}/handover", methods=["GET", "HEAD"])
def page(desk: OpenDesk, who: str = "", since: Since = "") -> HTMLResponse:
    """Show the sheet; BadInput `instant-malformed`."""
    asked = _asked(desk, who, since)
    document = _sheet(desk, asked)
    found = MAIN.search(papers.FORMATS["html"](document, desk.locale).decode())
    assert found is not None
    return desk.render(
        "handover.html",
        asked=asked,
        local=_local(desk, asked.since),
        mark=document.mark,
        paper=Markup(found[1]),  # noqa: S704 - as_html escapes what it sets
        forms=list(TYPES),
    )


@router.api_route("/{slug}/handover/{form}", methods=["GET", "HEAD"])
def file(desk: OpenDesk, form: str, who: str = "", since: Since = "") -> Response:
    """Give the sheet as a file; NotFound `form-missing`."""
    if form not in TYPES:
        raise NotFound("form-missing", say("the sheet has no form {form}", form=repr(form)))
    asked = _asked(desk, who, since)
    data = papers.FORMATS[form](_sheet(desk, asked), desk.locale)
    name = f'attachment; filename="handover-{_local(desk, instant(desk)).replace(":", "")}.{form}"'
    return Response(data, media_type=TYPES[form], headers={"content-disposition": name})


def _asked(desk: Desk, who: str, text: str) -> Asked:
    now = instant(desk)
    rosters = repo.rosters(desk.connection, desk.at)
    own = desk.visitor.account.actor if desk.visitor.account else ""
    actor = who if who in rosters else own
    shifts = rosters[actor].shifts if actor in rosters else ()
    when = inputs.instant(text, desk.zone) if text else began(shifts, now)
    return Asked(actor, min(when, now), ahead(shifts, now), named(desk, rosters))


def began(shifts: Sequence[acts.Shift], now: int) -> int:
    """Say when the shift on duty began; without one, `HOURS` before now (UTC microseconds)."""
    return max((s.start for s in shifts if s.start <= now < s.end), default=now - HOURS * HOUR)


def ahead(shifts: Sequence[acts.Shift], now: int) -> int:
    """Say how many hours it is, rounded up, to the end of the next shift; without one, `HOURS`."""
    following = min((s for s in shifts if s.start > now), key=lambda s: s.start, default=None)
    return max(1, -(-(following.end - now) // HOUR)) if following else HOURS


def _sheet(desk: Desk, asked: Asked) -> Document:
    found = docket(desk.connection, desk.at, instant(desk), lately=Lately(instant=asked.since))
    return handover.document(_as_seen(desk, found, asked.since), asked.hours)


def _as_seen(desk: Desk, found: Docket, when: int) -> Docket:
    """Leave out what the visitor does not see."""
    named = {h.case.id for h in found.cases} | {a.alert.id for a in found.alarms}
    shown = which(desk.connection, seen.threads(desk), named)
    mine = Seen(seen.report_entries(desk), seen.incident_ids(desk))
    return replace(
        found,
        cases=tuple(h for h in found.cases if h.case.id in shown),
        alarms=tuple(a for a in found.alarms if a.alert.id in shown),
        shift=since(desk.connection, when, found.ground.size, mine),
    )


def _local(desk: Desk, micros: int) -> str:
    """Write an instant as a field of a form holds it, in the mechanism's zone."""
    return f"{show.moment(micros, desk.zone):%Y-%m-%dT%H:%M}"
