"""Who a request comes from: the session in its cookie, the account whose it is, and what the table lets it open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request

from holdfire.accounts import repo, sessions
from holdfire.accounts.model import Account
from holdfire.accounts.passkeys import Party
from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.signers import standing
from holdfire.db.engine import write
from holdfire.errors import NotFound
from holdfire.mirror.passing import caller
from holdfire.record.keys import Role
from holdfire.web import access
from holdfire.web.tongues import keep
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.responses import Response

    from holdfire.book import Book

LONGEST = 16_384
"""Bytes of a form or of a passkey's answer."""


@dataclass(frozen=True)
class Visitor:
    """Who asks for a page of one book. In a book without accounts, `locked` is False and everybody sees all.

    `mirror` is the actor whose mirror asks, by its registered key; it opens what is for mirrors and nothing else.
    """

    locked: bool
    account: Account | None = None
    session: str = ""
    mirror: str = ""

    def rule(self, route: str) -> access.Rule:
        """Say how much of a route this visitor sees."""
        if not self.locked:
            return access.Rule.YES
        if self.mirror:
            return access.rule(route, access.MIRROR)
        return access.rule(route, self.account.role if self.account else access.NOBODY)

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose cases alone this visitor sees; empty: it sees all."""
        return self.account.parties if self.account else ()

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones and areas outside which this visitor sees nothing; empty: it sees all."""
        return self.account.zones if self.account else ()

    @property
    def home(self) -> str:
        """The page of the book to begin with."""
        return (
            access.HOME.get(self.account.role if self.account else access.NOBODY, "") if self.locked else ""
        )


class NeedsLogin(Exception):
    """Nobody is logged in, and the page is not for everybody: the visitor is sent to the login at `where`."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def find_book(request: Request, slug: str) -> Book:
    """Find the book of an address; NotFound `book-missing`."""
    book: Book | None = request.app.state.books.get(slug)
    if book is None:
        raise NotFound(
            "book-missing",
            say("there is no book {slug} here", slug=repr(slug)),
            hint=say("the first page lists them"),
        )
    return book


def visitor(request: Request, slug: str, book: Book) -> Visitor:
    """Find who asks, by the cookie of that book; notes the use of the session, at most every five minutes."""
    token, now = request.cookies.get(cookie(request, slug), ""), book.clock()
    with book.reading() as connection:
        mirror = _mirror(request, connection, now)
        if not repo.any_account(connection):
            return Visitor(locked=bool(request.app.state.origin), mirror=mirror)
        if mirror:
            return Visitor(locked=True, mirror=mirror)
        visit = sessions.visit(connection, token, now) if token else None
    if visit is None:
        return Visitor(locked=True)
    if now - visit.session.seen > sessions.NOTED:
        with write(book.engine) as connection:
            repo.touch(connection, visit.session.token_sha256, now)
    return Visitor(locked=True, account=visit.account, session=visit.session.token_sha256)


def _mirror(request: Request, connection: Connection, now: int) -> str:
    """Say whose registered mirror key signed the request; empty: none did."""
    given = request.headers.get("authorization", "")
    if not given:
        return ""
    path = bytes(request.scope.get("raw_path") or request.url.path.encode()).decode("latin-1")
    target = path + (f"?{request.url.query}" if request.url.query else "")
    host = request.headers.get("host", "")
    known = agreement_repo.public_keys(connection)
    keys = [known[i] for i in standing(connection, Role.MIRROR)]
    key = caller(given, request.method, host, target, now // 1_000_000, keys)
    return key.actor if key else ""


def admit(request: Request) -> None:
    """Let a visitor in, or not; a dependency of every page. NotFound `page-missing`, `book-missing`; NeedsLogin.

    A page that the visitor may not open is not there: nobody learns from a refusal that there is something.
    """
    slug = request.path_params.get("slug")
    if slug is None:
        return
    found = visitor(request, slug, find_book(request, slug))
    request.state.visitor = found
    if found.rule(request.scope["route"].path) is not access.Rule.NO:
        return
    if found.account is None and request.scope["route"].path in access.TABLE:
        raise NeedsLogin(login_address(slug, request))
    raise page_missing()


def page_missing() -> NotFound:
    """Say that a page is not there."""
    return NotFound("page-missing", say("there is no such page"), hint=say("start from the first page"))


def admitted(request: Request) -> Visitor:
    """Give the visitor whom `admit` let in."""
    found: Visitor = request.state.visitor
    return found


Admitted = Annotated[Visitor, Depends(admitted)]


def signed_in(who: Admitted) -> Account:
    """Give the account that is logged in; NotFound `page-missing` in a book without accounts."""
    if who.account is None:
        raise page_missing()
    return who.account


SignedIn = Annotated[Account, Depends(signed_in)]


def login_address(slug: str, request: Request) -> str:
    """Address the login, from which a reading request then goes on to where it wanted."""
    where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    head = f"/{quote(slug)}/login"
    return keep(
        request, f"{head}?next={quote(where, safe='')}" if request.method in ("GET", "HEAD") else head
    )


def onward(slug: str, wanted: str, home: str) -> str:
    """Say where to go after the login: to a page of that book, wherever else an address wants to lead."""
    inside = f"/{quote(slug)}/"
    safe = wanted.startswith(inside) and not set(wanted) & set("\\\r\n\t") and "/." not in wanted
    return wanted if safe else inside + home


def cookie(request: Request, slug: str) -> str:
    """Name the cookie of a book's session; behind TLS with the prefix that ties it to this host (RFC 6265bis)."""
    name = f"holdfire-{hashlib.sha256(slug.encode()).hexdigest()[:12]}"
    return f"__Host-{name}" if request.app.state.origin else name


def hand_over(request: Request, slug: str, token: str, response: Response) -> Response:
    """Put a session's token into the visitor's cookie; an empty one takes it away."""
    name, secure = cookie(request, slug), bool(request.app.state.origin)
    if token:
        response.set_cookie(name, token, path="/", secure=secure, httponly=True, samesite="lax")
    else:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def address(request: Request) -> str:
    """Say from which address a request comes, as the server knows it."""
    return request.client.host if request.client else ""


def party(request: Request) -> Party:
    """Name this server as passkeys know it."""
    origin = request.app.state.origin or f"http://{request.headers.get('host', '')}"
    return Party(str(request.url.hostname or ""), origin)


async def body(request: Request) -> bytes:
    """Read what was posted, up to `LONGEST` bytes; more is cut off, and then no form."""
    got = b""
    async for part in request.stream():
        got += part
        if len(got) > LONGEST:
            return b""
    return got


Posted = Annotated[bytes, Depends(body)]
Json = dict[str, Any]
