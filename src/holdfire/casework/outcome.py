"""From joint answers to a determination, by the agreement's table, with the dissents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.outcomes import ANSWERS, QUESTIONS, ruling
from holdfire.casework.acts import Dissent
from holdfire.casework.decide import joint_answers, latest
from holdfire.casework.model import Ruled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfire.agreement.model_rules import Answer as JointAnswer
    from holdfire.agreement.model_rules import OutcomeRow, Question
    from holdfire.casework.model import Assessment, Procedure


def determine(procedure: Procedure, assessments: Iterable[Assessment]) -> Ruled:
    """Determine a case from all its assessments, in any order; raises `not-a-member`.

    Each member's last assessment counts. The first row of the table that fits the joint answers gives the
    outcome.
    """
    counted = latest(procedure, assessments)
    joint = joint_answers(procedure, counted.values())
    outcome, question = ruling(joint, procedure.table)
    return Ruled(outcome, question, joint, dissents(joint, counted, procedure.table))


def mattered(joint: Mapping[Question, JointAnswer], table: Sequence[OutcomeRow]) -> tuple[Question, ...]:
    """Name the questions on which the outcome rests: those of which another joint answer would change it."""
    found = ruling(joint, table)
    return tuple(
        q for q in QUESTIONS if any(ruling({**joint, q: other}, table) != found for other in ANSWERS)
    )


def dissents(
    joint: Mapping[Question, JointAnswer], counted: Mapping[str, Assessment], table: Sequence[OutcomeRow]
) -> tuple[Dissent, ...]:
    """Gather the answers that did not become the joint one, on questions that mattered.

    Of a joint yes or no, those who said the opposite dissent. Of a split, all who said yes or no: nobody's
    answer was taken. Of an open question nobody does; and whoever cannot say dissents from nothing.
    """
    return tuple(
        Dissent(a.member, q, a.answers[q], a.reasons.get(q, ""), a.entry)
        for q in mattered(joint, table)
        for _, a in sorted(counted.items())
        if joint[q] != "open" and a.answers.get(q, "cannot say") not in ("cannot say", joint[q])
    )
