"""From a book at a cut-off to the facts that an agreement's conditions count: incidents, cases, days heard of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from holdfire.agreement.base import parts
from holdfire.agreement.counting import Facts, Found, Happened
from holdfire.agreement.model_conditions import AtMost
from holdfire.agreement.model_rules import Gravity
from holdfire.agreement.when import day_of
from holdfire.casework import repo
from holdfire.casework.gravity import gravity
from holdfire.linking import repo as linking
from holdfire.linking.atlas import Atlas
from holdfire.reports import repo as reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.casework.repo import Brief

    Days = tuple[dt.date, dt.date] | None

FOUND: Mapping[str, Found] = {
    "": "open",
    "violation": "violation",
    "violation, author undetermined or in dispute": "violation by somebody",
}
"""What an outcome says to a count of violations; any other is none. The empty one is not held here."""


def facts(connection: Connection, agreement: Agreement, at: int | None = None) -> Facts:
    """Gather what the agreement's conditions count; nothing is read where none counts anything.

    A case outlives its incident, which a later run may join with another: its days and place are then unknown, so
    that it may count.
    """
    counts = [part for _, part in parts(agreement) if isinstance(part, AtMost)]
    if not counts:
        return Facts()
    atlas = Atlas(agreement, {place for need in counts for place in need.where})
    cases: dict[str, list[Brief]] = {}
    for brief in repo.briefs(connection, at):
        if brief.state != "withdrawn" and brief.basis == "incident":
            cases.setdefault(brief.incident, []).append(brief)
    happened: list[Happened] = []
    heard: set[dt.date] = set()
    for incident in linking.incidents(connection, at):
        days = _days(agreement, incident)
        if days and days[0] == days[1]:
            heard.add(days[0])
        happened += _happened(atlas, incident, days, cases.pop(incident.id, ()))
    happened += [
        _alleged(Happened(gone, perhaps=atlas.all), case) for gone, left in cases.items() for case in left
    ]
    heard |= {dt.date.fromisoformat(tally.day) for _, tally in reports.tallies(connection, at)}
    heard |= {day_of(agreement, published) for published in reports.published(connection, at)}
    return Facts(tuple(happened), frozenset(heard))


def _days(agreement: Agreement, incident: linking.Filed) -> Days:
    when = incident.when
    return when and (day_of(agreement, when.start), day_of(agreement, max(when.start, when.end - 1)))


def _happened(
    atlas: Atlas, incident: linking.Filed, days: Days, cases: Iterable[Brief]
) -> Iterator[Happened]:
    first, last = days or (None, None)
    within, perhaps = atlas.whereabouts(incident)
    types = [t for t, _ in incident.types]
    weight: Gravity | None = gravity(types) if types else None
    one = Happened(incident.id, first, last, weight, within, perhaps)
    yield one
    yield from (_alleged(one, case) for case in cases)


def _name(said: Brief) -> str:
    """Name an allegation for a count: as its case, and any but the one that opened it by its entry besides."""
    return said.case if said.case == repo.case_id(said.entry) else f"{said.case}.{said.entry}"


def _alleged(one: Happened, said: Brief) -> Happened:
    weight = next((g for g in get_args(Gravity) if g == said.gravity), None)
    found = FOUND.get(said.outcome, "none") if said.state == "determined" else "open"
    return replace(one, gravity=weight, case=_name(said), accused=said.accused, found=found)
