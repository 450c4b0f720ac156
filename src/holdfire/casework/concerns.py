"""Which cases and alerts concern some parties, or lie in some zones: questions for the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, and_, or_, select, union
from sqlalchemy import Index as SqlIndex

from holdfire.casework.repo import act, allegation
from holdfire.db.bulk import insert
from holdfire.db.schema import Index, Key, projected, standing
from holdfire.linking.whereabouts import incidents_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from holdfire.agreement.nearness import Near
    from holdfire.casework import acts as forms
    from holdfire.casework.model import Done

concern = projected(
    "concern",
    Column("case", Key, primary_key=True),
    Column("actor", Key, primary_key=True),
    Column("made", Index, primary_key=True),
    Column("ended", Index),
    SqlIndex("concern_actor", "actor", "case"),
)
"""Whom an alert concerns: who raised it, fires, was called, or is to stop, and through whom."""


def note(connection: Connection, done: Done) -> None:
    """Write whom an act of an alert that counts concerns."""
    named = sorted(a for a in _named(done) if a)
    rows = [{"case": done.case, "actor": a, "made": done.entry, "ended": None} for a in named]
    insert(connection, concern, rows)


def _named(done: Done) -> set[str]:
    if done.kind == "alert":
        return {done.actor, cast("forms.Alert", done.body).accused}
    if done.kind == "call":
        return {cast("forms.Call", done.body).to}
    if done.kind == "stand-down":
        asked = cast("forms.StandDown", done.body)
        return {asked.of, asked.through}
    return set()


def cases(near: Sequence[Near] | None, zones: Collection[str], at: int | None) -> Select[Any]:
    """Ask for the cases in which an allegation is by or against one of a side, of an incident in one of the zones.

    `near` None, or no zone: that does not matter.
    """
    a = allegation.c
    parts = [standing(allegation, at)]
    if near is not None:
        parts.append(or_(_told(a.claimant, a.at, near), _told(a.accused, a.at, near)))
    if zones:
        parts.append(a.incident.in_(incidents_in(zones, at)))
    return select(a.case).where(*parts)


def alerts(near: Sequence[Near], at: int | None) -> Select[Any]:
    """Ask for the alerts that concern one of a side, on the day on which they were raised."""
    opened = and_(act.c.case == concern.c.case, act.c.kind == "alert", act.c.head.is_(None))
    here = (standing(concern, at), act.c.refused == "", _told(concern.c.actor, act.c.at, near))
    return select(concern.c.case).join(act, opened).where(*here)


def threads(near: Sequence[Near] | None, zones: Collection[str], at: int | None) -> Select[Any]:
    """Ask for cases and alerts; with zones for no alert: where one is said to be stands in words, in no zone."""
    if zones or near is None:
        return cases(near, zones, at)
    both = union(cases(near, zones, at), alerts(near, at)).subquery()
    return select(both.c.case)


def _told(actor: ColumnElement[str], time: ColumnElement[int], near: Sequence[Near]) -> ColumnElement[bool]:
    always = sorted(n.actor for n in near if n.since is None and n.until is None)
    spans = [
        and_(
            actor == n.actor,
            *([] if n.since is None else [time >= n.since]),
            *([] if n.until is None else [time < n.until]),
        )
        for n in near
        if n.actor not in always
    ]
    return or_(actor.in_(always), *spans)
