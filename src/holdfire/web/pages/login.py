"""Logging in and out, and one's own account: passkeys, password, other sessions."""

import json
from typing import Any
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from holdfire.accounts import login, passkeys, repo, sessions
from holdfire.accounts.model import ROLES
from holdfire.book import Book
from holdfire.db.engine import write
from holdfire.errors import BadInput, HoldfireError, Refused
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.tongues import keep
from holdfire.web.visits import (
    Admitted,
    Posted,
    SignedIn,
    Visitor,
    address,
    cookie,
    find_book,
    hand_over,
    onward,
    party,
    signed_in,
)
from holdfire.words import say

router = APIRouter()


@router.api_route("/{slug}/login", methods=["GET", "HEAD"])
def login_page(desk: OpenDesk, next: str = "") -> HTMLResponse:  # noqa: A002 - a parameter of the address
    """Show the login."""
    return desk.render("login.html", next=next, name="", error=None)


@router.api_route("/{slug}/login", methods=["POST"])
def log_in(request: Request, desk: OpenDesk, posted: Posted) -> Response:
    """Log in by name and password; what was wrong is said on the same page.

    A book without accounts is written nothing into.
    """
    form = fields(posted)
    name, wanted = form.get("name", ""), form.get("next", "")
    try:
        if not desk.visitor.locked:
            raise login.refused()
        token = login.by_password(
            desk.book.engine, name, form.get("password", ""), address(request), desk.book.clock()
        )
    except HoldfireError as error:
        page = desk.render("login.html", next=wanted, name=name, error=error)
        page.status_code = error.http
        return page
    return _entered(request, desk.slug, token, desk.book, wanted)


def _entered(request: Request, slug: str, token: str, book: Book, wanted: str) -> Response:
    """Hand the new session over, and end the one that the visitor came with."""
    old = request.cookies.get(cookie(request, slug), "")
    with write(book.engine) as connection:
        if old:
            repo.end(connection, sessions.digest(old))
        visit = sessions.visit(connection, token, book.clock())
    home = Visitor(True, visit.account if visit else None).home
    return hand_over(request, slug, token, _to(request, onward(slug, wanted, home)))


def _to(request: Request, address: str) -> RedirectResponse:
    """Go on to a page of ours, in the language of this one."""
    return RedirectResponse(keep(request, address), status_code=303)


@router.api_route("/{slug}/login/passkey", methods=["GET", "HEAD"])
def passkey_options(request: Request, slug: str) -> JSONResponse:
    """Give a browser what it needs to log in by a passkey."""
    challenge = request.app.state.challenges.give(f"login {slug}", find_book(request, slug).clock())
    return JSONResponse(passkeys.to_log_in(party(request), challenge))


@router.api_route("/{slug}/login/passkey", methods=["POST"])
def log_in_by_passkey(request: Request, slug: str, posted: Posted) -> Response:
    """Log in by a passkey's answer; Refused `login-refused`, `passkey-refused`."""
    book, given = find_book(request, slug), _object(posted)
    credential = _part(given, "credential")
    now = book.clock()
    passkeys.spend(request.app.state.challenges, credential, f"login {slug}", now)
    token = passkeys.log_in(book.engine, party(request), credential, now)
    return _entered(request, slug, token, book, str(given.get("next", "")))


@router.api_route("/{slug}/logout", methods=["POST"])
def log_out(request: Request, slug: str, who: Admitted) -> Response:
    """End this session."""
    with write(find_book(request, slug).engine) as connection:
        repo.end(connection, who.session)
    return hand_over(request, slug, "", _to(request, f"/{quote(slug)}/login"))


@router.api_route("/{slug}/account", methods=["GET", "HEAD"])
def account(desk: OpenDesk, done: str = "") -> HTMLResponse:
    """Show the account that is logged in: what it is for, what it sees, its passkeys and sessions."""
    return _account(desk, done=done)


def _account(desk: Desk, done: str = "", error: HoldfireError | None = None) -> HTMLResponse:
    account = signed_in(desk.visitor)
    page = desk.render(
        "account.html",
        account=account,
        role=ROLES[account.role],
        passkeys=repo.passkeys(desk.connection, account.name),
        sessions=[
            s for s in repo.sessions(desk.connection, account.name) if sessions.holds(s, desk.book.clock())
        ],
        zones={z.id: desk.named(z.names) for z in (*desk.agreement.zones, *desk.agreement.areas)},
        done=done,
        error=error,
    )
    page.status_code = error.http if error else 200
    return page


