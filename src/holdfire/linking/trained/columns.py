"""Claims as columns: one array a field, so that millions of pairs are compared at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from holdfire.agreement.names import fold
from holdfire.linking.candidates import DAY, MAX_RADIUS_KM, MAX_SPAN, UNSTATED_RADIUS_KM
from holdfire.linking.trained.wording import Wording, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from holdfire.linking.model import LinkClaim
    from holdfire.reports.model import Toll

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNKNOWN = -1
"""The code of an empty text or set."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A text or a set of texts for each claim, as a code; equal ones have one code, empty ones `UNKNOWN`."""

    codes: Ints
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """What comparing needs of claims, in the order given. Days since 1970 as floats, degrees, kilometres, people.

    NaN where a claim does not say. `timed` and `placed` tell which can be compared by time and place: as in
    `holdfire.linking.candidates`, one that covers more than 31 days names no time, one less precise than 200 km no
    place.
    """

    n: int
    start: Floats
    end: Floats
    published: Floats
    lon: Floats
    lat: Floats
    radius: Floats
    timed: NDArray[np.bool_]
    placed: NDArray[np.bool_]
    tolls: dict[str, Floats]
    coded: dict[str, Coded]
    wording: Wording


def columns(claims: Sequence[LinkClaim]) -> Columns:
    """Arrange claims as columns."""
    n = len(claims)
    start = _floats(n, (c.when.start / DAY if c.when else np.nan for c in claims))
    end = _floats(n, (c.when.end / DAY if c.when else np.nan for c in claims))
    lon = _floats(n, (np.nan if c.lon is None else c.lon for c in claims))
    lat = _floats(n, (np.nan if c.lat is None else c.lat for c in claims))
    radius = _floats(n, (UNSTATED_RADIUS_KM if c.radius_km is None else c.radius_km for c in claims))
    return Columns(
        n,
        start,
        end,
        _floats(n, (np.nan if c.published is None else c.published / DAY for c in claims)),
        lon,
        lat,
        radius,
        end - start <= MAX_SPAN / DAY,
        (radius <= MAX_RADIUS_KM) & ~np.isnan(lon) & ~np.isnan(lat),
        {
            "killed": _toll(n, (c.killed for c in claims)),
            "injured": _toll(n, (c.injured for c in claims)),
        },
        {name: _code(claims, value) for name, value in _CODED.items()},
        wording([c.text for c in claims]),
    )


def _who(c: LinkClaim) -> str:
    return c.source or c.document or str(c.id)


_CODED: dict[str, Callable[[LinkClaim], Any]] = {
    "kinds": lambda c: frozenset(c.types),
    "actors": lambda c: frozenset(c.actors),
    "blamed": lambda c: frozenset(c.perpetrators),
    "hit": lambda c: frozenset(c.victims),
    "context": lambda c: c.context,
    "target": lambda c: c.target,
    "spot": lambda c: c.spot,
    "within": lambda c: c.within,
    "document": lambda c: c.document,
    "source": _who,
    "origin": lambda c: c.origin,
    "source_type": lambda c: c.source_type,
}


def _code(claims: Sequence[LinkClaim], value: Callable[[LinkClaim], Any]) -> Coded:
    known: dict[Any, int] = {}
    codes = np.fromiter(
        (known.setdefault(v, len(known)) if (v := value(c)) else UNKNOWN for c in claims),
        np.int64,
        len(claims),
    )
    return Coded(codes, list(known))


def folded(names: Coded) -> Coded:
    """Give names that differ in case, marks or letter variants alone one code."""
    known: dict[str, int] = {}
    codes = [known.setdefault(fold(name), len(known)) for name in names.values]
    return Coded(np.where(names.codes >= 0, np.array([*codes, UNKNOWN])[names.codes], UNKNOWN), list(known))


def _floats(n: int, values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float64, n)


def _toll(n: int, tolls: Iterable[Toll | None]) -> Floats:
    """Give low, best, high in three rows."""
    nothing = (np.nan,) * 3
    flat = np.fromiter((x for t in tolls for x in (t or nothing)), np.float64, 3 * n)
    return np.ascontiguousarray(flat.reshape(n, 3).T)
