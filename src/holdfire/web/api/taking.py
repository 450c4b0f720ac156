"""What is handed in: one report, and what was signed elsewhere. Only a token or an open book lets anybody write."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Request
from pydantic import ConfigDict
from starlette.responses import Response

from holdfire.book import Book
from holdfire.errors import BadInput, Refused
from holdfire.record import parcel as parcels
from holdfire.record import repo as record
from holdfire.record.encoding import b64url
from holdfire.record.keys import PrivateKey, Role
from holdfire.record.tree import leaf_hash
from holdfire.reports import intake
from holdfire.reports.formats import jsonl
from holdfire.web.api.asking import Looking
from holdfire.web.api.routing import post
from holdfire.web.api.shapes import Shape
from holdfire.web.desk import Desk
from holdfire.web.pages.act import LARGEST, writable
from holdfire.words import say

router = APIRouter()


class HandedIn(Shape):
    """A report in the form of one line of a JSONL file; every field but its id may be missing or null."""

    model_config = ConfigDict(
        json_schema_extra={
            "description": "One line of a JSONL file that `holdfire import` reads; other fields are ignored."
        }
    )

    report_id: str
    """The source's own id. The same source and id again, in other bytes, is a correction."""
    source: str | None = None
    source_type: str | None = None
    origin: str | None = None
    document: str | None = None
    url: str | None = None
    cited: str | None = None
    published: str | None = None
    """A day or an instant, as ISO 8601 has it; so are `start` and `end`."""
    language: str | None = None
    title: str | None = None
    text: str | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    city: str | None = None
    within: str | None = None
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None
    types: list[str] | None = None
    context: str | None = None
    target: str | None = None
    perpetrators: list[str] | None = None
    victims: list[str] | None = None
    killed: list[int | None] | None = None
    """`[low, best, high]`; so is `injured`."""
    injured: list[int | None] | None = None


class Taken(Shape):
    """Where a report stands: the entry that was made, or the one that was there."""

    entry: int
    leaf: str
    state: Literal["new", "corrected", "already"]
    warnings: list[str]
    """Codes of what is odd about it and was kept: `docs/errors.md`."""


class Entered(Shape):
    """The entry of what was handed in signed, as its receipt has it."""

    entry: int
    leaf: str


PARCEL: dict[str, Any] = {
    "description": "A response that `holdfire sign` wrote, or several to one request.",
    "anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}, "minItems": 1}],
}


async def body(request: Request) -> bytes:
    """Read what was sent; BadInput `form-too-large`."""
    got = b""
    async for part in request.stream():
        got += part
        if len(got) > LARGEST:
            raise BadInput("form-too-large", say("what was sent is larger than {n} bytes", n=LARGEST))
    return got


Sent = Annotated[bytes, Depends(body)]


@post(router, "/{slug}/reports", Taken, HandedIn.model_json_schema())
def take_report(looked: Looking, sent: Sent) -> Response:
    """Take one report in, signed by the intake of the token's account; what came already makes no entry."""
    desk = looked.desk
    demand_log(desk.book)
    key = intake_key(desk)
    row = jsonl.one(sent, ZoneInfo(desk.agreement.timezone))
    entry, taken = intake.take_one(row, lambda build: desk.book.submit(build, key))
    state: Literal["new", "corrected", "already"] = "corrected" if taken.corrected else "new"
    made = Taken(
        entry=entry,
        leaf=_leaf(desk.book, entry),
        state="already" if taken.already else state,
        warnings=sorted(taken.warnings),
    )
    return _made(made, 200 if taken.already else 201)


@post(router, "/{slug}/submit", Entered, PARCEL)
def submit(looked: Looking, sent: Sent) -> Response:
    """Enter an act that was signed elsewhere: one response, or several to one request."""
    desk = looked.desk
    demand_log(desk.book)
    receipt = desk.book.take(parcels.together([parcels.parse(part) for part in _parts(sent)]))
    return _made(Entered(entry=receipt.index, leaf=receipt.leaf), 201)


def _parts(sent: bytes) -> list[bytes]:
    """Part several responses; one is itself. BadInput `parcel-malformed`."""
    try:
        several = msgspec.json.decode(sent, type=list[msgspec.Raw] | dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [sent]
    if isinstance(several, dict):
        return [sent]
    return [bytes(part) for part in several] or [b""]


def _made(made: Shape, status: int) -> Response:
    return Response(made.model_dump_json(), status, {"cache-control": "no-store"}, "application/json")


def _leaf(book: Book, entry: int) -> str:
    with book.reading() as connection:
        found = record.leaf(connection, entry)
    assert found is not None
    return b64url(leaf_hash(found))


def demand_log(book: Book) -> None:
    """Refuse to enter anything at a host that does not keep the log; Refused `log-elsewhere`."""
    if not writable(book):
        raise Refused(
            "log-elsewhere",
            say("this host does not keep the log, so nothing is entered here"),
            hint=say("`holdfire serve --write` where the log’s key lies, or `holdfire submit`"),
        )


def intake_key(desk: Desk) -> PrivateKey:
    """Give the key of the account's own intake, for its words are that intake's to read; Refused `intake-elsewhere`.

    In a book without accounts, the one intake key that lies here.
    """
    keys, who = desk.book.keys, desk.visitor.account
    assert keys is not None
    if who is None:
        return keys.only(Role.INTAKE)
    if all((k.role, k.actor) != (Role.INTAKE, who.actor) for k in keys.public()):
        raise Refused(
            "intake-elsewhere",
            say("this host holds no intake key of {actor}", actor=desk.actor(who.actor)),
            hint=say("hand it in where that key lies, or with an account of this intake"),
        )
    return keys.get(Role.INTAKE, who.actor)
