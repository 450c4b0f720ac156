"""The words for what acts hold, and an act told in words: for whoever shows, signs or prints one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from holdfire.agreement.words import ANSWERS, GRAVITIES, OUTCOMES, QUESTIONS
from holdfire.casework.acts import FORMS
from holdfire.casework.coding import to_fields
from holdfire.record.encoding import instant_text
from holdfire.words import Words, say, together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from holdfire.agreement.model_rules import Track
    from holdfire.casework.alerts import AlertState
    from holdfire.casework.clocks import State
    from holdfire.casework.model import Done
    from holdfire.words import Value

KINDS: Mapping[str, Words] = {
    "allegation": say("allegation"),
    "overdue": say("not done by its date"),
    "notice": say("notice"),
    "receipt": say("receipt of a notice"),
    "reply": say("reply"),
    "withdrawal": say("withdrawal"),
    "tasking": say("a team sent"),
    "access-request": say("request for access"),
    "access": say("answer to a request for access"),
    "visit": say("visit"),
    "finding": say("report of a team"),
    "assessment": say("assessment"),
    "determination": say("determination"),
    "reopening": say("reopening"),
    "response": say("response"),
    "follow-up": say("what became of a response"),
    "escalation": say("escalation"),
    "alert": say("alert"),
    "call": say("call"),
    "acknowledgement": say("acknowledgement"),
    "stand-down": say("request to stop"),
    "firing": say("whether firing goes on"),
    "return-fire": say("return of fire"),
    "roster": say("duty roster"),
    "hand-over": say("hand-over"),
    "walkout": say("walkout"),
    "return": say("return of a member"),
}
STATES: Mapping[State, Words] = {
    "done": say("done in time"),
    "done late": say("done late"),
    "running": say("running"),
    "paused": say("paused: access denied"),
    "overdue": say("overdue"),
}
TRACKS: Mapping[Track, Words] = {
    "breach": say("breach"),
    "infighting": say("infighting"),
    "crime": say("crime"),
    "accident": say("accident"),
    "third party": say("third party"),
    "excluded": say("excluded group"),
    "guarantor": say("a guarantor’s own forces"),
}
ALERT_STATES: Mapping[AlertState, Words] = {
    "raised": say("raised, nobody called yet"),
    "unanswered": say("called, nobody answered"),
    "acknowledged": say("acknowledged"),
    "asked": say("asked to stop"),
    "stopped": say("firing stopped"),
    "quiet": say("quiet for 24 hours"),
    "began again": say("began again within 24 hours"),
}
WHY: Mapping[str, Words] = {
    "no quorum": say("too few members have assessed"),
    "below the bar": say("the evidence is below the agreed bar"),
    "access denied": say("access was denied"),
}
LABELS: Mapping[str, Words] = {
    "basis": say("rests on"),
    "incident": say("incident"),
    "reports": say("reports"),
    "term": say("term"),
    "accused": say("accused"),
    "nature": say("alleged to be"),
    "reason": say("reason"),
    "gravity": say("gravity"),
    "to": say("to"),
    "channel": say("over"),
    "words": say("in words"),
    "answer": say("answer"),
    "team": say("team"),
    "task": say("task"),
    "of": say("of"),
    "place": say("place"),
    "until": say("until"),
    "start": say("from"),
    "end": say("until"),
    "present": say("present"),
    "observations": say("observations"),
    "summary": say("summary"),
    "attribution": say("laid to"),
    "answers": say("answers"),
    "reasons": say("reasons"),
    "interest": say("declares that its own side is accused"),
    "test": say("test of exemption"),
    "outcome": say("outcome"),
    "question": say("question"),
    "joint": say("joint answers"),
    "dissents": say("dissents"),
    "why": say("because"),
    "denied_by": say("access denied by"),
    "evidence": say("new evidence"),
    "measure": say("sort"),
    "what": say("to be done"),
    "due": say("by"),
    "check": say("checked by"),
    "targets": say("targets"),
    "goods": say("goods"),
    "sponsors": say("brought by"),
    "step": say("step"),
    "votes": say("votes"),
    "rung": say("rung of the ladder"),
    "type": say("type"),
    "since": say("since"),
    "answered": say("answered"),
    "through": say("through"),
    "state": say("state"),
    "when": say("when"),
    "by": say("by"),
    "shifts": say("shifts"),
    "reach": say("laid to"),
    "confidence": say("confidence, per cent"),
    "means": say("how it is known"),
    "count": say("count"),
    "unit": say("unit"),
    "bearing_deg": say("bearing, degrees"),
    "distance_m": say("distance, metres"),
    "member": say("member"),
    "entry": say("entry"),
    "function": say("function"),
    "line": say("line"),
}
CODES: Mapping[str, Words] = {
    "omission": say("a thing owed and not done"),
    "denial": say("access denied"),
    "breach": say("a breach"),
    "crime": say("a crime"),
    "accident": say("an accident"),
    "admitted": say("admitted"),
    "denied": say("denied"),
    "justified": say("justified"),
    "granted": say("granted"),
    "delayed": say("delayed"),
    "seen": say("seen"),
    "heard": say("heard"),
    "recorded": say("recorded"),
    "told": say("told"),
    "side": say("the side"),
    "group": say("the group"),
    "unit": say("the unit"),
    "commander": say("the commander"),
    "apology": say("apology"),
    "discipline": say("discipline"),
    "repair": say("repair"),
    "release": say("release"),
    "withdrawal": say("withdrawal"),
    "joint patrol": say("joint patrol"),
    "access": say("access"),
    "referral": say("referral"),
    "sanctions draft": say("sanctions draft"),
    "other": say("something else"),
    "agreed": say("agreed"),
    "blocked": say("blocked"),
    "done": say("done"),
    "checked": say("checked"),
    "for": say("for"),
    "against": say("against"),
    "abstained": say("abstained"),
    "vetoed": say("vetoed"),
    "stopped": say("stopped"),
    "goes on": say("goes on"),
    "began again": say("began again"),
    "stand-down": say("stand-down"),
    "incident": say("an incident"),
    "unknown": say("nobody known"),
    **{k: v for k, v in OUTCOMES.items() if k},
    **QUESTIONS,
    **ANSWERS,
    **{str(k): v for k, v in GRAVITIES.items()},
    **WHY,
}
"""Words for the codes that fields hold."""
CODED = frozenset(
    "basis accused nature gravity answer outcome question why measure step state means reach".split()  # noqa: SIM905
)
ENTRIES = frozenset(("evidence", "entry"))
"""Fields that name entries, whose numbers one has to copy exactly."""
INSTANTS = frozenset(("until", "start", "end", "due", "since", "when"))


def whole(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Add what an act says by leaving a field at its default, such as the answer `denied`; empty ones say nothing."""
    found = {**msgspec.to_builtins(FORMS[kind]()), **fields}
    return {name: found[name] for name in found if found[name] not in (None, "", [], (), {})}


