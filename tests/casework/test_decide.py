from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.model import Agreement
from holdfire.agreement.model_rules import ByChair, KOfN, Member, OutcomeRow, Simple, TwoNamed
from holdfire.agreement.outcomes import DEFAULT_TABLE, QUESTIONS
from holdfire.casework.acts import Answer
from holdfire.casework.decide import joint_answers, latest, procedure_at
from holdfire.casework.model import Assessment, Procedure
from holdfire.casework.outcome import determine
from holdfire.errors import Refused

NORTH = Member(actor="verria", backs="north")
SOUTH = Member(actor="osmund", backs="south")
CHAIR = Member(actor="lakes-union", role="chair")
PANEL = (NORTH, SOUTH, CHAIR)
NAMES = [m.actor for m in PANEL]

CONSENSUS = Simple(rule="consensus")
EACH_SIDE = Simple(rule="each side")
OBSERVE = Simple(rule="observe only")
TWO_OF_THREE = KOfN(rule="k of n", k=2)
BY_CHAIR = ByChair(rule="chair")
TWO_NAMED = TwoNamed(rule="two named", members=("verria", "osmund"))
RULES = [CONSENSUS, EACH_SIDE, OBSERVE, TWO_OF_THREE, BY_CHAIR, TWO_NAMED]

answers = st.sampled_from(get_args(Answer))
sheets = st.dictionaries(st.sampled_from(QUESTIONS), answers)
cases = st.dictionaries(st.sampled_from(NAMES), sheets)
rules = st.sampled_from(RULES)


def under(rule, panel=PANEL, **more):
    return Procedure(rule, panel, frozenset({"north", "south"}), DEFAULT_TABLE, **more)


def signed(case):
    return [
        Assessment(who, said, dict.fromkeys(said, "seen"), n) for n, (who, said) in enumerate(case.items())
    ]


def jointly(rule, north, south, chair, question="happened"):
    said = zip(NAMES, (north, south, chair), strict=True)
    case = {who: {question: answer} for who, answer in said if answer}
    return joint_answers(under(rule), signed(case))[question]


@pytest.mark.parametrize(
    ("rule", "north", "south", "chair", "expected"),
    [
        (CONSENSUS, "yes", "yes", "yes", "yes"),
        (CONSENSUS, "yes", "yes", "no", "split"),
        (CONSENSUS, "yes", "no", None, "split"),
        (CONSENSUS, "yes", "yes", None, "open"),
        (CONSENSUS, "yes", "yes", "cannot say", "open"),
        (TWO_OF_THREE, "yes", "yes", "no", "yes"),
        (TWO_OF_THREE, "cannot say", "no", "no", "no"),
        (TWO_OF_THREE, "yes", "no", "cannot say", "split"),
        (TWO_OF_THREE, "yes", "no", None, "split"),
        (TWO_OF_THREE, "yes", "cannot say", "cannot say", "open"),
        (EACH_SIDE, "yes", "yes", "no", "yes"),
        (EACH_SIDE, "yes", "no", "yes", "split"),
        (EACH_SIDE, "yes", None, "no", "open"),
        (BY_CHAIR, "no", "no", "yes", "yes"),
        (BY_CHAIR, "yes", "no", None, "open"),
        (BY_CHAIR, "yes", "yes", "cannot say", "open"),
        (TWO_NAMED, "no", "no", "yes", "no"),
        (TWO_NAMED, "yes", "no", "yes", "split"),
        (TWO_NAMED, "yes", None, "no", "open"),
        (OBSERVE, "yes", "yes", "yes", "open"),
        (OBSERVE, "yes", "no", "yes", "open"),
    ],
)
def test_each_rule_joins_answers_as_it_says(rule, north, south, chair, expected):
    assert jointly(rule, north, south, chair) == expected


def test_where_both_answers_have_enough_votes_the_members_are_split():
    assert jointly(KOfN(rule="k of n", k=1), "yes", "no", None) == "split"


@pytest.mark.parametrize("rule", [r for r in RULES if r is not OBSERVE])
def test_an_exemption_needs_every_member_whatever_the_rule(rule):
    assert jointly(rule, "yes", "yes", "yes", "exempt") == "yes"
    assert jointly(rule, "yes", "yes", None, "exempt") == "split"
    assert jointly(rule, "yes", "yes", "cannot say", "exempt") == "split"
    assert jointly(rule, "no", "no", "yes", "exempt") == "split"
    assert jointly(rule, "no", "no", "no", "exempt") == "no"
    assert jointly(rule, None, None, None, "exempt") == "open"


def test_observe_only_answers_no_exemption_either():
    assert jointly(OBSERVE, "yes", "yes", "yes", "exempt") == "open"


