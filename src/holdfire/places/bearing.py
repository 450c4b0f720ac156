"""How far apart two places lie, and in which direction, on a sphere as large as the earth. Pure.

Degrees are WGS 84. The sphere has the IUGG's mean radius (`EARTH_KM`; Moritz 2000, Journal of Geodesy 74). Against the
ellipsoid of WGS 84 a distance is wrong by 0.56 % at most, a bearing by 0.2 degrees: less than either place is known to.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence

EARTH_KM = 6371.0088
Wind = Literal[
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"
]
"""One of sixteen winds, 22.5 degrees each, north in the middle of the first."""
WINDS: Sequence[Wind] = get_args(Wind)


class Way(NamedTuple):
    """From one place to another: kilometres, and the bearing at the start in degrees from true north.

    `bearing` is None where both are one place, or the start is a pole.
    """

    km: float
    bearing: float | None


def way(a: tuple[float, float], b: tuple[float, float]) -> Way:
    """Go the shortest way from `a` to `b`, each longitude and latitude in degrees.

    Distance by the haversine formula (Sinnott 1984, Sky and Telescope 68): hav(d/R) = hav(Δφ) + cos φ1 cos φ2 hav(Δλ),
    hav x = sin² (x/2). Bearing: atan2(sin Δλ cos φ2, cos φ1 sin φ2 - sin φ1 cos φ2 cos Δλ).
    """
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, p)) for p in (a, b))
    turn = lon2 - lon1
    hav = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(turn / 2) ** 2
    km = 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, hav)))
    east = math.sin(turn) * math.cos(lat2)
    north = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(turn)
    nowhere = km < NEAR_KM or abs(a[1]) == 90
    return Way(km, None if nowhere else math.degrees(math.atan2(east, north)) % 360 % 360)


NEAR_KM = 0.001
"""Nearer than a metre it is one place, and has no bearing."""


def wind(bearing: float) -> Wind:
    """Name the wind of sixteen that a bearing, degrees from true north, is nearest to."""
    return WINDS[round(bearing / 22.5) % 16]
