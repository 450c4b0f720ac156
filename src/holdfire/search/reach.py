"""What is asked of the index for somebody who does not see all: of own words where they may be read, else of extracts.

Whatever a search says, its counts and its order too, comes from what its asker may read.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select
from sqlalchemy.dialects import postgresql, sqlite

from holdfire.reports.extract import DECIMALS
from holdfire.search.model import Box
from holdfire.search.terms import MANY, RELEASED, intake_mark, kind_mark, of_extract

if TYPE_CHECKING:
    from sqlalchemy import Dialect

    from holdfire.search.index import Asked
    from holdfire.search.model import Query, Reach

STEPS = float(10**DECIMALS)
"""Of a degree, as extracts give it."""
LISTED = {
    "sqlite": "SELECT CAST(value AS text) FROM json_each({name})",
    "postgresql": "SELECT jsonb_array_elements_text(CAST({name} AS jsonb))",
}


def split(engine: str, asked: Asked, reach: Reach) -> list[Asked]:
    """Part what is asked into two questions of which no thing answers both; what may be seen is added to each.

    The first asks for things of other kinds, and reports whose words are read, by their words; the second for the other
    reports, by their extracts. In extracts a phrase of three words and more is found by every two beside each other.
    """
    read = frozenset((intake_mark(reach.intake), RELEASED) if reach.intake else (RELEASED,))
    kinds = frozenset(kind_mark(k) for k in reach.kinds if k != MANY)
    seen, values = _named(engine, reach)
    given = asked._replace(where=(*asked.where, *seen), values={**asked.values, **values})
    own = given._replace(sets=(*asked.sets, kinds | read if MANY in reach.kinds else kinds))
    if not reach.kinds or MANY not in reach.kinds:
        return [own] if kinds else []
    coded = given._replace(
        sets=of_extract(asked.sets) or (frozenset((kind_mark(MANY),)),),
        without=of_extract(asked.without),
        never=read,
        where=(*(w for w in given.where if not w.startswith("w.")), f"s.kind = '{MANY}'"),
    )
    return [own, coded]


def _named(engine: str, reach: Reach) -> tuple[list[str], dict[str, Any]]:
    """Write that of some kinds only the things named are found; a report is named by its entry."""
    parts, values = [], {}
    for kind, names in sorted(reach.only.items()):
        if isinstance(names, Select):
            column, asked = "s.entry" if kind == MANY else "s.thing", _written(engine, names)
        else:
            column = "CAST(s.entry AS text)" if kind == MANY else "s.thing"
            asked = LISTED[engine].format(name=f":only_{kind}")
            values[f"only_{kind}"] = json.dumps(sorted(names or ()))
        parts.append(f"(s.kind <> '{kind}' OR {column} IN ({asked}))")
    return parts, values


def _written(engine: str, query: Select[Any]) -> str:
    """Write a question with its values, which are ids of the agreement and numbers."""
    dialect: Dialect = sqlite.dialect() if engine == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace(":", "\\:")


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
