"""The exercise's papers: everything in its book, or as the log stood at an instant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from holdfire.bulletins.docket import docket
from holdfire.record.encoding import EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfire.book import Book
    from holdfire.bulletins.docket import Docket

ISLES = dt.timezone(dt.timedelta(hours=-2))


@pytest.fixture(scope="session")
def stood(exercise_book: Book) -> Callable[..., Docket]:
    """Gather the exercise as its log stood: `stood(14, 19)` is 14 March, 19:00 there; `stood()` is the end."""

    def gather(day: int = 0, hour: int = 0) -> Docket:
        now = (
            (dt.datetime(2031, 3, day, hour, tzinfo=ISLES) - EPOCH) // dt.timedelta(microseconds=1)
            if day
            else None
        )
        with exercise_book.reading() as connection:
            return docket(connection, None, now)

    return gather
