"""The letter on compliance: allegations both ways, outcomes, dissents, what is asked, what is late; alike for all."""

from __future__ import annotations

import datetime as dt

import pytest

from holdfire.bulletins import compliance
from holdfire.bulletins.compliance import Period
from holdfire.bulletins.document import Heading, Table
from holdfire.errors import BadInput, NotFound
from reading_papers import ENGLISH, flat, headings, heads, part, rows

MARCH = Period(dt.date(2031, 3, 10), dt.date(2031, 3, 23))


def test_what_is_alleged_of_a_party_stands_with_its_outcome(stood):
    letter = compliance.document(stood(), "ridge-movement", MARCH)
    against = rows(part(letter, "What is alleged against Ridge Movement"))
    assert [(r[0], r[-1]) for r in against] == [
        ("c101 (#101)", "violation"),
        ("c119 (#119)", "violation"),
        ("c131 (#131)", "not established"),
        ("c160 (#160)", "violation"),
        ("c167 (#167)", "no assessments"),
        ("c172 (#172)", "no assessments"),
    ]


def test_what_it_alleges_of_others_stands_in_the_same_columns(stood):
    letter = compliance.document(stood(), "ridge-movement", MARCH)
    made = part(letter, "What Ridge Movement alleges")
    outcomes = {r[0]: r[-1] for r in rows(made)}
    assert outcomes["c137 (#137)"] == "withdrawn"
    assert outcomes["c183 (#183)"] == "contested (in dispute or open: does an exemption apply)"
    assert heads(made)[0] == heads(part(letter, "What is alleged against Ridge Movement"))[0]


def test_dissents_are_attached(stood):
    letter = compliance.document(stood(), "ridge-movement", MARCH)
    dissents = rows(part(letter, "What Ridge Movement alleges"), 1)
    assert [(r[1], r[3]) for r in dissents] == [
        ("Dorvia", "no"),
        ("Office of the Isles Envoy", "no"),
        ("Kellan", "yes"),
    ]


def test_whoever_belongs_to_a_party_is_in_its_letter(stood):
    letter = compliance.document(stood(), "shore-government", MARCH)
    accused = {r[3] for r in rows(part(letter, "What is alleged against Shore Government"))}
    assert accused == {"Shore Government", "Shore Army"}, "the army belongs to the government"


def test_what_is_asked_has_its_due_date_and_whether_it_was_done(stood):
    letter = compliance.document(stood(), "ridge-movement", MARCH)
    (asked,) = rows(part(letter, "What is asked of Ridge Movement"))
    assert asked[0] == "c160 (#209)"
    assert asked[4:6] == ("22 March 2031, 12:00 UTC-02:00", "checked")
    blocked = rows(part(compliance.document(stood(), "shore-army", MARCH), "What is asked of Shore Army"))
    assert [r[5] for r in blocked] == ["blocked"]


def test_what_it_let_run_out_is_said(stood):
    late = rows(part(compliance.document(stood(), "dorvia", MARCH), "What Dorvia has let run out"))
    assert ("a105", "acknowledge (#106)", "Dorvia", "12 March 2031, 11:06 UTC-02:00", "overdue") in late


@pytest.mark.parametrize("other", ["shore-government", "shore-army", "fell-band", "kellan", "dorvia"])
def test_the_letters_to_both_sides_have_one_frame(stood, other):
    found = stood()
    shapes = []
    for actor in ("ridge-movement", other):
        letter = compliance.document(found, actor, MARCH)
        name = ENGLISH.plain(found.name(actor))
        shapes.append([h.replace(name, "X") for h in headings(letter)])
        told = {
            ENGLISH.plain(b.text).replace(name, "X"): heads(part(letter, ENGLISH.plain(b.text)))
            for b in letter.blocks
            if isinstance(b, Heading)
        }
        for tables in told.values():
            assert all(columns in ALL_COLUMNS for columns in tables)
    assert shapes[0] == shapes[1]


ALL_COLUMNS = [
    ["Case", "About", "Term", "Accused", "Alleged by", "Alleged on", "Outcome, or how far it is"],
    ["Case", "Member", "Question", "Answer", "Reason", "Entry"],
    ["Case", "Of whom", "Sort", "To be done", "Due", "How it stands", "Since"],
    ["Case or alert", "What is due", "Of whom", "Due", "How it stands"],
]


def test_one_allegation_reads_the_same_from_both_sides(stood):
    found = stood()
    theirs = compliance.document(found, "ridge-movement", MARCH)
    ours = compliance.document(found, "shore-army", MARCH)
    made = {r for r in rows(part(theirs, "What Ridge Movement alleges")) if r[3] == "Shore Army"}
    against = set(rows(part(ours, "What is alleged against Shore Army")))
    assert made <= against


def test_a_period_holds_its_first_and_its_last_day(stood):
    day = dt.date(2031, 3, 13)
    letter = compliance.document(stood(), "ridge-movement", Period(day, day))
    assert [r[0] for r in rows(part(letter, "What is alleged against Ridge Movement"))] == ["c131 (#131)"]
    before = compliance.document(stood(), "ridge-movement", Period(dt.date(2031, 1, 1), dt.date(2031, 1, 2)))
    assert "Nothing in this period." in flat(before)
    assert not [b for b in part(before, "What is alleged against Ridge Movement") if isinstance(b, Table)]


def test_a_period_or_an_actor_that_cannot_be_is_refused(stood):
    with pytest.raises(BadInput, match="period-wrong"):
        compliance.document(stood(), "kellan", Period(MARCH.last, MARCH.first))
    with pytest.raises(NotFound, match="actor-missing"):
        compliance.document(stood(), "nobody", MARCH)
