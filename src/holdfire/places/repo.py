"""Where places were found to be: table and reads."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Double, select

from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.places.reasons import Reason  # noqa: TC001

location = projected(
    "location",
    Column("entry", Index, primary_key=True),
    Column("n", Index, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("lon", Double),
    Column("lat", Double),
    Column("radius_km", Double),
    Column("precision", Key, nullable=False),
    Column("rule", Key, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("reason", Key, nullable=False),
    Column("candidates", Key, nullable=False),
    *span(),
)


class Location(NamedTuple):
    """Where the machine found a claim's place: `holdfire.places.model.Located`, with the run's entry."""

    run: int
    lon: float | None
    lat: float | None
    radius_km: float | None
    precision: str
    rule: str
    confidence: float
    reason: Reason
    candidates: list[dict[str, Any]]


def locations(connection: Connection, at: int | None = None) -> dict[tuple[int, int], Location]:
    """Read every standing location, by the report's entry and the claim's number in it.

    The entry is that of the report whose words were looked for: a correction's place is looked for anew.
    """
    rows = connection.execute(select(location).where(standing(location, at)).order_by(location.c.made_by))
    return {
        (r.entry, r.n): Location(
            r.made_by,
            r.lon,
            r.lat,
            r.radius_km,
            r.precision,
            r.rule,
            r.confidence,
            _reason(r.reason),
            json.loads(r.candidates),
        )
        for r in rows
    }


def _reason(text: str) -> Reason:
    code, values = json.loads(text)
    return code, values
