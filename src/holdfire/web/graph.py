"""Sources against origins, drawn as a graph: who published, what, and whose observation it is. Pure.

A source that is not named to this reader stands by itself at each report, for that two are one would tell who it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.names import fold, index
from holdfire.agreement.when import by_id, groups_at, status_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from holdfire.agreement.model import Agreement
    from holdfire.reports.model import Report

WIDTH, ROW, TOP = 760.0, 34.0, 34.0
LEFT, MIDDLE, RIGHT = 250.0, 380.0, 510.0
"""Where the sources' column ends, where the reports stand, and where the origins' column begins."""
MOST = 40
"""Reports that are drawn; the table beside has them all."""
LONGEST = 30
"""Characters of a name that are drawn."""


class Carried(NamedTuple):
    """A report of an incident: its source, and the origin that corroboration counts it under.

    `named` is False where the reader is not told the source. `assumed` says that the report names no other's
    observation, so that it counts as its source's own. `party` is the id of the party that the origin is, or belongs
    to; where its report says no more than that it is a party's, the origin.
    """

    report: int
    source: str
    origin: str
    named: bool
    assumed: bool
    party: str


class Node(NamedTuple):
    """A name in a column, where it stands, and the party it belongs to."""

    name: str
    y: float
    party: str = ""


class Line(NamedTuple):
    """A line from a name to a report or from a report to a name; dashed where it is assumed."""

    x1: float
    y1: float
    x2: float
    y2: float
    assumed: bool = False


class Graph(NamedTuple):
    """The whole, in pixels. `left_out` is how many reports are not drawn."""

    sources: tuple[Node, ...]
    reports: tuple[tuple[int, float], ...]
    origins: tuple[Node, ...]
    lines: tuple[Line, ...]
    height: float
    left_out: int
    width: float = WIDTH
    left: float = LEFT
    middle: float = MIDDLE
    right: float = RIGHT


def carried(agreement: Agreement, found: Iterable[tuple[int, Report]], day: dt.date) -> list[Carried]:
    """Say of each report, by entry, who published it and whose observation it is, on a day."""
    known = index(agreement.actors)
    out = []
    for entry, r in found:
        origin = r.origin or r.source
        own = known.get(fold(origin), "") if origin else ""
        party = party_of(agreement, own, day) if own else ""
        if not party and r.source_type == "party" and origin == r.source:
            party = own or origin
        out.append(Carried(entry, r.source, origin, bool(r.source), not r.origin, party))
    return out


def party_of(agreement: Agreement, actor: str, day: dt.date) -> str:
    """Name the party that an actor is, or belongs to, on a day; empty if none."""
    actors = by_id(agreement.actors)
    held = (a for a in groups_at(agreement, actor, day) if a in actors)
    return next((a for a in held if status_at(actors[a], day) == "party"), "")


def graph(found: Sequence[Carried]) -> Graph:
    """Lay out reports in the order given, each source and origin at the middle of its reports' rows."""
    shown = found[:MOST]
    rows = {c.report: TOP + ROW * n for n, c in enumerate(shown)}
    left = _column([(_source_key(c), c.source, "", rows[c.report]) for c in shown])
    right = _column([(_origin_key(c), c.origin, c.party, rows[c.report]) for c in shown])
    lines = [Line(LEFT, left[_source_key(c)].y, MIDDLE - 24, rows[c.report]) for c in shown]
    lines += [
        Line(MIDDLE + 24, rows[c.report], RIGHT, right[_origin_key(c)].y, assumed=c.assumed) for c in shown
    ]
    return Graph(
        tuple(left.values()),
        tuple(rows.items()),
        tuple(right.values()),
        tuple(lines),
        TOP + ROW * max(len(shown), 1),
        len(found) - len(shown),
    )


def _source_key(c: Carried) -> str:
    return c.source or f"#{c.report}"


def _origin_key(c: Carried) -> str:
    return c.origin or f"#{c.report}"


def _column(entries: Sequence[tuple[str, str, str, float]]) -> Mapping[str, Node]:
    """Put each name at the mean of its rows, and then apart, so that no two names lie on one another."""
    ys: dict[str, list[float]] = {}
    for key, _, _, y in entries:
        ys.setdefault(key, []).append(y)
    names = {key: (short(name), party) for key, name, party, _ in entries}
    made, least = {}, TOP
    for key, held in sorted(ys.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0])):
        y = round(max(least, sum(held) / len(held)), 1)
        made[key], least = Node(names[key][0], y, names[key][1]), y + ROW
    last = max((n.y for n in made.values()), default=TOP) - max((y for *_, y in entries), default=TOP)
    return {
        k: n._replace(y=round(max(TOP + ROW * i, n.y - last), 1)) for i, (k, n) in enumerate(made.items())
    }


def short(name: str) -> str:
    """Cut a name to what can be drawn."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
