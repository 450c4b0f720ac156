"""A book with accounts: a copy of the exercise, an account of every role, and browsers that are logged in."""

from __future__ import annotations

import secrets
import sqlite3
import warnings
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

from holdfire.accounts import passwords, repo, sessions
from holdfire.accounts.model import Account, Role
from holdfire.book import Book
from holdfire.db.engine import write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

OURS = "http://127.0.0.1"
PASSWORD = "a kettle on the north pier"
START = 1_931_000_000_000_000
"""March 2031, when the exercise is played."""
ACTORS = {
    Role.MONITOR: "field-team",
    Role.ANALYST: "harbour-archive",
    Role.PARTY: "ridge-movement",
    Role.LIAISON: "kellan",
    Role.CHAIR: "isles-envoy",
    Role.OBSERVER: "harbour-archive",
    Role.SECRETARIAT: "isles-envoy",
    Role.PROTECTION: "intake",
    Role.PUBLIC: "harbour-archive",
}


class Watch:
    """A clock that stands still until it is moved; UTC microseconds."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def on(self, seconds: float) -> None:
        """Let time pass."""
        self.now += int(seconds * 1_000_000)


@cache
def hashed() -> str:
    """The hash of the one password of all these accounts."""
    return passwords.hashed(PASSWORD)


def copy(book: Book, folder: Path, clock: Watch | None = None) -> Book:
    """Copy a book in a file, without its keys."""
    there = str(folder / "copy.book")
    with closing(sqlite3.connect(book.url)) as old, closing(sqlite3.connect(there)) as new:
        old.backup(new)
    return Book(there, clock=clock or Watch())


def enrol(
    book: Book,
    name: str,
    role: Role,
    actor: str = "",
    *,
    parties: tuple[str, ...] = (),
    zones: tuple[str, ...] = (),
) -> Account:
    """Make an account; a party officer's party is its actor."""
    actor = actor or ACTORS[role]
    if role is Role.PARTY and not parties:
        parties = (actor,)
    made = Account(name, secrets.token_hex(16), hashed(), role, actor, parties, zones, book.clock(), None)
    with write(book.engine) as connection:
        repo.add(connection, made)
    return made


def token(book: Book, name: str) -> str:
    """Begin a session as if its owner had logged in."""
    with write(book.engine) as connection:
        return sessions.begin(connection, name, "password", book.clock())


def browser(app: FastAPI, session: str = "", base: str = OURS, slug: str = "exercise") -> Any:
    """A client that keeps cookies and sends the headers of a page of ours; with a session if given."""
    made = TestClient(app, base_url=base, headers={"origin": base}, follow_redirects=False)
    if session:
        made.cookies.set(cookie_of(app, slug), session)
    return made


def cookie_of(app: FastAPI, slug: str = "exercise") -> str:
    """The name of the cookie of a book's session."""
    from starlette.requests import Request

    from holdfire.web.visits import cookie

    return cookie(Request({"type": "http", "app": app, "headers": []}), slug)
