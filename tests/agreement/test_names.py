from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.names import find_actor, find_area, fold, index


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jaysh al-Islam", "JAYSH AL ISLAM"),
        ("أحرار الشام", "احرار الشام"),
        ("حماة", "حماه"),
        ("الجيش العربيّ السوريّ", "الجيش العربي السوري"),
        ("سوریه", "سوريه"),
        ("Идлиб — Ещё", "идлиб еще"),
        ("Türkiye", "TURKIYE"),
        ("Dar'a", "Dara"),
        ("  Deir   ez-Zor ", "deir ez zor"),
        ("حـمص", "حمص"),
        ("کرمانشاه", "كرمانشاه"),
        ("خانۀ ۱۲", "خانه 12"),
        ("لواء ١٠١", "لواء 101"),
        ("می\u200cشود", "مي شود"),
        ("\u202bحلب\u202c", "حلب"),
        ("ﺣﻠﺐ", "حلب"),
    ],
)
def test_spellings_of_one_name_fold_to_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Homs", "Hama"), ("North Army", "North Army 2"), ("حمص", "حماة")]
)
def test_different_names_stay_different(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_an_actor_is_found_by_id_name_and_alias_in_any_language(clean):
    for name in ("north-army", "NORTH ARMY", "جَيش الشمال", "NA"):
        assert find_actor(clean, name) == "north-army"
    assert find_actor(clean, "North") is None
    assert find_actor(clean, "") is None


def test_an_area_is_found_by_its_abbreviation(clean):
    assert find_area(clean, "upp") == "upper"
    assert find_area(clean, "Nowhere") is None


def test_the_index_holds_every_spelling(clean):
    table = index(clean.actors)
    assert table[fold("جيش الشمال")] == "north-army"
    assert set(table.values()) == {actor.id for actor in clean.actors}
