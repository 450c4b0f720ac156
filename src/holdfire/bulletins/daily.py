"""The daily bulletin as a document: what each side published, what was reported, what was determined, kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import daily_cases
from holdfire.bulletins.document import (
    Column,
    Document,
    Ground,
    Heading,
    Line,
    Link,
    Note,
    Paragraph,
    Table,
    ground_words,
)
from holdfire.bulletins.model import METHOD
from holdfire.words import Words, listed, say, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.document import Block, Cell, Row
    from holdfire.bulletins.model import Bulletin, IncidentLine, SideCount


def document(b: Bulletin) -> Document:
    """Make the document of a bulletin."""
    blocks = (
        Note(say("The day is counted in the zone {zone}.", zone=b.timezone)),
        *daily_cases.corrects(b),
        Paragraph(
            say(
                "Four kinds of figure stand here and are never added together: what each side published, what was"
                " reported as having happened, what was alleged, and what the mechanism determined."
            )
        ),
        Heading(say("What each side published")),
        *_published(b),
        Heading(say("What was reported as having happened")),
        *_reported(b),
        Heading(say("What was alleged, answered and determined")),
        *daily_cases.alleged(b),
        rests(b, say("Coverage: every allegation in the record that may be published.")),
        Heading(say("Alerts of the day")),
        *daily_cases.alerts(b),
        Heading(say("What is to follow")),
        *daily_cases.dues(b),
        Heading(say("What changed since this day was published before")),
        *daily_cases.changed(b),
    )
    return Document(title(b), blocks, ground(b), b.exercise)


def title(b: Bulletin) -> Words:
    """Say whose bulletin it is, and of which day."""
    return say("{mechanism}: bulletin of {day}", mechanism=b.mechanism, day=b.day)


def ground(b: Bulletin) -> Ground:
    """Say what a bulletin rests on."""
    return Ground(b.log, b.size, METHOD, b.cutoff, b.root)


def rests(b: Bulletin, *coverage: Words) -> Note:
    """Say what a part rests on: cut-off, method, coverage."""
    return Note(Line((*ground_words(Ground(b.log, b.size, METHOD)), *coverage)))


def _published(b: Bulletin) -> Iterator[Block]:
    if not b.counts:
        yield Paragraph(say("No side's count of this day is in the record. That is not a count of zero."))
        yield rests(b)
        return
    yield _side_by_side(b)
    for c in b.counts:
        yield from _on_count(c)
    yield rests(b, say("Coverage: as the sides published; what they could have seen is not known."))


def _side_by_side(b: Bulletin) -> Table:
    sides = (Column(say("reported by {side}", side=c.side), numeric=True, unit=c.unit) for c in b.counts)
    by_area = any(c.by_area for c in b.counts)
    rows: list[Row] = [(name, *(c.by_area.get(area) for c in b.counts)) for area, name in b.areas if by_area]
    rows.append((say("Area not given"), *(c.not_broken_down or None for c in b.counts)))
    return Table(
        (Column(say("Area")), *sides),
        tuple(rows),
        say(
            "Each column is one side's own count, in its own unit. A dash means that no figure was given; 0 means that"
            " it counted none."
        ),
        foot=((say("As published, in all"), *(c.total for c in b.counts)),),
    )


def _on_count(c: SideCount) -> Iterator[Block]:
    yield Heading(say("On the count of {side}", side=c.side), 2)
    if c.verdict_by:
        yield Paragraph(say("{by} said of it: {what}.", by=c.verdict_by, what=_answer(c)))
    else:
        yield Paragraph(Line((say("No other side is known to have answered this count."), c.verdict)))
    if c.combined_with:
        yield Note(say("One count for several: {others}.", others=listed(c.combined_with)), "warning")
    for words in c.warnings:
        yield Note(say("Caution: {words}.", words=words), "warning")
    source = say("Entry {entry}. Carried by {source}.", entry=str(c.entry), source=c.source)
    yield Note(Line((source, Link(c.url, c.url))) if c.url else source)


def _answer(c: SideCount) -> Words:
    said = (
        *((say("confirmed {n}", n=c.confirmed),) if c.confirmed is not None else ()),
        *((say("exempt {n}", n=c.exempt),) if c.exempt is not None else ()),
        *((say("not confirmed {n}", n=c.not_confirmed),) if c.not_confirmed is not None else ()),
    )
    rest = Words("{verdict}", {"verdict": c.verdict}) if c.verdict else say("no more than that")
    return together((*said, rest))


def _reported(b: Bulletin) -> Iterator[Block]:
    if b.by_status:
        yield Table(
            (Column(say("Status")), Column(say("Incidents"), numeric=True)),
            b.by_status,
            say("Incidents that began on this day, by status. An incident is not a violation."),
        )
        yield _incidents(b)
    else:
        yield Paragraph(
            say(
                "No report of an incident on this day may be shown. That does not mean that nothing happened."
            )
        )
    if b.withheld:
        yield Paragraph(say("Withheld until the agreed delay is over: {n} incidents.", n=b.withheld))
    yield rests(b, reporting(b), say("Linked by: {linking}.", linking=b.linking))


def reporting(b: Bulletin) -> Words:
    """Say what the reported incidents could have been seen by."""
    told = listed(say("{name} ({n})", name=name, n=n) for name, n in b.reporting)
    return say(
        "Coverage: sources that reported, with their reports: {told}. No post or patrol is on record; an area without"
        " incidents may be one that nobody could see.",
        told=told or say("none"),
    )


def _incidents(b: Bulletin) -> Table:
    columns = (
        Column(say("Incident")),
        Column(say("Where")),
        Column(say("What")),
        Column(say("Killed, as reported")),
        Column(say("Origins"), numeric=True),
        Column(say("Sources"), numeric=True),
        Column(say("Status")),
        Column(say("Entries")),
    )
    caption = say(
        "The incidents, at the precision that may be published ({precision}). The last column names the entries that"
        " each rests on.",
        precision=say("area") if b.precision == "area" else b.precision,
    )
    return Table(columns, tuple(_incident(dict(b.areas), i) for i in b.incidents), caption)


def _incident(names: dict[str, str], i: IncidentLine) -> Row:
    where = listed(x for x in (names.get(i.area, i.area), i.place) if x)
    return (
        i.id,
        where or None,
        listed(i.types) or say("not said"),
        killed(i),
        i.origins,
        i.sources,
        i.status,
        listed(str(entry) for entry in i.reports),
    )


def killed(i: IncidentLine) -> Cell:
    """Say how many were reported killed, from the lowest to the highest report."""
    toll = i.killed
    if toll is None or toll.low == toll.high:
        return toll and toll.best
    return say("{low}–{high} (best {best})", low=toll.low, high=toll.high, best=toll.best)
