"""Page furniture goes, with its reason; an article's own lines stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.lines import clean

FURNITURE = {
    "advertisement": ["Advertisement", "إعلان", "Реклама", "Reklam"],
    "voice or speed control": [
        "Select Voice",
        "1.25x",
        "250 WPM",
        "0:00 / 3:12",
        "Slow",
        "Listen 1.25x 0:00 / 3:12",
        "Haberi dinle",
    ],
    "reading time": ["Reading Time: 3 minutes", "4 min read", "مدة القراءة: 3 دقائق", "Время чтения: 2 мин."],
    "share line": ["Share this article", "Tweet", "Поделиться", "Paylaş", "شارك"],
    "link to another article": [
        "Read more: The truce in Vardia, day by day",
        "Читайте также: Перемирие",
        "See also: x",
    ],
    "publisher's notice": ["Why you can trust The Vardia Post"],
    "caption": ["Smoke over Tall Karbash on Monday. Photo: Vardia Press", "دخان فوق البلدة. تصوير: وكالة"],
}


@pytest.mark.parametrize(
    ("line", "reason"), [(line, why) for why, lines in FURNITURE.items() for line in lines]
)
def test_furniture_is_removed_with_its_reason(line, reason):
    assert clean(["The truce held.", line]) == (["The truce held."], [(line, reason)])


@pytest.mark.parametrize(
    "line",
    [
        "The average wait at the crossing was slow, then fast.",
        "An advertisement for the talks was torn down.",
        "They will share the list of prisoners on Monday.",
        "Residents posted a photo: smoke stood over the mill.",
        "At 7:40 a shell fell near the mill.",
        "Read more slowly, the clause says something else.",
        "12",
    ],
)
def test_a_sentence_that_only_resembles_furniture_stays(line):
    assert clean([line]) == ([line], [])


def test_a_line_that_stood_before_goes_the_second_time():
    line = "From left, the three delegations of the exercise"
    assert clean([line, "", "The truce held.", f" {line} "]) == (
        [line, "The truce held."],
        [(line, "repeated")],
    )


@given(
    st.lists(st.sampled_from(["Advertisement", "The truce held.", "1x", "", "  ", "A shell fell.", "Tweet"]))
)
def test_every_line_is_kept_or_removed_and_none_is_lost(lines):
    kept, removed = clean(lines)
    assert sorted([*kept, *(r.line for r in removed)]) == sorted(line for line in lines if line.strip())


@given(st.lists(st.text(max_size=40)))
def test_cleaning_twice_is_cleaning_once(lines):
    kept, _ = clean(lines)
    assert clean(kept) == (kept, [])
