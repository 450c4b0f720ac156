"""A notice: what is alleged, that it is no finding, by when to reply, and a receipt; and the same for the radio."""

from __future__ import annotations

from dataclasses import replace

import pytest

from holdfire.bulletins import notice, papers
from holdfire.errors import BadInput, NotFound, Refused
from reading_papers import blanks, flat, pairs, part


def test_it_says_what_is_alleged_by_whom_under_which_term_and_where(stood):
    found = stood(15, 21)
    on = notice.addressed(found, "c161", "kellan")
    document = notice.document(found, on)
    alleged = pairs(part(document, "What is alleged, and by whom"))
    assert alleged["Alleged by"] == "Ridge Movement"
    assert alleged["Accused"] == "Shore Army"
    assert alleged["Entry of the allegation"] == "#161"
    assert alleged["In the claimant’s words"] == "Our people on the ridge heard guns all night."
    term = pairs(part(document, "The term that it is said to breach"))
    assert term["Text"] == "Truce of Marenna"
    assert term["It says"].startswith("Neither side fires at the other")
    assert "Fire at the Ash Company inside the Ashbeds; Practice" in term["Exceptions"]
    incident = pairs(part(document, "What is reported to have happened"))
    assert incident["When"] == "from 7 March 2031, 01:00 UTC-02:00 to 7 March 2031, 03:00 UTC-02:00"
    assert incident["Where"] == "Marram, South Plain (known to within 2 km)"
    assert incident["Origins"] == "2"


def test_it_names_no_source(stood):
    found = stood(15, 21)
    text = flat(notice.document(found, notice.addressed(found, "c161", "kellan")))
    assert "hotline" not in text.lower()
    assert "who reported it is not named here" in text


def test_it_says_that_nothing_is_found_yet_and_by_when_one_may_reply(stood):
    found = stood(15, 21)
    document = notice.document(found, notice.addressed(found, "c161", "kellan"))
    text = flat(document)
    assert "An allegation is not a finding." in text
    assert "Reply by 18 March 2031, 20:30 UTC-02:00." in text, "three days for a serious one, from the notice"
    assert "It can be given by: Kellan, Shore Army, Shore Government." in text
    assert "log marenna-truce/" in text
    assert f"Cut-off: {found.ground.size} entries" in text
    assert "Entry of the notice: #163" in text
    assert "CONFIDENTIAL: for members and Kellan" in text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (16, "The accused replied on 16 March 2031, 10:00 UTC-02:00."),
        (15, "Reply by 18 March 2031, 20:30 UTC-02:00."),
    ],
)
def test_it_says_how_the_clock_of_the_reply_stands(stood, day, said):
    found = stood(day, 22)
    on = notice.addressed(found, "c161", "kellan", 161)
    assert said in flat(notice.document(found, on))


def test_a_time_that_is_over_is_said_to_be(stood):
    found = stood(20, 12)
    on = notice.addressed(found, "c101", "dorvia", 101)
    assert "The accused replied on" in flat(notice.document(found, on))
    late = on._replace(heard=_unanswered(on.heard))
    assert "Reply by 12 March 2031, 20:50 UTC-02:00. That time is over." in flat(notice.document(found, late))


def _unanswered(heard):
    return replace(heard, clocks=tuple(c._replace(done=None) for c in heard.clocks))


def test_before_its_entry_the_paper_says_that_it_is_not_given_yet(stood):
    found = stood(16, 13)
    on = notice.addressed(found, "c172", "ridge-movement")
    text = flat(notice.document(found, on))
    assert on.notice is None
    assert "none yet: it is given once it is entered in the record" in text
    assert "The time for a reply runs from the entry of the first notice." in text


def test_a_thing_not_done_has_no_incident(stood):
    found = stood()
    text = flat(notice.document(found, notice.addressed(found, "c167", "ridge-movement")))
    assert "No incident: a thing owed was not done by its date." in text
    assert "Owed by: 14 March 2031" in text
    assert "Alleged by: the clock" in text


def test_the_receipt_says_which_notice_came_and_how_it_is_entered(stood):
    found = stood(15, 21)
    document = notice.document(found, notice.addressed(found, "c161", "kellan"))
    receipt = part(document, "Receipt, to be sent back")
    assert pairs(receipt)["Entry of the notice"] == "#163"
    assert "Received on (day, hour, zone)" in blanks(document)
    assert "holdfire case receipt BOOK c161 --about 163" in flat(document)
    assert "neither to admit nor to deny" in flat(document)


def test_who_is_neither_accused_nor_answers_for_the_accused_gets_none(stood):
    found = stood()
    with pytest.raises(Refused, match="addressee-wrong"):
        notice.addressed(found, "c161", "dorvia", 161)
    with pytest.raises(NotFound, match="actor-missing"):
        notice.addressed(found, "c161", "nobody", 161)
    with pytest.raises(NotFound, match="case-missing"):
        notice.addressed(found, "c1", "kellan")


def test_of_several_allegations_one_is_named(stood):
    found = stood()
    with pytest.raises(BadInput, match="about-unnamed"):
        notice.addressed(found, "c161", "kellan")
    with pytest.raises(NotFound, match="about-missing"):
        notice.addressed(found, "c161", "kellan", 7)
    assert notice.addressed(found, "c161", "kellan", 180).allegation.entry == 180


def test_the_radio_gets_whole_sentences_with_the_date_first(stood):
    found = stood(15, 21)
    sentences = notice.sentences(found, notice.addressed(found, "c161", "kellan"))
    whole = papers.sms(sentences, "en")
    assert whole.length.messages <= papers.MESSAGES
    assert whole.left == 0
    assert whole.text.startswith(
        "EXERCISE. Notice to Kellan: allegation #161, case c161. Reply by 18 March 2031"
    )
    assert "An allegation is not a finding." in whole.text
    one = papers.sms(sentences, "en", limit=1)
    assert one.length.messages == 1
    assert one.text.endswith(" ...")
