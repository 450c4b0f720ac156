"""Checks of whole records that visitors ask for: made beside the pages, one at a time, the last of each book kept.

A page that waited for one would take as long as the record is large.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING

from holdfire.errors import Broken, HoldfireError

if TYPE_CHECKING:
    from holdfire.book import Book
    from holdfire.record.intact import Intact

CHECKING = "check of"
"""How the name of a thread begins that checks a record."""


@dataclass(slots=True)
class Check:
    """A check of one book: of how many entries, begun when (UTC microseconds), how far it is, what it found.

    One that has ended and found neither broke off: something went wrong in this program.
    """

    slug: str
    size: int
    begun: int
    done: int = 0
    seconds: float = 0
    intact: Intact | None = None
    fault: HoldfireError | None = None

    @property
    def broken(self) -> bool:
        """Whether it found that the record does not hold together, rather than that it could not look."""
        return isinstance(self.fault, Broken)


class Checks:
    """The check under way, if there is one, and the last that ended of each book, since this server started."""

    def __init__(self) -> None:
        self.running: Check | None = None
        self._ended: dict[str, Check] = {}
        self._lock = Lock()

    def last(self, slug: str) -> Check | None:
        """Give the last check of a book that has ended."""
        return self._ended.get(slug)

    def start(self, slug: str, book: Book) -> None:
        """Begin to check a book, unless a check of any book is under way."""
        with self._lock:
            if self.running:
                return
            self.running = Check(slug, book.size(), book.clock())
        Thread(target=self._run, args=(self.running, book), name=f"{CHECKING} {slug}", daemon=True).start()

    def _run(self, check: Check, book: Book) -> None:
        start = time.perf_counter()

        def progress(done: int, size: int) -> None:
            check.done, check.size = done, size

        try:
            check.intact = book.check(workers=1, progress=progress)
        except HoldfireError as error:
            check.fault = error
        finally:
            check.seconds = time.perf_counter() - start
            self._ended[check.slug], self.running = check, None
