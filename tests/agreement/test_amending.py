"""A new version of the agreement counts with the signatures that the old rule and the new one ask for."""

from __future__ import annotations

import datetime as dt

import pytest

from holdfire.agreement.amending import amendment_objection
from holdfire.agreement.model_rules import KOfN, Member, Simple

DAY = dt.date(2017, 1, 24)
RUSSIA, TURKEY, IRAN = (
    Member(actor="russia", backs="north"),
    Member(actor="turkey", backs="south"),
    Member(actor="iran", backs="north", since=dt.date(2017, 2, 1)),
)
CONSENSUS = Simple(rule="consensus")


def ruled(clean, *members, decision=CONSENSUS):
    rules = clean.rules.model_copy(update={"members": members, "decision": decision})
    return clean.model_copy(update={"rules": rules})


def refused(old, new, *signers):
    objection = amendment_objection(old, new, signers, DAY)
    return objection and str(objection.words).rpartition(": ")[2]


def test_a_member_that_joins_signs_with_those_who_were_there(clean):
    old, new = ruled(clean, RUSSIA, TURKEY), ruled(clean, RUSSIA, TURKEY, IRAN)
    assert refused(old, new, "russia", "turkey", "iran") is None
    assert refused(old, new, "russia", "turkey") == "iran", "nobody is given a seat that it did not take"
    assert refused(old, new, "russia", "iran") == "turkey", "nobody is outvoted by whom it did not let in"


def test_a_change_of_the_terms_alone_needs_the_rule_that_stands(clean):
    old = ruled(clean, RUSSIA, TURKEY)
    new = old.model_copy(update={"summary": "Another summary."})
    assert refused(old, new, "russia", "turkey") is None
    assert refused(old, new, "turkey") == "russia"


def test_a_majority_cannot_make_itself_the_only_ones_to_decide(clean):
    third = Member(actor="envoy", role="chair")
    two = KOfN(rule="k of n", k=2)
    old = ruled(clean, RUSSIA, TURKEY, third, decision=two)
    new = ruled(clean, RUSSIA, TURKEY, third, decision=CONSENSUS)
    assert refused(old, old.model_copy(update={"summary": "Other words."}), "russia", "envoy") is None
    assert refused(old, new, "russia", "envoy") == "turkey", "the new rule asks for all of them"


@pytest.mark.parametrize("decision", [None, Simple(rule="observe only")])
def test_without_a_rule_to_decide_by_all_members_sign(clean, decision):
    old = ruled(clean, RUSSIA, TURKEY, decision=decision)
    assert refused(old, ruled(clean, RUSSIA, TURKEY), "russia", "turkey") is None
    assert refused(old, ruled(clean, RUSSIA, TURKEY), "russia") == "turkey"


def test_where_there_are_no_members_anybody_may(clean):
    old = ruled(clean, decision=None)
    assert refused(old, old, "somebody") is None


def test_an_observer_signs_nothing(clean):
    watching = Member(actor="united-nations", role="observer")
    old = ruled(clean, RUSSIA, TURKEY)
    assert refused(old, ruled(clean, RUSSIA, TURKEY, watching), "russia", "turkey") is None
