"""Alembic over the kept tables; projected ones are created and dropped whole."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from holdfire.db.engine import open_engine, write
from holdfire.db.schema import metadata, tables
from holdfire.errors import BadInput
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection

HEAD = "0004"
"""The newest migration in `migrations/versions`."""


def create(connection: Connection) -> None:
    """Make every table in an empty database."""
    from alembic import command

    command.upgrade(_config(connection), "head")
    metadata.create_all(connection, tables=tables(kept=False))


def create_unversioned(connection: Connection) -> None:
    """Make every table in a database that nobody will open again, without Alembic, which is slow to import."""
    metadata.create_all(connection)


@contextmanager
def scratch() -> Iterator[Connection]:
    """Open an empty book in memory."""
    engine = open_engine(":memory:", create=True)
    try:
        with write(engine) as connection:
            create_unversioned(connection)
            yield connection
    finally:
        engine.dispose()


def demand_current(connection: Connection) -> None:
    """Refuse a book whose kept tables another release made: BadInput `book-release`."""
    from sqlalchemy import text

    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != HEAD:
        raise BadInput(
            "book-release",
            say("the book's tables are of release {found}, not {HEAD}", found=str(found), HEAD=HEAD),
            hint=say("open it with the release of Holdfire that made it"),
        )


def remake_projected(connection: Connection) -> None:
    """Drop every projected table and make it again, empty."""
    metadata.drop_all(connection, tables=tables(kept=False))
    metadata.create_all(connection, tables=tables(kept=False))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
