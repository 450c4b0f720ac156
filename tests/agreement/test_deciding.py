from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.deciding import panel_at, panels, suffices
from holdfire.agreement.model_rules import ByChair, KOfN, Member, Simple, TwoNamed

NORTH = Member(actor="verria", backs="north")
SOUTH = Member(actor="osmund", backs="south")
CHAIR = Member(actor="lakes-union", role="chair")
OTHER = Member(actor="delta-court")
PANEL = [NORTH, SOUTH, CHAIR, OTHER]
SIDES = ["north", "south"]
RULES = [
    Simple(rule="consensus"),
    Simple(rule="each side"),
    Simple(rule="observe only"),
    KOfN(rule="k of n", k=3),
    ByChair(rule="chair"),
    TwoNamed(rule="two named", members=("verria", "osmund")),
]


def enough(rule, *agreeing):
    return suffices(rule, PANEL, SIDES, agreeing)


def test_each_rule_asks_for_what_it_says():
    consensus, each_side, observe, three, chair, two = RULES
    assert enough(consensus, *PANEL)
    assert not enough(consensus, NORTH, SOUTH, CHAIR)
    assert enough(each_side, NORTH, SOUTH)
    assert not enough(each_side, NORTH, CHAIR, OTHER)
    assert not enough(observe, *PANEL)
    assert enough(three, NORTH, CHAIR, OTHER)
    assert not enough(three, NORTH, CHAIR)
    assert enough(chair, CHAIR)
    assert not enough(chair, NORTH, SOUTH, OTHER)
    assert enough(two, SOUTH, NORTH)
    assert not enough(two, SOUTH, CHAIR, OTHER)


@given(st.sampled_from(RULES), st.lists(st.sampled_from(PANEL), unique_by=id), st.sampled_from(PANEL))
def test_one_more_who_agrees_never_undoes_an_answer(rule, agreeing, more):
    if enough(rule, *agreeing) and more not in agreeing:
        assert enough(rule, *agreeing, more)


@given(st.sampled_from(RULES))
def test_nobody_is_never_enough(rule):
    assert not enough(rule)


def test_observers_do_not_sit(clean):
    watching = clean.rules.members[0].model_copy(update={"role": "observer"})
    rules = clean.rules.model_copy(update={"members": (watching, *clean.rules.members[1:])})
    agreement = clean.model_copy(update={"rules": rules})
    assert [member.actor for member in panels(agreement)[0]] == ["osmund", "lakes-union", "delta-court"]


def test_there_is_a_panel_for_each_day_on_which_members_change(clean):
    late = Member(actor="south-league", backs="south", since="2030-05-01", until="2030-06-01")
    rules = clean.rules.model_copy(update={"members": (*clean.rules.members, late)})
    agreement = clean.model_copy(update={"rules": rules})
    assert [len(panel) for panel in panels(agreement)] == [4, 5, 4]
    assert len(panel_at(agreement, late.since)) == 5
