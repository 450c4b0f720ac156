"""A name becomes a place only where one place fits; otherwise a person gets up to three to choose from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.places.reasons import words
from holdfire.places.rules import CONFIDENCE, locate


def ids(found):
    return [e.id for e in found.candidates]


@pytest.mark.parametrize(
    ("name", "within", "expected"),
    [
        ("Tall Karbash", "Vardia", ("2", "exact-within", "settlement")),
        ("تل كرباش", "Wardiya Governorate", ("2", "exact-within", "settlement")),
        ("Mazraat", "Norland", ("4", "exact-within", "settlement")),
        ("Vardia", "Vardia", ("1", "exact-within", "settlement")),
        ("Vardia city", "", ("1", "exact-alone", "settlement")),
        ("Dayr as-Salim village", "", ("5", "exact-alone", "settlement")),
        ("Vardia", "", ("A1", "area", "area")),
        ("Vardia province", "Vardia", ("A1", "area", "area")),
        ("Norland", "Norland", ("A2", "area", "area")),
        ("Unlisted/Tall Karbash village", "Vardia", ("2", "exact-within", "settlement")),
    ],
)
def test_one_place_fits(gazetteer, name, within, expected):
    found = locate(gazetteer, name, within)
    assert found.accepted
    assert (ids(found)[0], found.rule, found.precision) == expected
    assert (found.lon, found.lat) == (found.candidates[0].lon, found.candidates[0].lat)
    assert found.confidence == CONFIDENCE[found.rule]
    assert found.reason


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Til Karbesh", ("2", "skeleton-within", "settlement")),
        ("Tall Karbash al-Kabir", ("none", "none", "unresolved")),
        ("Kafr Zaytun", ("L", "begins-within", "settlement")),
        ("Jisr Qanduran", ("J", "close-within", "settlement")),
        ("Tall Karbash military airbase", ("2", "beside-within", "settlement")),
        ("Tall Karbash-West", ("W", "sound-within", "settlement")),
        ("Тал Карбаш", ("2", "sound-within", "settlement")),
    ],
)
def test_likeness_counts_where_the_gazetteer_has_most_places_of_an_area(dense, name, expected):
    found = locate(dense, name, "Vardia")
    best = found.candidates[0].id if found and found.accepted else "none"
    assert (best, found.rule if found else "none", found.precision if found else "unresolved") == expected


def test_likeness_proves_nothing_where_most_places_are_missing(gazetteer):
    assert not locate(gazetteer, "Til Karbesh", "Vardia").accepted


@pytest.mark.parametrize(
    ("name", "within", "candidates", "reason"),
    [
        ("Al Mazraat", "", ["3", "4"], "2 entries have this name"),
        ("Bir Hasnun", "Norland", ["6", "7"], "2 entries have this name in Norland"),
        ("Tall Karbash", "Norland", ["2"], "the name is known, but not in Norland"),
        ("Tall Karbash", "Sudland", ["2"], "the gazetteer has no area of the name given"),
        ("Til Karbesh", "Vardia", ["2"], "no place has exactly this name; some are spelled much like it"),
        ("Til Karbesh", "", ["2"], "no place has exactly this name; some are spelled much like it"),
        ("Til Karbesh", "Norland", ["2"], "no place has exactly this name; some are spelled much like it"),
        (
            "Qasr Temren",
            "Norland",
            ["8", "9"],
            "no place has exactly this name; some are spelled much like it",
        ),
        ("Norland city", "", ["A2"], "the name is that of another kind of place"),
    ],
)
def test_nothing_is_guessed(gazetteer, name, within, candidates, reason):
    found = locate(gazetteer, name, within)
    assert not found.accepted
    assert (found.lon, found.lat, found.radius_km, found.confidence, found.rule) == (
        None,
        None,
        None,
        0.0,
        "none",
    )
    assert sorted(ids(found)) == candidates
    assert str(words(found.reason)) == reason


@pytest.mark.parametrize(
    "name", ["", " - ", "Ghazwin", "Vardia/Norland border", "Tall Karbash airport", "حقل"]
)
def test_a_name_like_none_finds_nothing(gazetteer, name):
    assert locate(gazetteer, name) is None


@given(name=st.text(max_size=30), within=st.sampled_from(["", "Vardia", "Norland", "Sudland"]))
def test_whatever_is_accepted_lies_in_the_area_given(gazetteer, name, within):
    found = locate(gazetteer, name, within)
    if found and found.accepted and within:
        assert within in {found.candidates[0].within, found.candidates[0].name}


@given(st.sampled_from(["Tall Karbash", "Vardia", "Dayr Salim", "Qasr Timran"]), st.data())
def test_case_articles_and_apostrophes_change_nothing(gazetteer, name, data):
    first, last = name.split()[0], name.split()[-1]
    article = data.draw(st.sampled_from(["al-", "Al ", "el-", "ash-"]))
    written = data.draw(
        st.sampled_from([name.upper(), name.lower(), article + name, f"{first[:2]}'{first[2:]} {last}"])
    )
    if written.count(first) > 1 or first == last:
        written = name.upper()
    for within in ("", "Vardia", "Norland"):
        assert locate(gazetteer, written, within) == locate(gazetteer, name, within)
