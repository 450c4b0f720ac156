"""From a book at a cut-off to its alerts and its responses, as they may be published."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from holdfire.agreement.names import fold, index
from holdfire.agreement.when import day_of
from holdfire.bulletins.model import AlertLine, Called, Due
from holdfire.casework import repo
from holdfire.casework.alerts import stand
from holdfire.casework.world import MICROSECOND
from holdfire.linking import repo as linking
from holdfire.record.encoding import EPOCH
from holdfire.words import Name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.bulletins.model import Followed
    from holdfire.casework import acts
    from holdfire.casework.model import Done, Thread

FIRE = ("alert", "firing", "return-fire")
"""Acts that tell of firing: the agreed delay runs from the last of them."""


def ended(alert: Thread) -> int:
    """Say until when an alert tells of firing, UTC microseconds."""
    last = alert.last(*FIRE)
    return last.at if last else alert.opened


def line(connection: Connection, agreement: Agreement, alert: Thread, at: int, now: int) -> AlertLine:
    """Tell an alert as far as it may be published: no words of its acts, of its place the area alone."""
    said = cast("acts.Alert", alert.counting[0].body)
    known = stand(alert, now)
    asked = (cast("acts.StandDown", d.body).of for d in alert.of("stand-down"))
    tried = (
        (
            cast("acts.ReturnFire", r.done.body).by or r.done.actor,
            sum(t.kind == "call" for t in r.tried),
            sum(t.kind == "stand-down" for t in r.tried),
        )
        for r in known.returned
    )
    return AlertLine(
        id=alert.id,
        by=alert.counting[0].actor,
        accused=said.accused,
        area=named(agreement, area_of(connection, agreement, said.place, at)),
        type=said.type,
        since=_moment(agreement, said.since if said.since is not None else alert.opened),
        state=known.state,
        called=tuple(_called(agreement, c) for c in alert.of("call")),
        asked=tuple(dict.fromkeys(a for a in asked if a)),
        tried=tuple(tried),
        acts=tuple(a.entry for a in alert.counting),
    )


def area_of(connection: Connection, agreement: Agreement, place: str, at: int) -> str:
    """Find the area of a place that an alert names: its own name, else the one in which every report puts it."""
    named, wanted = index(agreement.areas), fold(place)
    if not wanted or wanted in named:
        return named.get(wanted, "")
    found = {
        named.get(fold(i.within), "") for i in linking.incidents(connection, at) if fold(i.place) == wanted
    }
    return found.pop() if len(found) == 1 else ""


def named(agreement: Agreement, area: str) -> str:
    """Name an area by its id; what is none stays as it is."""
    return next((Name.of(a.names) for a in agreement.areas if a.id == area), area)


def _called(agreement: Agreement, call: Done) -> Called:
    said = cast("acts.Call", call.body)
    return Called(said.to, _moment(agreement, call.at), said.answered)


def _moment(agreement: Agreement, at: int) -> dt.datetime:
    return (EPOCH + at * MICROSECOND).astimezone(ZoneInfo(agreement.timezone))


def dues(
    connection: Connection, agreement: Agreement, at: int, now: int, day: dt.date, entries: Collection[int]
) -> Iterator[Due]:
    """Yield the responses to these allegations, and those that fell due or were followed up on the day."""
    by_response: dict[int, list[Done]] = {}
    for step in repo.of_kind(connection, "follow-up", at):
        by_response.setdefault(step.about, []).append(step)
    for response in repo.of_kind(connection, "response", at):
        steps = by_response.get(response.entry, [])
        body = cast("acts.Response", response.body)
        days = {day_of(agreement, x) for x in (body.due, *(s.at for s in steps)) if x is not None}
        if response.about in entries or day in days:
            yield _due(agreement, response, body, steps, now)


def _due(agreement: Agreement, response: Done, body: acts.Response, steps: list[Done], now: int) -> Due:
    said = [(s.actor, cast("acts.FollowUp", s.body).step) for s in steps]
    last: Followed = said[-1][1] if said else "proposed"
    if last in ("proposed", "agreed") and body.due is not None and body.due <= now:
        last = "overdue"
    return Due(
        entry=response.entry,
        case=response.case,
        measure=body.measure,
        to=body.to,
        due=day_of(agreement, body.due) if body.due is not None else None,
        step=last,
        blocked_by=tuple(dict.fromkeys(actor for actor, step in said if step == "blocked")),
        acts=(response.entry, *(s.entry for s in steps)),
    )
