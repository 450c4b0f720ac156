from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.model_rules import OutcomeRow
from holdfire.agreement.outcomes import (
    ANSWERS,
    DEFAULT_TABLE,
    QUESTIONS,
    differences,
    every_answer,
    ruling,
    uncovered,
)


def joint(happened="yes", covered="yes", exempt="no", accused="yes"):
    return {"happened": happened, "covered": covered, "exempt": exempt, "accused": accused}


@pytest.mark.parametrize(
    ("answers", "outcome", "question"),
    [
        (joint(happened="no", covered="split"), "not established", None),
        (joint(covered="no", accused="open"), "no violation", None),
        (joint(exempt="yes", accused="split"), "exempt", None),
        (joint(), "violation", None),
        (joint(accused="no"), "violation, author undetermined or in dispute", "accused"),
        (joint(accused="split"), "violation, author undetermined or in dispute", "accused"),
        (joint(accused="open"), "violation, author undetermined or in dispute", "accused"),
        (joint(happened="split", covered="split"), "contested", "happened"),
        (joint(covered="split", exempt="split"), "contested", "covered"),
        (joint(exempt="split"), "contested", "exempt"),
        (joint(exempt="open", accused="split"), "contested", "accused"),
        (joint(happened="open", covered="split"), "contested", "covered"),
        (joint(happened="open"), "undetermined", "happened"),
        (joint(covered="open"), "undetermined", "covered"),
        (joint(exempt="open"), "undetermined", "exempt"),
    ],
)
def test_the_default_table_rules_as_the_design_says(answers, outcome, question):
    assert ruling(answers) == (outcome, question)


def test_every_joint_answer_has_an_outcome():
    assert uncovered(DEFAULT_TABLE) is None
    assert len(list(every_answer())) == len(ANSWERS) ** len(QUESTIONS) == 256


def test_undetermined_names_a_question_that_is_open():
    for answers in every_answer():
        outcome, question = ruling(answers)
        if outcome == "undetermined":
            assert answers[question] == "open"


@given(st.sampled_from(list(every_answer())))
def test_contested_names_the_first_question_that_is_split(answers):
    outcome, question = ruling(answers)
    if outcome == "contested":
        assert question == next(name for name in QUESTIONS if answers[name] == "split")


def test_the_default_table_does_not_differ_from_itself():
    assert differences(DEFAULT_TABLE) == []


def test_a_table_under_which_silence_acquits_is_told_apart():
    own = (OutcomeRow(happened=("open",), outcome="no violation"), *DEFAULT_TABLE)
    assert {answers["happened"] for answers, _, _ in differences(own)} == {"open"}
