"""Mirrors of a small log: made from its file, or from its pages with a member's mirror key."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from holdfire.accounts.model import Role as Account
from holdfire.book import Book
from holdfire.db import dump
from holdfire.mirror.following import begin, follow
from holdfire.mirror.source import Local, Remote
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role, new_key, save
from holdfire.web import app
from people import enrol
from serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desk import Desk
    from holdfire.mirror.following import Followed


class Changed:
    """A source that answers otherwise than the one behind it: what the test puts in the place of its methods."""

    def __init__(self, behind: Local | Remote, **instead: object) -> None:
        self.behind, self.instead = behind, instead

    def __getattr__(self, name: str) -> object:
        return self.instead.get(name) or getattr(self.behind, name)


def local(desk: Desk) -> Local:
    return Local(desk.book.url)


def mirror(url: str, source: Local | Remote, desk: Desk, keys: Path | None = None) -> Book:
    """Make a mirror's book and fill it."""
    begin(url, source, desk.book.clock())
    made = Book(url, KeyRing(keys) if keys else None, desk.book.clock)
    update(made, source)
    return made


def update(book: Book, source: Local | Remote) -> Followed:
    return follow(book.engine, source, book.clock)


def dumped(book: Book) -> list[bytes]:
    with book.reading() as connection:
        return list(dump.dump(connection))


def key(desk: Desk, actor: str, folder: Path) -> Path:
    """Make an actor's mirror key and register it; gives the folder that it lies in."""
    made = new_key(Role.MIRROR, actor, "member")
    save(made, folder / f"{actor}.mirror.key")
    desk.register(made)
    return folder


@contextmanager
def pages(desk: Desk) -> Iterator[str]:
    """Serve a book's pages to those who have an account or a mirror's key."""
    with desk.book.reading() as connection:
        locked = connection.exec_driver_sql("SELECT count(*) FROM account").scalar()
    if not locked:
        enrol(desk.book, "liaison", Account.LIAISON)
    with served(app.create({"truce": desk.book})) as origin:
        yield f"{origin}/truce"


@contextmanager
def remote(address: str, desk: Desk, keys: Path | None = None) -> Iterator[Remote]:
    """Ask the pages, with the mirror's key in a folder or without one."""
    asked = Remote(address, desk.book.clock, KeyRing(keys).only(Role.MIRROR) if keys else None)
    yield asked
    asked.close()
