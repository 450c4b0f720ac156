"""Which status an allegation and an incident are shown with: never more than the cases say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.casework.repo import Brief

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


def of_case(brief: Brief) -> str:
    """Key of one allegation; one that is withdrawn has a key of its own, which no incident is drawn with."""
    if brief.state == "withdrawn":
        return "withdrawn"
    return OUTCOMES[brief.outcome] if brief.state == "determined" and brief.outcome else "alleged"


def of_incident(cases: Iterable[Brief]) -> str:
    """Key of an incident: `none` without an allegation that stands, `several` where these differ."""
    keys = {of_case(case) for case in cases} - {"withdrawn"}
    return "several" if len(keys) > 1 else next(iter(keys), "none")
