"""From the members' answers to a joint one, by the agreement's decision rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.deciding import panel_at, suffices
from holdfire.agreement.model_rules import ByChair, TwoNamed
from holdfire.agreement.outcomes import DEFAULT_TABLE, QUESTIONS
from holdfire.casework.model import Procedure
from holdfire.errors import Refused
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Answer as JointAnswer
    from holdfire.agreement.model_rules import Member, Question
    from holdfire.casework.acts import Answer
    from holdfire.casework.model import Assessment


def procedure_at(agreement: Agreement, day: dt.date) -> Procedure:
    """Read from the agreement how a case is judged on a day.

    `no-decision-rule` (Refused) where the agreement leaves that open. An agreement with no table of its
    own has the default one; one that says nothing of exemptions needs all members for them.
    """
    rules = agreement.rules
    if rules.decision is None:
        raise Refused(
            "no-decision-rule",
            say("the agreement does not say how its members decide, so nothing can be determined under it"),
            hint=say("`holdfire agreement lint` lists what the texts leave open"),
        )
    return Procedure(
        decision=rules.decision,
        panel=tuple(panel_at(agreement, day)),
        sides=frozenset(side.id for side in agreement.sides),
        table=rules.outcomes or DEFAULT_TABLE,
        joint_exemption=rules.exemption is None or rules.exemption.needs == "consensus",
    )


def latest(procedure: Procedure, assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    """Give each member's assessment that counts: its last one, which replaces all it said before.

    `not-a-member` (Refused) where somebody assessed who is not on the panel: a stranger, or an observer.
    """
    members = {m.actor for m in procedure.panel}
    found: dict[str, Assessment] = {}
    for each in sorted(assessments, key=lambda a: a.entry):
        if each.member not in members:
            raise Refused(
                "not-a-member",
                say(
                    "{member} does not assess under this agreement on that day (entry {entry})",
                    member=each.member,
                    entry=each.entry,
                ),
                hint=say("only those whom the rules name as members or chair assess; observers read"),
            )
        found[each.member] = each
    return found


def joint_answers(procedure: Procedure, assessments: Iterable[Assessment]) -> dict[Question, JointAnswer]:
    """Answer the four questions jointly: see `joint` and, for exemptions, `exempt`."""
    counted = latest(procedure, assessments)
    found: dict[Question, JointAnswer] = {}
    for question in QUESTIONS:
        said = {name: a.answers[question] for name, a in counted.items() if question in a.answers}
        jointly = exempt if question == "exempt" and procedure.joint_exemption else joint
        found[question] = jointly(procedure, said)
    return found


def joint(procedure: Procedure, said: Mapping[str, Answer]) -> JointAnswer:
    """Join the members' answers to one question under the decision rule.

    - yes, or no: those who say so are enough under the rule, and those who say the opposite are not.
      Consensus needs every member of the panel; k of n any k; "each side" one backer of every side; the
      others the chair, or both members named.
    - split: neither are enough, or both are, and among those whose voice the rule counts some say yes and
      some no. Who stays silent cannot turn this into open.
    - open: anything else, so too few answers. Under "observe only" that is always so.

    "Cannot say" is enough for nothing: under consensus one such answer leaves the question open, under k
    of n it is simply not one of the k. It opposes nobody either, so that it alone makes no split.
    """
    yes, no = _saying(procedure, said, "yes"), _saying(procedure, said, "no")
    if _enough(procedure, yes) != _enough(procedure, no):
        return "yes" if _enough(procedure, yes) else "no"
    return "split" if _counted(procedure, yes) and _counted(procedure, no) else "open"


def exempt(procedure: Procedure, said: Mapping[str, Answer]) -> JointAnswer:
    """Join the answers on an exemption, whatever the rule: yes if all members say yes, split if only some do.

    Where nobody says yes it is no or open by the decision rule. Under "observe only" it is open.
    """
    yes = _saying(procedure, said, "yes")
    if not yes or procedure.decision.rule == "observe only":
        return joint(procedure, said)
    return "yes" if len(yes) == len(procedure.panel) else "split"


def _saying(procedure: Procedure, said: Mapping[str, Answer], answer: Answer) -> list[Member]:
    return [m for m in procedure.panel if said.get(m.actor) == answer]


def _enough(procedure: Procedure, agreeing: list[Member]) -> bool:
    return suffices(procedure.decision, procedure.panel, procedure.sides, agreeing)


def _counted(procedure: Procedure, members: list[Member]) -> list[Member]:
    """Keep those whose voice the rule counts."""
    decision = procedure.decision
    if isinstance(decision, ByChair):
        return [m for m in members if m.role == "chair"]
    if isinstance(decision, TwoNamed):
        return [m for m in members if m.actor in decision.members]
    if decision.rule == "each side":
        return [m for m in members if m.backs in procedure.sides]
    return [] if decision.rule == "observe only" else members
