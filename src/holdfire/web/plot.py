"""What a map shows of many incidents: columns of numbers, made by one read, kept by what was asked, sent as they are.

The answer (`Plot.data`) is, little-endian: the length of a header in bytes (uint32), the header (JSON, padded with
spaces to a multiple of four), then for all incidents together each of `COLUMNS` as int32, and the status as uint8.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfire.casework import lists
from holdfire.casework.status import STATUSES
from holdfire.web import seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from holdfire.web.desk import Desk

UNKNOWN = -(2**31)
"""Where a number is not known."""
DEGREE = 100_000
"""Coordinates are sent in so many parts of a degree, about a metre."""
COLUMNS = ("first", "last", "lon", "lat", "radius", "place")
"""Days since 1970 in the mechanism's zone, coordinates in parts of a degree, metres, index of the place's name."""
LONGEST = 180
"""Days of one incident that are held to be heard of: more is no day but a time that nobody knows."""
KEPT = 8
"""Plots kept at once."""
EPOCH = date(1970, 1, 1)
DAY = 86_400_000_000


class Asked(NamedTuple):
    """Which incidents are asked for; see `casework.lists.Happened`. Days are both included."""

    start: date | None = None
    to: date | None = None
    party: str = ""
    term: str = ""
    kind: str = ""
    status: str = ""


@dataclass(frozen=True)
class Plot:
    """Incidents in columns, earliest first, those without a date last; `status` is an index into `STATUSES`."""

    size: int
    ids: list[str] = field(default_factory=list)
    columns: dict[str, array[int]] = field(default_factory=lambda: {name: array("i") for name in COLUMNS})
    status: array[int] = field(default_factory=lambda: array("B"))
    places: dict[str, int] = field(default_factory=dict)

    @cached_property
    def dated(self) -> int:
        """How many have a date; they stand before all others."""
        return len(self.ids) - self.columns["first"].count(UNKNOWN)

    @property
    def first(self) -> date | None:
        """The first day of all."""
        return day_of(self.columns["first"][0]) if self.dated else None

    @cached_property
    def last(self) -> date | None:
        """The last day of all."""
        return day_of(max(self.columns["last"])) if self.dated else None

    @cached_property
    def begun(self) -> Counter[tuple[int, int]]:
        """How many began on each day, by day and status."""
        pairs = zip(self.columns["first"][: self.dated], self.status, strict=False)
        return Counter(pairs)

    @cached_property
    def heard(self) -> frozenset[int]:
        """Of which days there is a report of an incident; of one that is long, for so many days at most."""
        spans = set(zip(self.columns["first"], self.columns["last"], strict=True)) - {(UNKNOWN, UNKNOWN)}
        return frozenset(day for first, last in spans for day in range(first, min(last, first + LONGEST) + 1))

    @cached_property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all that have coordinates; None if none has."""
        lon = [x for x in self.columns["lon"] if x != UNKNOWN]
        lat = [y for y in self.columns["lat"] if y != UNKNOWN]
        if not lon:
            return None
        return min(lon) / DEGREE, min(lat) / DEGREE, max(lon) / DEGREE, max(lat) / DEGREE

    @cached_property
    def data(self) -> bytes:
        """The answer, compressed with gzip."""
        head = {
            "n": len(self.ids),
            "size": self.size,
            "columns": COLUMNS,
            "degree": DEGREE,
            "unknown": UNKNOWN,
        }
        named = json.dumps({**head, "statuses": STATUSES, "places": list(self.places)}, ensure_ascii=False)
        header = named.encode()
        header += b" " * (-len(header) % 4)
        parts = [struct.pack("<I", len(header)), header, *(_bytes(self.columns[c]) for c in COLUMNS)]
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        return packer.compress(b"".join([*parts, _bytes(self.status)])) + packer.flush()

    @cached_property
    def tag(self) -> str:
        """What the answer is told by (ETag)."""
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'

    def during(self, start: date | None, to: date | None) -> Sequence[int]:
        """Say which stand in the days from `start` to `to`, both included; those without a date only in all days."""
        if start is None and to is None:
            return range(len(self.ids))
        high = (to - EPOCH).days if to else 2**31 - 1
        begun = range(bisect_right(self.columns["first"], high, 0, self.dated))
        if start is None:
            return begun
        low, last = (start - EPOCH).days, self.columns["last"]
        return [n for n in begun if last[n] >= low]

    def counted(self, chosen: Sequence[int]) -> list[tuple[str, int]]:
        """Count some of them, by status; each status is there."""
        every = isinstance(chosen, range)
        told = self.status[: len(chosen)] if every else array("B", map(self.status.__getitem__, chosen))
        return [(key, told.tobytes().count(n)) for n, key in enumerate(STATUSES)]

    def off_map(self, chosen: Sequence[int]) -> int:
        """Count those of some that have no coordinates."""
        lon = self.columns["lon"]
        if isinstance(chosen, range):
            return lon[: len(chosen)].count(UNKNOWN)
        return sum(lon[n] == UNKNOWN for n in chosen)


