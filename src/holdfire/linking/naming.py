"""Incidents keep their ids while their claims come, go and are linked anew.

An incident is first named after its founder, the lowest of its claims: `i17`. From then on it goes by its claims: of a
run's clusters and all incidents that ever were, the two most like one another belong together, then the next two of
those left. Likeness is Jaccard's: claims in both, over claims in either, as the incident last was. So the larger part
keeps the id where one is split, the larger one where two are joined, and where a join is undone both have theirs
again. Ties go to an incident that stands, then to the cluster with its founder, then to the lower ids.

A cluster that is left over is named after its founder; where that name was used, `i17-2`. No id ever passes to claims
of which it had none. A run's output holds the ids, so that a rebuild never decides again.
"""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from holdfire.reports.model import ClaimId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

Cluster = tuple[ClaimId, ...]
"""Claims that tell of one thing, the founder first."""


class Known(NamedTuple):
    """An incident that is or was: its id, its claims as it last had them, and whether it stands."""

    id: str
    members: frozenset[ClaimId]
    stands: bool


class _Match(NamedTuple):
    """A cluster that shares claims with an incident; what sorts lower belongs together first."""

    unlikeness: float
    ended: bool
    founder_gone: bool
    founder: ClaimId
    cluster: Cluster
    id: str


def name(clusters: Iterable[Cluster], known: Sequence[Known]) -> dict[str, Cluster]:
    """Give every cluster its incident's id; no claim is in two clusters."""
    left = {cluster[0]: cluster for cluster in clusters}
    named: dict[str, Cluster] = {}
    for match in sorted(_matches(left.values(), known)):
        if match.id not in named and match.cluster[0] in left:
            named[match.id] = left.pop(match.cluster[0])
    used = {each.id for each in known}
    return named | {_new(founder, used): cluster for founder, cluster in left.items()}


def _matches(clusters: Collection[Cluster], known: Sequence[Known]) -> Iterator[_Match]:
    where = {claim: cluster for cluster in clusters for claim in cluster}
    for each in known:
        shared = Counter(where[claim] for claim in each.members if claim in where)
        founder = _founder(each.id)
        for cluster, n in shared.items():
            likeness = n / (len(each.members) + len(cluster) - n)
            yield _Match(-likeness, not each.stands, founder not in cluster, founder, cluster, each.id)


def _founder(incident: str) -> ClaimId:
    return ClaimId.parse(incident[1:].partition("-")[0])


def _new(founder: ClaimId, used: Collection[str]) -> str:
    names = (f"i{founder}-{n}" if n > 1 else f"i{founder}" for n in count(1))
    return next(each for each in names if each not in used)
