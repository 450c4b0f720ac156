"""Ways of linking: the rule of weights, which needs nothing, and trained forests, which need the extra `link`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from holdfire.errors import Unavailable
from holdfire.linking.cluster import clusters
from holdfire.linking.rule import METHOD as WEIGHTS
from holdfire.linking.rule import link
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfire.linking.model import Link, LinkClaim, Verdicts
    from holdfire.reports.model import ClaimId

NAMES = ("weights", "forests")
NEEDED = ("numpy", "scipy", "lightgbm")


class Outcome(NamedTuple):
    """What a run found: name and version of its method, the links, and the founding claim of each claim's cluster."""

    method: str
    links: list[Link]
    founders: Mapping[ClaimId, ClaimId]


def installed() -> bool:
    """Tell whether the extra `link` is there."""
    try:
        return all(find_spec(name) for name in NEEDED)
    except ModuleNotFoundError:
        return False


def run(name: str, claims: Sequence[LinkClaim], verdicts: Verdicts, *, explain: bool = True) -> Outcome:
    """Link claims by the method of this name; Conflict `verdicts-contradict`, Unavailable `extra-missing`."""
    if name == "weights":
        links = link(claims, verdicts=verdicts)
        return Outcome(WEIGHTS, links, clusters(claims, links, verdicts))
    return _forests(sorted(claims, key=lambda c: c.id), verdicts, explain=explain)


def demand() -> None:
    """Raise Unavailable `extra-missing` where the extra `link` is not installed."""
    if not installed():
        raise Unavailable(
            "extra-missing",
            say("the trained comparison needs the extra link"),
            hint=say("pip install 'holdfire[link]'"),
        )


def _forests(claims: Sequence[LinkClaim], verdicts: Verdicts, *, explain: bool) -> Outcome:
    demand()
    from holdfire.linking.trained.comparison import shipped
    from holdfire.linking.trained.link import as_links, linked

    found = linked(claims, verdicts)
    founders = {claims[n].id: claims[f].id for n, f in enumerate(found.founder.tolist())}
    return Outcome(shipped().method, as_links(found, claims, verdicts, explain=explain), founders)
