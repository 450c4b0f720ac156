"""Spellings of one name in three scripts come near one another; the names are of many countries' kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.places.exonyms import of
from holdfire.places.sounds import bones, sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al Malikiyah", "Al-Malikeyyeh"),
        ("Ayn al-Arus", "Ein Elarus"),
        ("As Sukhnah", "Sokhneh"),
        ("Atmeh", "Atma"),
        ("Ibbin", "Ebbin"),
        ("Kabsh Gharbi", "Western Kabsh"),
        ("Bir Mulayhan", "Beer Mulaihan"),
        ("Menbiç", "Manbij"),
        ("Дейр-эз-Зор", "Deir ez-Zor"),
        ("Тал Карбаш", "Tall Karbash"),
    ],
)
def test_spellings_that_sound_alike(one, other):
    assert bones(one) == bones(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hadadiyah", "Haddad"),
        ("Salwah", "Sali"),
        ("Hama", "Homs"),
        ("Ibbin", "Banan"),
        ("Little Tarn", "Tarn"),
    ],
)
def test_other_names_sound_otherwise(one, other):
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("arabic", "latin"), [("تلبيسة", "Talbiseh"), ("خان شيخون", "Khan Shaykhun"), ("مضايا", "Madaya")]
)
def test_arabic_letters_have_the_consonants_of_the_transliteration(arabic, latin):
    assert bones(arabic) == bones(latin)


@given(st.text(max_size=40))
def test_any_name_has_a_sound(name):
    assert isinstance(sound(name), str)
    assert len(bones(name)) <= len(sound(name))


def test_an_exonym_leads_to_the_other_names_of_the_place():
    assert "Rural Damascus" in of("Rif Dimashq Governorate")
    assert of("Nowhere at all") == ("Nowhere at all",)
