"""Cases that can never be determined, or in which nothing can ever be found, and the rule that makes it so. Pure.

Tried on invented cases under the rules as they are, with the best evidence, long after every clock has run out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from holdfire.agreement.lints.sitting import observes_only
from holdfire.agreement.model_rules import Gravity
from holdfire.casework.simulated.blocking import AGREED, Attempted, Matter, attempt, findable
from holdfire.casework.simulated.play import accusable, called
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from holdfire.agreement.model import Agreement
    from holdfire.casework.simulated.play import Sitting


@dataclass(frozen=True, slots=True)
class Deadlock:
    """One way in which a case stands still: a code, plain words, the rule that causes it, whom and what it concerns.

    `members` can cause it, each alone; no gravities: it does not depend on that.
    """

    code: str
    words: Words
    rule: str
    members: tuple[str, ...] = ()
    gravities: tuple[Gravity, ...] = ()


def deadlocks(agreement: Agreement, sat: Sequence[Sitting]) -> list[Deadlock]:
    """List what stands still before any of the panels; one line a reason, with all whom it concerns."""
    if agreement.rules.decision is None:
        words = say(
            "the agreement does not say how its members decide, so nothing can be determined under it"
        )
        return [Deadlock("no-decision-rule", words, "rules.decision")]
    if observes_only(agreement):
        words = say("under this agreement the mechanism observes and finds nothing")
        return [Deadlock("observe-only", words, "rules.decision")]
    if not sat:
        return [Deadlock("nobody-sits", say("nobody sits who could determine anything"), "rules.members")]
    return [*_recorded(agreement), *_merged(each for sitting in sat for each in _tried(sitting))]


def _recorded(agreement: Agreement) -> Iterator[Deadlock]:
    tracks = agreement.rules.tracks
    if tracks and tracks.recorded:
        words = say("only recorded, and never judged: {names}", names=", ".join(tracks.recorded))
        yield Deadlock("track-recorded", words, "rules.tracks.recorded")


def _tried(sitting: Sitting) -> Iterator[Deadlock]:
    outcomes = findable(sitting.agreement)
    against = accusable(sitting)
    if not against:
        yield Deadlock("nobody-accused", say("nobody is bound by a term that could be breached"), "terms")
    if "violation" not in outcomes:
        words = say("the table of outcomes gives no violation though every member says that there was one")
        yield Deadlock("table-without-violation", words, "rules.outcomes")
        return
    for accused in against:
        for gravity in get_args(Gravity):
            matter = Matter(sitting, accused, gravity)
            agreed = attempt(matter, AGREED["violation"])
            if agreed.outcome == "violation":
                yield from _by_one(matter)
                yield from _unheard(matter)
            else:
                yield _never(matter, agreed)


def _never(matter: Matter, came: Attempted) -> Deadlock:
    """Say why nothing is found though all agree."""
    rules, weights = matter.sitting.agreement.rules, (matter.gravity,)
    if came.why == "no quorum":
        return Deadlock("no-quorum", say("the quorum is never met, even if all assess"), "rules.quorum")
    if came.why == "below the bar":
        words = say(
            "the bar of evidence is never reached: it asks for somebody of each side, and there are no sides"
        )
        return Deadlock("below-the-bar", words, f"rules.evidence.{matter.gravity}.level", (), weights)
    if came.objection == "signatures-missing":
        words = say("what is found can never be signed, even if all sign")
        return Deadlock("never-signed", words, "rules.closing.signed_by")
    against = called(matter.sitting.agreement, [matter.accused.actor])
    if rules.interest and not rules.interest.counts and matter.accused.interested:
        words = say(
            "nothing is ever found against {name}: those whose own side is accused do not count, "
            "and the others do not meet the decision rule",
            name=against,
        )
        return Deadlock("interest-unreachable", words, "rules.interest.counts")
    words = say("nothing is ever found against {name}, even if all agree", name=against)
    return Deadlock("decision-unreachable", words, "rules.decision")


def _by_one(matter: Matter) -> Iterator[Deadlock]:
    """Let one member after the other be silent, walk out for good, or not sign."""
    agreed = AGREED["violation"]
    for member in (m.actor for m in matter.sitting.panel):
        if len(matter.sitting.panel) == 1:
            return
        who = (member,)
        silent = attempt(matter, agreed, who, None).objection
        gone = attempt(matter, agreed, who, None, away=True).objection
        unsigned = attempt(matter, agreed, who, agreed, signs=False).objection
        for code in dict.fromkeys((silent, gone)):
            if code in _STANDING_STILL:
                yield _STANDING_STILL[code](matter, member)
        if unsigned == "signatures-missing" or silent == "signatures-missing":
            yield _unsigned(matter, member)


def _silent(matter: Matter, member: str) -> Deadlock:
    words = say("a case waits for ever for a member who is silent: there is no time limit to determine it")
    rule = f"rules.clocks.{matter.gravity}.determine"
    return Deadlock("silent-member", words, rule, (member,), (matter.gravity,))


def _waiting(_matter: Matter, member: str) -> Deadlock:
    words = say("all cases wait while a member takes no part")
    return Deadlock("cases-wait", words, "rules.walkout.then", (member,))


def _unsigned(_matter: Matter, member: str) -> Deadlock:
    words = say("a case stays open on whose finding all agree, while a member does not sign it")
    return Deadlock("unsigned", words, "rules.closing.signed_by", (member,))


_STANDING_STILL: dict[str, Callable[[Matter, str], Deadlock]] = {"too-early": _silent, "suspended": _waiting}
"""By the code of the objection that a determination meets for good."""


def _unheard(matter: Matter) -> Iterator[Deadlock]:
    """Let the accused say nothing."""
    if attempt(matter, AGREED["violation"], replies=False).objection == "not-heard":
        words = say(
            "an accused that never replies is never heard: there is no time limit to reply or to determine"
        )
        rule = f"rules.clocks.{matter.gravity}.reply"
        yield Deadlock("never-heard", words, rule, (), (matter.gravity,))


def _merged(found: Iterable[Deadlock]) -> list[Deadlock]:
    """Tell a reason once, with every member and gravity that it concerns."""
    alike: dict[tuple[str, Words], list[Deadlock]] = {}
    for each in found:
        alike.setdefault((each.code, each.words), []).append(each)
    return [
        Deadlock(
            code,
            words,
            ", ".join(dict.fromkeys(each.rule for each in group)),
            tuple(dict.fromkeys(m for each in group for m in each.members)),
            tuple(dict.fromkeys(g for each in group for g in each.gravities)),
        )
        for (code, words), group in alike.items()
    ]
