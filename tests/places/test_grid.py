"""The military grid: published values, the odd zones, the poles, and there and back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mgrs import MGRS

from holdfire.places.bearing import way
from holdfire.places.grid import digits, reference

METRE = 0.001


@pytest.mark.parametrize(
    ("lon", "lat", "km", "wanted"),
    [
        (44.40363, 33.33424, 1, "38S MB 44 88"),
        (2.2945, 48.8582, METRE, "31U DQ 48251 11932"),
        (-93.0, 42.0, METRE, "15T WG 00000 49776"),
        (0.0, 90.0, METRE, "Z AH 00000 00000"),
        (0.0, -90.0, METRE, "B AN 00000 00000"),
    ],
)
def test_published_places(lon, lat, km, wanted):
    """GeographicLib's GeoConvert(1); the Eiffel Tower of Veness's geodesy; the readme of `mgrs`; the poles."""
    assert reference(lon, lat, km) == wanted


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [
        (2.9, 60.0, "31V"), (3.0, 60.0, "32V"), (5.32, 60.39, "32V"), (3.0, 64.0, "31W"), (3.0, 55.9, "31U"),
        (8.9, 78.0, "31X"), (9.1, 78.0, "33X"), (15.6, 78.2, "33X"), (20.9, 78.0, "33X"), (21.1, 78.0, "35X"),
        (32.9, 78.0, "35X"), (33.1, 78.0, "37X"), (41.9, 78.0, "37X"), (7.0, 71.9, "32W"),
    ],
)  # fmt: skip
def test_the_wider_zones_of_norway_and_svalbard(lon, lat, zone):
    assert reference(lon, lat).split()[0] == zone


@pytest.mark.parametrize(("lon", "lat", "band"), [(-1, 85, "Y"), (1, 85, "Z"), (-1, -85, "A"), (1, -85, "B")])
def test_past_the_zones_the_polar_grid_begins(lon, lat, band):
    assert reference(lon, lat).split()[0] == band


@pytest.mark.parametrize(
    ("km", "wanted"),
    [(0, 5), (0.0005, 5), (0.001, 5), (0.3, 3), (0.999, 3), (1, 2), (2, 2), (25, 1), (99, 1), (100, 0), (9000, 0),
     (None, 2)],
)  # fmt: skip
def test_no_square_is_wider_than_the_radius_nor_ten_times_finer(km, wanted):
    assert digits(km) == wanted
    assert len(reference(-30.02, 30.02, km).replace(" ", "")) == 5 + 2 * wanted


@example(0.0, -6.5e-10)
@example(10.0, -4.9e-6)
@example(10.0, -5.1e-6)
@given(st.floats(-180, 180), st.floats(-90, 90))
def test_there_and_back_comes_out_within_the_square(lon, lat):
    back = MGRS().toLatLon(reference(lon, lat, METRE).replace(" ", ""))
    assert way((lon, lat), (back[1], back[0])).km < 2 * METRE


@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from([0.01, 0.1, 1, 10]))
def test_a_coarser_reference_is_the_finer_one_cut_off(lon, lat, km):
    zone, square, east, north = reference(lon, lat, METRE).split()
    n = digits(km)
    assert reference(lon, lat, km).split() == [zone, square, east[:n], north[:n]]
