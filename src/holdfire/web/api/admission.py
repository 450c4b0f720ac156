"""Who asks the API: by a token in the Authorization header, or for reading by a session's cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request  # noqa: TC002 - FastAPI reads it

from holdfire.accounts import tokens
from holdfire.accounts.model import Scope
from holdfire.errors import Refused, Stranger
from holdfire.web.access import Rule
from holdfire.web.visits import Visitor, address, find_book, page_missing, visitor
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.book import Book

SCOPES = {"reports": Scope.REPORTS, "submit": Scope.ACTS}
"""What a token needs to post, by the last part of the address; to read it needs `read`."""


def admit(request: Request) -> None:
    """Let a visitor in, or not; a dependency of every operation.

    NotFound `book-missing`, `page-missing`; Stranger `token-wanted`, `token-unfit`; Refused `scope-missing`;
    TooMany `token-limited`. For whom an operation is not, it is not there.
    """
    slug = request.path_params.get("slug")
    if slug is None:
        return
    found = identify(request, slug, find_book(request, slug))
    request.state.visitor = found
    method = "GET" if request.method == "HEAD" else request.method
    if found.rule(f"{method} {request.scope['route'].path}") is not Rule.NO:
        return
    raise page_missing() if found.account else wanted()


def identify(request: Request, slug: str, book: Book) -> Visitor:
    """Find who asks. No cookie counts for what writes, for a browser sends it whoever's page asks."""
    token = bearer(request)
    if token is None:
        found = visitor(request, slug, book)
        return found if request.method in ("GET", "HEAD") or not found.locked else Visitor(locked=True)
    held, account = tokens.visit(book.engine, token, address(request), book.clock())
    scope = Scope.READ if request.method != "POST" else SCOPES[request.url.path.rsplit("/", 1)[-1]]
    if scope not in held.scopes:
        raise Refused(
            "scope-missing",
            say("that token is not good for this: it lacks the scope {scope}", scope=scope.value),
            hint=say("`holdfire account token add --scope`"),
        )
    return Visitor(locked=True, account=account)


def bearer(request: Request) -> str | None:
    """Read the token of the Authorization header; None without one, empty where it is none (RFC 6750)."""
    given = request.headers.get("authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def wanted() -> Stranger:
    """Say that this is not for everybody."""
    return Stranger(
        "token-wanted",
        say("this needs a token"),
        hint=say("`Authorization: Bearer`, with what `holdfire account token add` wrote"),
    )
