"""One request to the API: the book at its size, by what time clocks are read, where a list goes on, and the answer."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from holdfire import __version__
from holdfire.errors import BadInput
from holdfire.i18n import languages
from holdfire.record.encoding import sha256_hex
from holdfire.web.api import cursors
from holdfire.web.api.shapes import Cut, iso
from holdfire.web.desk import Desk, open_desk
from holdfire.web.pages.due import instant
from holdfire.web.tongues import SOURCE
from holdfire.web.visits import Admitted, Visitor

T = TypeVar("T")
GEOJSON = "application/geo+json"
MINUTE = 60_000_000
MOST = 500
"""Items of a page."""
At = Annotated[
    int | None,
    Query(description="Read the record as it was at this size.", json_schema_extra={"minimum": 1}),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Items of a page.")]
CursorText = Annotated[
    str, Query(max_length=cursors.LONGEST, description="Where to go on, as `next` has it.")
]
Lang = Annotated[
    str, Query(description="The language of errors.", json_schema_extra={"enum": [*languages()]})
]
Text = Annotated[str, Query(pattern=r"^[^\x00]*$", max_length=200)]
"""A filter's value; PostgreSQL takes no text with a NUL."""


class Unchanged(Exception):
    """Whoever asks has the answer already: 304, with these headers."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__()
        self.headers = headers


@dataclass(frozen=True)
class Look:
    """A request for one thing. `now` is by what time clocks are read, UTC microseconds."""

    request: Request
    desk: Desk
    now: int

    @property
    def geo(self) -> bool:
        """Whether GeoJSON is asked for."""
        return self.request.url.path.endswith(".geojson") or GEOJSON in self.request.headers.get("accept", "")

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer: kept by whoever asked only, and asked for anew each time."""
        tag = etag(self.request, self.desk, self.now, geo=self.geo)
        return {"etag": tag, "cache-control": "private, no-cache", "vary": "Authorization, Cookie, Accept"}

    @property
    def cut(self) -> Cut:
        """Say of which state this is an answer."""
        desk = self.desk
        return Cut(log=desk.log_name, size=desk.size, cutoff=iso(desk.cutoff), read_at=iso(self.now))

    def answer(self, made: BaseModel) -> Response:
        """Answer in JSON, or in GeoJSON where it is a collection of features."""
        kind = GEOJSON if getattr(made, "type", "") == "FeatureCollection" else "application/json"
        return Response(made.model_dump_json(), headers=self.headers, media_type=kind)


@dataclass(frozen=True)
class Ask(Look):
    """A request for a page of a list."""

    limit: int
    cursor: cursors.Cursor | None

    @property
    def of(self) -> str:
        """The list with its filters, which a cursor names."""
        return cursors.digest(self.request.url.path, _given(self.request))

    def after(self, *form: type | tuple[type, ...]) -> tuple[Any, ...] | None:
        """Give the key behind which the page begins; None: it is the first. BadInput `cursor-malformed`."""
        forms = [f if isinstance(f, tuple) else (f,) for f in form]
        return self.cursor.demand(self.of, forms) if self.cursor else None

    def page(
        self, found: Sequence[T], key: Callable[[T], tuple[int | str | None, ...]]
    ) -> tuple[Sequence[T], str | None]:
        """Cut what was read, one more than asked for if there are more, to a page; and say where the next stands."""
        shown = found[: self.limit]
        return shown, self.next(key(shown[-1])) if len(found) > self.limit else None

    def next(self, key: tuple[int | str | None, ...]) -> str:
        """Address the page that begins behind a key."""
        cursor = cursors.Cursor(self.desk.size, self.now, self.of, key)
        kept = [(k, v) for k, v in self.request.query_params.multi_items() if k != "cursor"]
        return f"{self.request.url.path}?{urlencode([*kept, ('cursor', str(cursor))])}"


def look(
    request: Request, slug: str, visitor: Admitted, at: At = None, lang: Lang = SOURCE
) -> Iterator[Look]:
    """Open the book for one thing, as `open_desk`; `Unchanged`."""
    with _opened(request, slug, visitor, at, lang) as desk:
        yield _fresh(Look(request, desk, _minute(desk)))


def ask(
    request: Request,
    slug: str,
    visitor: Admitted,
    at: At = None,
    limit: Limit = 50,
    cursor: CursorText = "",
    lang: Lang = SOURCE,
) -> Iterator[Ask]:
    """Open the book for a list, as `open_desk`; BadInput `cursor-malformed`; `Unchanged`."""
    found = cursors.parse(cursor)
    if found and at not in (None, found.size):
        raise cursors.malformed()
    with _at_cursor(found), _opened(request, slug, visitor, found.size if found else at, lang) as desk:
        yield _fresh(Ask(request, desk, found.now if found else _minute(desk), limit, found))


Looking = Annotated[Look, Depends(look)]
Asking = Annotated[Ask, Depends(ask)]
_opened = contextmanager(open_desk)


@contextmanager
def _at_cursor(cursor: cursors.Cursor | None) -> Iterator[None]:
    """Say of a size that only a damaged cursor names that it is one."""
    try:
        yield
    except BadInput as error:
        if cursor and error.code == "size-wrong":
            raise cursors.malformed() from error
        raise


def _minute(desk: Desk) -> int:
    """Give the time by which clocks are read: now, to the minute, so that an answer holds for that minute."""
    now = instant(desk)
    return max(desk.cutoff, now - now % MINUTE)


def _given(request: Request) -> list[tuple[str, str]]:
    left = ("cursor", "limit", "lang", "at")
    return [(k, v) for k, v in request.query_params.multi_items() if k not in left]


L = TypeVar("L", bound=Look)


def _fresh(made: L) -> L:
    """Refuse to make an answer that is held already (RFC 9110, section 13.1.2)."""
    held = made.request.headers.get("if-none-match", "")
    if held and made.headers["etag"] in [t.strip().removeprefix("W/") for t in held.split(",")]:
        raise Unchanged(made.headers)
    return made


def etag(request: Request, desk: Desk, now: int, *, geo: bool) -> str:
    """Name an answer by all that it depends on: the record's size, the account's scope, what is asked, the minute."""
    parts = [
        __version__,
        desk.fingerprint,
        desk.size,
        scope_of(desk.visitor),
        request.url.path,
        sorted(request.query_params.multi_items()),
        geo,
        now,
    ]
    return f'"{sha256_hex(json.dumps(parts).encode())[:32]}"'


def scope_of(visitor: Visitor) -> list[Any]:
    """Say what of a book a visitor sees, in so far as answers depend on it."""
    who = visitor.account
    return [visitor.locked, *([who.role.value, who.actor, who.parties, who.zones] if who else [])]
