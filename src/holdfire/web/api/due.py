"""What is due: every clock that nothing has stopped yet."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from holdfire.agreement.words import GRAVITIES, STEPS
from holdfire.casework import lists
from holdfire.casework.turn import turn
from holdfire.casework.words import TRACKS
from holdfire.web import seen
from holdfire.web.api.acts import Allegation, ClockShown, allegation, clock
from holdfire.web.api.asking import Asking, Text
from holdfire.web.api.cases import Gravity, Track
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Listed, Shape
from holdfire.web.paging import demand_one_of

router = APIRouter()
State = Annotated[str, Query(json_schema_extra={"enum": ["", *lists.STATES]})]
Step = Annotated[str, Query(json_schema_extra={"enum": ["", *STEPS]})]
Who = Annotated[Text, Query(description="Only what this actor can do.")]


class Due(Shape):
    """A clock that runs, or ran out with nothing done, and the allegations of its case; of an alert none."""

    case: str
    clock: ClockShown
    allegations: list[Allegation]


class AllDue(Listed[Due]):
    """A page of what is due: what is overdue first, then by when it runs out."""


@get(router, "/{slug}/due", AllDue)
def list_due(
    asked: Asking,
    who: Who = "",
    state: State = "",
    step: Step = "",
    gravity: Gravity = "",
    track: Track = "",
) -> Response:
    """List what is due, for all or for what one actor can do."""
    desk = asked.desk
    for field, value, allowed in (
        ("state", state, lists.STATES),
        ("step", step, tuple(STEPS)),
        ("gravity", gravity, tuple(GRAVITIES)),
        ("track", track, tuple(TRACKS)),
    ):
        demand_one_of(field, value, allowed)
    mine = turn(desk.agreement, who, desk.day(asked.now)) if who else None
    wanted = lists.Due(asked.now, mine, state, step, gravity, track, seen.threads(desk))
    after = asked.after(int, str, str, int, str)
    found = lists.due(desk.connection, desk.at, wanted, lists.Page(asked.limit + 1, after=after))
    shown, onward = asked.page(
        found, lambda r: (r.clock.due, r.case, r.clock.step, r.clock.about, r.clock.whom)
    )
    briefs = lists.briefs_of(desk.connection, desk.at, [r.case for r in shown])
    items = [
        Due(
            case=r.case,
            clock=clock(r.clock, asked.now),
            allegations=[allegation(b) for b in briefs.get(r.case, [])],
        )
        for r in shown
    ]
    return asked.answer(AllDue(record=asked.cut, items=items, next=onward))
