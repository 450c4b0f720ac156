"""Incidents by the status that they are shown with."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from holdfire.casework.status import STATUSES, of_case, of_incident

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfire.casework.repo import Brief
    from holdfire.linking.repo import Filed
__all__ = ["STATUSES", "by_incident", "count", "of_case", "of_incident"]


def by_incident(briefs: Iterable[Brief]) -> dict[str, list[Brief]]:
    """Arrange allegations by the incident that they are about."""
    out: defaultdict[str, list[Brief]] = defaultdict(list)
    for brief in briefs:
        out[brief.incident].append(brief)
    return out


def count(incidents: Iterable[Filed], cases: Mapping[str, Sequence[Brief]]) -> list[tuple[str, int]]:
    """Count incidents by key, in the legend's order; a status that none has is left out."""
    found = Counter(of_incident(cases.get(i.id, ())) for i in incidents)
    return [(key, found[key]) for key in STATUSES if found[key]]
