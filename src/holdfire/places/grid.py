"""Places in the military grid (MGRS), as exactly as they are known and no more. Needs the extra `web`.

The package `mgrs` works it out: UTM from 80° S to 84° N with the wider zones of Norway (32V) and Svalbard (31X to 37X),
UPS at the poles (NGA.STND.0037, Universal Grids). A reference names the square that a place lies in: digits are cut
off, never rounded.
"""

from __future__ import annotations

import math
from functools import lru_cache

from mgrs import MGRS

MOST, UNSTATED = 5, 2
"""Digits of a square of a metre; those of one of a kilometre, taken where the precision is not stated."""
HALF_A_METRE = 5e-6
"""Degrees of latitude. Of what lies nearer to the equator in the south `mgrs` makes a northing that there is not."""
_GRID = MGRS()


@lru_cache(maxsize=4096)
def reference(lon: float, lat: float, radius_km: float | None = None) -> str:
    """Write a place (WGS 84 degrees) as `25R GP 87421 24743`, in the largest square no wider than its radius.

    So a place within 2 km comes as a square of 1 km, one within 25 km as one of 10 km, one beyond as one of 100 km.
    """
    n = digits(radius_km)
    lat = 0.0 if -HALF_A_METRE < lat < 0 else lat
    found = str(_GRID.toMGRS(lat, lon, MGRSPrecision=n))
    head, east, north = found[: len(found) - 2 * n], found[len(found) - 2 * n : len(found) - n], found[-n:]
    return " ".join(part for part in (head[:-2], head[-2:], east, north if n else "") if part)


def digits(radius_km: float | None) -> int:
    """Say how many digits east, and as many north, a place that is known to a radius gets: 0 to 5."""
    if radius_km is None:
        return UNSTATED
    metres = radius_km * 1000
    return MOST if metres < 1 else max(0, MOST - math.floor(math.log10(metres) + 1e-9))
