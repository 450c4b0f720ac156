"""What the rules leave open about who takes part: quorum, interest, teams, and members who walk out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.deciding import panels, suffices
from holdfire.agreement.lints.finding import Finding, called, side_called
from holdfire.agreement.lints.sitting import (
    counting,
    has_quorum,
    interest_counts,
    observes_only,
    sides,
    sittings,
)
from holdfire.agreement.words import DECISIONS
from holdfire.words import Name, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement


def no_quorum_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find rules by which one member settles a case though none of the others has assessed it.

    Any other decision rule asks for several answers, and so is its own quorum.
    """
    if agreement.rules.quorum is not None:
        return
    for decision, panel in sittings(agreement):
        alone = [m.actor for m in panel if suffices(decision, panel, sides(agreement), [m])]
        if alone and len(panel) > 1:
            words = say(
                "nothing says how many members must have assessed: one is enough, of {names}",
                names=called(agreement, alone),
            )
            yield Finding("no-quorum-rule", words, "rules.quorum")


def quorum_never_met(agreement: Agreement) -> Iterator[Finding]:
    """Find a quorum that no panel makes though all assess: too few sit, or nobody who backs one of the sides."""
    rule = agreement.rules.quorum
    if rule is None:
        return
    for panel in panels(agreement):
        if panel and len(panel) < rule.members:
            words = say(
                "the quorum asks for {quorum} members, and {n} sit", quorum=rule.members, n=len(panel)
            )
            yield Finding("quorum-never-met", words, "rules.quorum.members")
        elif panel and not has_quorum(agreement, panel):
            backed = {m.backs for m in panel}
            lacking = listed(Name.of(side.names) for side in agreement.sides if side.id not in backed)
            words = say("the quorum asks for a member from each side, and none backs {names}", names=lacking)
            yield Finding("quorum-never-met", words, "rules.quorum.each_side")


def no_interest_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find members who back a side, with nothing said of whether they count when it is accused."""
    backers = {m.actor for panel in panels(agreement) for m in panel if m.backs}
    if agreement.rules.interest is None and backers and not observes_only(agreement):
        words = say(
            "nothing says whether a member whose own side is accused counts: {names}",
            names=called(agreement, sorted(backers)),
        )
        yield Finding("no-interest-rule", words, "rules.interest")


def interest_unreachable(agreement: Agreement) -> Iterator[Finding]:
    """Find a side against which nothing can be found, as the members left do not meet the decision rule."""
    if interest_counts(agreement):
        return
    for decision, panel in sittings(agreement):
        for side in sides(agreement):
            left = counting(agreement, panel, side)
            if not suffices(decision, left, sides(agreement), left):
                words = say(
                    "without the members whose own side is accused, “{rule}” cannot be met against {name}; "
                    "left: {names}",
                    rule=DECISIONS[decision.rule],
                    name=side_called(agreement, side),
                    names=called(agreement, (m.actor for m in left)) or "–",
                )
                yield Finding("interest-unreachable", words, "rules.interest.counts")


def no_team_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find a mechanism whose members back sides, with nothing said of who must be on a team that is sent out."""
    if agreement.rules.team is None and _members_back_sides(agreement):
        words = say("nothing says who must be on a team, so that one side can send its own")
        yield Finding("no-team-rule", words, "rules.team")


def team_one_sided(agreement: Agreement) -> Iterator[Finding]:
    """Find a rule that lets a team be made of one side's people."""
    rule = agreement.rules.team
    if rule is not None and rule.needs == "anybody" and _members_back_sides(agreement):
        yield Finding("team-one-sided", say("a team may be of one side alone"), "rules.team.needs")


def no_walkout_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find several members, with nothing said of what happens while one of them takes no part."""
    if agreement.rules.walkout is None and any(len(panel) > 1 for panel in panels(agreement)):
        words = say("nothing says what happens while a member takes no part")
        yield Finding("no-walkout-rule", words, "rules.walkout")


def walkout_stops_cases(agreement: Agreement) -> Iterator[Finding]:
    """Find a rule by which any member can stop every case, by walking out."""
    rule = agreement.rules.walkout
    if rule is not None and rule.then == "cases wait":
        words = say("any member can stop every case, by walking out")
        yield Finding("walkout-stops-cases", words, "rules.walkout.then")


def _members_back_sides(agreement: Agreement) -> bool:
    return any(m.backs for panel in panels(agreement) for m in panel)
