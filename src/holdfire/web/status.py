"""Which status an incident is shown with: that of its cases, and never more than they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from holdfire.casework import repo as casework

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.casework.repo import Case
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


def by_incident(connection: Connection, at: int | None) -> dict[str, list[Case]]:
    """Read the cases by the incident that they are about."""
    out: defaultdict[str, list[Case]] = defaultdict(list)
    for case in casework.cases(connection, at):
        out[case.allegation.incident].append(case)
    return out


def of_case(case: Case) -> str:
    """Key of one case."""
    return OUTCOMES[case.determination.outcome] if case.determination else "alleged"


def of_incident(cases: Sequence[Case]) -> str:
    """Key of an incident: `none` without a case, `several` where its cases differ."""
    keys = {of_case(case) for case in cases}
    return "several" if len(keys) > 1 else next(iter(keys), "none")


def count(incidents: Iterable[Filed], cases: Mapping[str, Sequence[Case]]) -> list[tuple[str, int]]:
    """Count incidents by key, in the legend's order; a status that none has is left out."""
    found = Counter(of_incident(cases.get(i.id, ())) for i in incidents)
    return [(key, found[key]) for key in STATUSES if found[key]]
