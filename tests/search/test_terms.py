"""Words as terms: one spelling for many, and what a query asks of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.names import fold
from holdfire.errors import BadInput
from holdfire.search.model import Box, Query
from holdfire.search.terms import LETTERS, LONGEST, MOST_BYTES, cell_marks, folded, need, terms, time_marks

DAY = 86_400_000_000
LETTER = st.characters(categories=("Ll", "Lu", "Lo", "Nd"), max_codepoint=0x6FF)
WORDS = st.lists(st.text(LETTER, min_size=1, max_size=12), min_size=1, max_size=8)

VARIANTS = {
    "ا": "أإآٱ",
    "ي": "ىیئ",
    "ه": "ةۀہ",
    "ك": "کڪ",
    "و": "ؤ",
    "1": "١۱",
}
"""Letters that writers and keyboards exchange."""
BETWEEN = ("", "\u0640", "\u064e", "\u0651", "\u200d", "\u200f")
"""What may stand after a letter and change nothing: tatweel, vowel signs, marks of direction."""


def found(words: str, *lines: str) -> bool:
    here = terms(lines, folded(lines))
    return all(not alternatives.isdisjoint(here) for alternatives in need(Query(words)).sets)


@given(st.text())
def test_folding_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(WORDS, st.data())
def test_a_thing_is_found_by_any_of_its_words_in_any_spelling(words, data):
    for word in words:
        spelt = "".join(
            data.draw(st.sampled_from([c, *VARIANTS.get(c, "")])) + data.draw(st.sampled_from(BETWEEN))
            for c in word
        )
        if fold(spelt):
            assert found(spelt, " ".join(words))
            assert found(
                word.upper() if word.upper().casefold() == word.casefold() else word, " ".join(words)
            )


@given(WORDS, WORDS)
def test_two_words_beside_each_other_are_found_as_a_phrase(before, after):
    assert found(f'"{before[-1]} {after[0]}"', " ".join([*before, *after]))


def test_words_of_two_lines_do_not_stand_beside_each_other():
    assert found("one two", "one", "two")
    assert not found('"one two"', "one", "two")


@pytest.mark.parametrize("written", ["می\u200cشود", "می شود", "میشود", "مي\u200cشود"])
@pytest.mark.parametrize("asked", ["می\u200cشود", "مى\u200cشود", "مي\u200cشود"])
def test_a_joiner_may_stand_or_be_left_out(written, asked):
    assert found(asked, f"گفته {written} که")


def test_words_joined_twice_are_found_joined_and_apart():
    assert found("می\u200cخواهم\u200cها", "می خواهم ها")
    assert found("می\u200cخواهم\u200cها", "میخواهمها")
    assert not found("می\u200cخواهم\u200cها", "می خواهم")


@pytest.mark.parametrize("words", ["...", "«»", '""', "\u0640\u064e", "()!*:-", "\u200c"])
def test_what_holds_no_word_is_refused(words):
    with pytest.raises(BadInput) as e:
        need(Query(words))
    assert e.value.code == "query-wordless"


@pytest.mark.parametrize("words", ["a" * 100_000, "word " * 20_000, "x" * (LETTERS + 1), "a b " * 17])
def test_what_is_too_long_is_refused(words):
    with pytest.raises(BadInput) as e:
        need(Query(words))
    assert e.value.code == "query-too-long"


def test_a_long_word_is_known_by_its_first_letters():
    assert found("a" * 100, "a" * 70)
    assert not found("a" * (LONGEST - 1), "a" * 70)


def test_a_quote_that_is_not_closed_runs_to_the_end():
    assert need(Query('one "two three')).sets == need(Query('one "two three"')).sets
    assert need(Query("«two three»")).sets == need(Query('"two three"')).sets


@given(st.text(max_size=300))
def test_any_query_is_read_or_refused(words):
    try:
        sets = need(Query(words)).sets
    except BadInput as e:
        refused, sets = e.code, ()
    else:
        refused = ""
    assert refused in ("", "query-wordless", "query-too-long")
    assert all(term and " " not in term for found in sets for term in found)


def test_a_thing_has_no_more_terms_than_postgresql_can_hold():
    lines = [f"{n:07d} شظايا" for n in range(60_000)]
    text = folded(lines)
    assert len(text.encode()) <= MOST_BYTES
    assert sum(len(term.encode()) for term in terms(lines, text)) < 1_000_000


BOXES = st.tuples(
    st.floats(-180, 180, allow_subnormal=False),
    st.floats(-90, 90, allow_subnormal=False),
    st.floats(0, 200),
    st.floats(0, 90),
    st.floats(0, 1),
    st.floats(0, 1),
)


@given(BOXES)
def test_a_point_in_a_box_has_a_cell_that_the_box_asks_for(given_):
    west, south, wide, high, x, y = given_
    lon, north = west + x * wide, min(90.0, south + high)
    lat = min(north, south + y * (north - south))
    east = west + wide
    if lon > 180:
        lon -= 360
    if east > 180:
        east -= 360
    inside = (west <= lon <= east) if west <= east else (lon >= west or lon <= east)
    for cells in need(Query(box=Box(west, south, east, north))).sets if inside else ():
        assert not cells.isdisjoint(cell_marks(lon, lat))


@given(
    st.integers(-(10**6), 10**6), st.integers(1, 10**6), st.integers(-(10**6), 10**6), st.integers(1, 10**6)
)
def test_intervals_that_overlap_share_a_day_or_month_that_is_asked_for(start, long, begin, wide):
    start, long, begin, wide = (n * (DAY // 1000) for n in (start, long, begin, wide))
    if start < begin + wide and begin < start + long:
        for days in need(Query(start=begin, end=begin + wide)).sets:
            assert not days.isdisjoint(time_marks(start, start + long))
