"""Share work on a book among processes, each with its own view of it."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from holdfire.db.engine import open_engine, read

if TYPE_CHECKING:
    from sqlalchemy import Connection

IN_HAND = 6
"""Tasks handed out and not taken back yet, at most."""

P = ParamSpec("P")
T = TypeVar("T")
Result = Callable[[], T]
"""Asked for its result, it waits for it, or does the work now; whatever the work raised, it raises."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who work on a book: a pool of processes, or this process with its connection."""

    book: str
    connection: Connection
    pool: ProcessPoolExecutor | None

    def hand(
        self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Result[T]:
        """Hand out one task: a function of a module, that is given a connection to read from first."""
        if self.pool is None:
            return partial(work, self.connection, *args, **kwargs)
        return self.pool.submit(_with_own, self.book, work, *args, **kwargs).result


@contextmanager
def crew(book: str, connection: Connection, count: int) -> Iterator[Crew]:
    """Start `count` processes; none for 1. What was not begun is dropped when the caller is done or fails."""
    if count == 1:
        yield Crew(book, connection, None)
        return
    pool = ProcessPoolExecutor(count)
    try:
        yield Crew(book, connection, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def in_order(results: Iterable[Result[T]]) -> Iterator[T]:
    """Yield results in the order of their tasks, of which few are handed out at any time."""
    waiting: deque[Result[T]] = deque()
    for result in results:
        waiting.append(result)
        if len(waiting) >= IN_HAND:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


_own = lru_cache(maxsize=1)(open_engine)
"""The book as this process of the pool opened it, which stays open as long as the process lives."""


def _with_own(
    book: str, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    with read(_own(book)) as connection:
        return work(connection, *args, **kwargs)
