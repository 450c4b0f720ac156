"""GeoNames dumps, OCHA's tables and our own CSV are read alike; what two files share is one entry. Exercises."""

from __future__ import annotations

import pytest

from holdfire.errors import BadInput
from holdfire.places.formats import entries, load_all
from holdfire.places.rules import locate


def dumped(*rows):
    """GeoNames' 19 columns; a row gives id, name, other names, lat, lon, class, code, country and area."""
    lines = []
    for ident, name, names, lat, lon, cls, code, country, area in rows:
        f = [ident, name, name, names, lat, lon, cls, code, country, "", area, *[""] * 8]
        lines.append("\t".join(f))
    return "\n".join(lines).encode()


GEONAMES = dumped(
    ("1", "Vardia", "وردية,Wardiya", "40.5", "10.5", "A", "ADM1", "XX", "01"),
    ("2", "Tall Karbash", "تل كرباش,Тал Карбаш", "40.2", "10.2", "P", "PPL", "XX", "01"),
    ("3", "Lake Karbash", "", "40.1", "10.1", "H", "LK", "XX", "01"),
)
OCHA = (
    b"PP_PCODE,PP_NAME_EN,PP_REF_NAM,PP_ALT1_EN,ADM4_EN,ADM3_EN,ADM1_EN,latitude,longitude\n"
    b"C1,Tal Karbash (Mill Valley),,,Tal Karbash,Mill Valley,Vardia,40.21,10.21\n"
    b"C2,Kafr - Zaytun,Kafr Zaytun,,Zaytun,Mill Valley,Vardia,40.4,10.4\n"
)
AREAS = (
    "lon,lat,ADM3_EN,ADM3_AR,ADM3_PCODE,ADM2_EN,ADM1_EN\n"
    "10.3,40.3,Mill Valley,وادي الطاحونة,XX01,Mills,Vardia\n"
).encode()


def test_a_geonames_dump_gives_places_and_areas_under_the_areas_name():
    found = {e.id: e for e in entries(GEONAMES, "XX.txt")}
    assert set(found) == {"1", "2"}
    assert (found["2"].within, found["2"].kind, found["2"].names) == (
        "Vardia",
        "PPL",
        ("تل كرباش", "Тал Карбаш"),
    )
    assert found["1"].is_area


def test_an_ocha_table_gives_places_with_their_codes_and_without_the_brackets():
    found = {e.id: e for e in entries(OCHA, "places.csv")}
    assert "Tal Karbash" in found["C1"].names
    assert {"Kafr Zaytun", "Zaytun"} <= set(found["C2"].names)
    assert (found["C1"].within, found["C1"].lat) == ("Vardia", 40.21)


def test_an_ocha_table_of_areas_gives_them_in_their_languages():
    [area] = entries(AREAS, "areas.csv")
    assert (area.id, area.kind, area.names) == ("XX01", "ADM3", ("وادي الطاحونة",))


def test_a_place_that_two_files_have_is_one_with_the_names_of_both():
    gazetteer = load_all([(OCHA, "places.csv"), (GEONAMES, "XX.txt")])
    assert [e.id for e in gazetteer.entries].count("C1") == 1
    found = locate(gazetteer, "تل كرباش", "Vardia")
    assert found.accepted
    assert found.candidates[0].id in {"C1", "2"}


def test_a_coordinate_that_is_none_is_named_with_its_row():
    with pytest.raises(BadInput) as caught:
        entries(OCHA.replace(b"40.21", b"north"), "places.csv")
    assert (caught.value.code, caught.value.where.row) == ("gazetteer-number", 1)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(BadInput) as caught:
        entries(OCHA + b"\xff", "places.csv")
    assert caught.value.code == "gazetteer-not-utf-8"
