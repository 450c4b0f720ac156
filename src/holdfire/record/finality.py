"""How far an entry has come, and who cosigned when: from the policies and the cosignatures. Pure."""

from __future__ import annotations

from array import array
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from holdfire.errors import Broken
from holdfire.record.kinds import Moment
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from holdfire.record.register import Register

SLACK = 15 * 60
"""Seconds by which the clocks of a log's host and of a cosigner may differ."""


class State(StrEnum):
    """How far an entry, or a checkpoint, has come.

    `logged`: a checkpoint that the log signed covers it. `provisional`: of three or more cosigners that the policy asks
    for, all but one have cosigned. `final`: a quorum has, so that nobody can be shown another record.
    """

    LOGGED = "logged"
    PROVISIONAL = "provisional"
    FINAL = "final"


class Seen(NamedTuple):
    """That a cosigner saw the log at a size, at a time by its own clock: seconds since 1970."""

    size: int
    key_id: str
    at: int


class Reached(NamedTuple):
    """What a size has reached, since when, and by whose cosignatures (key ids).

    `since` is when the last of those that it took had cosigned, in seconds; `bound` when the first of them last said
    that the log was no larger. Both are 0 for `logged`.
    """

    size: int
    state: State
    since: int
    bound: int
    by: tuple[str, ...]


class Attendance(NamedTuple):
    """A cosigner of the policy: the largest size that it cosigned and when it last cosigned it; 0 and 0: never."""

    name: str
    key_id: str
    size: int
    at: int
    behind: int
    """Since when, in seconds by the log's clock, there is a checkpoint that it has not cosigned; 0: there is none."""


def reached(register: Register, seen: Iterable[Seen]) -> list[Reached]:
    """Say what each size that somebody cosigned has reached, by the policy that stood at it; the largest first."""
    first: dict[int, dict[str, int]] = defaultdict(dict)
    last: dict[int, dict[str, int]] = defaultdict(dict)
    for s in seen:
        if counts(register, s):
            first[s.size][s.key_id] = min(s.at, first[s.size].get(s.key_id, s.at))
            last[s.size][s.key_id] = max(s.at, last[s.size].get(s.key_id, s.at))
    return [_reached(register, size, first[size], last[size]) for size in sorted(first, reverse=True)]


def counts(register: Register, seen: Seen) -> bool:
    """Tell whether a cosignature is by a key that stood at that size, under the policy that stood at it."""
    enacted, term = register.policy_at(seen.size), register.terms.get(seen.key_id)
    known = enacted is not None and seen.key_id in enacted.policy.names
    return known and term is not None and term.made < seen.size and not term.over(seen.size - 1)


def _reached(register: Register, size: int, first: dict[str, int], last: dict[str, int]) -> Reached:
    enacted = register.policy_at(size)
    assert enacted is not None
    policy, by = enacted.policy, list[str]()
    for key_id in sorted(first, key=first.__getitem__):
        by.append(key_id)
        if policy.met(by):
            return Reached(size, State.FINAL, first[key_id], min(last[k] for k in by), tuple(by))
    state = State.PROVISIONAL if policy.nearly(by) else State.LOGGED
    return Reached(size, state, first[by[-1]], 0, tuple(by))


def state_of(index: int, all_reached: Sequence[Reached]) -> Reached | None:
    """Say what an entry has reached, by the smallest size beyond it that reached most; None: nobody cosigned."""
    rank = {State.FINAL: 0, State.PROVISIONAL: 1, State.LOGGED: 2}
    beyond = [r for r in all_reached if r.size > index]
    return min(beyond, key=lambda r: (rank[r.state], r.size), default=None)


def attendance(register: Register, seen: Iterable[Seen], missed: Callable[[int], int]) -> list[Attendance]:
    """Say of each cosigner of the policy what it cosigned last, and since when it has been behind.

    `missed` gives the log's time, in seconds, at the first checkpoint larger than a size; 0: there is none.
    """
    enacted = register.policy
    if enacted is None:
        return []
    newest: dict[str, tuple[int, int]] = {}
    for s in seen:
        newest[s.key_id] = max(newest.get(s.key_id, (0, 0)), (s.size, s.at))
    return [
        Attendance(
            name,
            key_id,
            *newest.get(key_id, (0, 0)),
            missed(max(newest.get(key_id, (0, 0))[0], enacted.index)),
        )
        for key_id, name in enacted.policy.names.items()
    ]


def logged(times: Iterable[int]) -> array[int]:
    """Give the log's time at each entry, from what the entries state: less than 0 for ticks; UTC microseconds."""
    moment, out = Moment(), array("q")
    for stated in times:
        moment = Moment(moment.next(abs(stated)), stated < 0)
        out.append(moment.at)
    return out


def demand_not_backdated(log_times: Sequence[int], all_reached: Iterable[Reached]) -> None:
    """Refuse entries whose log time is before a quorum of cosigners saw that they were not there yet.

    `log_times` is what `logged` gives. Broken `entry-backdated`.
    """
    after = 0
    for size, bound in sorted((r.size, r.bound) for r in all_reached if r.state is State.FINAL):
        after = max(after, bound)
        if size < len(log_times) and log_times[size] < (after - SLACK) * 1_000_000:
            raise Broken(
                "entry-backdated",
                say(
                    "entry {index}: it says that it came before cosigners saw that it was not there",
                    index=size,
                ),
            )
