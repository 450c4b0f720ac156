"""What a publication is of: a day, a week, or an alert or incident at once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from holdfire.errors import BadInput
from holdfire.words import say

STEM = {"day": "bulletin", "week": "week", "flash": "flash"}
"""How a file's name begins, by the sort of publication."""
WEEK = re.compile(r"(\d{4})-W(\d\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the mechanism's zone."""

    sort: ClassVar[str] = "day"
    day: dt.date

    def __str__(self) -> str:
        """Write it as ISO 8601."""
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Week:
    """A week of ISO 8601, from its Monday."""

    sort: ClassVar[str] = "week"
    monday: dt.date

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2031-W10`; BadInput `week-malformed`."""
        found = WEEK.fullmatch(text)
        try:
            if found:
                return cls(dt.date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            pass
        raise BadInput("week-malformed", say("{text} is not a week", text=repr(text)), hint=say("2031-W10"))

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Its seven days."""
        return tuple(self.monday + dt.timedelta(n) for n in range(7))

    def __str__(self) -> str:
        """Write it as ISO 8601."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Matter:
    """An alert (`a17`) or an incident (`i17`)."""

    sort: ClassVar[str] = "flash"
    id: str

    def __str__(self) -> str:
        """Write its id."""
        return self.id


Subject: TypeAlias = Day | Week | Matter


def of(sort: str, text: str) -> Subject:
    """Read what a publication's `sort` and `of` say."""
    if sort == "day":
        return Day(dt.date.fromisoformat(text))
    return Week.parse(text) if sort == "week" else Matter(text)
