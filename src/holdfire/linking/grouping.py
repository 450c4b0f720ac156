"""Grouping numbered things by the log-odds of their pairs: average linkage under limits, repaired by local search.

Two groups are joined only while the mean log-odds over all pairs between them is above `join`, best pair of groups
first, and only if no limit forbids it. Then single members are moved, or put by themselves, while that raises the sum,
over all pairs in one group, of log-odds less `join` (correlation clustering; Bansal, Blum and Chawla 2004). Nothing
depends on the order of the input: ties go to the lower number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

ROUNDS = 4
"""How often the local search goes over everything, at most."""
GAIN = 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """What may not be: `unlinked` is the log-odds of a pair that has no link.

    `together` are numbers that stand in one group whatever the rest says, `apart` pairs that never do.
    `document` gives each number's text, of which a group holds one number only (-1: no text). `fit` says of two
    groups whether they may be one, where there is more to ask.
    """

    join: float
    unlinked: float
    together: Collection[tuple[int, int]] = ()
    apart: Collection[tuple[int, int]] = ()
    document: Callable[[int], int] = lambda _: -1
    fit: Callable[[list[int], list[int]], bool] | None = None


@dataclass(slots=True)
class _Group:
    members: list[int]
    documents: set[int]
    barred: set[int]
    links: dict[int, tuple[float, int]]
    """By the lowest number of the other group: sum of log-odds, and number of links."""


def grouped(links: Iterable[tuple[int, int, float]], limits: Limits) -> dict[int, int]:
    """Give every number that has a link, or is told to be with another, the lowest number of its group."""
    kept = list(links)
    groups, fixed = _start(kept, limits)
    _grow(groups, limits)
    founder = {m: low for low, group in groups.items() for m in group.members}
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b, worth in kept:
        near[a][b] = near[b][a] = worth
    _repair(founder, near, fixed, limits)
    return _lowest(founder)


def _start(links: list[tuple[int, int, float]], limits: Limits) -> tuple[dict[int, _Group], set[int]]:
    founder: dict[int, int] = {}
    for a, b in sorted(limits.together):
        low, high = sorted((_root(founder, a), _root(founder, b)))
        founder[high] = low
    fixed = set(founder)
    groups: dict[int, _Group] = {}
    for i in sorted({*(n for a, b, _ in links for n in (a, b)), *fixed}):
        group = groups.setdefault(_root(founder, i), _Group([], set(), set(), {}))
        group.members.append(i)
        if limits.document(i) >= 0:
            group.documents.add(limits.document(i))
    for a, b in limits.apart:
        for one, other in ((a, b), (b, a)):
            if _root(founder, one) in groups:
                groups[_root(founder, one)].barred.add(other)
    for a, b, worth in links:
        one, other = _root(founder, a), _root(founder, b)
        if one != other:
            total, n = groups[one].links.get(other, (0.0, 0))
            groups[one].links[other] = groups[other].links[one] = (total + worth, n + 1)
    return groups, fixed


def _root(founder: dict[int, int], i: int) -> int:
    while founder.setdefault(i, i) != i:
        founder[i] = founder[founder[i]]
        i = founder[i]
    return i


def _mean(groups: dict[int, _Group], a: int, b: int, unlinked: float) -> float:
    total, n = groups[a].links[b]
    pairs = len(groups[a].members) * len(groups[b].members)
    return (total + (pairs - n) * unlinked) / pairs


def _grow(groups: dict[int, _Group], limits: Limits) -> None:
    """Join the best pair until none is good enough; a heap row is stale once its mean has changed."""
    heap = [(-_mean(groups, a, b, limits.unlinked), a, b) for a in groups for b in groups[a].links if a < b]
    heap = [row for row in heap if -row[0] > limits.join]
    heapify(heap)
    while heap:
        worth, a, b = heappop(heap)
        if a not in groups or b not in groups[a].links or -worth != _mean(groups, a, b, limits.unlinked):
            continue
        if not _may_join(groups[a], groups[b], limits):
            del groups[a].links[b], groups[b].links[a]
            continue
        _join(groups, a, b)
        for c in groups[a].links:
            mean = _mean(groups, a, c, limits.unlinked)
            if mean > limits.join:
                heappush(heap, (-mean, min(a, c), max(a, c)))


def _may_join(a: _Group, b: _Group, limits: Limits) -> bool:
    if a.documents & b.documents or any(m in a.barred for m in b.members):
        return False
    return limits.fit is None or limits.fit(a.members, b.members)


def _join(groups: dict[int, _Group], a: int, b: int) -> None:
    """Put group `b` into `a`, the lower; a neighbour that only one of them had keeps its links."""
    kept, gone = groups[a], groups.pop(b)
    kept.members += gone.members
    kept.documents |= gone.documents
    kept.barred |= gone.barred
    del kept.links[b], gone.links[a]
    for c, (total, n) in gone.links.items():
        before, m = kept.links.get(c, (0.0, 0))
        kept.links[c] = groups[c].links[a] = (before + total, m + n)
        del groups[c].links[b]


def _repair(
    founder: dict[int, int], near: dict[int, dict[int, float]], fixed: set[int], limits: Limits
) -> None:
    """Move single members to where they fit best; those that a person joined stay where they are."""
    members: dict[int, set[int]] = defaultdict(set)
    for i, group in founder.items():
        members[group].add(i)
    apart: dict[int, set[int]] = defaultdict(set)
    for a, b in limits.apart:
        apart[a].add(b)
        apart[b].add(a)
    active = sorted(i for i in near if i not in fixed)
    for _ in range(ROUNDS):
        moved: set[int] = set()
        for i in active:
            if _move(i, founder, members, near[i], apart.get(i, set()), limits):
                moved.add(i)
                moved.update(near[i])
        active = sorted(moved - fixed)
        if not active:
            return


def _move(
    i: int,
    founder: dict[int, int],
    members: dict[int, set[int]],
    near: dict[int, float],
    apart: set[int],
    limits: Limits,
) -> bool:
    here = founder[i]
    if len(near) == 1 and len(members[here]) <= 2:
        return False
    sums: dict[int, tuple[float, int]] = {}
    for other, worth in near.items():
        total, n = sums.get(founder[other], (0.0, 0))
        sums[founder[other]] = (total + worth, n + 1)

    def gain(group: int) -> float:
        total, n = sums.get(group, (0.0, 0))
        others = len(members[group]) - (group == here)
        return total + (others - n) * limits.unlinked - others * limits.join

    now = gain(here)
    best = max(((gain(g), -g) for g in sums if g != here), default=(0.0, 0))
    if max(best[0], 0.0) <= now + GAIN:
        return False
    target = -best[1]
    if best[0] <= 0:
        return _alone(i, here, founder, members)
    if not _may_move(i, members[target], apart, limits):
        return now < -GAIN and _alone(i, here, founder, members)
    members[here].discard(i)
    members[target].add(i)
    founder[i] = target
    return True


def _alone(i: int, here: int, founder: dict[int, int], members: dict[int, set[int]]) -> bool:
    """Put a member by itself, under a number that no group has."""
    if len(members[here]) == 1:
        return False
    members[here].discard(i)
    new = i if not members.get(i) else -1 - i
    members[new] = {i}
    founder[i] = new
    return True


def _may_move(i: int, group: set[int], apart: set[int], limits: Limits) -> bool:
    if group & apart:
        return False
    text = limits.document(i)
    if text >= 0 and any(limits.document(m) == text for m in group):
        return False
    return limits.fit is None or limits.fit([i], sorted(group))


def _lowest(founder: dict[int, int]) -> dict[int, int]:
    low: dict[int, int] = {}
    for i, group in founder.items():
        low[group] = min(i, low.get(group, i))
    return {i: low[group] for i, group in sorted(founder.items())}
