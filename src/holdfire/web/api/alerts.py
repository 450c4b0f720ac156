"""Alerts of the first hour: a list, and each with its acts and clocks."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from holdfire.casework import lists, repo
from holdfire.casework.alerts import stand
from holdfire.casework.model import Case, Thread
from holdfire.casework.words import said_in
from holdfire.web import seen
from holdfire.web.api.acts import Act, ClockShown, act, clock
from holdfire.web.api.asking import Asking, Looking
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Cut, Instant, Listed, Shape, iso, maybe
from holdfire.web.pages.cases import missing
from holdfire.web.pages.cases import thread as find
from holdfire.web.paging import Name, demand_one_of

router = APIRouter()
State = Annotated[str, Query(json_schema_extra={"enum": ["", "open"]}, description="`open`: not over.")]


class Alert(Shape):
    """A call that something is happening now. It establishes nothing; `said` is what was said when it was raised."""

    id: str
    entry: int
    raised: Instant
    raised_by: str
    state: str
    stopped: Instant | None
    """Since when firing has stopped."""
    began_again: Instant | None
    said: dict[str, Any]


class Alerts(Listed[Alert]):
    """A page of alerts, the newest first."""


class OneAlert(Shape):
    """One alert."""

    record: Cut
    alert: Alert
    clocks: list[ClockShown]
    acts: list[Act]


def _alert(thread: Thread, now: int) -> Alert:
    first, stood = thread.counting[0], stand(thread, now)
    return Alert(
        id=thread.id,
        entry=first.entry,
        raised=iso(thread.opened),
        raised_by=first.actor,
        state=stood.state,
        stopped=maybe(stood.stopped),
        began_again=maybe(stood.again),
        said=said_in(first),
    )


@get(router, "/{slug}/alerts", Alerts)
def list_alerts(asked: Asking, state: State = "") -> Response:
    """List the alerts, the newest first; with `state=open`, those alone that are not over."""
    desk = asked.desk
    demand_one_of("state", state, ("open",))
    after = asked.after(int)
    wanted = lists.Raised(asked.now if state else None, seen.threads(desk))
    found = lists.alerts(desk.connection, desk.at, wanted, lists.Page(asked.limit + 1, after=after))
    shown, onward = asked.page(found, lambda t: (t.counting[0].entry,))
    return asked.answer(Alerts(record=asked.cut, items=[_alert(t, asked.now) for t in shown], next=onward))


@get(router, "/{slug}/alerts/{alert}", OneAlert)
def read_alert(looked: Looking, alert: Name) -> Response:
    """Read one alert; `case-missing`."""
    desk = looked.desk
    found = find(desk, alert)
    if isinstance(found, Case):
        raise missing(alert)
    clocks = repo.clocks_of(desk.connection, alert, desk.at)
    return looked.answer(
        OneAlert(
            record=looked.cut,
            alert=_alert(found, looked.now),
            clocks=[clock(c, looked.now) for c in clocks],
            acts=[act(a) for a in found.acts],
        )
    )
