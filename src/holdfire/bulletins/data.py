"""The daily bulletin as data: its figures one a row, its incidents one a row, its incidents on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import daily
from holdfire.bulletins.as_geojson import Feature
from holdfire.bulletins.document import Column, Document, Table, listed
from holdfire.bulletins.model import METHOD
from holdfire.words import say, say_n, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.document import Cell, Row, Text
    from holdfire.bulletins.model import Bulletin, SideCount


def _column(key: str, tag: str, meaning: Text, unit: Text = "", *, numeric: bool = False) -> Column:
    return Column(key, numeric, unit, key, meaning, tag)


GROUND = (
    _column("day", "#date", say("the day that it is of, in the mechanism's zone")),
    _column("cutoff", "#meta+cutoff", say("the log, and how many of its entries were there")),
    _column("coverage", "#meta+coverage", say("who could have seen what is counted")),
    _column("method", "#meta+method", say("name and version of how the figures were made")),
    _column("exercise", "#meta+exercise", say("whether all of it is invented")),
)
FIGURES = (
    _column("section", "#meta+section", say("which kind of figure; kinds are never added together")),
    _column("area", "#adm1+name", say("the area, where the figure is of one")),
    _column("item", "#indicator+name", say("whose count, or what is counted")),
    _column("status", "#status", say("who says so, or how its cases stand")),
    _column("unit", "#indicator+unit", say("what one of the figure is")),
    _column(
        "value",
        "#indicator+num",
        say("the figure; empty: not given, 0: none"),
        say("as `unit`"),
        numeric=True,
    ),
    _column("entries", "#meta+entries", say("the entries or incidents that it rests on")),
    _column("note", "#meta+note", say("what is odd about it, or what was said of it")),
    *GROUND,
)
INCIDENTS = (
    _column("incident", "#event+id", say("the incident's name, after its founding claim")),
    _column("area", "#adm1+name", say("the area in which it was reported")),
    _column("place", "#loc+name", say("the place, where it may be published")),
    _column("types", "#event+type", say("what was reported to have happened")),
    _column(
        "killed_low", "#affected+killed+min", say("killed, by the lowest report"), say("people"), numeric=True
    ),
    _column("killed_best", "#affected+killed", say("killed, most likely"), say("people"), numeric=True),
    _column(
        "killed_high",
        "#affected+killed+max",
        say("killed, by the highest report"),
        say("people"),
        numeric=True,
    ),
    _column(
        "origins", "#meta+origins+num", say("whose observation it is, counted"), say("origins"), numeric=True
    ),
    _column("sources", "#meta+sources+num", say("who carried it, counted"), say("sources"), numeric=True),
    _column("status", "#status", say("by how many origins it is reported, or how its cases stand")),
    _column("entries", "#meta+entries", say("the entries that it rests on")),
    *GROUND,
)


def tables(b: Bulletin) -> Document:
    """Make the document that holds a bulletin's two tables and no more."""
    return Document(daily.title(b), (figures(b), incidents(b)), daily.ground(b), b.exercise)


def figures(b: Bulletin) -> Table:
    """Set every figure on its row, with unit, status, what it rests on, cut-off, coverage and method."""
    rows = (row + _ground(b, row[0] in {"published count", "answer to a count"}) for row in _figures(b))
    return Table(FIGURES, tuple(rows), say("figures"))


def incidents(b: Bulletin) -> Table:
    """Set every incident of the day on its row, at the precision that may be published."""
    names = dict(b.areas)
    rows = (
        (
            i.id,
            names.get(i.area, i.area),
            i.place,
            listed(i.types),
            *((i.killed.low, i.killed.best, i.killed.high) if i.killed else (None, None, None)),
            i.origins,
            i.sources,
            i.status,
            " ".join(map(str, i.reports)),
            *_ground(b, published=False),
        )
        for i in b.incidents
    )
    return Table(INCIDENTS, tuple(rows), say("incidents"))


def features(b: Bulletin) -> Iterator[Feature]:
    """Yield every incident of the day as a thing on a map; its place is no finer than the agreement allows."""
    for i, row in zip(b.incidents, incidents(b).rows, strict=True):
        properties = {c.key: cell for c, cell in zip(INCIDENTS, row, strict=True) if c not in GROUND}
        yield Feature(i.id, i.spot, {**properties, "day": b.day})


def _ground(b: Bulletin, published: bool) -> Row:
    log = say("{log} at {size} entries", log=b.log, size=str(b.size))
    exercise = say("yes") if b.exercise else say("no")
    return (b.day, log, _coverage(b, published), METHOD, exercise)


def _coverage(b: Bulletin, published: bool) -> Cell:
    if published:
        return say("as the side published it")
    told = [say_n("{name}: {n} report", "{name}: {n} reports", n, name=name) for name, n in b.reporting]
    return together(told) if told else say("no report")


def _figures(b: Bulletin) -> Iterator[Row]:
    for c in b.counts:
        yield from _count(b, c)
    for status, n in b.by_status:
        mine = " ".join(i.id for i in b.incidents if i.status == status)
        yield "incidents", "", say("incidents of the day"), status, say("incidents"), n, mine, ""
    for outcome, n in b.by_outcome:
        mine = " ".join(str(f.entry) for f in b.findings if f.outcome == outcome)
        yield "determinations", "", say("cases on incidents of the day"), outcome, say("cases"), n, mine, ""
    if b.withheld:
        words, unit = say("withheld until the agreed delay is over"), say("incidents")
        yield "incidents", "", words, say("withheld"), unit, b.withheld, "", ""


def _count(b: Bulletin, c: SideCount) -> Iterator[Row]:
    by, entry = say("reported by {side}", side=c.side), str(c.entry)
    published = "published count"
    yield published, "", c.side, by, c.unit, c.total, entry, _warnings(c)
    for area, name in b.areas:
        if area in c.by_area:
            yield published, name, c.side, by, c.unit, c.by_area[area], entry, ""
    if c.not_broken_down:
        rest = say("{by}, area not given", by=by)
        yield published, "", c.side, rest, c.unit, c.not_broken_down, entry, ""
    for status, n in _answers(c):
        if n is not None:
            yield "answer to a count", "", c.side, status, c.unit, n, entry, c.verdict


def _answers(c: SideCount) -> tuple[tuple[Text, int | None], ...]:
    return (
        (say("confirmed by {side}", side=c.verdict_by), c.confirmed),
        (say("exempt by {side}", side=c.verdict_by), c.exempt),
        (say("not confirmed by {side}", side=c.verdict_by), c.not_confirmed),
    )


def _warnings(c: SideCount) -> Cell:
    return together(c.warnings) if c.warnings else ""
