"""Who sits, and what the rules make of who is there: what several lints ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.deciding import panels
from holdfire.agreement.model_rules import Simple
from holdfire.agreement.when import by_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from holdfire.agreement.model import Actor, Agreement
    from holdfire.agreement.model_rules import Decision, Member


def observes_only(agreement: Agreement) -> bool:
    """Whether the mechanism is not there to find anything."""
    decision = agreement.rules.decision
    return isinstance(decision, Simple) and decision.rule == "observe only"


def sittings(agreement: Agreement) -> Iterator[tuple[Decision, list[Member]]]:
    """Yield the decision rule with each panel that ever sits, if the rule is there to find anything."""
    decision = agreement.rules.decision
    if decision is not None and not observes_only(agreement):
        yield from ((decision, panel) for panel in panels(agreement) if panel)


def sides(agreement: Agreement) -> list[str]:
    """Name the sides."""
    return list(by_id(agreement.sides))


def interest_counts(agreement: Agreement) -> bool:
    """Whether the answers of members whose own side is accused count, as they do unless the rules say otherwise."""
    return agreement.rules.interest is None or agreement.rules.interest.counts


def counting(agreement: Agreement, panel: Sequence[Member], accused: str) -> list[Member]:
    """Give the members whose answers count where a side is accused."""
    if interest_counts(agreement):
        return list(panel)
    return [member for member in panel if not interested(agreement, member, accused)]


def interested(agreement: Agreement, member: Member, side: str) -> bool:
    """Whether a member backs a side, is ever on it, or ever answers for somebody who is."""
    on_it = [actor for actor in agreement.actors if side in _ever_on(agreement, actor, set())]
    answers = {span.guarantor for actor in on_it for span in actor.guarantors}
    return member.backs == side or member.actor in answers | {actor.id for actor in on_it}


def _ever_on(agreement: Agreement, actor: Actor, seen: set[str]) -> set[str]:
    """Give the sides that an actor is on at any time, itself or with a larger one that it belongs to."""
    seen.add(actor.id)
    if actor.sides:
        return {span.side for span in actor.sides}
    known = by_id(agreement.actors)
    wider = [known[span.of] for span in actor.memberships if span.of not in seen]
    return {side for larger in wider for side in _ever_on(agreement, larger, seen)}


def has_quorum(agreement: Agreement, there: Collection[Member]) -> bool:
    """Whether members who have assessed make the quorum that the rules ask for; where they ask for none, they do."""
    rule = agreement.rules.quorum
    return rule is None or (
        len(there) >= rule.members
        and (not rule.each_side or {m.backs for m in there} >= set(sides(agreement)))
    )


def needs_signatures(agreement: Agreement) -> bool:
    """Whether as many members sign a finding as the decision rule asks for."""
    closing = agreement.rules.closing
    return closing is not None and closing.signed_by == "decision rule"
