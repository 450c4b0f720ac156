"""What linking works on and what it says: claims, links with their reasons, a person's verdicts, incidents.

Times are UTC microseconds in half-open intervals, coordinates WGS 84 longitude then latitude, radii
kilometres, as in `holdfire.reports.model`. A tally has no form here: it cannot be linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdfire.linking.reasons import Reason  # noqa: TC001
from holdfire.reports.model import ClaimId, Interval, Toll

Pair = frozenset[ClaimId]


class Verdict(StrEnum):
    """What a person said of two claims: one incident, two incidents, or that it cannot be told.

    `WITHDRAWN` takes the last word on a pair back: it never stands, and the machine judges the pair again.
    """

    SAME = "same"
    NOT_SAME = "not same"
    UNDECIDED = "undecided"
    WITHDRAWN = "withdrawn"


Verdicts = Mapping[Pair, Verdict]


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """The part of a claim that linking looks at.

    `actors` are all who took part, in any role, `perpetrators` those who are said to have done it, `victims` those it
    was done to. `spot` and `within` are the names of the place and of the area around it, compared with one another and
    never looked up.
    `source` is who published, `origin` whose observation it is (empty: the source's own, as far as is
    known), `document` the text it stands in. `radius_km` is how far the true place may lie from the point.
    """

    id: ClaimId
    when: Interval | None = None
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None
    types: tuple[str, ...] = ()
    perpetrators: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    killed: Toll | None = None
    source: str = ""
    origin: str = ""
    document: str = ""
    injured: Toll | None = None
    victims: tuple[str, ...] = ()
    context: str = ""
    target: str = ""
    spot: str = ""
    within: str = ""
    source_type: str = ""
    published: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims that may tell of one incident: how probable that is, from 0 to 1, and why.

    `a` is the lower id; `holdfire.linking.reasons` puts a reason into words.
    """

    a: ClaimId
    b: ClaimId
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an incident was: a point, and how far the true place may lie from it (unknown: None)."""

    lon: float
    lat: float
    radius_km: float | None


@dataclass(frozen=True, slots=True)
class Incident:
    """What the claims linked together say, each field by the rule stated at `holdfire.linking.incident`.

    `times_agree` is False where the claims' times have no moment in common, so that `when` is their hull.
    `types` are (type, number of claims that say so), most often said first.
    """

    members: tuple[ClaimId, ...]
    when: Interval | None
    times_agree: bool
    place: Place | None
    types: tuple[tuple[str, int], ...]
    killed: Toll | None
    sources: int
    origins: int

    @property
    def status(self) -> str:
        """Say how far it is corroborated, by origins: never by how many outlets carried it."""
        return f"reported by {self.origins} origin{'' if self.origins == 1 else 's'}"
