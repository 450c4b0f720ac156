"""What the rules leave open, and where they favour a side."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from holdfire.agreement.deciding import suffices
from holdfire.agreement.lints.finding import Finding, called, side_called
from holdfire.agreement.lints.sitting import (
    counting,
    has_quorum,
    interest_counts,
    needs_signatures,
    observes_only,
    sides,
    sittings,
)
from holdfire.agreement.model_rules import Gravity
from holdfire.agreement.outcomes import differences
from holdfire.agreement.words import DECISIONS, GRAVITIES, OUTCOMES, answered
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Decision, Member
    from holdfire.words import Words


def no_members(agreement: Agreement) -> Iterator[Finding]:
    """Find a mechanism in which nobody is named to judge."""
    if all(member.role == "observer" for member in agreement.rules.members):
        yield Finding("no-members", say("nobody is named who assesses or decides"), "rules.members")


def no_decision_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find a mechanism in which nothing says how its members decide."""
    if agreement.rules.decision is None:
        yield Finding("no-decision-rule", say("nothing says how the members decide"), "rules.decision")


def decision_unreachable(agreement: Agreement) -> Iterator[Finding]:
    """Find a decision rule that the members could not meet though all agree."""
    for decision, panel in sittings(agreement):
        if not suffices(decision, panel, sides(agreement), panel):
            everyone = called(agreement, (member.actor for member in panel))
            words = say(
                "“{rule}” cannot be met by {everyone}, even if all agree",
                rule=DECISIONS[decision.rule],
                everyone=everyone,
            )
            yield Finding("decision-unreachable", words, "rules.decision")


def side_finds_alone(agreement: Agreement) -> Iterator[Finding]:
    """Find a side whose backers can find on their own, against somebody else."""
    for decision, panel in sittings(agreement):
        for side in sides(agreement):
            backers = [member for member in panel if member.backs == side]
            if (
                not backers
                or not has_quorum(agreement, backers)
                or not _sign(agreement, decision, panel, backers)
            ):
                continue
            benches = [
                panel,
                *(counting(agreement, panel, other) for other in sides(agreement) if other != side),
            ]
            alone = [[m for m in backers if m in bench] for bench in benches]
            if any(
                suffices(decision, bench, sides(agreement), some)
                for bench, some in zip(benches, alone, strict=True)
                if some
            ):
                words = say(
                    "backers of “{side}” can find alone: {agreement}",
                    side=side_called(agreement, side),
                    agreement=called(agreement, (m.actor for m in backers)),
                )
                yield Finding("side-finds-alone", words, "rules.decision")


def accused_can_block(agreement: Agreement) -> Iterator[Finding]:
    """Find a side whose backers can stop every finding against it.

    They do it by their answers, without which the rule is not met or against which it is met too; or by their silence,
    where the quorum needs them. Not by keeping back a signature: who does not count need not sign.
    """
    for decision, panel in sittings(agreement):
        if suffices(decision, panel, sides(agreement), panel):
            for side in sides(agreement):
                backers = [member for member in panel if member.backs == side]
                for words, where in _blocked(agreement, decision, panel, side, backers) if backers else ():
                    yield Finding("accused-can-block", words, where)


def _blocked(
    agreement: Agreement, decision: Decision, panel: list[Member], side: str, backers: list[Member]
) -> Iterator[tuple[Words, str]]:
    others = [member for member in panel if member not in backers]
    enough, named = suffices(decision, panel, sides(agreement), others), side_called(agreement, side)
    if not enough and interest_counts(agreement):
        words = say("no finding against “{side}” can be made without its own backers", side=named)
        yield words, "rules.decision"
    elif interest_counts(agreement) and suffices(decision, panel, sides(agreement), backers):
        words = say("backers of “{side}” are enough to contest any finding against it", side=named)
        yield words, "rules.decision"
    if has_quorum(agreement, panel) and not has_quorum(agreement, others):
        words = say("no finding against “{side}” can be made while its own backers are silent", side=named)
        yield words, "rules.quorum"


def _sign(agreement: Agreement, decision: Decision, panel: list[Member], members: list[Member]) -> bool:
    """Whether members are enough to sign a finding."""
    return not needs_signatures(agreement) or suffices(decision, panel, sides(agreement), members)


def exemption_without_consensus(agreement: Agreement) -> Iterator[Finding]:
    """Find an exemption that some members can grant against the others."""
    exemption = agreement.rules.exemption
    if exemption is not None and exemption.needs != "consensus":
        words = say("fire at an excluded group can be called exempt though a member disagrees")
        yield Finding("exemption-without-consensus", words, "rules.exemption.needs")


def no_evidence_bar(agreement: Agreement) -> Iterator[Finding]:
    """Find gravities for which nothing says how much evidence is enough, if anything is to be found."""
    if observes_only(agreement):
        return
    for gravity in get_args(Gravity):
        if getattr(agreement.rules.evidence, gravity) is None:
            words = say("nothing says what evidence a {gravity} finding needs", gravity=GRAVITIES[gravity])
            yield Finding("no-evidence-bar", words, f"rules.evidence.{gravity}")


def no_publication_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find a mechanism in which nothing says how exactly and how late places and times are published."""
    if agreement.rules.publication is None:
        words = say("nothing says how exactly, and after what delay, places and times are published")
        yield Finding("no-publication-rule", words, "rules.publication")


def outcomes_differ(agreement: Agreement) -> Iterator[Finding]:
    """Find a table of outcomes that is not the default, and show how it differs."""
    changed = differences(agreement.rules.outcomes) if agreement.rules.outcomes else []
    if changed:
        answers, usual, own = changed[0]
        words = say(
            "the table of outcomes differs from the default in {n} of 256 cases; the first: "
            "{given} makes “{outcome}”, by default “{usual}”",
            n=len(changed),
            given=answered(answers),
            outcome=OUTCOMES[own.outcome],
            usual=OUTCOMES[usual.outcome],
        )
        yield Finding("outcomes-differ", words, "rules.outcomes")
