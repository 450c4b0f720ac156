"""The files taken from other projects are the ones whose SHA-256 is listed, and can be drawn."""

import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from shapely.geometry import Point, shape

import holdfire

VENDOR = Path(holdfire.__file__).parent / "web/static/vendor"
SUMS = dict(reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text("ascii").splitlines())


@pytest.mark.parametrize("name", sorted(SUMS))
def test_each_file_has_the_listed_sum(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == SUMS[name]


def test_nothing_stands_there_unlisted():
    assert {p.name for p in VENDOR.iterdir()} == {*SUMS, "SHA256SUMS"}


def test_each_project_is_named_with_its_licence():
    text = (VENDOR / "LICENSES.txt").read_text("utf-8")
    assert "maplibre-gl 6.17.0" in text
    assert "world-atlas 2.0.2" in text
    assert "public domain" in text


def test_the_style_sheet_fetches_nothing_from_elsewhere():
    css = (VENDOR / "maplibre-gl.css").read_text("utf-8")
    targets = re.findall(r"url\(\s*['\"]?([^'\")]{0,20})", css)
    assert targets
    assert all(target.startswith("data:") for target in targets)


@pytest.fixture(scope="module")
def countries():
    return json.loads((VENDOR / "countries-50m.geojson").read_text("utf-8"))["features"]


def test_a_country_has_its_name_and_nothing_else(countries):
    assert len(countries) == 241
    assert all(f["properties"].keys() == {"name"} and f["properties"]["name"] for f in countries)


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("Syria", 37.16, 36.2), ("Turkey", 32.86, 39.93), ("Kazakhstan", 71.43, 51.13)]
)
def test_a_capital_or_large_city_lies_in_its_country(countries, name, lon, lat):
    [country] = [f for f in countries if f["properties"]["name"] == name]
    assert shape(country["geometry"]).contains(Point(lon, lat))


def test_rings_are_closed_and_outer_ones_run_anticlockwise(countries):
    polygons = [p for f in countries for p in f["geometry"]["coordinates"]]
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for polygon in polygons for ring in polygon)
    assert all(doubled_area(polygon[0]) > 0 for polygon in polygons)


def test_no_outline_but_that_round_the_pole_jumps_across_the_map(countries):
    rings = [(f, ring) for f in countries for p in f["geometry"]["coordinates"] for ring in p]
    jumping = {
        f["properties"]["name"] for f, r in rings if any(abs(a[0] - b[0]) > 180 for a, b in pairwise(r))
    }
    assert jumping == {"Antarctica"}


def doubled_area(ring):
    return sum(x * y2 - x2 * y for (x, y), (x2, y2) in pairwise(ring))
