"""The words for what an agreement's fields hold and its rules answer, for whoever shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.words import Words, listed, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.agreement.model import Nature, Stance
    from holdfire.agreement.model_conditions import Counted, Met
    from holdfire.agreement.model_rules import Gravity, Question
    from holdfire.agreement.positions import Reach

OUTCOMES: Mapping[str, Words] = {
    "not established": say("not established"),
    "no violation": say("no violation"),
    "exempt": say("exempt"),
    "violation": say("violation"),
    "violation, author undetermined or in dispute": say("violation, author undetermined or in dispute"),
    "contested": say("contested"),
    "undetermined": say("undetermined"),
    "": say("determined, outcome not held here"),
}
QUESTIONS: Mapping[str, Words] = {
    "happened": say("did it happen"),
    "covered": say("does the term cover it"),
    "exempt": say("does an exemption apply"),
    "accused": say("was it the accused"),
}
ANSWERS: Mapping[str, Words] = {
    "yes": say("yes"),
    "no": say("no"),
    "cannot say": say("cannot say"),
    "split": say("split"),
    "open": say("open"),
}
NATURES: Mapping[Nature, Words] = {
    "nationwide truce": say("nationwide truce"),
    "local truce": say("local truce"),
    "evacuation": say("evacuation"),
    "humanitarian pause": say("humanitarian pause"),
    "de-escalation area": say("de-escalation area"),
    "detainee exchange": say("detainee exchange"),
    "mechanism": say("mechanism"),
    "talks": say("talks"),
    "other": say("something else"),
}
STANCES: Mapping[Stance, Words] = {
    "accepts": say("accepts"),
    "rejects": say("rejects"),
    "withholds": say("withholds"),
    "not presented": say("not presented"),
    "reserves": say("reserves"),
    "suspends": say("suspends"),
    "withdraws": say("withdraws"),
}
METS: Mapping[Met, Words] = {
    "met": say("met"),
    "not met": say("not met"),
    "unknown": say("unknown"),
}
COUNTED: Mapping[Counted, Words] = {
    "incidents": say("incidents reported"),
    "alleged": say("incidents alleged to be violations"),
    "violations": say("violations determined"),
}
GRAVITIES: Mapping[Gravity, Words] = {
    "minor": say("minor"),
    "serious": say("serious"),
    "grave": say("grave"),
}
STEPS: Mapping[str, Words] = {
    "acknowledge": say("acknowledge"),
    "notify": say("notify the accused"),
    "assess": say("assess"),
    "access": say("give access"),
    "reply": say("reply"),
    "report": say("report"),
    "determine": say("determine"),
    "respond": say("do what is asked"),
    "quiet": say("24 hours without more"),
}
DECISIONS: Mapping[str, Words] = {
    "consensus": say("all members agree"),
    "each side": say("one member from each side agrees"),
    "observe only": say("nobody answers: the mechanism only observes"),
    "k of n": say("a number of the members agree"),
    "chair": say("the chair decides"),
    "two named": say("two named members agree"),
}
OWN_MOUTH: Mapping[str, Words] = {
    "yes": say("by its own mouth"),
    "no": say("as others say"),
    "unknown": say("not known whether by its own mouth"),
}
REACHES: Mapping[Reach, Words] = {
    "presented": say("presented to it"),
    "through": say("presented to a larger actor it belonged to"),
    "signed": say("signed it, or presented it to others"),
    "answered": say("answered it by its own mouth"),
    "disputed": say("accounts differ on whether it was presented"),
    "not presented": say("not presented to it, as is said"),
    "no record": say("no presentation on record"),
}


def answered(answers: Mapping[Question, str]) -> Words | str:
    """Say joint answers, each behind its question."""
    return listed(
        say("{question}: {answer}", question=QUESTIONS[q], answer=ANSWERS[a]) for q, a in answers.items()
    )
