"""What the rule makes of one allegation: quorum, interest, confidence and evidence first, then the table. Pure."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, get_args

from holdfire.agreement.model_rules import Level
from holdfire.agreement.outcomes import QUESTIONS, ruling
from holdfire.agreement.when import side_at
from holdfire.casework import parties
from holdfire.casework.acts import Determination
from holdfire.casework.clocks import clocks
from holdfire.casework.decide import joint_answers, procedure_at
from holdfire.casework.model import Evidence, visit_of
from holdfire.casework.outcome import dissents

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from typing import Any

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Answer as JointAnswer
    from holdfire.agreement.model_rules import Question
    from holdfire.casework.acts import Allegation, Visit, Why
    from holdfire.casework.model import Assessment, Case, Done, Procedure
    from holdfire.casework.world import World

LEVELS: tuple[Level, ...] = get_args(Level)
ENOUGH = Evidence(claims=sys.maxsize, origins=sys.maxsize, kinds=len(LEVELS), monitors=True)
"""Evidence that reaches any bar, but for a joint visit, which a case itself holds."""


def find(world: World, case: Case, allegation: int) -> Determination:
    """Work out the determination of an allegation from what its case holds at this instant.

    1. Without the quorum that the rules ask for, every question is open.
    2. The answers of members with an interest count as the rules say; a "yes" to the accused that is laid to them
       with less confidence than the rules ask for counts as "cannot say".
    3. A joint "it happened" on less evidence than the bar for that gravity is open. "It did not" needs no bar.
    4. The agreement's table gives the outcome. Where it leaves the matter undetermined and access was denied, or not
       given by its deadline, the determination says by whom.

    Refused `no-decision-rule`.
    """
    said = case.alleged(allegation)
    procedure = seated(world)
    heard = {m: a for m, a in case.assessments(allegation).items() if m in _actors(procedure)}
    joint, why = _joint(world, case, said, procedure, heard)
    outcome, question = ruling(joint, procedure.table)
    denied_by = deniers(world, case) if outcome == "undetermined" else ()
    return Determination(
        outcome=outcome,
        question=question or "",
        joint=dict(joint),
        dissents=dissents(joint, heard, procedure.table),
        why="access denied" if denied_by else why,
        denied_by=denied_by,
    )


def possible(world: World, case: Case, allegation: int) -> list[Determination]:
    """List what could follow from the assessments where values of the evidence are not held here.

    All that hangs on these is whether the bar is reached.
    """
    worlds = (replace(world, evidence=partial(_given, found)) for found in (Evidence(), ENOUGH))
    return [find(each, case, allegation) for each in worlds]


def _given(found: Evidence, _said: Allegation) -> Evidence:
    return found


def seated(world: World) -> Procedure:
    """Give the procedure of this instant, with whoever sits on the panel. Refused `no-decision-rule`."""
    procedure = procedure_at(world.agreement, world.day)
    return replace(procedure, panel=tuple(parties.panel(world.agreement, world.day, world.away)))


def _actors(procedure: Procedure) -> set[str]:
    return {m.actor for m in procedure.panel}


def _joint(
    world: World, case: Case, said: Allegation, procedure: Procedure, heard: Mapping[str, Assessment]
) -> tuple[dict[Question, JointAnswer], Why]:
    free = counting(world, said, procedure)
    counted = [_bounded(world, said, a) for m, a in heard.items() if m in _actors(free)]
    if not has_quorum(world, procedure, heard):
        return dict.fromkeys(QUESTIONS, "open"), "no quorum"
    joint = joint_answers(free, counted)
    if joint["happened"] == "yes" and not meets_bar(world, case, said):
        return {**joint, "happened": "open"}, "below the bar"
    return joint, ""


def counting(world: World, said: Allegation, procedure: Procedure) -> Procedure:
    """Leave out members whose own side is accused, where the rules say that these do not count."""
    rule = world.rules.interest
    if rule is None or rule.counts:
        return procedure
    free = (
        m for m in procedure.panel if not parties.has_interest(world.agreement, m, said.accused, world.day)
    )
    return replace(procedure, panel=tuple(free))


def _bounded(world: World, said: Allegation, assessment: Assessment) -> Assessment:
    """Take a "yes" to the accused as "cannot say" where its confidence is below what the rules ask for."""
    least = least_confidence(world, said)
    if assessment.answers.get("accused") != "yes" or (assessment.confidence or 0) >= least:
        return assessment
    return replace(assessment, answers={**assessment.answers, "accused": "cannot say"})


def least_confidence(world: World, said: Allegation) -> int:
    """Give the confidence, per cent, that the rules ask of an attribution of that gravity; 0 if none."""
    rule = world.rules.confidence
    return int(getattr(rule, said.gravity)) if rule else 0


def has_quorum(world: World, procedure: Procedure, heard: Collection[str]) -> bool:
    """Tell whether enough members have assessed for any joint answer, of each side if the rules ask for that."""
    rule = world.rules.quorum
    if rule is None:
        return True
    there = [m for m in procedure.panel if m.actor in heard]
    return len(there) >= rule.members and (
        not rule.each_side or {m.backs for m in there} >= set(procedure.sides)
    )


def meets_bar(world: World, case: Case, said: Allegation) -> bool:
    """Tell whether the evidence of an incident reaches the bar for its gravity: origins, and rung of the ladder.

    A thing not done by its date, and denied access, rest on the record itself and have no bar.
    """
    bar = getattr(world.rules.evidence, said.gravity)
    if bar is None or said.basis != "incident":
        return True
    found = world.evidence(said)
    return found.origins >= bar.origins and LEVELS.index(level(world, case, found)) >= LEVELS.index(bar.level)


def level(world: World, case: Case, evidence: Evidence) -> Level:
    """Give the rung of the verification ladder that a matter stands on.

    L0 one claim; L1 two claims; L2 two origins of two kinds of source; L3 monitors among the sources, or a visit; L4
    a visit at which somebody of each side was present by its own word (`present_by_own_word`). Corroboration counts
    origins, so two outlets that carry one story stay at L1.
    """
    visits = case.of("visit")
    if any(is_joint(world.agreement, present_by_own_word(case, v), world.day) for v in visits):
        return "L4"
    if visits or evidence.monitors:
        return "L3"
    if evidence.kinds >= 2 and evidence.origins >= 2:
        return "L2"
    return "L1" if evidence.claims >= 2 else "L0"


def present_by_own_word(case: Case, visit: Done) -> set[str]:
    """Name who was at a visit and says so itself: it signed this account of it, or gave one of its own.

    An account of one's own is of the same task and of a time that overlaps. What one body alone says of another's
    being there makes nothing joint.
    """
    said = visit_of(visit)
    others = [v for v in case.of("visit", about=visit.about) if _overlap(visit_of(v), said)]
    return {a for v in others for a in v.signers if a in visit_of(v).present and a in said.present}


def _overlap(one: Visit, other: Visit) -> bool:
    return (one.start or 0) <= (other.end or 0) and (other.start or 0) <= (one.end or 0)


def is_joint(agreement: Agreement, present: Collection[str], day: dt.date) -> bool:
    """Tell whether somebody of each side is among them: an actor on it, or a member that backs it."""
    return bool(agreement.sides) and sides_of(agreement, present, day) >= {s.id for s in agreement.sides}


def sides_of(agreement: Agreement, actors: Collection[str], day: dt.date) -> set[str]:
    """Give the sides that actors are on, or back as members."""
    backed = {m.backs for m in agreement.rules.members if m.actor in actors and m.backs}
    return backed | {side for a in actors if (side := side_at(agreement, a, day)) is not None}


def deniers(world: World, case: Case) -> tuple[str, ...]:
    """Name who was asked for access and denied it, or has neither granted nor denied it though its clock ran out."""
    late = {c.about for c in clocks(world.agreement, case) if c.step == "access" and c.is_overdue(world.now)}
    denied = {entry for entry, denial in case.refusals_of_access().items() if denial is not None}
    asked: list[Any] = [r.body for r in case.of("access-request") if r.entry in late | denied]
    return tuple(sorted({body.of for body in asked} - {""}))
