"""Words for radio and SMS: lengths as a telephone counts them, whole sentences, whole figures."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.bulletins.short import BASIC, EXTENDED, length, sentences, short
from holdfire.errors import BadInput


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", ("GSM-7", 1, 0)),
        ("a" * 160, ("GSM-7", 1, 160)),
        ("a" * 161, ("GSM-7", 2, 161)),
        ("a" * 306, ("GSM-7", 2, 306)),
        ("a" * 307, ("GSM-7", 3, 307)),
        ("€" * 80, ("GSM-7", 1, 160)),
        ("a" * 152 + "€" + "a" * 152, ("GSM-7", 3, 306)),
        ("Çığ", ("UCS-2", 1, 3)),
        ("ÄÖÑÜäöñüàéèùìòÇØøÅåßÆæ", ("GSM-7", 1, 22)),
        ("ç", ("UCS-2", 1, 1)),
        ("ж" * 70, ("UCS-2", 1, 70)),
        ("ж" * 71, ("UCS-2", 2, 71)),
        ("ع" * 134, ("UCS-2", 2, 134)),
        ("ع" * 135, ("UCS-2", 3, 135)),
        ("\U0001f54a" * 35, ("UCS-2", 1, 70)),
        ("ж" * 66 + "\U0001f54a" + "ж" * 66, ("UCS-2", 3, 134)),
    ],
)
def test_length_is_counted_as_gsm_03_38_says(text, counted):
    assert length(text) == counted


def test_the_alphabet_has_its_size():
    assert len(BASIC) == 127
    assert len(EXTENDED) == 10


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Firing. Two! Three?", ["Firing.", "Two!", "Three?"]),
        ("3.5 km from Aleppo. 12.30 p.m. on Monday.", ["3.5 km from Aleppo.", "12.30 p.m. on Monday."]),
        ("No. 5 of Gen. X. spoke.", ["No. 5 of Gen. X. spoke."]),
        ("هل وقع؟ نعم. انتهى", ["هل وقع؟", "نعم.", "انتهى"]),
        ("a line\nanother", ["a line", "another"]),
        ("1,234 killed. 5 wounded.", ["1,234 killed.", "5 wounded."]),
    ],
)
def test_sentences_end_where_sentences_end(text, parts):
    assert sentences(text) == parts


def test_what_does_not_fit_is_left_off_by_the_sentence_and_said():
    found = short("Call 1 at 12:05. " + "Firing at North Shore, 1,234 rounds. " * 6)
    assert found.text.endswith("rounds. ...")
    assert (found.length.messages, found.left) == (1, 3)
    assert short("All of it.").text == "All of it."


def test_typographers_signs_do_not_double_the_price():
    assert short("Two “shots” – it’s over…").length.encoding == "GSM-7"
    assert short("Два – «да»").text == "Два – «да»"


def test_one_sentence_too_long_is_refused_and_not_cut():
    with pytest.raises(BadInput) as e:
        short("x" * 161)
    assert e.value.code == "short-too-long"
    assert short("x" * 161, 2).left == 0


facts = st.builds(
    "{} {}{}".format,
    st.sampled_from(["Firing at North Shore", "قصف على تل رفعت", "Обстрел", "Çatışma", "Seen:"]),
    st.one_of(st.integers(0, 10**9).map("{:,}".format), st.decimals(0, 999, places=2).map(str)),
    st.sampled_from([".", "!", "؟", " rounds.", " km."]),
)


@given(st.lists(facts, min_size=1, max_size=12), st.integers(1, 3))
def test_a_figure_is_whole_or_not_there(facts, limit):
    found = short(" ".join(facts), limit)
    figures = re.compile(r"\d[\d.,]*\d|\d")
    kept = figures.findall(found.text)
    assert kept == figures.findall(" ".join(facts))[: len(kept)]
    assert found.length.messages <= limit
    assert length(found.text) == found.length
    assert found.text.endswith(" ...") is (found.left > 0)
