"""The dossier: everything in a case, each member in the same frame, every act with its entry and signers."""

from __future__ import annotations

import pytest

from holdfire.bulletins import dossier
from holdfire.errors import NotFound
from reading_papers import flat, headings, heads, pairs, part, rows


def test_every_act_stands_with_its_entry_signers_and_whose_key(stood):
    found = stood()
    acts = {a.entry for a in found.hearing("c161").case.acts}
    listed = rows(part(dossier.document(found, "c161"), "Every act, as it stands in the record"))
    assert {r[0] for r in listed} == {f"#{entry}" for entry in acts}
    by_entry = {r[0]: r for r in listed}
    assert by_entry["#211"][4] == "Office of the Isles Envoy, Kellan, Dorvia"
    assert {r[5] for r in listed} == {"the member’s own"}
    assert {r[6] for r in listed} == {"yes"}


def test_both_sides_words_stand_in_it(stood):
    text = flat(dossier.document(stood(), "c101"))
    assert "An ambush on our lorry." in text
    assert "We answered fire." in text
    assert "The lorry brought soldiers to our lines, who fired first." in text
    assert "answer: denied; in words: The lorry carried bread." in text, (
        "an answer is told even where it is the usual one"
    )


def test_each_members_answers_have_the_same_frame(stood):
    document = dossier.document(stood(), "c161")
    frames = [
        (heads(blocks), list(pairs(blocks)), [r[0] for r in rows(blocks)])
        for name in ("Kellan", "Dorvia", "Office of the Isles Envoy")
        for blocks in [part(document, f"What {name} answered")]
    ]
    assert frames[0] == frames[1] == frames[2]
    side_by_side = rows(part(document, "The members’ answers to allegation #161"))
    assert side_by_side[0] == ("Kellan", *["cannot say"] * 4, "#178")
    assert side_by_side[1] == ("Dorvia", "yes", "yes", "no", "yes", "#193")


def test_who_has_not_answered_has_dashes_in_that_frame(stood):
    document = dossier.document(stood(), "c172")
    assert rows(part(document, "The members’ answers to allegation #172")) == [
        (name, "–", "–", "–", "–", "–") for name in ("Kellan", "Dorvia", "Office of the Isles Envoy")
    ]
    assert "No reply. Silence confirms nothing." in flat(document)


def test_the_investigation_has_team_access_visit_and_report(stood):
    document = dossier.document(stood(), "c101")
    there = part(document, "Investigation")
    assert pairs(there)["Team"] == "Kellan, Dorvia, Joint Field Team"
    text = flat(document)
    assert "answer to a request for access" in text
    assert "Two drivers tell of fire from above before they stopped" in text
    assert "240 case" in text
    assert "the unit, with a confidence of 80 per cent: Lie of the cases, two accounts" in text


def test_a_reopened_case_keeps_both_determinations(stood):
    told = part(dossier.document(stood(), "c119"), "What was determined of allegation #119")
    names = [
        h for h in headings(dossier.document(stood(), "c119")) if h.startswith(("Determined", "Reopened"))
    ]
    assert names == [
        "Determined on 16 March 2031",
        "Reopened on 18 March 2031",
        "Determined on 20 March 2031",
    ]
    outcomes = [
        (v, s)
        for block in told
        for found in [pairs([block])]
        if (v := found.get("Outcome")) and (s := found.get("It stands"))
    ]
    assert outcomes == [
        (
            "violation, author undetermined or in dispute (in dispute or open: was it the accused)",
            "no: it was reopened, or determined again",
        ),
        ("violation", "yes"),
    ]
    earlier = part(dossier.document(stood(), "c119"), "The members’ answers to allegation #119")
    assert len(heads(earlier)) >= 2, "what members answered before the reopening is kept too"


def test_dissents_and_the_question_in_dispute_stand_in_it(stood):
    told = part(dossier.document(stood(), "c183"), "What was determined of allegation #183")
    assert pairs(told)["Outcome"] == "contested (in dispute or open: does an exemption apply)"
    assert ("Kellan", "does an exemption apply", "yes", "Both dead were of the Ash Company.", "#192") in rows(
        told, 1
    )


def test_responses_have_their_votes_and_vetoes(stood):
    document = dossier.document(stood(), "c161")
    response = part(document, "Response #214: blocked")
    assert pairs(response)["Sort"] == "sanctions draft"
    assert pairs(response)["Goods"] == "fuel"
    (step,) = rows(response)
    assert step[4] == "Dorvia: for, Office of the Isles Envoy: abstained, Kellan: vetoed"
    (up,) = rows(part(document, "Up the ladder"))
    assert up[3] == "1. The foreign ministers of Kellan and Dorvia"


def test_access_that_was_denied_stops_the_report_alone(stood):
    document = dossier.document(stood(), "c161")
    states = {r[1]: r[4] for r in rows(part(document, "Clocks"))}
    assert states["report (#168)"] == "paused: access denied"
    assert states["determine (#161)"] == "done in time"
    assert pairs(part(document, "What was determined of allegation #161"))["Access denied by"] == "Shore Army"


def test_it_is_for_members_only_and_of_a_case_that_there_is(stood):
    assert flat(dossier.document(stood(), "c88")).count("CONFIDENTIAL: for members only") == 1
    with pytest.raises(NotFound, match="case-missing"):
        dossier.document(stood(), "c999")