@router.api_route("/{slug}/account/password", methods=["POST"])
def change_password(request: Request, desk: OpenDesk, account: SignedIn, posted: Posted) -> Response:
    """Change the password, which ends the account's other sessions."""
    form, book = fields(posted), desk.book
    old, new = form.get("old", ""), form.get("new", "")
    try:
        login.change_password(
            book.engine, account, old, new, desk.visitor.session, address(request), book.clock()
        )
    except HoldfireError as error:
        return _account(desk, error=error)
    return _to(request, f"/{quote(desk.slug)}/account?done=password")


@router.api_route("/{slug}/account/sessions", methods=["POST"])
def end_others(slug: str, request: Request, who: Admitted, account: SignedIn) -> RedirectResponse:
    """End the account's other sessions."""
    with write(find_book(request, slug).engine) as connection:
        repo.end_all(connection, account.name, but=who.session)
    return _to(request, f"/{quote(slug)}/account")


@router.api_route("/{slug}/account/passkey", methods=["GET", "HEAD"])
def registration_options(request: Request, slug: str, who: Admitted, account: SignedIn) -> JSONResponse:
    """Give a browser what it needs to make a passkey; Refused `login-old`."""
    book = find_book(request, slug)
    with book.reading() as connection:
        _demand_recent(connection, who, book.clock())
        known = repo.passkeys(connection, account.name)
    challenge = request.app.state.challenges.give(f"register {slug} {who.session}", book.clock())
    return JSONResponse(passkeys.to_register(party(request), account, known, challenge))


@router.api_route("/{slug}/account/passkey", methods=["POST"])
def register_passkey(
    request: Request, slug: str, who: Admitted, account: SignedIn, posted: Posted
) -> RedirectResponse:
    """Keep a new passkey; Refused `login-old`, `passkey-refused`, Conflict `passkey-known`."""
    book, given = find_book(request, slug), _object(posted)
    credential = _part(given, "credential")
    now = book.clock()
    passkeys.spend(request.app.state.challenges, credential, f"register {slug} {who.session}", now)
    with write(book.engine) as connection:
        _demand_recent(connection, who, now)
        passkeys.register(connection, party(request), account, credential, str(given.get("label", "")), now)
    return _to(request, f"/{quote(slug)}/account")


@router.api_route("/{slug}/account/passkey/remove", methods=["POST"])
def remove_passkey(request: Request, slug: str, account: SignedIn, posted: Posted) -> RedirectResponse:
    """Forget a passkey; NotFound `passkey-missing`."""
    with write(find_book(request, slug).engine) as connection:
        repo.remove_passkey(connection, account.name, fields(posted).get("id", ""))
    return _to(request, f"/{quote(slug)}/account")


def _demand_recent(connection: Any, who: Visitor, now: int) -> None:
    """Refuse what outlives a session to one that is not fresh: somebody may have sat down at an open desk."""
    found = repo.find_session(connection, who.session)
    if found is None or now - found[0].begun > sessions.FRESH:
        raise Refused(
            "login-old",
            say("a passkey is added within a quarter of an hour after a login"),
            hint=say("log out and in again"),
        )


def fields(posted: bytes) -> dict[str, str]:
    """Read a posted form: the first value of each field; a zero byte is in none."""
    read = parse_qs(posted.decode("latin-1").replace("%00", ""), keep_blank_values=True, max_num_fields=40)
    return {name: values[0].replace("\x00", "") for name, values in read.items()}


def _object(posted: bytes) -> dict[str, Any]:
    """Read posted JSON; BadInput `post-malformed`."""
    try:
        found = json.loads(posted)
    except (ValueError, RecursionError) as e:
        raise malformed() from e
    if not isinstance(found, dict):
        raise malformed()
    return found


def _part(given: dict[str, Any], name: str) -> dict[str, Any]:
    found = given.get(name)
    if not isinstance(found, dict):
        raise malformed()
    return found


def malformed() -> BadInput:
    """Say that what was posted cannot be read."""
    return BadInput(
        "post-malformed", say("what was sent cannot be read"), hint=say("use the page's own form")
    )
