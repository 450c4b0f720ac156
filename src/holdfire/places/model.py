"""A gazetteer's entries, and what was made of a place's name.

Coordinates are WGS 84 longitude, then latitude, in degrees; radii are kilometres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from holdfire.places.reasons import Reason  # noqa: TC001

Precision = Literal["settlement", "area", "unresolved"]
"""What the coordinates stand for: a settlement, a first-level area (a governorate), or nothing yet."""

Stated = Literal["point", "settlement", "area"]
"""What a person's coordinates stand for: a point of the map, or a settlement or area of the gazetteer."""

Rule = Literal[
    "exact-within",
    "exact-alone",
    "area",
    "sound-within",
    "skeleton-within",
    "begins-within",
    "close-within",
    "beside-within",
    "none",
]
"""Which rule accepted the place; `none` where a person has to choose. `rules.locate` says what each asks."""

PERSON = "person"
"""What stands in the place of a rule where a person said it."""

FIRST_LEVEL = "ADM1"
"""GeoNames' feature code of a first-level area."""


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """A place: its names in any language, its kind (a GeoNames feature code), and the area it lies in.

    The place is somewhere within `radius_km` of its point. `kind` and `within` are empty where not known.
    """

    id: str
    name: str
    names: tuple[str, ...]
    kind: str
    within: str
    lon: float
    lat: float
    radius_km: float

    @property
    def is_area(self) -> bool:
        """Whether it is a first-level area rather than a settlement."""
        return self.kind == FIRST_LEVEL


@dataclass(frozen=True, slots=True)
class Located:
    """What a name was found to be: a place that was accepted, or up to three to choose from.

    `lon`, `lat`, `radius_km` are `None` and `confidence` 0 where `precision` is `unresolved`. `confidence` is
    the rule's measured share of right answers. `candidates` come best first; an accepted place is the first
    of them. `holdfire.places.reasons` puts `reason` into words; it repeats none of the report's.
    """

    lon: float | None
    lat: float | None
    radius_km: float | None
    precision: Precision
    rule: Rule
    confidence: float
    candidates: tuple[GazetteerEntry, ...]
    reason: Reason

    @property
    def accepted(self) -> bool:
        """Whether it may be used without asking a person."""
        return self.precision != "unresolved"
