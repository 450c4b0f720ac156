from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.model_rules import Member, OutcomeRow, Simple
from holdfire.agreement.outcomes import DEFAULT_TABLE, every_answer, ruling
from holdfire.casework.model import Assessment, Procedure
from holdfire.casework.outcome import determine, mattered

PANEL = tuple(Member(actor=a) for a in ("verria", "osmund", "lakes-union"))


def procedure(table=DEFAULT_TABLE):
    return Procedure(Simple(rule="consensus"), PANEL, frozenset(), table)


def assessment(who, entry, *, happened="yes", covered="yes", exempt="no", accused="yes"):
    said = {"happened": happened, "covered": covered, "exempt": exempt, "accused": accused}
    return Assessment(who, said, {q: f"{who} on {q}" for q in said}, entry)


def spelled_out(happened, covered, exempt, accused):
    """The design's table again, said as a person would say it."""
    if happened == "no":
        return "not established", None
    settled = happened == "yes"
    if settled and covered == "no":
        return "no violation", None
    settled = settled and covered == "yes"
    if settled and exempt == "yes":
        return "exempt", None
    if settled and exempt == "no":
        known = accused == "yes"
        return ("violation", None) if known else ("violation, author undetermined or in dispute", "accused")
    asked = [("happened", happened), ("covered", covered), ("exempt", exempt), ("accused", accused)]
    disputed = [name for name, answer in asked if answer == "split"]
    if disputed:
        return "contested", disputed[0]
    return "undetermined", next(name for name, answer in asked if answer == "open")


def test_all_256_joint_answers_have_the_outcome_that_the_design_spells_out():
    seen = set()
    for joint in every_answer():
        expected = spelled_out(**joint)
        assert ruling(joint) == expected, joint
        seen.add(expected[0])
    assert len(seen) == 7


def test_members_of_one_mind_find_a_violation_without_dissent():
    found = determine(procedure(), [assessment(m.actor, n) for n, m in enumerate(PANEL)])
    assert (found.outcome, found.question, found.dissents) == ("violation", None, ())


def test_one_exemption_claimed_alone_makes_the_finding_contested_and_both_answers_stay_attached():
    found = determine(
        procedure(),
        [assessment("verria", 1, exempt="yes"), assessment("osmund", 2), assessment("lakes-union", 3)],
    )
    assert (found.outcome, found.question) == ("contested", "exempt")
    assert [(d.member, d.question, d.answer) for d in found.dissents] == [
        ("lakes-union", "exempt", "no"),
        ("osmund", "exempt", "no"),
        ("verria", "exempt", "yes"),
    ]
    assert found.dissents[2].reason == "verria on exempt"
    assert found.dissents[2].entry == 1


def test_who_cannot_say_dissents_from_nothing():
    found = determine(
        procedure(),
        [
            assessment("verria", 1, accused="cannot say"),
            assessment("osmund", 2),
            assessment("lakes-union", 3),
        ],
    )
    assert found.outcome == "violation, author undetermined or in dispute"
    assert found.joint["accused"] == "open"
    assert found.dissents == ()


def test_a_difference_on_a_question_that_did_not_matter_is_no_dissent():
    papers = [assessment(m.actor, n, happened="no") for n, m in enumerate(PANEL)]
    papers[0] = assessment("verria", 0, happened="no", accused="no")
    found = determine(procedure(), papers)
    assert found.outcome == "not established"
    assert found.dissents == ()


def test_nobody_assessed_so_nothing_is_determined():
    found = determine(procedure(), [])
    assert (found.outcome, found.question) == ("undetermined", "happened")


def test_an_agreements_own_table_is_used():
    own = (
        OutcomeRow(happened=("yes",), outcome="violation"),
        OutcomeRow(outcome="undetermined", question="happened"),
    )
    papers = [assessment(m.actor, n, covered="no") for n, m in enumerate(PANEL)]
    assert determine(procedure(own), papers).outcome == "violation"
    assert determine(procedure(), papers).outcome == "no violation"


@pytest.mark.parametrize(
    ("outcome", "questions"),
    [
        ("not established", ("happened",)),
        ("exempt", ("happened", "covered", "exempt")),
        ("violation", ("happened", "covered", "exempt", "accused")),
    ],
)
def test_what_mattered_is_what_the_outcome_rests_on(outcome, questions):
    joint = {
        "not established": {"happened": "no", "covered": "yes", "exempt": "no", "accused": "yes"},
        "exempt": {"happened": "yes", "covered": "yes", "exempt": "yes", "accused": "yes"},
        "violation": {"happened": "yes", "covered": "yes", "exempt": "no", "accused": "yes"},
    }[outcome]
    assert ruling(joint).outcome == outcome
    assert mattered(joint, DEFAULT_TABLE) == questions


@given(st.sampled_from(list(every_answer())))
def test_the_question_that_an_outcome_names_mattered(joint):
    question = ruling(joint).question
    assert question is None or question in mattered(joint, DEFAULT_TABLE)
