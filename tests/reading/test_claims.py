"""Who said what of what, slot by slot. All texts are exercises."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.reading.claims import claims
from holdfire.reading.lexicon import LANGUAGES

DAY = dt.date(2031, 3, 8)


def read(text, language="en"):
    return claims(text, language, DAY)


def words(text, slot):
    return text[slice(*slot.span)] if slot else None


def test_a_statement_and_its_denial_are_two_claims_that_are_linked():
    text = "Shells fell on Tarn on Monday, two residents said, but the Shore Army denied it."
    said, denied = read(text)
    assert (said.status, denied.status) == ("asserted", "denied")
    assert words(text, said.speaker) == "two residents"
    assert words(text, denied.speaker) == "the Shore Army"
    assert denied.answers == said.n
    assert (denied.kind, denied.when, denied.place) == (said.kind, said.when, said.place)


def test_who_is_quoted_speaks_and_the_agency_is_the_way_it_came():
    text = "Tobin Arle was quoted by the Marenna News Agency on Friday as saying shells had fallen on Tarn."
    [claim] = read(text)
    assert words(text, claim.speaker) == "Tobin Arle"
    assert [words(text, v) for v in claim.via] == ["the Marenna News Agency"]


def test_a_paper_that_was_obtained_names_through_whom():
    text = (
        "A resolution drafted by two small states, which was obtained by the Dorvia Press,"
        " would ban the sale of shells."
    )
    [claim] = read(text)
    assert claim.kind == "sponsored"
    assert [words(text, v) for v in claim.via] == ["the Dorvia Press"]


def test_several_incidents_in_one_report_are_several_claims():
    text = (
        "Gunmen opened fire on a bus near Oxbow Bridge on Monday, hospital officials said. "
        "In a separate incident, two fishermen were abducted off Stell, their cooperative said. "
        "Soldiers detained six men in Marram."
    )
    found = read(text)
    assert [c.kind for c in found] == ["shots", "abduction", "arrest"]
    assert [words(text, c.place) for c in found] == ["Oxbow Bridge", "Stell", "Marram"]


def test_words_that_nobody_is_said_to_have_spoken_are_the_outlets():
    [claim] = read("Clashes broke out near Tarn on Thursday.")
    assert (claim.speaker, claim.anonymity, claim.family) == (None, "outlet", "narration")


@pytest.mark.parametrize(
    ("text", "anonymity"),
    [
        ("Shells fell on Tarn, Ridge chairman Tobin Arle said.", "named"),
        ("Shells fell on Tarn, a Shore official said.", "anonymous"),
        (
            "A Ridge commander, speaking on condition of anonymity, told Dorvia Press that shells fell.",
            "anonymous",
        ),
        ("Several groups say they are withholding their approval of the truce.", "collective"),
    ],
)
def test_whether_who_speaks_is_named(text, anonymity):
    [claim] = read(text)
    assert claim.anonymity == anonymity


@pytest.mark.parametrize(
    ("text", "status", "modality"),
    [
        ("The Shore Army said reports that it had shelled Tarn were false.", "denied", "happened"),
        ("Reports of a gas attack in Tarn could not be independently verified.", "unconfirmed", "happened"),
        (
            "Shells fell on Tarn, residents said. The Island Post could not verify the report.",
            "unconfirmed",
            "happened",
        ),
        ("The envoy confirmed that three trucks had been turned back at Tarn.", "confirmed", "happened"),
        (
            "If shelling resumes, the Ridge Movement will leave the talks, its chairman warned.",
            "asserted",
            "conditional",
        ),
        ("There was no shelling near Tarn on Friday, the envoy said.", "asserted", "negated"),
        ("The envoy said talks would begin in Vessel on April 2.", "asserted", "planned"),
    ],
)
def test_status_and_modality(text, status, modality):
    [claim] = read(text)
    assert (claim.status, claim.modality) == (status, modality)


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("Shells killed at least seven people in Tarn.", (7, 7, None), None),
        (
            "Three people were killed and 12 people were wounded when shells hit Tarn.",
            (3, 3, 3),
            (12, 12, 12),
        ),
        ("Shells hit Tarn, wounding 3 to 5 men.", None, (3, 3, 5)),
        ("Shells hit Tarn. Nobody was hurt.", None, None),
    ],
)
def test_how_many_were_killed_and_wounded(text, killed, wounded):
    claim = read(text)[0]
    assert (claim.killed and claim.killed[:3], claim.wounded and claim.wounded[:3]) == (killed, wounded)


def test_a_place_that_fire_came_from_is_not_where_it_fell():
    text = "Mortar fire from Cask Hill struck Tarn on Monday, residents said."
    [claim] = read(text)
    assert words(text, claim.place) == "Tarn"


def test_who_accuses_is_not_who_is_accused():
    text = "The Shore Army accused the Fell Band of shelling its post at Tarn."
    [claim] = read(text)
    assert words(text, claim.speaker) == "The Shore Army"
    assert words(text, claim.perpetrator) == "the Fell Band"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Fell Band has not yet approved the truce, one of its officials said.", "withholds"),
        ("The proposal has not been formally presented to the Ridge, an official said.", "not_presented"),
        ("Kellan welcomed the agreement.", "welcomes"),
        ("The Ridge Movement rejected the draft.", "rejects"),
        ("Dorvia vetoed a resolution of the council.", "vetoed"),
        ("The Fell Band has not approved the truce.", "withholds"),
        ("It would also ban sales of shells to the island.", None),
    ],
)
def test_positions_and_measures(text, kind):
    assert next((c.kind for c in read(text)), None) == kind


def test_a_field_notes_first_line_dates_what_follows():
    [claim] = read("4 March 2031, 06:55. Three shells came down near Oxbow Bridge.")
    assert (claim.when.first, claim.when.rule) == (dt.date(2031, 3, 4), "date-day-month")


def test_two_positions_in_one_sentence_are_two_claims():
    found = read("Kellan welcomed the truce, while the Fell Band has not yet approved the deal.")
    assert [c.kind for c in found] == ["welcomes", "withholds"]


def test_a_word_broken_by_dots_and_strokes_is_read_whole():
    text = "أصـ.ـيبت امرأة جراء قـ ـصف على البلدة"
    [claim] = read(text, "ar")
    assert claim.kind == "shelling"
    assert text[slice(*claim.trigger.span)] == "قـ ـصف"


def test_a_language_without_a_lexicon_gives_no_claims():
    assert read("Des obus sont tombés sur Tarn.", "fr") == ()


PIECES = [
    "said",
    "denied",
    "shells fell on Tarn",
    ", but",
    "“",
    '"',
    "قال",
    "إن",
    "قصف",
    "نفى",
    "не",
    "сообщил, что",
    "обстрел",
    "dedi",
    "گفت که",
    "\u202e",
    "5 March",
    "killed 7",
    "\n",
    ".",
    ",",
    "was quoted by",
    "as saying",
    "على",
    "Хавель",
]


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)),
    st.sampled_from(LANGUAGES),
)
def test_every_slot_of_whatever_is_read_lies_in_the_text(text, language):
    found = read(text, language)
    for n, c in enumerate(found):
        assert c.n == n
        assert c.answers is None or c.answers < n
        for span in (
            c.content,
            *(s.span for s in (c.speaker, c.cue, c.trigger, c.place, c.when, *c.via) if s),
        ):
            assert 0 <= span.start <= span.end <= len(text)