def said_in(done: Done) -> dict[str, Any]:
    """Give the fields of an act that say something.

    Where values are not held here, a field at its default may be one of those, and is left out.
    """
    fields = to_fields(done.body)
    return fields if done.absent else whole(done.kind, fields)


def told(
    kind: str,
    fields: Mapping[str, Any],
    name: Callable[[str], str] = str,
    when: Callable[[int], Value] = instant_text,
) -> Iterator[tuple[Words, Words]]:
    """Tell what an act says, field by field, in the order of its form.

    `name` names an actor by its id, `when` sets an instant (UTC microseconds). Every field that is filled in is told,
    with its whole value, so that nobody signs what was not shown.
    """
    for field in FORMS[kind].__struct_fields__:
        if field in fields:
            yield LABELS[field], _value(field, fields[field], _Said(name, when))


class _Said(NamedTuple):
    """How actors and instants are set."""

    name: Callable[[str], str]
    when: Callable[[int], Value]


def _value(field: str, value: Any, said: _Said) -> Words:
    if isinstance(value, (list, tuple)):
        return together(_value(field, v, said) for v in value) if value else say("nothing")
    if isinstance(value, dict):
        return together(
            say("{key}: {value}", key=_key(k, said), value=_value(k, v, said)) for k, v in value.items()
        )
    return _one_value(field, value, said)


def _one_value(field: str, value: Any, said: _Said) -> Words:
    if value is None:
        return say("nothing")
    if isinstance(value, bool):
        return ANSWERS["yes" if value else "no"]
    if isinstance(value, (int, float)):
        return _exactly(
            said.when(int(value)) if field in INSTANTS else str(value) if field in ENTRIES else value
        )
    if value in CODES and (field in CODED or field in QUESTIONS or value in ANSWERS):
        return CODES[value]
    return _exactly(said.name(str(value)))


def _key(key: str, said: _Said) -> Words:
    return QUESTIONS.get(key) or LABELS.get(key) or _exactly(said.name(key))


def _exactly(value: Value) -> Words:
    return Words("{text}", {"text": value})
