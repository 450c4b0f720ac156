"""Whether a place known only to some kilometres lies in an outline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.geometry import lies

SQUARE = {"type": "Polygon", "coordinates": [[[36, 34], [37, 34], [37, 35], [36, 35], [36, 34]]]}
LINE = {"type": "LineString", "coordinates": [[36, 34], [37, 34]]}


@pytest.mark.parametrize(
    ("lon", "lat", "radius", "answer"),
    [
        (36.5, 34.5, 10, "in"),
        (36.5, 34.5, 60, "maybe"),
        (36.5, 34.01, 2, "maybe"),
        (36.5, 33.99, 2, "maybe"),
        (36.5, 33.9, 2, "out"),
        (38.0, 34.5, 80, "out"),
        (38.0, 34.5, 100, "maybe"),
        (36.5, 34.5, None, "maybe"),
    ],
)
def test_it_lies_inside_only_if_all_of_its_precision_does(lon, lat, radius, answer):
    assert lies(SQUARE, lon, lat, radius) == answer


def test_nothing_lies_in_a_line_but_near_it_perhaps():
    assert lies(LINE, 36.5, 34.001, 1) == "maybe"
    assert lies(LINE, 36.5, 34.1, 1) == "out"


@given(st.floats(35.5, 37.5), st.floats(33.5, 35.5), st.floats(0.1, 50), st.floats(0.1, 50))
def test_what_is_certain_stays_so_when_the_place_is_known_better(lon, lat, one, other):
    near, far = sorted((one, other))
    assert lies(SQUARE, lon, lat, far) in ("maybe", lies(SQUARE, lon, lat, near))
