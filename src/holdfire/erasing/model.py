"""What is known of an erasure."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Ground = Literal["danger", "asked", "law", "mistake"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)
"""Why: somebody is in danger, the person asked for it, a law or court demands it, it came in by mistake."""


class Erasure(NamedTuple):
    """An erasure as ordered: its entry, the one whose values go, their digests, why, who signed, and when.

    `at` is UTC microseconds; `refused` the code of what speaks against it, empty where it counts.
    """

    entry: int
    target: int
    digests: frozenset[str]
    ground: str
    officers: tuple[str, ...]
    at: int
    refused: str


class Owed(NamedTuple):
    """A mirror's answer to an erasure: when it said that it was done, or None; by when it has to be, where agreed."""

    mirror: str
    done: int | None
    due: int | None

    def late(self, now: int) -> bool:
        """Tell whether the time is over and nothing was said by `now`, UTC microseconds."""
        return self.done is None and self.due is not None and now > self.due
