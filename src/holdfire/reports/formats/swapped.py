"""Longitude and latitude in each other's place: a suspicion, said as a caution and never acted upon.

A row is suspect where it lies far from the mean of the rows before it, and would lie near it if its two
coordinates were exchanged. Where a country's longitude and latitude are alike (Syria's are, both near 35 degrees)
most swaps are too near to be told, so silence proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from holdfire.errors import Where
from holdfire.reports.formats.base import Row
from holdfire.reports.model import Caution, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.reports.formats.base import Bad

NEAR = 3.0
"""Degrees, along either axis, within which a place counts as near the others."""
ENOUGH = 10
"""Rows with coordinates to see before suspecting one."""


@dataclass(slots=True)
class _Mean:
    """The mean place of the rows so far that are not suspect."""

    rows: int = 0
    lon: float = 0.0
    lat: float = 0.0

    def near(self, lon: float, lat: float) -> bool:
        return abs(lon - self.lon) <= NEAR and abs(lat - self.lat) <= NEAR

    def suspects(self, lon: float, lat: float) -> bool:
        return self.rows >= ENOUGH and not self.near(lon, lat) and self.near(lat, lon)

    def add(self, lon: float, lat: float) -> None:
        self.rows += 1
        self.lon += (lon - self.lon) / self.rows
        self.lat += (lat - self.lat) / self.rows


def mark_swapped(rows: Iterator[Row | Bad], file: str) -> Iterator[Row | Bad]:
    """Pass rows on, adding the caution `coordinates-swapped` to those whose coordinates look exchanged."""
    mean = _Mean()
    for row in rows:
        place = _place(row)
        if place is None:
            yield row
        elif mean.suspects(*place):
            yield _marked(row, file)
        else:
            mean.add(*place)
            yield row


def _place(row: Row | Bad) -> tuple[float, float] | None:
    if not isinstance(row, Row) or not isinstance(row.value, Report) or row.value.claim is None:
        return None
    spot = row.value.claim.spot
    return None if spot.lon is None or spot.lat is None else (spot.lon, spot.lat)


def _marked(row: Row | Bad, file: str) -> Row | Bad:
    assert isinstance(row, Row)
    words = (
        "lon and lat look swapped: exchanged, they would lie among the rows before; they are kept as they are"
    )
    caution = Caution("coordinates-swapped", words, Where(file, row.number, None, "lon"))
    return replace(row, warnings=(*row.warnings, caution))
