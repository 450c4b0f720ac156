"""The meeting pack: all that is open with the decision asked, then the register of what was decided."""

from __future__ import annotations

import datetime as dt

from holdfire.bulletins import meeting
from holdfire.bulletins.document import Blank, Pairs, Sign, Table
from holdfire.bulletins.meeting import Since
from reading_papers import ENGLISH, flat, headings, items, pairs, part, rows


def names(found):
    return {
        ENGLISH.plain(name): [ENGLISH.plain(i.name) for i in there] for name, there in meeting.agenda(found)
    }


def test_the_agenda_is_what_is_open(stood):
    open_ = names(stood(19, 13))
    assert open_["Alerts that are not at an end"] == ["Alert a105"]
    assert open_["Cases that can be determined now"] == [
        "Case c119, allegation #119",
        "Case c161, allegation #180",
        "Case c183, allegation #183",
    ]
    assert open_["Responses to decide on"] == ["Case c160, response #209"]
    assert "Case c161, rung 1" in open_["Steps up the ladder within reach"]


def test_what_was_done_is_off_the_agenda(stood):
    open_ = names(stood())
    assert open_["Cases that can be determined now"] == []
    assert open_["Contested cases"] == ["Case c183, allegation #183"]
    assert open_["Responses to decide on"] == [], "one is checked, one was blocked"
    assert "Case c161, rung 1" not in open_["Steps up the ladder within reach"], "it has gone up already"
    assert not any("c137" in name for name in open_["Steps up the ladder within reach"]), "it was withdrawn"


def test_a_walkout_is_on_it_until_the_member_is_back(stood):
    away = meeting.document(stood(21, 12))
    assert pairs(part(away, "Members who take no part"))["Reason"] == "Kellan blocked every response."
    assert names(stood())["Members who take no part"] == []


def test_each_item_has_a_summary_and_the_decision_asked(stood):
    found = stood(19, 13)
    for _, there in meeting.agenda(found):
        for item in there:
            assert item.summary
            assert str(item.asked)
    text = flat(meeting.document(found))
    assert "Decision asked: To write and sign what the rule makes of the assessments." in text
    assert "Decision asked: To agree to it, or to block it and say who does." in text


def test_a_response_asks_for_what_comes_next(stood):
    asked = {
        day: pairs(part(meeting.document(stood(day, 23)), "Responses to decide on"))["Decision asked"]
        for day in (19, 21)
    }
    assert asked[19].startswith("To hear from whom it is asked how far it is")
    assert asked[21] == "Who checks that it was done, and how."


def test_overdue_clocks_are_together_by_case_and_an_alerts_quiet_is_none(stood):
    late = names(stood())["What is overdue"]
    assert late[:5] == ["Case c101", "Case c101", "Alert a105", "Alert a105", "Alert a105"]
    assert "Alert a94" not in late, "to stay quiet is nobody's duty"


def test_short_items_of_one_sort_are_rows_with_room_for_what_is_decided(stood):
    overdue = part(meeting.document(stood()), "What is overdue")
    (table,) = [b for b in overdue if isinstance(b, Table)]
    assert [str(c.name) for c in table.columns] == [
        "On",
        "What is due",
        "Of whom",
        "Due",
        "Decided, and by whom",
    ]
    assert {row[-1] for row in table.rows} == {""}


def test_every_other_item_has_room_of_its_own_and_members_sign_at_the_end(stood):
    document = meeting.document(stood())
    contested = part(document, "Contested cases")
    assert sum(isinstance(b, Blank) for b in contested) == sum(isinstance(b, Pairs) for b in contested) == 1
    (signed,) = [b for b in part(document, "Signed by the members present") if isinstance(b, Sign)]
    assert [str(line) for line in signed.lines] == ["Kellan", "Dorvia", "Office of the Isles Envoy"]


def test_the_agenda_counts_its_parts(stood):
    assert items(part(meeting.document(stood()), "Agenda"))[0] == "Alerts that are not at an end (1)"
    assert headings(meeting.document(stood()))[-1] == "Register of decisions"


def test_the_register_begins_where_it_is_asked_to(stood):
    found = stood()
    whole = [r[0] for r in rows(part(meeting.document(found), "Register of decisions"))]
    by_day = [
        r[0]
        for r in rows(part(meeting.document(found, Since(day=dt.date(2031, 3, 20))), "Register of decisions"))
    ]
    by_size = [r[0] for r in rows(part(meeting.document(found, Since(size=215)), "Register of decisions"))]
    assert by_day == by_size == ["#215", "#216", "#217", "#219", "#221"]
    assert set(by_day) < set(whole)
    assert len(whole) == len(set(whole))


def test_the_register_says_what_was_decided_and_who_signed(stood):
    lines = {r[0]: r for r in rows(part(meeting.document(stood()), "Register of decisions"))}
    assert lines["#215"][4] == "allegation #183: contested (in dispute or open: does an exemption apply)"
    assert "votes: Dorvia: for; Office of the Isles Envoy: abstained; Kellan: vetoed" in lines["#216"][4]
    assert lines["#217"][5] == "Office of the Isles Envoy, Kellan, Dorvia"


def test_a_new_version_of_the_agreement_is_a_decision(copied):
    from holdfire.bulletins.docket import docket

    with copied.book.reading() as connection:
        found = docket(connection)
    kinds = [r[2] for r in rows(part(meeting.document(found), "Register of decisions"))]
    assert kinds.count("a new version of the agreement") == 1
