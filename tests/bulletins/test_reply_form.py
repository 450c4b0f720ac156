"""A reply form: three answers to choose from, room for words, and what ties it to the case."""

from __future__ import annotations

import pytest

from holdfire.bulletins import notice, reply_form
from reading_papers import blanks, flat, items, pairs, part


@pytest.fixture
def form(stood):
    found = stood(15, 21)
    return reply_form.document(found, notice.addressed(found, "c161", "shore-army"))


def test_it_offers_the_three_answers_alike(form):
    boxes = items(part(form, "Our answer"))
    assert [b.split(":")[0] for b in boxes] == ["[   ] admitted", "[   ] denied", "[   ] justified"]
    assert "In our own words" in blanks(form)
    assert "For Shore Army: function and signature, no private name" in flat(form)


def test_it_is_tied_to_the_allegation_and_to_what_the_party_could_see(form):
    tied = pairs(list(form.blocks))
    assert tied["Case"] == "c161"
    assert tied["Entry of the allegation"] == "#161"
    assert tied["Last act in the case when this form was made"] == "#165"
    assert "holdfire case reply BOOK c161 --about 161 --head 165 --answer ANSWER --words WORDS" in flat(form)


def test_it_quotes_the_claimant_and_the_term(form):
    text = flat(form)
    assert "Our people on the ridge heard guns all night." in text
    assert "Neither side fires at the other" in text
    assert "Reply by 18 March 2031, 20:30 UTC-02:00." in text
    assert "CONFIDENTIAL: for members and Shore Army" in text


def test_the_answer_can_be_entered_as_the_form_says(file_desk):
    """An act that saw the head of the form counts where nothing that could change it came in between."""
    from desk import row
    from holdfire.bulletins.docket import docket

    file_desk.take(row(1))
    file_desk.link()
    case = file_desk.allege(file_desk.incidents()[0].id)
    file_desk.act("notice", "isles-envoy", case, to="ridge-movement")
    with file_desk.book.reading() as connection:
        on = notice.addressed(docket(connection, case=case), case, "ridge-movement")
    words = reply_form.command(on).split()
    said = {"head": int(words[words.index("--head") + 1]), "about": int(words[words.index("--about") + 1])}
    entry = file_desk.act("reply", "ridge-movement", case, answer="denied", words="Not us.", **said)
    assert file_desk.refused(entry) == ""
