"""Open a SQLite file or a PostgreSQL database, and its two sorts of transaction."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError

from holdfire.db import vault
from holdfire.errors import BadInput, Broken, Conflict, NotFound, Unavailable
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

APPEND_LOCK = 0x486F6C64
"""The advisory lock that every writer on PostgreSQL holds: "Hold" in ASCII."""


NO_BOOK = (
    "no such table: alembic_version",
    "file is not a database",
    'relation "alembic_version" does not exist',
)
"""What the engines say of a file or a database that holds something else, or nothing."""


STALE = ("no such table", "no such column", "has no column named", "does not exist")
"""What the engines say where a projected table is missing, or of another shape."""


def is_server(book: str) -> bool:
    """Tell whether BOOK names a PostgreSQL database rather than a file."""
    return book.startswith(("postgresql://", "postgres://"))


def open_engine(book: str, *, create: bool = False) -> Engine:
    """Open BOOK, a path or a `postgresql://` URL; with `create`, a file that must not exist yet.

    NotFound `book-missing`, Conflict `book-exists`, Unavailable `extra-missing`, BadInput `book-url`.
    """
    if is_server(book):
        return _postgres(book)
    path = Path(book)
    if create and path.exists():
        raise Conflict(
            "book-exists", say("{book} exists already", book=book), hint=say("choose another name")
        )
    if not create and not path.is_file():
        raise NotFound(
            "book-missing", say("there is no book at {book}", book=book), hint=say("`holdfire new` makes one")
        )
    return open_file(path)


def open_file(path: Path) -> Engine:
    """Open a SQLite file, encrypted where there is a vault beside it; whatever `vault.unlock` refuses."""
    key = vault.unlock(path) if vault.is_locked(path) else None
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": 30, "check_same_thread": False},
        module=vault.module() if key else None,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        if key:
            connection.execute(vault.pragma(key))
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("holdfire_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgres(book: str) -> Engine:
    try:
        url = make_url(book)
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="REPEATABLE READ",
            connect_args={"options": _options(dict(url.query))},
        )
    except (ArgumentError, ValueError) as e:
        raise BadInput(
            "book-url", say("the book's URL cannot be read"), hint=say("postgresql://user@host/name")
        ) from e
    except ModuleNotFoundError as e:
        raise Unavailable(
            "extra-missing",
            say("PostgreSQL support is not installed"),
            hint=say("pip install 'holdfire[postgres]'"),
        ) from e


def _options(query: dict[str, Any]) -> str:
    given = str(query.get("options", ""))
    return f"{given} -c timezone=UTC".strip()


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the book throughout and writes nothing."""
    with _reached(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """Open the one writing transaction of this moment: leaving commits, an exception rolls back.

    Others wait: SQLite's `BEGIN IMMEDIATE`, PostgreSQL's advisory lock. Conflict `book-busy` after 30 s.
    On PostgreSQL the lock is taken before the first snapshot, hence READ COMMITTED here.
    """
    options: dict[str, Any] = {"holdfire_write": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"
    with _reached(), engine.connect().execution_options(**options) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": APPEND_LOCK})
        yield connection


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except DatabaseError as e:
        words = str(e.orig)
        if words.startswith("Could not decode to UTF-8"):
            raise Broken(
                "text-malformed",
                say("there are bytes that are no text where the book keeps text"),
                hint=say("somebody changed the book's file with another program"),
            ) from e
        if "locked" in words or "lock timeout" in words:
            raise Conflict(
                "book-busy", say("another program is writing to the book"), hint=say("try again")
            ) from e
        if any(sign in words for sign in NO_BOOK):
            raise NotFound(
                "book-missing", say("there is no book in it"), hint=say("`holdfire new` makes one")
            ) from e
        if any(sign in words for sign in STALE):
            raise BadInput(
                "tables-stale",
                say("the book's tables are of another release"),
                hint=say("`holdfire rebuild` makes them again"),
            ) from e
        if e.connection_invalidated or "onnection" in words:
            raise Unavailable(
                "book-unreachable", say("the database does not answer"), hint=say("is the server up?")
            ) from e
        raise