def test_an_agreement_may_leave_exemptions_to_its_decision_rule():
    case = signed({"verria": {"exempt": "yes"}, "osmund": {"exempt": "yes"}, "lakes-union": {"exempt": "no"}})
    assert joint_answers(under(TWO_OF_THREE), case)["exempt"] == "split"
    assert joint_answers(under(TWO_OF_THREE, joint_exemption=False), case)["exempt"] == "yes"


def test_a_members_last_assessment_replaces_all_it_said_before():
    first = Assessment("verria", {"happened": "yes", "covered": "yes"}, {}, 4)
    last = Assessment("verria", {"happened": "no"}, {}, 9)
    assert latest(under(CONSENSUS), [last, first]) == {"verria": last}


def test_a_stranger_or_an_observer_does_not_assess():
    with pytest.raises(Refused) as refused:
        determine(under(CONSENSUS), [Assessment("stranger", {"happened": "yes"}, {}, 7)])
    assert refused.value.code == "not-a-member"
    assert "entry 7" in refused.value.message


def agreement_like(rules):
    sides = [{"id": side, "names": {"en": side}} for side in ("north", "south")]
    whole = {"id": "exercise", "names": {"en": "Exercise"}, "timezone": "UTC", "languages": ["en"]}
    return Agreement.model_validate({**whole, "sides": sides, "rules": rules})


def test_the_procedure_is_read_from_the_agreement():
    observer = {"actor": "watch", "role": "observer"}
    found = procedure_at(
        agreement_like({"members": (NORTH, SOUTH, observer), "decision": {"rule": "consensus"}}),
        dt.date(2031, 5, 1),
    )
    assert [m.actor for m in found.panel] == ["verria", "osmund"]
    assert found.sides == {"north", "south"}
    assert found.table == DEFAULT_TABLE
    assert found.joint_exemption


def test_an_agreement_with_its_own_table_and_exemption_rule_is_followed():
    own = (OutcomeRow(outcome="undetermined", question="happened"),)
    exemption = {"test": ("who was hit?",), "needs": "decision rule"}
    rules = {"members": (NORTH,), "decision": {"rule": "consensus"}, "outcomes": own, "exemption": exemption}
    found = procedure_at(agreement_like(rules), dt.date(2031, 5, 1))
    assert found.table == own
    assert not found.joint_exemption


def test_nothing_is_determined_where_no_decision_rule_was_agreed():
    with pytest.raises(Refused) as refused:
        procedure_at(agreement_like({"members": (NORTH, SOUTH)}), dt.date(2031, 5, 1))
    assert refused.value.code == "no-decision-rule"


@given(cases, st.permutations(NAMES))
def test_under_consensus_it_does_not_matter_who_said_what(case, order):
    renamed = {dict(zip(NAMES, order, strict=True))[who]: said for who, said in case.items()}
    assert joint_answers(under(CONSENSUS), signed(case)) == joint_answers(under(CONSENSUS), signed(renamed))


@given(rules, cases, st.sampled_from(QUESTIONS))
def test_swapping_yes_and_no_swaps_the_joint_answer(rule, case, question):
    swap = {"yes": "no", "no": "yes"}
    other = {who: {q: swap.get(a, a) for q, a in said.items()} for who, said in case.items()}
    procedure = under(rule, joint_exemption=False)
    was, now = joint_answers(procedure, signed(case)), joint_answers(procedure, signed(other))
    assert now[question] == swap.get(was[question], was[question])


@given(cases, st.sampled_from(NAMES), sheets)
def test_under_consensus_a_member_more_never_makes_a_violation_of_what_was_contested(case, who, sheet):
    before = determine(under(CONSENSUS), signed(case))
    if before.outcome == "contested" and who not in case:
        assert determine(under(CONSENSUS), signed({**case, who: sheet})).outcome != "violation"


@given(rules, cases, st.sampled_from(NAMES), st.sampled_from(QUESTIONS))
def test_withdrawing_into_silence_confirms_nothing(rule, case, who, question):
    before = joint_answers(under(rule), signed(case))[question]
    after = joint_answers(under(rule), signed({w: said for w, said in case.items() if w != who}))[question]
    if before == "open":
        assert after == "open"
    if before in ("split", "yes") and question == "exempt":
        assert after != "yes"


@given(rules, cases, st.sampled_from(NAMES))
def test_the_last_missing_voice_cannot_keep_a_dispute_out_of_sight(rule, case, absent):
    """Silence instead of "cannot say", or the reverse, changes no joint answer."""
    without = {who: said for who, said in case.items() if who != absent}
    shrugs = {**without, absent: dict.fromkeys(QUESTIONS, "cannot say")}
    assert joint_answers(under(rule), signed(without)) == joint_answers(under(rule), signed(shrugs))


@given(rules, cases, st.data())
def test_the_order_of_assessments_does_not_matter(rule, case, data):
    papers = signed(case)
    assert determine(under(rule), papers) == determine(under(rule), data.draw(st.permutations(papers)))
