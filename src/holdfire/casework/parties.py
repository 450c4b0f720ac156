"""Who answers for whom, whose own side is accused, whom a term binds, and on which track a matter is heard. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.deciding import panel_at
from holdfire.agreement.names import fold, index
from holdfire.agreement.when import by_id, groups_at, guarantors_at, side_at, status_at
from holdfire.casework.model import UNKNOWN

if TYPE_CHECKING:
    import datetime as dt

    from holdfire.agreement.model import Agreement, Term
    from holdfire.agreement.model_rules import Member, Track
    from holdfire.casework.acts import Allegation
    from holdfire.casework.model import Evidence


def answerable(agreement: Agreement, accused: str, day: dt.date) -> set[str]:
    """Give who may answer for an accused: itself, the larger actors that it belongs to, and its guarantors.

    For one who is not known, every guarantor.
    """
    if accused == UNKNOWN:
        return guarantors(agreement, day)
    return {*groups_at(agreement, accused, day), *guarantors_at(agreement, accused, day)}


def guarantors(agreement: Agreement, day: dt.date) -> set[str]:
    """Give everybody who answers for somebody on the day, or is a guarantor by its status."""
    named = {g for actor in agreement.actors for g in guarantors_at(agreement, actor.id, day)}
    return named | {a.id for a in agreement.actors if status_at(a, day) == "guarantor"}


def to_be_told(agreement: Agreement, accused: str, day: dt.date) -> list[set[str]]:
    """Say who must get notice of an allegation: one of each set.

    Of an accused who is known, anybody answerable for it; of one who is not, every guarantor.
    """
    if accused == UNKNOWN:
        return [{g} for g in sorted(guarantors(agreement, day))]
    return [answerable(agreement, accused, day)]


def has_interest(agreement: Agreement, member: Member, accused: str, day: dt.date) -> bool:
    """Tell whether a member's own side is accused: itself, one it answers for, or one of the side that it backs."""
    if accused == UNKNOWN:
        return False
    side = side_at(agreement, accused, day)
    return member.actor in answerable(agreement, accused, day) or (
        side is not None and side in (member.backs, side_at(agreement, member.actor, day))
    )


def is_bound(agreement: Agreement, term: Term, accused: str, day: dt.date) -> bool:
    """Tell whether a term binds an actor: by name, or through a larger one that it belongs to on the day."""
    return not term.binds or not set(term.binds).isdisjoint(groups_at(agreement, accused, day))


def panel(agreement: Agreement, day: dt.date, away: frozenset[str]) -> list[Member]:
    """Give the members who answer on the day. One who walked out keeps its seat unless the rules say otherwise."""
    seated = panel_at(agreement, day)
    rule = agreement.rules.walkout
    if rule and rule.then == "others go on":
        return [m for m in seated if m.actor not in away]
    return seated


def track(agreement: Agreement, said: Allegation, evidence: Evidence, day: dt.date) -> Track:
    """Say on which track an allegation is heard: its own, for what is no breach by a party to the terms.

    A claimant can say that it alleges a crime or an accident. A guarantor's own forces, an excluded group and third
    parties go by their status; a clash in which everybody who is named is on the accused's side is infighting.
    """
    if said.nature != "breach":
        return said.nature
    if said.accused == UNKNOWN:
        return "breach"
    held = {
        status_at(actor, day)
        for actor in agreement.actors
        if actor.id in groups_at(agreement, said.accused, day)
    }
    if "guarantor" in held:
        return "guarantor"
    if "excluded" in held:
        return "excluded"
    if "third party" in held:
        return "third party"
    return "infighting" if _within_a_side(agreement, said.accused, evidence, day) else "breach"


def _within_a_side(agreement: Agreement, accused: str, evidence: Evidence, day: dt.date) -> bool:
    if not evidence.actors:
        return False
    known, named = by_id(agreement.actors), index(agreement.actors)
    found = {a if a in known else named.get(fold(a)) for a in evidence.actors}
    sides = {side_at(agreement, a, day) if a else None for a in found - {accused}}
    return bool(sides) and sides == {side_at(agreement, accused, day)} and None not in sides
