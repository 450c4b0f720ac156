"""The kinds of entry that make up a case, and how each becomes rows, or is kept as refused."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import update

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.model_rules import Gravity
from holdfire.agreement.outcomes import QUESTIONS
from holdfire.casework import repo, rules
from holdfire.casework.decide import procedure_at
from holdfire.casework.outcome import determine as determine_case
from holdfire.errors import BadInput, Conflict, HoldfireError, NotFound
from holdfire.linking import repo as linking
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.repo import RegisteredKey
    from holdfire.casework.repo import Case


def allege(
    connection: Connection, incident: str, *, term: str, accused: str, claimant: str, reason: str
) -> list[Draft]:
    """Draft an allegation, which opens a case; NotFound `incident-missing`, and the rules' objections."""
    found = linking.get(connection, incident)
    if found is None:
        raise NotFound(
            "incident-missing", say("there is no incident {incident} in this book", incident=incident)
        )
    _raise(rules.allegation_objection(_agreement(connection), term, accused, claimant))
    closed = {
        "incident": incident,
        "term": term,
        "accused": accused,
        "reason": reason,
        "gravity": rules.gravity(t for t, _ in found.types),
    }
    members = tuple(sorted({m.entry for m in found.members}))
    return [Draft("allegation", {}, {k: v for k, v in closed.items() if v}, members)]


def assess(
    connection: Connection,
    case: str,
    *,
    member: str,
    answers: Mapping[str, str],
    reasons: Mapping[str, str],
    at: int,
    head: int | None = None,
) -> list[Draft]:
    """Draft a member's assessment; `head` is the last act that the member saw (default: the case as it stands)."""
    standing = _case(connection, case)
    _raise(rules.assessment_objection(_agreement(connection), member, answers, at))
    seen = standing.head if head is None else head
    closed = {"answers": dict(answers), "reasons": dict(reasons)}
    return [Draft("assessment", {"case": case, "head": seen}, closed, (seen,))]


def determine(
    connection: Connection, case: str, *, actor: str, at: int, head: int | None = None
) -> list[Draft]:
    """Draft the determination that the rule makes of the assessments; Refused, Conflict where it may not yet."""
    agreement, standing = _agreement(connection), _case(connection, case)
    if standing.absent:
        raise Conflict(
            "value-absent",
            say("values of this case are not held here, so nothing follows from the others"),
            hint=say("determine where all of it is held"),
        )
    _raise(rules.determination_objection(agreement, standing, actor, at))
    seen = standing.head if head is None else head
    found = determine_case(procedure_at(agreement, rules.day_of(agreement, at)), standing.assessments)
    closed = {
        "outcome": found.outcome,
        "question": found.question or "",
        "joint": dict(found.joint),
        "dissents": [asdict(d) for d in found.dissents],
    }
    refs = (seen, *(a.entry for a in standing.assessments if a.entry != seen))
    return [Draft("determination", {"case": case, "head": seen}, closed, refs)]


def _agreement(connection: Connection) -> Agreement:
    return agreement_repo.current(connection).agreement


def _case(connection: Connection, case: str) -> Case:
    found = repo.case(connection, case)
    if found is None:
        raise NotFound("case-missing", say("there is no case {case} in this book", case=case))
    return found


def _raise(objection: HoldfireError | None) -> None:
    if objection:
        raise objection


def _signer(connection: Connection, e: Entry) -> RegisteredKey:
    return next(k for k in agreement_repo.keys(connection) if k.key_id == e.signer)


def _file_act(
    connection: Connection, e: Entry, case: str, signer: RegisteredKey, objection: HoldfireError | None
) -> bool:
    """File the act, refused or not; say whether it counts."""
    refused = objection.code if objection else ""
    row = {
        "entry": e.index,
        "case": case,
        "kind": e.kind,
        "actor": signer.actor,
        "held": signer.held,
        "head": e.open["head"] if type(e.open.get("head")) is int else None,
        "refused": refused,
        "at": e.at,
        "absent": e.absent,
        "made": e.index,
        "ended": None,
    }
    connection.execute(repo.act.insert(), row)
    return objection is None


def _each(
    project: Callable[[Connection, Entry, Agreement, RegisteredKey], None],
) -> Callable[[Connection, Sequence[Entry]], None]:
    """Project acts one by one, since each is judged by the state that the one before it left."""

    def run(connection: Connection, entries: Sequence[Entry]) -> None:
        for e in entries:
            signer, malformed = _signer(connection, e), _malformed(e)
            if malformed:
                _file_act(connection, e, "", signer, malformed)
            else:
                project(connection, e, _agreement(connection), signer)

    return run


_SHAPES: dict[str, dict[str, type]] = {
    "allegation": dict.fromkeys(("incident", "term", "accused", "reason", "gravity"), str),
    "assessment": {"answers": dict, "reasons": dict},
    "determination": {"outcome": str, "question": str, "joint": dict, "dissents": list},
}


