"""Reads whose statement is built once: to build it anew takes SQLAlchemy longer than the database takes to answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Select, Table, bindparam

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Connection, CursorResult

    Among = Collection[Any] | Select[Any] | None
    """What may be shown: some values, or a question that gives them; None: all."""

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


def among(column: Column[Any], only: Among) -> list[ColumnElement[bool]]:
    """Give the condition that a column's value may be shown; none where all may.

    A question is put for each row that is looked at, not answered whole beforehand: a page needs few rows of many.
    """
    if only is None:
        return []
    if not isinstance(only, Select):
        return [column.in_(sorted(only))]
    (own,) = only.selected_columns
    tables = only.get_final_froms()
    if not all(isinstance(t, Table) for t in tables) or getattr(column, "table", None) in tables:
        return [column.in_(only)]
    return [only.where(own == column).correlate(column.table).exists()]


def which(connection: Connection, only: Among, values: Collection[Any]) -> frozenset[Any]:
    """Say which of these values may be shown."""
    if only is None or not isinstance(only, Select):
        return frozenset(values if only is None else set(values) & set(only))
    (column,) = only.selected_columns
    found: set[Any] = set()
    for part in batched(sorted(values)):
        found |= set(connection.execute(only.where(column.in_(part))).scalars())
    return frozenset(found)
