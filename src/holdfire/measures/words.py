"""The words for measures, their parts, units and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.words import QUESTIONS
from holdfire.casework.words import CODES
from holdfire.measures.model import Row
from holdfire.measures.publish import ALL
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.measures.model import Figure

STEPS: Mapping[str, Words] = {
    "acknowledge": say("to acknowledge a notice"),
    "notify": say("to notify the accused"),
    "reply": say("to reply"),
    "access": say("to answer a request for access"),
    "visit": say("to visit"),
    "report": say("to report"),
    "assess": say("to assess"),
    "determine": say("to determine"),
    "respond": say("to do what is asked"),
}
SORTS: Mapping[str, Words] = {
    "reply.admitted": say("accusations that the accused admitted by the deadline, share"),
    "reply.denied": say("accusations that the accused denied by the deadline, share"),
    "reply.justified": say("accusations that the accused justified by the deadline, share"),
    "reply.none": say("accusations without a reply by the deadline, share"),
    "cross.confirmed": say("the other side’s allegations that a member confirmed, share"),
    "cross.exempt": say("the other side’s allegations that a member called exempt, share"),
    "cross.not confirmed": say("the other side’s allegations that a member did not confirm, share"),
    "cross.silent": say("the other side’s allegations that a member left without an answer, share"),
    "outcome.violation": say("found a violation by the accused, share"),
    "outcome.exempt": say("found exempt, share"),
    "outcome.contested": say("contested, share"),
    "outcome.other": say("any other outcome, share"),
    "reopened.changed": say("another outcome after a reopening, share"),
    "reopened.same": say("the same outcome after a reopening, share"),
    "confidence.came": say("joint answer came out as the member said, share"),
    "brier": say("Brier score of stated confidence"),
    "open": say("open allegations"),
    "open.median": say("age of open allegations, median"),
    "open.oldest": say("age of the oldest open allegation"),
    "absent": say("days on which a member took no part"),
    "symmetry.violation": say("violation found, first side accused less second"),
    "symmetry.exempt": say("found exempt, first side accused less second"),
    "symmetry.contested": say("contested, first side accused less second"),
    "symmetry.in time": say("determined within its clock, first side accused less second"),
    "stratum.violation": say("found a violation, at equal gravity and evidence, share"),
    "stratum.other": say("any other outcome, at equal gravity and evidence, share"),
    "stratum.time.median": say("time to determine, at equal gravity and evidence, median"),
    "stratum.time.p90": say("time to determine, at equal gravity and evidence, nine in ten"),
}
UNITS: Mapping[str, Words] = {
    "days": say("days"),
    "allegations": say("allegations"),
    "answers": say("answers"),
    "determinations": say("determinations"),
    "clocks": say("clocks"),
    "score": say("score, 0 best"),
    "difference of shares": say("difference of shares"),
    "share of clocks": say("share of clocks"),
    "share of allegations": say("share of allegations"),
    "share of answers": say("share of answers"),
    "share of determinations": say("share of determinations"),
}
NOBODY: Mapping[str, Words] = {
    "claimant": say("the clock"),
    "accused": say("no side, or not known"),
    "area": say("area not given"),
    "whom": say("anybody"),
}


def row(figure: Figure, names: Mapping[str, str]) -> Row:
    """Put a figure into words; `names` are those of actors, sides and areas by id."""
    return Row(
        measure_words(figure.measure),
        split_words(figure, names),
        UNITS[figure.unit],
        figure.value,
        figure.low,
        figure.high,
        figure.n,
        figure.note,
        figure.entries,
    )


def measure_words(measure: str) -> Words:
    """Name a measure."""
    if measure in SORTS:
        return SORTS[measure]
    family, _, rest = measure.partition(".")
    if family == "answer":
        question, _, answer = rest.partition(".")
        return _answered(QUESTIONS[question], answer)
    if family == "overdue":
        return say("overdue: {step}", step=STEPS[rest])
    step, _, what = rest.partition(".")
    if what == "in time":
        return say("within its clock: {step}, share", step=STEPS[step])
    if what == "median":
        return say("time {step}, median", step=STEPS[step])
    return say("time {step}, nine in ten", step=STEPS[step])


def _answered(question: Words, answer: str) -> Words:
    if answer == "yes":
        return say("“{question}”: yes, share", question=question)
    if answer == "no":
        return say("“{question}”: no, share", question=question)
    return say("“{question}”: cannot say, share", question=question)


def split_words(figure: Figure, names: Mapping[str, str]) -> Words:
    """Say of which part a figure is."""
    by, of = figure.by, figure.of
    if not by:
        return say("all")
    if of == ALL:
        return _of(by, say("each"))
    if by == "pair":
        one, _, other = of.partition(" > ")
        return say("{one} → {other}", one=_name(by, one, names), other=_name(by, other, names))
    if by == "stratum":
        side, gravity, level = of.split("/")
        return say(
            "accused: {side}, {gravity}, evidence {level}",
            side=_name("accused", side, names), gravity=CODES[gravity], level=level,
        )  # fmt: skip
    if by == "member" and "/" in of:
        member, _, own = of.partition("/")
        whose = say("its own side accused") if own == "own" else say("another accused")
        return say("member: {name}, {whose}", name=_name(by, member, names), whose=whose)
    return _of(by, _name(by, of, names))


def _name(by: str, of: str, names: Mapping[str, str]) -> Words:
    if by == "gravity":
        return CODES[of]
    if not of:
        return NOBODY.get(by, NOBODY["accused"])
    return say("{name}", name=names.get(of, of))


def _of(by: str, name: Words) -> Words:
    patterns = {
        "member": say("member: {name}", name=name),
        "whom": say("who was to act: {name}", name=name),
        "claimant": say("claimant: {name}", name=name),
        "accused": say("accused: {name}", name=name),
        "area": say("area: {name}", name=name),
        "gravity": say("gravity: {name}", name=name),
        "confidence": say("confidence: {name} per cent", name=name),
        "pair": say("pair of sides: {name}", name=name),
    }
    return patterns[by]
