"""Which other claims are likely to tell of the same as a claim, the likeliest first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from holdfire.linking import repo

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from holdfire.linking.model import Link, Pair, Verdict
    from holdfire.reports.model import ClaimId

MOST = 3
"""How many are named of one claim."""


class Twin(NamedTuple):
    """A claim that is likely to tell of the same: the link, None where only others tie both; `inside`: one incident."""

    claim: ClaimId
    link: Link | None
    inside: bool

    @property
    def judged(self) -> bool:
        """Whether a person joined the two."""
        return self.link is not None and any(code == "joined by a person" for code, _ in self.link.reasons)


def twins(
    connection: Connection, claims: Collection[ClaimId], at: int | None = None
) -> dict[ClaimId, list[Twin]]:
    """Name for each of these claims the others of its incident and those linked to it: at most `MOST`."""
    links = repo.links(connection, at, {str(c) for c in claims})
    found: dict[ClaimId, dict[ClaimId, Link | None]] = {c: {} for c in claims}
    for link in links:
        for one, other in ((link.a, link.b), (link.b, link.a)):
            if one in found:
                found[one][other] = link
    homes = repo.of_claims(connection, {*claims, *(o for others in found.values() for o in others)}, at)
    mates = {i: repo.get(connection, i, at) for i in sorted({homes[c] for c in claims if c in homes})}
    for claim in claims:
        home = mates.get(homes.get(claim, ""))
        for mate in home.members if home else ():
            if mate != claim:
                found[claim].setdefault(mate, None)
    return {c: _ranked(c, others, homes, mates) for c, others in found.items()}


def _ranked(
    claim: ClaimId,
    others: Mapping[ClaimId, Link | None],
    homes: Mapping[ClaimId, str],
    mates: Mapping[str, repo.Filed | None],
) -> list[Twin]:
    home = mates.get(homes.get(claim, ""))
    inside = set(home.members if home else ())
    every = [Twin(o, link, o in inside) for o, link in others.items()]
    return sorted(every, key=lambda t: (-(t.link.probability if t.link else 0), not t.inside, t.claim))[:MOST]


def apart(connection: Connection, chosen: Iterable[ClaimId], at: int | None = None) -> set[Pair]:
    """Pair each of some claims with every claim of its incident that is not among them."""
    wanted = set(chosen)
    out: set[Pair] = set()
    for name in set(repo.of_claims(connection, wanted, at).values()):
        home = repo.get(connection, name, at)
        members = set(home.members if home else ())
        out |= {frozenset((c, m)) for c in wanted & members for m in members - wanted}
    return out


def all_one(chosen: Iterable[ClaimId], given: Mapping[Pair, Verdict]) -> set[Pair]:
    """Pair claims one after another, so that "same" of every pair makes all of them one; `given` is left unsaid."""
    ordered = sorted(set(chosen))
    pairs = {frozenset(two) for two in pairwise(ordered)}
    return {p for p in pairs if given.get(p) != "same"}
