"""What is read out of a case: what was waited for, who answered what, what came out."""

from __future__ import annotations

import pytest

from holdfire.casework import acts
from holdfire.casework.clocks import clocks

HOUR = 3_600_000_000


def spell(matter, step, whom=None):
    return next(s for s in matter.spells if s.step == step and whom in (None, s.whom))


def hours(found):
    return found.length / HOUR


def test_each_step_is_measured_from_what_starts_it_to_what_ends_it(play):
    said = play.allege(0)
    notice = play.tell(2, said)
    play.do(3, "receipt", "kellan", acts.Receipt(), notice)
    play.reply(12, said)
    play.assess(20, said)
    play.determine(100, said)
    [found] = play.matters(200)
    lengths = {s.step: hours(s) for s in found.spells if s.step != "assess"}
    assert lengths == {"notify": 2, "acknowledge": 1, "reply": 10, "determine": 100}
    assert all(s.until is not None and s.in_time for s in found.spells if s.step != "assess")
    assert found.claimant_side == "ridge"
    assert (found.accused_side, found.state) == ("shore", "determined")


def test_a_member_that_stays_silent_is_waited_for_until_the_determination_and_no_longer(play):
    said = play.allege(0)
    play.tell(1, said)
    play.assess(20, said, "kellan")
    play.determine(100, said)
    [found] = play.matters(500)
    silent, spoke = spell(found, "assess", "dorvia"), spell(found, "assess", "kellan")
    assert (hours(spoke), spoke.in_time) == (20, True)
    assert (hours(silent), silent.until, silent.waiting) == (100, None, False)
    assert silent.in_time is False  # the clock of 24 hours ran out before
    assert not silent.overdue  # but nobody waits any more


def test_what_is_neither_done_nor_due_is_not_decided(play):
    said = play.allege(0)
    play.tell(1, said)
    [found] = play.matters(5)
    assert spell(found, "reply").in_time is None
    assert spell(found, "determine").waiting
    assert found.reply == ""


def test_a_reply_after_its_deadline_is_none_by_the_deadline(play):
    said = play.allege(0)
    play.tell(0, said)
    play.reply(73, said, "admitted")  # the clock gives 72 hours
    [found] = play.matters(100)
    assert (found.reply, found.replied) == ("none", None)


def test_a_reply_in_time_stands_with_its_entry(play):
    said = play.allege(0)
    play.tell(0, said)
    entry = play.reply(71, said, "admitted")
    [found] = play.matters(100)
    assert (found.reply, found.replied) == ("admitted", entry)


def test_each_hearing_counts_by_itself_and_a_changed_outcome_is_seen(play):
    said = play.allege(0)
    play.tell(1, said)
    play.determine(50, said, "contested")
    play.reopen(100, said)
    play.determine(130, said, "violation")
    [found] = play.matters(200)
    assert [hours(s) for s in found.spells if s.step == "determine"] == [50, 30]
    assert [(f.outcome, f.changed) for f in found.found] == [("contested", None), ("violation", True)]
    assert found.standing.outcome == "violation"


def test_one_that_is_reopened_waits_again(play):
    said = play.allege(0)
    play.determine(50, said)
    play.reopen(100, said)
    [found] = play.matters(120)
    assert (found.state, found.waits, found.standing) == ("reopened", True, None)
    assert hours([s for s in found.spells if s.step == "determine"][-1]) == 20


def test_one_that_was_withdrawn_is_waited_for_no_longer(play):
    said = play.allege(0)
    play.do(7, "withdrawal", "ridge-movement", acts.Withdrawal(reason="an error"), said)
    [found] = play.matters(900)
    assert not found.waits
    assert not [s for s in found.spells if s.waiting]
    assert hours(spell(found, "determine")) == 7


def test_a_members_own_side_is_the_one_that_it_backs(play):
    said = play.allege(0)
    for member in ("kellan", "dorvia", "isles-envoy"):
        play.assess(9, said, member)
    [found] = play.matters(20)
    assert {a.member: a.own for a in found.assessed} == {
        "kellan": True,
        "dorvia": False,
        "isles-envoy": False,
    }
    assert {a.member: a.side for a in found.assessed} == {
        "kellan": "shore",
        "dorvia": "ridge",
        "isles-envoy": "",
    }


def test_a_stated_confidence_is_set_against_the_joint_answer_only_where_that_is_yes_or_no(play):
    said = play.allege(0)
    play.assess(5, said, "kellan", confidence=80)
    play.assess(6, said, "dorvia", confidence=60, accused="no")
    play.assess(7, said, "isles-envoy")
    play.determine(50, said, accused="yes")
    [found] = play.matters(60)
    assert [(s.member, s.confidence, s.agreed) for s in found.stated] == [
        ("kellan", 80, True),
        ("dorvia", 60, False),
    ]
    play.reopen(70, said)
    play.assess(71, said, "kellan", confidence=90)
    play.determine(80, said, accused="split")
    assert len(play.matters(90)[0].stated) == 2


def test_a_denied_visit_gives_the_teams_report_the_time_back(play):
    play.allege(0)
    tasking = play.do(10, "tasking", "isles-envoy", acts.Tasking(team=("field-team",)))
    asked = play.do(11, "access-request", "isles-envoy", acts.AccessRequest(of="shore-army"), tasking)
    play.do(20, "access", "shore-army", acts.Access(answer="denied"), asked)
    [found] = play.matters(30)
    assert spell(found, "report").due is None  # it stands still
    assert hours(spell(found, "access")) == 9
    play.do(50, "access", "shore-army", acts.Access(answer="granted"), asked)
    [found] = play.matters(60)
    report = spell(found, "report")
    assert (report.due - report.since) / HOUR == 7 * 24 + 30


def test_spells_and_clocks_say_the_same_of_what_they_both_know(play):
    said = play.allege(0)
    notice = play.tell(2, said)
    play.do(30, "receipt", "kellan", acts.Receipt(), notice)
    play.assess(20, said)
    play.determine(400, said)
    [found] = play.matters(500)
    known = {(s.step, s.whom, s.since): (s.due, s.until) for s in found.spells}
    for clock in clocks(play.who.agreement, play.clocks_case()):
        assert known[clock.step, clock.whom, clock.since] == (clock.due, clock.done)


@pytest.mark.parametrize("step", ["visit"])
def test_a_step_without_a_clock_is_measured_all_the_same(play, step):
    play.allege(0)
    tasking = play.do(10, "tasking", "isles-envoy", acts.Tasking(team=("field-team",)))
    play.do(34, step, "field-team", acts.Visit(), tasking)
    [found] = play.matters(60)
    assert (hours(spell(found, step)), spell(found, step).in_time) == (24, None)
