"""What a daily bulletin says, before it becomes a document or a table. No figure here mixes statuses or units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from holdfire.bulletins.as_geojson import Spot
    from holdfire.reports.model import Toll
    from holdfire.words import Words

METHOD = "bulletin-2"
"""Name and version of how a bulletin is made; it changes with anything that changes a figure or its words."""


@dataclass(frozen=True, slots=True)
class SideCount:
    """What one side published: its count by area (`None`: not given), what others said of it, what is odd."""

    entry: int
    side: str
    unit: str
    total: int
    by_area: dict[str, int]
    not_broken_down: int
    headline: int | None
    combined_with: tuple[str, ...]
    verdict_by: str
    verdict: str
    confirmed: int | None
    exempt: int | None
    not_confirmed: int | None
    warnings: tuple[Words, ...]
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident of the day, at the precision that may be published."""

    id: str
    area: str
    place: str
    types: tuple[str, ...]
    killed: Toll | None
    spot: Spot | None
    """Where, as exactly as the agreement allows; `None` where it allows the area alone."""
    origins: int
    sources: int
    status: Words
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A determination that stands on an incident of the day."""

    case: str
    incident: str
    term: str
    accused: str
    outcome: Words
    question: Words | None
    entry: int
    dissents: tuple[tuple[str, Words, Words, str], ...]
    """Member, question, answer, reason."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A daily bulletin at a cut-off: `size` entries of the log, the last of them at `cutoff`."""

    mechanism: str
    exercise: bool
    day: dt.date
    timezone: str
    log: str
    size: int
    root: str
    cutoff: dt.datetime
    areas: tuple[tuple[str, str], ...]
    """Id and name of every area that a count or an incident names, in the agreement's order."""
    counts: tuple[SideCount, ...]
    incidents: tuple[IncidentLine, ...]
    withheld: int
    by_status: tuple[tuple[Words, int], ...]
    findings: tuple[Finding, ...]
    by_outcome: tuple[tuple[Words, int], ...]
    reporting: tuple[tuple[str, int], ...]
    """Sources of the day's incidents, and how many of the reports are theirs."""
    linking: str
    precision: str
    delay: str
