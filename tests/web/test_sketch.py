"""The sketch map: all that matters lies on it, to scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.places.bearing import way
from holdfire.web.sketch import HEIGHT, WIDTH, Mark, nice, sketch

LON, LAT = st.floats(-180, 180), st.floats(-80, 80)
NEAR = st.tuples(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))


def test_nothing_is_drawn_of_nothing():
    assert sketch(None, None, []) is None
    assert sketch(None, 5.0, []) is None


def test_a_place_of_unstated_precision_has_no_area():
    assert sketch((10, 50), None, []).radius is None


def test_candidates_alone_are_drawn_around_their_middle():
    made = sketch(None, None, [Mark("candidate", "1", 10, 50), Mark("candidate", "2", 11, 50)])
    assert not made.point
    assert [m.x < WIDTH / 2 for m in made.marks] == [True, False]
    assert made.marks[0].y == made.marks[1].y == HEIGHT / 2


def test_north_is_up_and_east_is_right_also_across_the_date_line():
    made = sketch((179.99, 0), 0.5, [Mark("named", "E", -179.99, 0), Mark("named", "N", 179.99, 0.01)])
    east, north = made.marks
    assert east.x > WIDTH / 2
    assert north.y < HEIGHT / 2


def test_an_outline_is_drawn_as_a_line_of_every_ring():
    square = [[0, 0], [1, 0], [1, 1], [0, 0]]
    shapes = [
        {"type": "Polygon", "coordinates": [square]},
        {"type": "MultiPolygon", "coordinates": [[square], [square, square]]},
        {"type": "LineString", "coordinates": square},
        {"type": "Point", "coordinates": [0, 0]},
    ]
    made = sketch((0, 0), 100, [], shapes)
    assert len(made.outlines) == 1 + 3 + 1
    assert all(path.startswith("M180 135L") for path in made.outlines)


@given(LON, LAT, st.none() | st.floats(0, 300), st.lists(NEAR, max_size=4))
def test_the_area_and_every_mark_lie_on_the_sketch(lon, lat, radius, around):
    marks = [Mark("named", "x", lon + a, lat + b) for a, b in around]
    made = sketch((lon, lat), radius, marks)
    assert all(0 <= m.x <= WIDTH and 0 <= m.y <= HEIGHT for m in made.marks)
    assert made.radius is None or made.radius <= HEIGHT / 2
    assert 0 < made.bar <= WIDTH / 3 + 0.1


@given(LON, st.floats(-60, 60), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_distances_are_to_scale(lon, lat, a, b):
    made = sketch((lon, lat), 1, [Mark("named", "x", lon + a, lat + b)])
    drawn = ((made.marks[0].x - made.x) ** 2 + (made.marks[0].y - made.y) ** 2) ** 0.5
    km = way((lon, lat), (lon + a, lat + b)).km
    assert drawn * made.bar_km / made.bar == pytest.approx(km, rel=0.03, abs=0.5)


@given(st.floats(1e-3, 1e5))
def test_a_scale_bar_is_round_and_as_long_as_fits(most):
    assert most / 2.5 - 1e-9 <= nice(most) <= most * (1 + 1e-9)
    assert f"{nice(most):e}"[0] in "125"
