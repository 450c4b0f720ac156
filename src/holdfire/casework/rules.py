"""What may be done in a case, by whom, when. Pure: each rule returns the objection, or None."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfo

from holdfire.agreement.outcomes import QUESTIONS
from holdfire.agreement.taxonomy import taxonomy
from holdfire.casework.decide import procedure_at
from holdfire.casework.model import UNKNOWN, Answer
from holdfire.errors import BadInput, Conflict, HoldfireError, NotFound, Refused
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Gravity, Step
    from holdfire.casework.repo import Case

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEAVIEST: tuple[Gravity, ...] = ("grave", "serious", "minor")


def day_of(agreement: Agreement, at: int) -> dt.date:
    """Give the day, in the mechanism's zone, on which an instant (UTC microseconds) falls."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(agreement.timezone)).date()


def gravity(types: Iterable[str]) -> Gravity:
    """Give an incident's gravity: the gravest default of its types; minor where no type is known."""
    known = {taxonomy()[t].gravity for t in types if t in taxonomy()}
    return next((g for g in _HEAVIEST if g in known), "minor")


def deadline(agreement: Agreement, weight: Gravity, step: Step, since: int) -> int | None:
    """Say when a step is due, UTC microseconds, or None where the agreement sets no clock for it."""
    duration: timedelta | None = getattr(getattr(agreement.rules.clocks, weight), step)
    return None if duration is None else since + duration // timedelta(microseconds=1)


def keys_objection(agreement: Agreement, held: str) -> HoldfireError | None:
    """Refuse an act signed with a key that the host holds, where the agreement forbids it."""
    if held == "host" and agreement.rules.host_held_keys is False:
        return Refused(
            "key-host-held",
            say("the agreement does not let the log's host hold a member's key"),
            hint=say("sign with a key of the member's own"),
        )
    return None


def allegation_objection(
    agreement: Agreement, term: str, accused: str, claimant: str
) -> HoldfireError | None:
    """An allegation needs a term that forbids or is owed, an accused who is known or `unknown`, a known claimant."""
    actors = {a.id for a in agreement.actors}
    found = next((t for t in agreement.terms if t.id == term), None)
    if found is None:
        return NotFound(
            "term-missing",
            say("the agreement has no term {term}", term=repr(term)),
            hint=say("`holdfire agreement check`"),
        )
    if found.mode == "allowed":
        return Refused("term-allows", say("the term {term} allows; nothing can breach it", term=term))
    if accused != UNKNOWN and accused not in actors:
        return NotFound(
            "actor-missing",
            say("the agreement has no actor {accused}", accused=repr(accused)),
            hint=say("or `unknown`"),
        )
    if claimant not in actors:
        return NotFound(
            "actor-missing", say("the agreement has no actor {claimant}", claimant=repr(claimant))
        )
    return None


def assessment_objection(
    agreement: Agreement, member: str, answers: Mapping[str, str], at: int
) -> HoldfireError | None:
    """An assessment needs a member of the panel of that day, and yes, no or cannot say to each of the questions."""
    for question, answer in answers.items():
        if question not in QUESTIONS:
            return BadInput(
                "question-unknown", say("there is no question {question}", question=repr(question))
            )
        if answer not in get_args(Answer):
            return BadInput(
                "answer-unknown",
                say("{answer} is no answer", answer=repr(answer)),
                hint=say("yes, no, or cannot say"),
            )
    if set(answers) != set(QUESTIONS):
        return BadInput(
            "answer-missing",
            say("an assessment answers all four questions"),
            hint=say("`cannot say` is an answer"),
        )
    try:
        procedure = procedure_at(agreement, day_of(agreement, at))
    except Refused as e:
        return e
    if member not in {m.actor for m in procedure.panel}:
        return Refused(
            "not-a-member",
            say("{member} does not assess under this agreement on that day", member=member),
            hint=say("only those whom the rules name as members or chair assess; observers read"),
        )
    return None


def head_objection(case: Case | None, head: int) -> HoldfireError | None:
    """An act must have seen the case as it stands: of two that race, the later does not count."""
    if case is None:
        return NotFound("case-missing", say("there is no such case in this book"))
    if case.head != head:
        return Conflict(
            "head-stale",
            say(
                "the case has moved on: entry {head} came after {head2}, which this act saw",
                head=case.head,
                head2=head,
            ),
            hint=say("read what is new, then act again"),
        )
    return None


def determination_objection(agreement: Agreement, case: Case, actor: str, at: int) -> HoldfireError | None:
    """A member of the panel may determine, once all of it has assessed or the clock for it has run out."""
    try:
        procedure = procedure_at(agreement, day_of(agreement, at))
    except Refused as e:
        return e
    panel = {m.actor for m in procedure.panel}
    if actor not in panel:
        return Refused(
            "not-a-member", say("{actor} does not determine under this agreement on that day", actor=actor)
        )
    waiting = sorted(panel - {a.member for a in case.assessments})
    weight = case.allegation.gravity
    due = deadline(agreement, weight, "determine", case.opened)  # type: ignore[arg-type]
    if waiting and (due is None or at < due):
        return Conflict(
            "too-early",
            say("not assessed yet by {names}", names=", ".join(waiting)),
            hint=say("wait for them, or for the deadline") if due else say("the agreement sets no deadline"),
        )
    return None
