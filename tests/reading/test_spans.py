"""Names are found in a report's words where they stand, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.names import fold
from holdfire.reading.spans import Span, find, pieces

WORDS = "EXERCISE. Shells on LITTLE  Tarn, not on Tarnby: the Shore-Army’s guns."
NAMES = st.sampled_from(["Tarn", "Little Tarn", "Shore Army", "ترن الصغيرة", "Gün"])
TEXTS = st.lists(NAMES | st.text(max_size=8)).map(" ".join)


def lit(text, **wanted):
    return [(text[s.start : s.end], s.slot) for s in find(text, wanted)]


def test_a_name_is_lit_whatever_its_case_and_spacing_and_only_as_whole_words():
    assert lit(WORDS, where=["Little Tarn"]) == [("LITTLE  Tarn", "where")]
    assert lit(WORDS, where=["Tarn"]) == [("Tarn", "where")]
    assert lit(WORDS, who=["Ridge Movement"]) == []


def test_arabic_is_compared_without_marks_and_variants_of_a_letter():
    assert lit("قصف تَرْن الصغيره اليوم", where=["ترن الصغيرة"]) == [("تَرْن الصغيره", "where")]


@pytest.mark.parametrize("name", ["", "…", "--"])
def test_a_name_without_letters_is_nowhere(name):
    assert find(WORDS, {"where": [name]}) == []


def test_where_spans_overlap_a_piece_has_both_slots():
    made = pieces(WORDS, find(WORDS, {"where": ["Little Tarn"], "who": ["Tarn"]}))
    assert [(p.text, p.slots) for p in made if p.slots] == [
        ("LITTLE  ", ("where",)),
        ("Tarn", ("where", "who")),
    ]


@given(TEXTS, st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=3))
def test_the_pieces_are_the_text_and_every_span_says_a_name(text, places, people):
    wanted = {"where": places, "who": people}
    spans = find(text, wanted)
    assert "".join(p.text for p in pieces(text, spans)) == text
    for s in spans:
        assert fold(text[s.start : s.end]) in {fold(n) for n in wanted[s.slot]}


@given(NAMES, st.text(max_size=20), st.text(max_size=20))
def test_a_name_between_spaces_is_always_found(name, before, after):
    text = f"{before} {name} {after}"
    assert Span(len(before) + 1, len(before) + 1 + len(name), "x") in find(text, {"x": [name]})
