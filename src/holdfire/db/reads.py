"""Reads whose statement is built once: to build it anew takes SQLAlchemy longer than the database takes to answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, CursorResult, Select

T = TypeVar("T")


class Read:
    """A read of a book as it is, or as it was at a size; `make` builds it over the size (None: as it is)."""

    def __init__(self, make: Callable[[Any], Select[Any]]) -> None:
        self._make = make

    def __call__(
        self, connection: Connection, at: int | None = None, /, **values: object
    ) -> CursorResult[Any]:
        """Run it with the values of its parameters."""
        if at is None:
            return connection.execute(self._now, values)
        return connection.execute(self._then, {**values, "size": at})

    @cached_property
    def _now(self) -> Select[Any]:
        return self._make(None)

    @cached_property
    def _then(self) -> Select[Any]:
        return self._make(bindparam("size"))


AT_ONCE = 5_000
"""How many values one statement names; SQLite takes 32,766, PostgreSQL 65,535."""


def batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Part values into runs that one statement can name."""
    for n in range(0, len(values), AT_ONCE):
        yield values[n : n + AT_ONCE]
