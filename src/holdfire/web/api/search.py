"""Search over reports, incidents, cases and actors, as the page finds them."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from holdfire.search import repo
from holdfire.search.asking import FILTERS, asked
from holdfire.search.model import KINDS, Cursor, Hit
from holdfire.web import seen
from holdfire.web.api.asking import Asking, Text
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Instant, Listed, Shape, maybe
from holdfire.web.pages.maps import From, To

router = APIRouter()
Words = Annotated[
    str, Query(pattern=r"^[^\x00]*$", max_length=1000, description='Words, and phrases in "double quotes".')
]
KindAsked = Annotated[Text, Query(json_schema_extra={"enum": ["", *KINDS]})]
StatusAsked = Annotated[Text, Query(json_schema_extra={"enum": ["", *FILTERS]})]
Box = Annotated[Text, Query(description="west,south,east,north in degrees.")]


class Piece(Shape):
    """A part of a line; `found` where it was looked for."""

    text: str
    found: bool


class Found(Shape):
    """A thing that was found, with the lines in which the words stand, as the account reads them."""

    kind: str
    id: str
    entry: int
    start: Instant | None
    end: Instant | None
    lines: list[list[Piece]]


class AllFound(Listed[Found]):
    """A page of what was found: first where the words stand beside each other, each the newest first."""

    total: int
    """How many there are; exact up to 10,000."""
    more: bool
    """Whether there are more than `total`."""


@get(router, "/{slug}/search", AllFound)
def search(
    asking: Asking,
    q: Words = "",
    kind: KindAsked = "",
    start: From = None,
    to: To = None,
    box: Box = "",
    place: Text = "",
    actor: Text = "",
    status: StatusAsked = "",
) -> Response:
    """Find things by words or filters; `search-empty` where there are neither."""
    desk = asking.desk
    after = asking.after(int, int)
    query = asked(
        desk.agreement,
        q,
        start=start,
        to=to,
        kind=kind,
        box=box,
        place=place,
        actor=actor,
        status=status,
    )
    reach = seen.reach(desk, status=bool(status))
    cursor = Cursor(*after) if after else None
    found = repo.find(desk.connection, query, desk.at, cursor, asking.limit, reach)
    made = AllFound(
        record=asking.cut,
        items=[_hit(h) for h in found.hits],
        next=asking.next(tuple(found.after)) if found.after else None,
        total=found.total,
        more=found.more,
    )
    return asking.answer(made)


def _hit(hit: Hit) -> Found:
    lines = [[Piece(text=text, found=there) for text, there in line] for line in hit.lines]
    return Found(
        kind=hit.kind,
        id=hit.thing,
        entry=hit.entry,
        start=maybe(hit.start),
        end=maybe(hit.end),
        lines=lines,
    )
