"""Distance and bearing on a sphere, held against published values and against what must be so."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdfire.places.bearing import WINDS, way, wind

POINTS = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


def test_cambridge_to_paris():
    """Veness, Movable Type Scripts: 404.3 km, 156.2 degrees."""
    km, bearing = way((0.119, 52.205), (2.351, 48.857))
    assert (round(km, 1), round(bearing, 1)) == (404.3, 156.2)


def test_the_error_against_the_ellipsoid_is_as_stated():
    """GeographicLib's GeodSolve(1), Kennedy to Heathrow on WGS 84: 5551.759 km, 51.199 degrees."""
    km, bearing = way((-73.8, 40.6), (-0.5, 51.6))
    assert km == pytest.approx(5551.7594, rel=0.0056)
    assert bearing == pytest.approx(51.1989, abs=0.2)


@pytest.mark.parametrize(
    ("to", "bearing", "name"), [((0, 1), 0, "N"), ((1, 0), 90, "E"), ((0, -1), 180, "S"), ((-1, 0), 270, "W")]
)
def test_the_four_winds(to, bearing, name):
    found = way((0, 0), to)
    assert found.bearing == pytest.approx(bearing)
    assert wind(found.bearing) == name
    assert found.km == pytest.approx(111.195, abs=0.001)


@pytest.mark.parametrize("there", [(5, 5), (5, 5.000001)])
def test_one_place_has_no_bearing(there):
    assert way((5, 5), there).bearing is None


def test_from_a_pole_there_is_no_bearing():
    assert way((0, 90), (30, 10)).bearing is None


@given(POINTS, POINTS)
def test_it_is_as_far_back_as_there_and_never_further_than_half_round(a, b):
    assert way(a, b).km == pytest.approx(way(b, a).km, abs=1e-6)
    assert 0 <= way(a, b).km <= 20015.2


@given(POINTS, POINTS)
def test_a_bearing_lies_in_the_circle_and_east_of_it_lies_east(a, b):
    assume(way(a, b).km > 1)
    bearing = way(a, b).bearing
    assert 0 <= bearing < 360
    turn = (b[0] - a[0] + 180) % 360 - 180
    if 1 < abs(turn) < 179:
        assert (bearing < 180) is (turn > 0)


@given(st.floats(0, 360, exclude_max=True))
def test_a_wind_is_within_half_its_width_of_the_bearing(bearing):
    turn = (WINDS.index(wind(bearing)) * 22.5 - bearing + 180) % 360 - 180
    assert abs(turn) <= 11.25