def _malformed(e: Entry) -> HoldfireError | None:
    """Refuse an act whose parts are not of their kind: another program's, or hostile. Absent ones may be erased."""
    opened = [isinstance(e.open.get("case"), str), type(e.open.get("head")) is int]
    closed = [isinstance(e.closed[name], kind) for name, kind in _SHAPES[e.kind].items() if name in e.closed]
    if e.kind == "assessment" and all(closed):
        closed += [isinstance(v, str) for name in _SHAPES[e.kind] for v in e.closed.get(name, {}).values()]
    if e.kind == "allegation":
        opened = [e.closed.get("gravity", "minor") in get_args(Gravity)]
    if all((*opened, *closed)):
        return None
    return BadInput(
        "act-malformed",
        say("a part of this act is missing, or not of its kind"),
        hint=say("make it with Holdfire"),
    )


def _project_allegation(
    connection: Connection, e: Entry, agreement: Agreement, signer: RegisteredKey
) -> None:
    case, closed = repo.case_id(e.index), e.closed
    objection = rules.keys_objection(agreement, signer.held)
    if not objection and not e.absent:
        objection = rules.allegation_objection(agreement, closed["term"], closed["accused"], signer.actor)
    if _file_act(connection, e, case, signer, objection):
        row = {"entry": e.index, "case": case, "claimant": signer.actor, "made": e.index, "ended": None}
        said = {name: closed.get(name, "") for name in ("incident", "term", "accused", "reason", "gravity")}
        connection.execute(repo.allegation.insert(), {**row, **said})


def _project_assessment(
    connection: Connection, e: Entry, agreement: Agreement, signer: RegisteredKey
) -> None:
    """File an assessment; one whose answers are not held here is judged by all that is open in it."""
    case = str(e.open["case"])
    answers = e.closed.get("answers", dict.fromkeys(QUESTIONS, "cannot say"))
    objection = (
        rules.keys_objection(agreement, signer.held)
        or rules.head_objection(repo.case(connection, case), e.open["head"])
        or rules.assessment_objection(agreement, signer.actor, answers, e.at)
    )
    if _file_act(connection, e, case, signer, objection):
        table = repo.assessment
        here = (table.c.case == case) & (table.c.member == signer.actor) & table.c.ended.is_(None)
        connection.execute(update(table).where(here).values(ended=e.index))
        row = {
            "entry": e.index,
            "case": case,
            "member": signer.actor,
            "answers": _json(e.closed.get("answers", {})),
            "reasons": _json(e.closed.get("reasons", {})),
            "made": e.index,
            "ended": None,
        }
        connection.execute(table.insert(), row)


def _project_determination(
    connection: Connection, e: Entry, agreement: Agreement, signer: RegisteredKey
) -> None:
    """File a determination; one resting on values not held here cannot be worked out anew, and is taken as signed."""
    name = str(e.open["case"])
    case = repo.case(connection, name)
    objection = rules.keys_objection(agreement, signer.held) or rules.head_objection(case, e.open["head"])
    if case and case.allegation.gravity:
        objection = objection or rules.determination_objection(agreement, case, signer.actor, e.at)
    if case and not case.absent and not e.absent:
        objection = objection or _does_not_follow(agreement, case, e)
    if _file_act(connection, e, name, signer, objection):
        table, closed = repo.determination, e.closed
        here = (table.c.case == name) & table.c.ended.is_(None)
        connection.execute(update(table).where(here).values(ended=e.index))
        row = {
            "entry": e.index,
            "case": name,
            "outcome": closed.get("outcome", ""),
            "question": closed.get("question", ""),
            "joint": _json(closed.get("joint", {})),
            "dissents": _json(closed.get("dissents", [])),
            "made": e.index,
            "ended": None,
        }
        connection.execute(table.insert(), row)


def _does_not_follow(agreement: Agreement, case: Case, e: Entry) -> HoldfireError | None:
    """Work the outcome out anew: nobody can write another one into the record."""
    found = determine_case(procedure_at(agreement, rules.day_of(agreement, e.at)), case.assessments)
    said = (e.closed["outcome"], e.closed["question"], e.closed["joint"], e.closed["dissents"])
    if said != (found.outcome, found.question or "", dict(found.joint), [asdict(d) for d in found.dissents]):
        return BadInput("outcome-false", say("the outcome is not what the rule makes of the assessments"))
    return None


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


_CASE = {"case": "which case", "head": "index of the last act in the case that its author saw"}

KINDS = (
    Kind(
        "allegation",
        Role.DECISION,
        "that an incident breached a term; opens a case",
        {},
        {
            "incident": "which",
            "term": "which",
            "accused": "an actor, or `unknown`",
            "reason": "in words",
            "gravity": "of the incident's types, when it was alleged",
        },
        _each(_project_allegation),
    ),
    Kind(
        "assessment",
        Role.DECISION,
        "one member's answers to the four questions",
        _CASE,
        {"answers": "to each question: `yes`, `no`, `cannot say`", "reasons": "in words, by question"},
        _each(_project_assessment),
    ),
    Kind(
        "determination",
        Role.DECISION,
        "what the rule makes of the assessments",
        _CASE,
        {
            "outcome": "by the agreement's table",
            "question": "the one in dispute or open",
            "joint": "joint answers",
            "dissents": "answers that did not become joint, with their reasons",
        },
        _each(_project_determination),
    ),
)
