"""A private file beside a book: bytes by name, outside the record, in nobody's mirror, under the book's own vault."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, delete, select

from holdfire.db.engine import is_server, open_file, read, write
from holdfire.db.scrub import scrub
from holdfire.errors import BadInput
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Engine

_metadata = MetaData()
_held = Table(
    "held",
    _metadata,
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)


def path_of(book: str, suffix: str, given: str | None) -> Path:
    """Say where a book's private file lies: as given, else beside a file book; BadInput `store-unnamed`."""
    if given:
        return Path(given)
    if is_server(book):
        raise BadInput(
            "store-unnamed",
            say("a book on a server needs its private file named"),
            hint=say("`--originals FILE`, `--identities FILE`: on a disk of this machine"),
        )
    return Path(book).with_suffix(suffix)


class Beside:
    """A private file. It is made when something is first put in, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes under a name; what was there under it goes."""
        with self._open() as engine, write(engine) as connection:
            _metadata.create_all(connection)
            connection.execute(delete(_held).where(_held.c.name == name))
            connection.execute(_held.insert(), {"name": name, "content": content})

    def get(self, name: str) -> bytes | None:
        """Read what is kept under a name, or None."""
        if not self.path.exists():
            return None
        with self._open() as engine, read(engine) as connection:
            found = connection.execute(select(_held.c.content).where(_held.c.name == name)).scalar()
            return bytes(found) if found is not None else None

    def names(self) -> list[str]:
        """List the names under which something is kept."""
        if not self.path.exists():
            return []
        with self._open() as engine, read(engine) as connection:
            return list(connection.execute(select(_held.c.name).order_by(_held.c.name)).scalars())

    def remove(self, names: Iterable[str]) -> list[str]:
        """Delete what is kept under these names, and write the file anew; list what was there."""
        gone = sorted(set(names) & set(self.names()))
        if self.path.exists():
            with self._open() as engine:
                with write(engine) as connection:
                    connection.execute(delete(_held).where(_held.c.name.in_(gone)))
                scrub(engine, ())
        return gone

    @contextmanager
    def _open(self) -> Iterator[Engine]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self.path.touch(mode=0o600)
        engine = open_file(self.path)
        try:
            yield engine
        finally:
            engine.dispose()