def day_of(number: int) -> date:
    """Give a day by its number since 1970."""
    return EPOCH + timedelta(number)


def _bytes(column: array[int]) -> bytes:
    if sys.byteorder == "big":
        column = array(column.typecode, column)
        column.byteswap()
    return column.tobytes()


def plot(desk: Desk, asked: Asked) -> Plot:
    """Read what the visitor sees of the incidents that are asked for."""
    wanted = lists.Happened(
        desk.micros(asked.start) if asked.start else None,
        desk.micros(asked.to + timedelta(1)) if asked.to else None,
        among=seen.incident_ids(desk),
        cases=seen.cases(desk),
        party=asked.party,
        term=asked.term,
        kind=asked.kind,
    )
    told = lists.statuses(desk.connection, desk.at, wanted)
    made = Plot(desk.size)
    day_number = _day_number(desk)
    for part in lists.plotted(desk.connection, desk.at, wanted):
        rows = part
        if asked.status:
            rows = [row for row in part if told.get(row.id, "none") == asked.status]
        if rows:
            _add(made, rows, told, day_number, coarse=desk.visitor.locked)
    return made


def _add(
    made: Plot,
    rows: Sequence[Any],
    told: Mapping[str, str],
    day: Callable[[int | None], int],
    *,
    coarse: bool,
) -> None:
    ids, starts, ends, lon, lat, km, spots = zip(*rows, strict=True)
    if coarse:
        lon, lat, km = _coarsened(lon, lat, km)
    lasts = (e if e is None else max(s, e - 1) for s, e in zip(starts, ends, strict=True))
    columns = made.columns
    columns["first"].extend(map(day, starts))
    columns["last"].extend(map(day, lasts))
    columns["lon"].extend(_scaled(lon, DEGREE))
    columns["lat"].extend(_scaled(lat, DEGREE))
    columns["radius"].extend(_scaled(km, 1000))
    columns["place"].extend([made.places.setdefault(spot, len(made.places)) for spot in spots])
    made.status.extend([STATUSES.index(told.get(i, "none")) for i in ids])
    made.ids.extend(ids)


def _coarsened(lon: Sequence[Any], lat: Sequence[Any], km: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    places = zip(lon, lat, km, strict=True)
    return zip(*(p if p[0] is None else seen.coarsened(*p) for p in places), strict=True)


def _scaled(values: Iterable[float | None], by: int) -> Iterable[int]:
    return [UNKNOWN if value is None else round(value * by) for value in values]


def _day_number(desk: Desk) -> Callable[[int | None], int]:
    """Give what says on which day of the mechanism's zone an instant lies; each day's edges are looked up once."""

    @cache
    def edges(utc_day: int) -> tuple[int, int, int]:
        here = desk.day(utc_day * DAY)
        one, two = (desk.micros(here + timedelta(n)) for n in (1, 2))
        return (here - EPOCH).days, one, two

    def day(micros: int | None) -> int:
        if micros is None:
            return UNKNOWN
        here, one, two = edges(micros // DAY)
        return here + (micros >= one) + (micros >= two)

    return day


class Plots:
    """Plots as they were made, by book, size, what the visitor may see, and what was asked."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Plot] = OrderedDict()
        self._lock = Lock()

    def get(self, desk: Desk, asked: Asked) -> Plot:
        """Give a plot, made now if it is not kept."""
        who = desk.visitor
        key = (desk.slug, desk.fingerprint, desk.size, who.locked, who.parties, who.zones, asked)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = plot(desk, asked)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        """Keep none any longer."""
        with self._lock:
            self._kept.clear()
