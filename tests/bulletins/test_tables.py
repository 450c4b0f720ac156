"""Tables as CSV, HXL and workbook, places as GeoJSON: nothing runs, nothing is lost, nothing is finer than agreed."""

from __future__ import annotations

import csv
import io
import json
import math

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.bulletins import as_csv, as_xlsx
from holdfire.bulletins.as_geojson import KM_PER_DEGREE, Feature, Spot, coarse, geojson
from holdfire.bulletins.document import Column, Document, Table
from holdfire.bulletins.runs import clean
from papers import EVERYTHING, HOSTILE, NOON, TABLE, texts


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def sheets(document, locale="en"):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx.xlsx(document, locale)))


def test_a_table_is_set_by_its_keys_with_a_row_of_tags_if_asked_for():
    plain = [["area", "value"], ["North", "5"], ["دمشق", ""], ["South", "0"], ["All", "5"]]
    assert rows(as_csv.csv(TABLE)) == plain
    assert rows(as_csv.csv(TABLE, tags=True)) == [plain[0], ["#adm1+name", "#indicator+num"], *plain[1:]]


def test_figures_and_days_for_machines_have_no_language():
    table = Table((Column("a"), Column("b")), ((12345, NOON.date()), (0.5, NOON)))
    assert rows(as_csv.csv(table, "fa"))[1:] == [
        ["12345", "2031-03-10"],
        ["0.5", "2031-03-10T12:05:00+00:00"],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_cell_runs_or_is_lost(text):
    table = Table((Column(text), Column(text)), ((text, 1), (text, None)), text)
    for row in rows(as_csv.csv(table)):
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\n", "\uff1d"))
        assert row[0].lstrip("'") == clean(text).lstrip("'")
    book = sheets(Document(text, (table,)))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert sum(c.value == clean(text) for c in cells) >= 6


@given(texts)
@settings(deadline=None)
def test_any_text_comes_out_as_itself_and_its_row_stays_one_row(text):
    table = Table((Column("a"), Column("b")), ((text, text), ("x", "y")))
    found = rows(as_csv.csv(table))
    assert len(found) == 3
    assert found[1][0] in {clean(text), "'" + clean(text)}
    sheet = sheets(Document("t", (table,))).worksheets[0]
    assert (sheet.cell(2, 1).value or "") == clean(text)


def test_a_workbook_ends_with_its_dictionary():
    book = sheets(EVERYTHING)
    assert book.sheetnames == ["Counts", "data dictionary"]
    assert [c.value for c in book["Counts"][2]] == ["North", 5]
    assert book["Counts"]["B3"].value is None
    said = [[c.value for c in row] for row in book["data dictionary"].iter_rows()]
    assert ["Counts", "area", "Area", "the area", None, "#adm1+name"] in said
    assert ["Counts", "value", "Count", "counted", "violations", "#indicator+num"] in said
    notes = [row[3] for row in said]
    assert any("EXERCISE" in str(n) for n in notes)
    assert any("Cut-off: 222 entries" in str(n) for n in notes)
    assert "EXERCISE" in book["Counts"].oddHeader.center.text
    assert book.properties.created == book.properties.modified == NOON.replace(tzinfo=None)


def test_an_arabic_workbook_opens_from_the_right():
    assert sheets(EVERYTHING, "ar").worksheets[0].sheet_view.rightToLeft
    assert not sheets(EVERYTHING).worksheets[0].sheet_view.rightToLeft


def test_names_of_sheets_are_ones_that_a_workbook_takes():
    tables = tuple(Table((Column("a"),), (), name) for name in ("a/b[c]:*?", "a b c", "A B C", "x" * 60, "'"))
    names = sheets(Document("t", tables)).sheetnames
    assert len({n.casefold() for n in names}) == 6
    assert all(len(n) <= 31 and not set(n) & set("[]:*?/\\") for n in names)


def test_a_cell_that_no_workbook_holds_says_that_it_is_cut():
    assert as_xlsx.fitted("x" * 32_767) == "x" * 32_767
    assert as_xlsx.fitted("x" * 32_768).endswith("x…")


places = st.tuples(st.floats(-179, 179), st.floats(-80, 80), st.floats(0, 50), st.floats(0.5, 50))


def apart(lon: float, lat: float, spot: Spot) -> float:
    """Kilometres over the sphere (haversine)."""
    a, b = math.radians(lat), math.radians(spot.lat)
    half = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(spot.lon - lon) / 2) ** 2
    )
    return 2 * math.degrees(math.asin(math.sqrt(half))) * KM_PER_DEGREE


@given(places)
def test_a_place_is_moved_to_the_middle_of_its_cell_and_lies_within_what_is_said(place):
    lon, lat, km, least = place
    spot = coarse(lon, lat, km, least)
    assert apart(lon, lat, spot) + km <= spot.km
    assert spot.km >= km + 0.8 * least


@pytest.mark.parametrize(("lon", "lat"), [(180, 0), (-180, 0), (0, 90), (0, -90), (179.999, 89.99)])
def test_the_ends_of_the_earth_stay_on_it(lon, lat):
    spot = coarse(lon, lat, 0, 50)
    assert -180 <= spot.lon <= 180
    assert -90 <= spot.lat <= 90


@given(places, st.floats(0, 1))
def test_two_places_of_one_cell_cannot_be_told_apart(place, up):
    lon, lat, km, least = place
    spot = coarse(lon, lat, km, least)
    high = least / KM_PER_DEGREE
    other = coarse(lon, min(89.0, math.floor(lat / high) * high + high * 0.98 * up + high * 0.01), km, least)
    assert other == spot


def test_a_map_says_what_it_rests_on_and_gives_lon_before_lat():
    made = json.loads(
        geojson(
            EVERYTHING,
            [Feature("i1", coarse(36.1, 35.9, 1, 5), {"n": 0, "x": None}), Feature("i2", None, {})],
        )
    )
    assert made["type"] == "FeatureCollection"
    assert made["holdfire"]["exercise"] is True
    assert made["holdfire"]["size"] == 222
    assert made["holdfire"]["method"] == "letter-1"
    assert made["holdfire"]["cutoff"] == "2031-03-10T12:05:00+00:00"
    one, two = made["features"]
    assert one["geometry"]["type"] == "Point"
    assert one["geometry"]["coordinates"] == pytest.approx([36.1, 35.9], abs=0.05)
    assert one["properties"] == {"n": 0, "x": None, "within_km": 5.0}
    assert two["geometry"] is None
