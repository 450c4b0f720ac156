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

P = ParamSpec("P")
T = TypeVar("T")
Result = Callable[[], T]
"""Asked for its result, it waits for it, or does the work now; whatever the work raised, it raises."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who work on a book: a pool of processes, or this process with its connection."""

    book: str
    connection: Connection
    count: int
    pool: ProcessPoolExecutor | None

    def hand(
        self, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Result[T]:
        """Hand out one task: a function of a module, that is given a connection to read from first."""
        if self.pool is None:
            return partial(work, self.connection, *args, **kwargs)
        return self.pool.submit(_with_own, self.book, work, *args, **kwargs).result

    def in_order(self, results: Iterable[Result[T]]) -> Iterator[T]:
        """Yield results in the order of their tasks, which are handed out when somebody is about to need work."""
        in_hand = 1 if self.pool is None else 2 * self.count
        waiting: deque[Result[T]] = deque()
        for result in results:
            waiting.append(result)
            if len(waiting) >= in_hand:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()


@contextmanager
def crew(book: str, connection: Connection, count: int) -> Iterator[Crew]:
    """Start `count` processes; none for 1. What was not begun is dropped when the caller is done or fails."""
    if count == 1:
        yield Crew(book, connection, 1, None)
        return
    pool = ProcessPoolExecutor(count)
    try:
        yield Crew(book, connection, count, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


_own = lru_cache(maxsize=1)(open_engine)
"""The book as this process of the pool opened it, which stays open as long as the process lives."""


def _with_own(
    book: str, work: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    with read(_own(book)) as connection:
        return work(connection, *args, **kwargs)
