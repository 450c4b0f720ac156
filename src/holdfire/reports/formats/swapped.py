"""Longitude and latitude in each other's place: a suspicion, said as a caution and never acted upon.

A row is suspect where it lies far from the mean of the rows before it, and would lie near it if its two
coordinates were exchanged. Where a country's longitude and latitude are alike (Syria's are, both near 35
degrees) most swaps are too near to be told, so silence proves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.errors import Where
from holdfire.reports.formats.base import Row
from holdfire.reports.model import Caution, Report
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.reports.formats.base import Bad

NEAR = 3.0
"""Degrees, along either axis, within which a place counts as near the others."""
ENOUGH = 10
"""Rows with coordinates to see before suspecting one."""


def mark_swapped(rows: Iterator[Row | Bad], file: str) -> Iterator[Row | Bad]:
    """Pass rows on, adding the caution `coordinates-swapped` to those whose coordinates look exchanged."""
    seen, mean_lon, mean_lat = 0, 0.0, 0.0
    for row in rows:
        place = _place(row)
        if place is not None:
            lon, lat = place
            far = abs(lon - mean_lon) > NEAR or abs(lat - mean_lat) > NEAR
            if far and seen >= ENOUGH and abs(lat - mean_lon) <= NEAR and abs(lon - mean_lat) <= NEAR:
                yield _marked(row, file)
                continue
            seen += 1
            mean_lon += (lon - mean_lon) / seen
            mean_lat += (lat - mean_lat) / seen
        yield row


def _place(row: Row | Bad) -> tuple[float, float] | None:
    """Return a report's coordinates, if it has any."""
    if type(row) is not Row or type(row.value) is not Report or row.value.claim is None:
        return None
    spot = row.value.claim.spot
    return None if spot.lon is None or spot.lat is None else (spot.lon, spot.lat)


def _marked(row: Row | Bad, file: str) -> Row | Bad:
    assert isinstance(row, Row)
    words = say("lon and lat look swapped: exchanged, they would lie among the rows before; kept as they are")
    caution = Caution("coordinates-swapped", words, Where(file, row.number, None, "lon"))
    return row._replace(warnings=(*row.warnings, caution))
