"""What is asked of the index for somebody who does not see all: of own words where they may be read, else of extracts.

Whatever a search says, its counts and its order too, comes from what its asker may read.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from holdfire.reports.extract import DECIMALS
from holdfire.search.model import Box
from holdfire.search.terms import MANY, of_extract

if TYPE_CHECKING:
    from holdfire.search.index import Asked
    from holdfire.search.model import Query, Reach

STEPS = float(10**DECIMALS)
"""Of a degree, as extracts give it."""
OWN = "r.intake = :intake"
RELEASED = "EXISTS (SELECT 1 FROM released_words v WHERE v.report = r.entry{at})"
READABLE = "EXISTS (SELECT 1 FROM report r WHERE r.entry = s.entry AND ({own} OR {released}))"
LISTED = {
    "sqlite": "SELECT value FROM json_each({name})",
    "postgresql": "SELECT jsonb_array_elements_text(CAST({name} AS jsonb))",
}


def split(engine: str, asked: Asked, reach: Reach, at: int | None) -> list[Asked]:
    """Part what is asked into two questions of which no thing answers both; what is seen of others is added to each."""
    values = {**asked.values, "intake": reach.intake}
    released = RELEASED.format(at="" if at is None else " AND v.made < :released_at")
    if at is not None:
        values["released_at"] = at
    readable = READABLE.format(own=OWN, released=released)
    seen, more = _seen(engine, reach)
    both = asked._replace(where=(*asked.where, *seen), values={**values, **more})
    own = both._replace(where=(*both.where, f"(s.kind <> '{MANY}' OR {readable})"))
    if MANY not in reach.kinds:
        return [own]
    coded = both._replace(
        sets=of_extract(asked.sets),
        without=of_extract(asked.without),
        where=(
            *(w for w in both.where if not w.startswith("w.")),
            f"s.kind = '{MANY}' AND NOT {readable}",
        ),
    )
    return [own, coded]


def _seen(engine: str, reach: Reach) -> tuple[list[str], dict[str, Any]]:
    """Write which things may be found; a report is named by its entry."""
    parts, values = [], {}
    for kind in sorted(reach.kinds):
        part = f"s.kind = '{kind}'"
        if kind in reach.only:
            column = "CAST(s.entry AS text)" if kind == MANY else "s.thing"
            part += f" AND {column} IN ({LISTED[engine].format(name=f':only_{kind}')})"
            values[f"only_{kind}"] = json.dumps(sorted(reach.only[kind]))
        parts.append(f"({part})")
    return [f"({' OR '.join(parts) or 'false'})"], values


def blurred(query: Query) -> Query:
    """Widen a box to half-way between the hundredths of a degree that extracts give, so that it tells no more."""
    box = query.box
    if box is None:
        return query
    half = 0.5 / STEPS
    west, east = _down(box.west) - half, _up(box.east) + half
    if box.west > box.east and west <= east:
        west, east = -180.0, 180.0
    return query._replace(
        box=Box(west, max(-90.0, _down(box.south) - half), east, min(90.0, _up(box.north) + half))
    )


def _down(degrees: float) -> float:
    return math.floor(round(degrees * STEPS, 6)) / STEPS


def _up(degrees: float) -> float:
    return math.ceil(round(degrees * STEPS, 6)) / STEPS
