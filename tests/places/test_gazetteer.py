"""A gazetteer file is read whole, or refused with file, row and field."""

from pathlib import Path

import pytest

from holdfire.errors import BadInput
from holdfire.places.formats import load_all
from holdfire.places.gazetteer import load
from holdfire.places.rules import locate

SYRIA = Path(__file__).parents[2] / "examples/syria-2016/gazetteer.csv"
HEAD = "name,names,within,lon,lat,radius_km\n"


def test_the_least_file_needs_neither_id_nor_kind():
    [entry] = load(f"{HEAD}Vardia,Wardiya | وردية,Norland,10.5,40.5,6\n".encode()).entries
    assert (entry.id, entry.kind, entry.names) == ("Vardia", "", ("Wardiya", "وردية"))
    assert (entry.lon, entry.lat, entry.radius_km) == (10.5, 40.5, 6.0)


def test_an_area_without_a_row_of_its_own_is_known_from_the_places_in_it():
    gazetteer = load(f"{HEAD}Vardia,,Norland,10.5,40.5,6\n".encode())
    assert gazetteer.area("Norland province") == "Norland"
    assert gazetteer.area("Sudland") == ""


def test_an_area_is_known_by_any_of_its_names(gazetteer):
    assert gazetteer.area("وردية") == gazetteer.area("Wardiya Governorate") == "Vardia"


@pytest.mark.parametrize(
    ("fault", "code", "row", "field"),
    [
        (b"name,names,within,lon,lat\n", "gazetteer-columns", None, ""),
        (b"", "gazetteer-columns", None, ""),
        (f"{HEAD}Vardia\xe4,,,1,2,3\n".encode("latin-1"), "gazetteer-not-utf-8", None, ""),
        (f"{HEAD}V,,,1,2,3\n,,,1,2,3\n".encode(), "gazetteer-row", 2, "name"),
        (f"{HEAD}V,,,1,2,3,4\n".encode(), "gazetteer-row", 1, ""),
        (f"{HEAD}V,,,1,2\n".encode(), "gazetteer-row", 1, ""),
        (f"{HEAD}V,,,east,2,3\n".encode(), "gazetteer-number", 1, "lon"),
        (f"{HEAD}V,,,1,91,3\n".encode(), "gazetteer-number", 1, "lat"),
        (f"{HEAD}V,,,1,2,nan\n".encode(), "gazetteer-number", 1, "radius_km"),
        (f"{HEAD}V,,,1,2,-1\n".encode(), "gazetteer-number", 1, "radius_km"),
    ],
    ids=[
        "no radius column",
        "empty file",
        "latin-1",
        "no name",
        "unquoted comma",
        "value missing",
        "a word for a number",
        "north of the pole",
        "not a number",
        "negative",
    ],
)
def test_a_fault_is_named_with_its_place(fault, code, row, field):
    with pytest.raises(BadInput) as caught:
        load(fault, "places.csv")
    assert caught.value.code == code
    assert (caught.value.where.file, caught.value.where.row, caught.value.where.field) == (
        "places.csv",
        row,
        field,
    )


def test_the_syrian_extract_is_whole():
    gazetteer = load(SYRIA.read_bytes(), SYRIA.name)
    areas = [e for e in gazetteer.entries if e.is_area]
    assert (len(areas), len(gazetteer.entries)) == (14, 322)
    assert {e.within for e in gazetteer.entries if not e.is_area} == {e.name for e in areas}
    assert len({e.id for e in gazetteer.entries}) == 322


@pytest.mark.parametrize("name", ["Rif Dimashq", "Rural Damascus", "ريف دمشق", "Rif-dimashq Governorate"])
def test_the_land_around_damascus_is_not_damascus(name):
    gazetteer = load(SYRIA.read_bytes(), SYRIA.name)
    assert gazetteer.area(name) == "Rif-dimashq"
    assert gazetteer.area("Damascus") == gazetteer.area("دمشق") == "Damascus"


def test_a_gazetteer_of_ones_own_is_read_as_one_with_another():
    own = f"{HEAD}Ford of Reeds,Reedford | مخاضة القصب,Idlib,36.6,35.9,2\n".encode()
    both = load_all([(SYRIA.read_bytes(), SYRIA.name), (own, "own.csv")])
    answer = locate(both, "مخاضة القصب", "إدلب")
    assert (answer.accepted, answer.candidates[0].name) == (True, "Ford of Reeds")
    assert locate(both, "Saraqib", "Idlib").accepted
