"""Language versions beside each other, clause by clause."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.clauses import beside, clauses, figures

EXERCISE = Path(__file__).parents[2] / "examples" / "exercise"


def test_a_clause_begins_with_its_number_in_any_script_with_or_without_the_word_for_it():
    text = "Heading\n1. One.\nArticle 2\nTwo.\nالمادة ٣: ثلاثة.\n٤. أربعة.\n(5) Five.\n82 guns are no clause.\n6) Six."
    assert [(c.number, c.words) for c in clauses(text)] == [
        ("", "Heading"),
        ("1", "One."),
        ("2", "Two."),
        ("3", "ثلاثة."),
        ("4", "أربعة."),
        ("5", "Five.\n82 guns are no clause."),
        ("6", "Six."),
    ]


def test_the_exercise_says_the_same_figures_in_both_its_languages():
    rows = beside([(EXERCISE / f"truce-{lang}.txt").read_text(encoding="utf-8") for lang in ("en", "ar")])
    assert [r.number for r in rows] == ["", *(str(n) for n in range(1, 9))]
    assert not any(r.lacking or r.differ for r in rows)


def test_a_figure_and_a_clause_that_one_version_lacks_are_found():
    rows = beside(["1. By 5 March, 1,200 men.\n2. Nothing.", "1. قبل ٦ آذار، ١٬٢٠٠ رجل."])
    assert rows[0].figures == (("5",), ("6",))
    assert rows[0].differ
    assert not rows[0].lacking
    assert rows[1].words == ("Nothing.", None)
    assert rows[1].lacking
    assert not rows[1].differ


def test_thousands_and_decimals_are_read_as_each_script_writes_them():
    assert figures("1,200 and 1.200 and ١٬٢٠٠ and 1\u00a0200") == ["1200"] * 4
    assert figures("12.7 mm, ١٢٫٧ مم") == ["12.7", "12.7"]


@given(st.text())
def test_a_text_beside_itself_differs_nowhere(text):
    assert not [r for r in beside([text, text]) if r.lacking or r.differ]


@given(st.lists(st.text("abc ٣4\n", max_size=30).map(lambda t: "x" + t.replace("\n", "\nx")), max_size=6))
def test_no_line_of_a_clause_is_lost(bodies):
    text = "\n".join(f"{n}. {body}" for n, body in enumerate(bodies, 1))
    assert [c.words for c in clauses(text)] == ["\n".join(b.splitlines()).strip() for b in bodies]
