"""Which status an incident is shown with: that of its cases, and never more than they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfire.casework.repo import Brief
    from holdfire.linking.repo import Filed

OUTCOMES = {
    "violation": "violation",
    "violation, author undetermined or in dispute": "violation-disputed",
    "contested": "contested",
    "undetermined": "undetermined",
    "exempt": "exempt",
    "no violation": "no-violation",
    "not established": "not-established",
}
"""Outcomes of a determination, and the key that each is drawn under."""

STATUSES = ("none", "alleged", *OUTCOMES.values(), "several")
"""Every key, in the order of the legend: `none` is no allegation, `alleged` one not determined yet."""


def by_incident(briefs: Iterable[Brief]) -> dict[str, list[Brief]]:
    """Arrange allegations by the incident that they are about."""
    out: defaultdict[str, list[Brief]] = defaultdict(list)
    for brief in briefs:
        out[brief.incident].append(brief)
    return out


def of_case(brief: Brief) -> str:
    """Key of one allegation; one that is withdrawn has a key of its own, which no incident is drawn with."""
    if brief.state == "withdrawn":
        return "withdrawn"
    return OUTCOMES[brief.outcome] if brief.state == "determined" and brief.outcome else "alleged"


def of_incident(cases: Sequence[Brief]) -> str:
    """Key of an incident: `none` without an allegation that stands, `several` where these differ."""
    keys = {of_case(case) for case in cases} - {"withdrawn"}
    return "several" if len(keys) > 1 else next(iter(keys), "none")


def count(incidents: Iterable[Filed], cases: Mapping[str, Sequence[Brief]]) -> list[tuple[str, int]]:
    """Count incidents by key, in the legend's order; a status that none has is left out."""
    found = Counter(of_incident(cases.get(i.id, ())) for i in incidents)
    return [(key, found[key]) for key in STATUSES if found[key]]
