"""What the rules leave open about a case's course: its clocks, its track, its ladder, who signs what settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from holdfire.agreement.lints.finding import Finding
from holdfire.agreement.lints.sitting import observes_only
from holdfire.agreement.model_rules import Gravity, Overdue, Step
from holdfire.agreement.words import GRAVITIES, STEPS
from holdfire.words import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement

JUDGING: frozenset[Step] = frozenset({"assess", "determine"})
"""Steps that a mechanism that only observes never takes."""


def no_clock(agreement: Agreement) -> Iterator[Finding]:
    """Find steps of a case that may take for ever."""
    for gravity in get_args(Gravity):
        missing = [step for step in _steps(agreement) if _timeless(agreement, gravity, step)]
        if missing:
            words = say(
                "a {gravity} case has no time limit to {names}",
                gravity=GRAVITIES[gravity],
                names=listed(STEPS[step] for step in missing),
            )
            yield Finding("no-clock", words, f"rules.clocks.{gravity}")


def no_track_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find a mechanism that finds breaches, with nothing said of what is none: crimes, accidents, feuds of one side."""
    if agreement.rules.tracks is None and not observes_only(agreement):
        words = say(
            "nothing says whether crimes, accidents and clashes within a side are judged or only recorded"
        )
        yield Finding("no-track-rule", words, "rules.tracks")


def no_closing_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find a decision rule, with nothing said of who signs what it finds."""
    if agreement.rules.closing is None and agreement.rules.decision and not observes_only(agreement):
        words = say("nothing says who signs a finding, so that any one member enters it")
        yield Finding("no-closing-rule", words, "rules.closing")


def no_escalation(agreement: Agreement) -> Iterator[Finding]:
    """Find a mechanism in which nothing says to whom a case goes that is stuck."""
    if not agreement.rules.escalation:
        words = say("nothing says to whom a case goes that is stuck or too grave")
        yield Finding("no-escalation", words, "rules.escalation")


def rung_unreachable(agreement: Agreement) -> Iterator[Finding]:
    """Find what should take a case up the ladder and never comes.

    Nothing is overdue that has no clock, and nothing is contested where nothing is found.
    """
    for n, rung in enumerate(agreement.rules.escalation):
        for m, trigger in enumerate(rung.when):
            where = f"rules.escalation[{n}].when[{m}]"
            if isinstance(trigger, Overdue):
                step = trigger.step
                weights = [g for g in get_args(Gravity) if _timeless(agreement, g, step)]
                if weights:
                    words = say(
                        "rung {n} waits until a step is overdue that has no time limit: {step} ({names})",
                        n=n + 1,
                        step=STEPS[step],
                        names=listed(GRAVITIES[g] for g in weights),
                    )
                    yield Finding("rung-unreachable", words, where)
            elif trigger.what == "contested" and observes_only(agreement):
                words = say("rung {n} waits for a contested finding, and nothing is ever found", n=n + 1)
                yield Finding("rung-unreachable", words, where)


def _steps(agreement: Agreement) -> list[Step]:
    return [s for s in get_args(Step) if s not in JUDGING or not observes_only(agreement)]


def _timeless(agreement: Agreement, gravity: Gravity, step: Step) -> bool:
    return getattr(getattr(agreement.rules.clocks, gravity), step) is None
