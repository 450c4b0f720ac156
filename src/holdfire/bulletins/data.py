"""The daily bulletin as data: its figures one a row, its incidents one a row, its incidents on a map."""

from __future__ import annotations

from collections import UserDict
from typing import TYPE_CHECKING

from holdfire.bulletins import daily, daily_cases
from holdfire.bulletins.as_geojson import Feature
from holdfire.bulletins.daily_spoken import MESSAGES, spoken
from holdfire.bulletins.document import Column, Document, Table
from holdfire.bulletins.figures import figures as of_day
from holdfire.bulletins.model import METHOD, RECORD
from holdfire.bulletins.paper import Paper
from holdfire.bulletins.words import REPLY, STAND
from holdfire.words import listed, say, say_n, together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from holdfire.bulletins.document import Cell, Row, Text
    from holdfire.bulletins.model import Alleged, Bulletin, Figure, Pair
    from holdfire.bulletins.weekly import Trend


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
OWN = INCIDENTS[: -len(GROUND)]
"""What is an incident's own."""
ALLEGED = (
    _column("allegation", "#event+id", say("the entry of the allegation")),
    _column("case", "#event+case", say("the case in which it is heard")),
    _column("made", "#date+alleged", say("the day on which it was made")),
    _column("by", "#org+side", say("the side that alleges, or the actor if it is on none")),
    _column("claimant", "#org+claimant", say("who alleges")),
    _column("against", "#org+accused+side", say("the side that is accused, or the actor if it is on none")),
    _column("accused", "#org+accused", say("who is accused")),
    _column("incident", "#event+incident", say("which incident it is about, if one")),
    _column("term", "#meta+term", say("which term it is about")),
    _column("reply", "#meta+reply", say("what the accused replied")),
    _column(
        "outcome", "#status", say("how it stands: what was determined, on which question it hangs, and why")
    ),
    _column("entries", "#meta+entries", say("every entry about it")),
)
ERRATA = (
    *FIGURES[:5],
    _column(
        "was",
        "#indicator+num+before",
        say("the figure as published before; empty: not given"),
        say("as `unit`"),
        numeric=True,
    ),
    _column(
        "is", "#indicator+num", say("the figure now; empty: no longer given"), say("as `unit`"), numeric=True
    ),
    _column("entries", "#meta+entries", say("the entries that changed it; empty: time alone")),
    _column(
        "corrects",
        "#meta+corrects",
        say("the entry of the publication that gave it"),
        say("entry"),
        numeric=True,
    ),
    *GROUND,
)


def rows_of(found: Iterable[tuple[Figure, Row]]) -> Table:
    """Set figures in rows, each with its ground behind it: the one table that every publication has."""
    rows = (
        (f.section, f.area, f.item, f.status, f.unit, f.value, " ".join(f.rests), f.note, *ground)
        for f, ground in found
    )
    return Table(FIGURES, tuple(rows), say("figures"))


def ground_of(of: Bulletin | Trend, day: dt.date, coverage: Cell) -> Row:
    """Say under `GROUND` what a figure rests on."""
    log = say("{log} at {size} entries", log=of.log, size=str(of.size))
    return (day, log, coverage, METHOD, say("yes") if of.exercise else say("no"))


def coverage_of(section: str, reporting: Iterable[tuple[str, int]]) -> Cell:
    """Say who could have seen what a section counts; `reporting` are the reports of its incidents by source."""
    if section in {"published count", "answer to a count"}:
        return say("as the side published it")
    if section not in {"incidents", "incidents by type", "incident", "withheld"}:
        return say("every one in the record that may be published")
    told = [say_n("{name}: {n} report", "{name}: {n} reports", n, name=name) for name, n in reporting]
    return together(told) if told else say("no report")


def paper(b: Bulletin) -> Paper:
    """Make a bulletin ready to be set in any format."""
    about: dict[str, Cell] = {
        "precision": b.precision,
        "delay": b.delay,
        "withheld": b.withheld,
        "linking": b.linking,
        "coverage": daily.reporting(b),
    }
    return Paper(
        daily.document(b),
        figures(b),
        tables(b),
        tuple(spoken(b)),
        MESSAGES,
        tuple(features(b)),
        about,
    )


def tables(b: Bulletin) -> Document:
    """Make the document that holds a bulletin's tables and no more."""
    found = (figures(b), incidents(b), allegations(b), errata(b))
    return Document(daily.title(b), found, daily.ground(b), b.exercise)


def figures(b: Bulletin) -> Table:
    """Set every figure on its row, with unit, status, what it rests on, cut-off, coverage and method."""
    ground = _Grounds(b)
    return rows_of((f, ground[f.section]) for f in of_day(b))


def allegations(b: Bulletin) -> Table:
    """Set every allegation on its row, with what was replied, where each member stands and what came of it."""
    members = tuple(
        _column(f"position_{m}", "#meta+position", say("where {member} stands", member=b.name(m)))
        for m in b.members
    )
    ground = _Grounds(b)["allegations"]
    rows = (_alleged(b, pair, a, ground) for pair in b.pairs for a in pair.alleged)
    return Table((*ALLEGED, *members, *GROUND), tuple(rows), say("allegations"))


def errata(b: Bulletin) -> Table:
    """Set every figure that is not what the publication before gave on its row, with the entries that changed it."""
    found = b.changed.errata if b.changed else ()
    ground = _Grounds(b)
    rows = (
        (
            e.figure.section,
            e.figure.area,
            e.figure.item,
            e.figure.status,
            e.figure.unit,
            e.was,
            e.now,
            " ".join(map(str, e.entries)),
            b.changed.entry if b.changed else None,
            *ground[e.figure.section],
        )
        for e in found
    )
    return Table(ERRATA, tuple(rows), say("errata"))


def _alleged(b: Bulletin, pair: Pair, a: Alleged, ground: Row) -> Row:
    stands = {p.member: STAND[p.stand] for p in a.positions}
    return (
        str(a.entry),
        a.case,
        a.made,
        pair.claimant,
        b.name(a.claimant) if a.claimant else RECORD,
        pair.accused,
        b.name(a.accused),
        a.incident,
        a.term,
        REPLY[a.reply],
        daily_cases.standing(b, a),
        " ".join(map(str, a.acts)),
        *(stands.get(m, "") for m in b.members),
        *ground,
    )


def incidents(b: Bulletin) -> Table:
    """Set every incident of the day on its row, at the precision that may be published."""
    ground = _Grounds(b)
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
            *ground["incidents"],
        )
        for i in b.incidents
    )
    return Table(INCIDENTS, tuple(rows), say("incidents"))


def features(b: Bulletin) -> Iterator[Feature]:
    """Yield every incident of the day as a thing on a map; its place is no finer than the agreement allows."""
    for i, row in zip(b.incidents, incidents(b).rows, strict=True):
        properties = {c.key: cell for c, cell in zip(OWN, row, strict=False)}
        yield Feature(i.id, i.spot, {**properties, "day": b.day})


class _Grounds(UserDict[str, "Row"]):
    """What the rows of each section rest on, worked out once."""

    def __init__(self, b: Bulletin) -> None:
        super().__init__()
        self.b = b

    def __missing__(self, section: str) -> Row:
        b = self.b
        self[section] = ground_of(b, b.day, coverage_of(section, b.reporting))
        return self[section]
