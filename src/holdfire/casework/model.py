"""What a case is judged by: each member's assessment, and the determination that the rule makes of them.

The four questions, the joint answers (yes, no, split, open) and the outcomes are the agreement's, since
its table joins them; see `holdfire.agreement.model_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfire.agreement.model_rules import Answer as JointAnswer
    from holdfire.agreement.model_rules import Decision, Member, Outcome, OutcomeRow, Question

UNKNOWN = "unknown"
"""The accused of an allegation against nobody known."""

Answer = Literal["yes", "no", "cannot say"]
"""What one member says to one question. "Cannot say" is neither yes nor no, and unlike silence it is said."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One member's signed answers, with reasons; `entry` is the log index at which they stand.

    A question that is not in `answers` has not been answered by this member.
    """

    member: str
    answers: Mapping[Question, Answer]
    reasons: Mapping[Question, str]
    entry: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """How one case is judged: the rule, who answers, the sides that a rule may ask for, and the table.

    `panel` holds the members who answer (no observers). `joint_exemption` is True where an exemption needs
    all of them, as it does unless the agreement says otherwise.
    """

    decision: Decision
    panel: tuple[Member, ...]
    sides: frozenset[str]
    table: Sequence[OutcomeRow]
    joint_exemption: bool = True


@dataclass(frozen=True, slots=True)
class Dissent:
    """A member's answer that did not become the joint one, with its reason; kept for good."""

    member: str
    question: Question
    answer: Answer
    reason: str
    entry: int


@dataclass(frozen=True, slots=True)
class Determination:
    """What the rule makes of the assessments; `question` is the one in dispute or open, if there is one."""

    outcome: Outcome
    question: Question | None
    joint: Mapping[Question, JointAnswer]
    dissents: tuple[Dissent, ...]
