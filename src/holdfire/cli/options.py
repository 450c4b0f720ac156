"""What several commands share: opening a book with its keys, choosing who acts, progress, instants in words."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from babel import Locale, UnknownLocaleError

from holdfire.book import Book
from holdfire.cli.passphrase import ask
from holdfire.db import vault
from holdfire.db.engine import is_server
from holdfire.errors import BadInput, Conflict, NotFound, Where
from holdfire.record import repo
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import load
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from holdfire.book import Book
    from holdfire.record.keys import PrivateKey, Role

F = TypeVar("F", bound="Callable[..., Any]")
book_argument = click.argument("book")
keys_option = click.option("--keys", help="Folder of the keys (default: beside the book).")
at_option = click.option("--at", type=int, metavar="SIZE", help="Read the record as it was at SIZE entries.")
_pages = (
    click.option("--limit", type=click.IntRange(1, 1_000_000), metavar="N", help="At most so many lines."),
    click.option(
        "--offset", type=click.IntRange(0, 1_000_000), default=0, metavar="N", help="After so many lines."
    ),
)
actor_option = click.option(
    "--as",
    "actor",
    help="Who signs: an actor with a key in the folder, or a key file (default: the only key).",
)


def page_options(command: F) -> F:
    """Give a list's command `--limit` and `--offset`."""
    for option in reversed(_pages):
        command = option(command)
    return command


def is_book(name: str) -> bool:
    """Whether a name is a book's: a server's URL, or a file that is one, plain or encrypted."""
    path = Path(name)
    if is_server(name) or vault.is_locked(path):
        return True
    if not path.is_file():
        return path.suffix not in {".html", ".htm", ".txt", ".csv"}
    with path.open("rb") as f:
        return f.read(16) == b"SQLite format 3\x00"


def shown(book: str) -> str:
    """Write BOOK for the screen: a server's URL without its password."""
    from sqlalchemy import make_url

    return make_url(book).render_as_string(hide_password=True) if is_server(book) else book


def ring(book: str, keys: str | None) -> KeyRing:
    """Open the folder of a book's keys."""
    from holdfire.record.keyring import keys_folder

    return KeyRing(keys_folder(book, keys), ask)


def lock(book: str) -> None:
    """Make the vault of a file book that is about to be made; BadInput `vault-server`, Conflict `book-exists`."""
    if is_server(book):
        raise BadInput(
            "vault-server",
            say("a book on a server is encrypted by its administrator, not from here"),
            hint=say("encrypt the server's disk"),
        )
    if Path(book).exists():
        raise Conflict(
            "book-exists", say("{book} exists already", book=book), hint=say("choose another name")
        )
    vault.make(Path(book), vault.passphrase(again=True))


def open_to_write(book: str, keys: str | None) -> Book:
    """Open a book with its keys."""
    from holdfire.book import Book

    return Book(book, ring(book, keys))


def signer(book: Book, role: Role, actor: str | None) -> PrivateKey:
    """Choose the key that signs: the actor's, the one in the file named, or the only one of the role."""
    assert book.keys is not None
    if actor and actor.endswith(".key"):
        return load(Path(actor), ask)
    return book.keys.get(role, actor) if actor else book.keys.only(role)


def _unseen(_done: int, _of: int | None = None) -> None:
    return


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int, int | None], None]]:
    """Show progress on standard error where that is a terminal; gives a function of (done, of how many)."""
    if not sys.stderr.isatty():
        yield _unseen
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(label, total=total)

        def show(done: int, of: int | None = None) -> None:
            bars.update(bar, completed=done, total=of or total)

        yield show


def demand_size(connection: Connection, at: int | None) -> None:
    """Refuse a cut-off that the log has not reached; BadInput `size-wrong`."""
    have = repo.size(connection)
    if at is not None and not 1 <= at <= have:
        raise BadInput(
            "size-wrong", say("the log has {have} entries, so there is no cut-off at {at}", have=have, at=at)
        )


def parse_day(text: str) -> dt.date:
    """Read a day; BadInput `day-malformed`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as e:
        raise BadInput(
            "day-malformed", say("{text} is not a day", text=repr(text)), hint=say("YYYY-MM-DD")
        ) from e


def parse_language(text: str) -> str:
    """Read a language, with a country or without: `ar`, `ar_SY`, `ar-SY`; BadInput `language-invalid`."""
    try:
        return str(Locale.parse(text.replace("-", "_")))
    except (ValueError, UnknownLocaleError) as e:
        raise BadInput(
            "language-invalid",
            say("{text} is no language", text=repr(text)),
            hint=say("ISO 639: ar, en, fa, ru, tr"),
        ) from e


def file_bytes(path: str) -> bytes:
    """Read a file that a command was given; NotFound `file-missing`."""
    try:
        return Path(path).read_bytes()
    except (FileNotFoundError, IsADirectoryError) as e:
        raise NotFound("file-missing", say("there is no such file"), where=Where(path)) from e
