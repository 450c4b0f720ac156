"""From the joint answers to the four questions to an outcome, by a table that is data."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple, get_args

from holdfire.agreement.model_rules import Answer, Outcome, OutcomeRow, Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

QUESTIONS: tuple[Question, ...] = get_args(Question)
ANSWERS: tuple[Answer, ...] = get_args(Answer)


class Ruling(NamedTuple):
    """An outcome, and the question that it hangs on, if it names one."""

    outcome: Outcome
    question: Question | None


DEFAULT_TABLE: tuple[OutcomeRow, ...] = (
    OutcomeRow(happened=("no",), outcome="not established"),
    OutcomeRow(happened=("yes",), covered=("no",), outcome="no violation"),
    OutcomeRow(happened=("yes",), covered=("yes",), exempt=("yes",), outcome="exempt"),
    OutcomeRow(happened=("yes",), covered=("yes",), exempt=("no",), accused=("yes",), outcome="violation"),
    OutcomeRow(
        happened=("yes",),
        covered=("yes",),
        exempt=("no",),
        outcome="violation, author undetermined or in dispute",
        question="accused",
    ),
    OutcomeRow(happened=("split",), outcome="contested", question="happened"),
    OutcomeRow(covered=("split",), outcome="contested", question="covered"),
    OutcomeRow(exempt=("split",), outcome="contested", question="exempt"),
    OutcomeRow(accused=("split",), outcome="contested", question="accused"),
    OutcomeRow(happened=("open",), outcome="undetermined", question="happened"),
    OutcomeRow(covered=("open",), outcome="undetermined", question="covered"),
    OutcomeRow(outcome="undetermined", question="exempt"),
)


def ruling(answers: Mapping[Question, Answer], table: Sequence[OutcomeRow] = DEFAULT_TABLE) -> Ruling:
    """Outcome by the first row that fits; `load` refuses a table with gaps."""
    row = next(row for row in table if _fits(row, answers))
    return Ruling(row.outcome, row.question)


def every_answer() -> Iterator[dict[Question, Answer]]:
    """Yield all 256 ways in which the four questions can be answered."""
    for answers in product(ANSWERS, repeat=len(QUESTIONS)):
        yield dict(zip(QUESTIONS, answers, strict=True))


def uncovered(table: Sequence[OutcomeRow]) -> dict[Question, Answer] | None:
    """Return the first joint answers that no row fits; `None` if every one has a row."""
    return next(
        (answers for answers in every_answer() if not any(_fits(row, answers) for row in table)), None
    )


def differences(table: Sequence[OutcomeRow]) -> list[tuple[dict[Question, Answer], Ruling, Ruling]]:
    """Joint answers ruled otherwise than by default, each with the default's ruling and this table's."""
    pairs = ((answers, ruling(answers), ruling(answers, table)) for answers in every_answer())
    return [(answers, usual, own) for answers, usual, own in pairs if usual != own]


def _fits(row: OutcomeRow, answers: Mapping[Question, Answer]) -> bool:
    return all(
        not getattr(row, question) or answers[question] in getattr(row, question) for question in QUESTIONS
    )
