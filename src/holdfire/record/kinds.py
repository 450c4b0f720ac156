"""What a room declares for each kind of entry it writes, and what it is given back when entries are projected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.record.encoding import Json
    from holdfire.record.keys import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, read: what it says in the open, what of its closed fields this holder has, and who signed.

    `at` is the time that it states, `logged` that at which the log had it: no earlier than the entry before it. They
    differ where a member signed on its own machine and the envelope travelled. `signers` are key ids, `payload` is the
    SHA-256 of what they signed, hexadecimal. `refused` is the code with which the entry after it refuses it, empty
    where that does not, None while this is the last one.
    """

    index: int
    leaf: str
    kind: str
    log: str
    at: int
    refs: tuple[int, ...]
    open: Mapping[str, Json]
    closed: Mapping[str, Json]
    absent: int
    signers: tuple[str, ...]
    logged: int
    payload: str
    refused: str | None = None

    @property
    def signer(self) -> str:
        """The id of the key that signed first."""
        return self.signers[0]


class Moment(NamedTuple):
    """The time of the log at an entry (UTC microseconds), and whether that was a tick."""

    at: int = 0
    tick: bool = False

    @classmethod
    def of(cls, entry: Entry) -> Moment:
        """Give the moment of an entry."""
        return cls(entry.logged, entry.kind == "tick")

    def next(self, stated: int) -> int:
        """Say when the log had the next entry: after a tick at that time, and else as stated, but never earlier.

        So nobody whose clock is fast can push the log's time on, and make others late.
        """
        return self.at if self.tick else max(stated, self.at)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be: `refs` are indexes in this log, `files` the bytes that its fields name by SHA-256."""

    kind: str
    open: Mapping[str, Json] = field(default_factory=dict)
    closed: Mapping[str, Json] = field(default_factory=dict)
    refs: tuple[int, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: which role signs it, its fields with a line on each, and how entries become rows.

    `project` gets consecutive entries of this kind, in order, inside the writing transaction. What it does may
    depend on nothing but those entries, the files they name, and rows that earlier entries made.
    """

    name: str
    role: Role
    meaning: str
    open: Mapping[str, str]
    closed: Mapping[str, str]
    project: Callable[[Connection, Sequence[Entry]], None]
