"""The weekly trend: day by day what was reported, published, alleged and determined. Days without data show none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from holdfire.bulletins.data import coverage_of, ground_of, rows_of
from holdfire.bulletins.document import (
    Column,
    Document,
    Ground,
    Heading,
    Line,
    Note,
    Paragraph,
    ShortDay,
    Table,
    ground_words,
)
from holdfire.bulletins.figures import ALLEGATIONS, INCIDENTS
from holdfire.bulletins.model import METHOD, Figure
from holdfire.bulletins.paper import Paper
from holdfire.bulletins.words import OUTCOME
from holdfire.words import Words, listed, say, together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from holdfire.bulletins.document import Block, Row, Text
    from holdfire.bulletins.model import IncidentLine, Said, SideCount
    from holdfire.bulletins.subject import Week

MESSAGES = 6
ONE, MORE = say("reported by one origin"), say("reported by two or more origins")
NO_DATA = say("no data: no report was published on this day or tells of it")
WITHHELD = say("no figure yet: some are withheld until the agreed delay is over")


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a week; where it was not `heard` of, its incidents are no data and no nought.

    `made` are the entries of allegations by pair of sides, `determined` those of determinations by outcome.
    """

    day: dt.date
    heard: bool
    reporting: tuple[tuple[str, int], ...]
    incidents: tuple[IncidentLine, ...]
    withheld: int
    counts: tuple[SideCount, ...]
    made: Mapping[tuple[str, str], tuple[int, ...]]
    made_withheld: int
    determined: Mapping[str, tuple[int, ...]]

    @property
    def gap(self) -> Words | str:
        """Why it has no figure of incidents: nobody told of it, or some may not be told of yet; empty if it has."""
        if not self.heard:
            return NO_DATA
        return WITHHELD if self.withheld else ""


@dataclass(frozen=True, slots=True)
class Trend:
    """A week at a cut-off; `pairs` are the pairs of sides, by id and by name, in the agreement's order."""

    week: Week
    mechanism: str
    exercise: bool
    timezone: str
    log: str
    size: int
    root: str
    cutoff: dt.datetime
    days: tuple[DayLine, ...]
    pairs: tuple[tuple[tuple[str, str], Said, Said], ...]
    linking: str

    @property
    def day(self) -> dt.date:
        """Its Monday."""
        return self.week.monday


@dataclass(frozen=True, slots=True)
class Series:
    """One column of a week: its name and unit, and a figure for each day."""

    section: str
    item: Said
    status: Said
    name: Said
    unit: Said
    values: tuple[Figure, ...]


def paper(t: Trend) -> Paper:
    """Make a trend ready to be set; it has no map."""
    found = figures(t)
    only = Document(title(t), (found,), _ground(t), t.exercise)
    return Paper(document(t), found, only, tuple(spoken(t)), MESSAGES)


def title(t: Trend) -> Words:
    """Say whose trend it is, and of which week."""
    return say("{mechanism}: week {week}", mechanism=t.mechanism, week=str(t.week))


def _ground(t: Trend) -> Ground:
    return Ground(t.log, t.size, METHOD, t.cutoff, t.root)


def document(t: Trend) -> Document:
    """Make the document of a trend."""
    blocks = (
        Note(say("The days are counted in the zone {zone}.", zone=t.timezone)),
        Paragraph(
            say(
                "Each table counts something else, and no two are added. Counts move with who was there to see: fewer"
                " reports are not fewer events. A dash is no data, or none yet; 0 is a count of none."
            )
        ),
        Heading(say("What was reported as having happened")),
        _table(t, by_status(t), say("Incidents that began on each day, by status.")),
        *_types(t),
        *_coverage(t),
        Heading(say("What each side published")),
        *_published(t),
        Heading(say("What was alleged and determined")),
        *_cases(t),
    )
    return Document(title(t), tuple(blocks), _ground(t), t.exercise)


def series(t: Trend) -> Iterator[Series]:
    """Yield every column of the week."""
    yield from by_status(t)
    yield from by_type(t)
    yield from by_side(t)
    yield from by_pair(t)
    yield from by_outcome(t)


def by_status(t: Trend) -> list[Series]:
    """Count incidents by status; the two statuses that need no case are always there."""
    found = {i.status for d in t.days for i in d.incidents} - {ONE, MORE}
    item = say("incidents of the day")
    return [
        _incidents(t, "incidents", item, status, status, partial(_stands, status))
        for status in (ONE, MORE, *sorted(found, key=str))
    ]


def by_type(t: Trend) -> list[Series]:
    """Count incidents by sort of act."""
    found = dict.fromkeys(x for d in t.days for i in d.incidents for x in i.types)
    status = say("as reported, whatever the status")
    return [_incidents(t, "incidents by type", x, status, x, partial(_tells_of, x)) for x in sorted(found)]


def _stands(status: Words, i: IncidentLine) -> bool:
    return i.status == status


def _tells_of(kind: str, i: IncidentLine) -> bool:
    return kind in i.types


def _incidents(
    t: Trend, section: str, item: Said, status: Said, name: Said, fits: Callable[[IncidentLine], bool]
) -> Series:
    def one(d: DayLine) -> Figure:
        mine = tuple(i.id for i in d.incidents if fits(i))
        if d.gap:
            return Figure(section, "", item, status, INCIDENTS, None, (), d.gap)
        return Figure(section, "", item, status, INCIDENTS, len(mine), mine)

    return Series(section, item, status, name, INCIDENTS, tuple(one(d) for d in t.days))


def by_side(t: Trend) -> list[Series]:
    """Set each side's own counts beside the others', each in its own unit."""
    keys = dict.fromkeys((str(c.side), c.unit) for d in t.days for c in d.counts)
    first = {(str(c.side), c.unit): c.side for d in t.days for c in reversed(d.counts)}
    return [_side(t, first[side, unit], unit) for side, unit in keys]


def _side(t: Trend, side: str, unit: str) -> Series:
    status = say("reported by {side}", side=side)

    def one(d: DayLine) -> Figure:
        mine = [c for c in d.counts if (str(c.side), c.unit) == (str(side), unit)]
        note = together(w for c in mine for w in c.warnings) if any(c.warnings for c in mine) else ""
        value = mine[-1].total if mine else None
        rests = tuple(str(c.entry) for c in mine)
        return Figure("published count", "", side, status, unit, value, rests, note)

    return Series("published count", side, status, status, unit, tuple(one(d) for d in t.days))


def by_pair(t: Trend) -> list[Series]:
    """Count allegations by who alleges against whom, on the day on which they were made."""
    return [_pair(t, pair, x, y) for pair, x, y in t.pairs]


def _pair(t: Trend, pair: tuple[str, str], x: Said, y: Said) -> Series:
    item = say("{claimant} against {accused}", claimant=x, accused=y)
    status = say("alleged by {side}", side=x)

    def one(d: DayLine) -> Figure:
        mine = tuple(map(str, d.made.get(pair, ())))
        return Figure("allegations", "", item, status, ALLEGATIONS, len(mine), mine)

    return Series("allegations", item, status, item, ALLEGATIONS, tuple(one(d) for d in t.days))


def by_outcome(t: Trend) -> list[Series]:
    """Count determinations that stand by outcome, on the day on which they were made."""
    found = {outcome for d in t.days for outcome in d.determined}
    return [_outcome(t, code) for code in OUTCOME if code in found]


def _outcome(t: Trend, code: str) -> Series:
    item, unit = say("determinations of the day"), say("determinations")

    def one(d: DayLine) -> Figure:
        mine = tuple(map(str, d.determined.get(code, ())))
        return Figure("determinations", "", item, OUTCOME[code], unit, len(mine), mine)

    return Series("determinations", item, OUTCOME[code], OUTCOME[code], unit, tuple(one(d) for d in t.days))


def _types(t: Trend) -> Iterator[Block]:
    if found := by_type(t):
        yield _table(
            t,
            found,
            say("The same incidents by what was reported; one with two sorts of act stands under both."),
        )


def _table(t: Trend, found: Sequence[Series], caption: Words) -> Table:
    """Set series of one unit under each other, their days beside each other."""
    rows = ((s.name, *(f.value for f in s.values)) for s in found)
    return _across(t, rows, Line((caption, say("Counted in: {unit}.", unit=found[0].unit))), bars=True)


def _across(t: Trend, rows: Iterable[Row], caption: Text, *, bars: bool = False) -> Table:
    heads = (Column(say("What")), *(Column(ShortDay.of(d.day), numeric=True) for d in t.days))
    return Table(heads, tuple(rows), caption, bars=bars)


def _coverage(t: Trend) -> Iterator[Block]:
    """Say of each day who could have been heard; a day of which nobody was has no figure, and is named."""
    rows: tuple[tuple[Words, Callable[[DayLine], int]], ...] = (
        (say("Reports of its incidents"), lambda d: sum(n for _, n in d.reporting)),
        (say("Sources"), lambda d: len(d.reporting)),
        (say("Incidents withheld until the agreed delay is over"), lambda d: d.withheld),
    )
    found = ((name, *(count(d) if d.heard else None for d in t.days)) for name, count in rows)
    yield _across(t, found, say("Who could have been heard on each day."))
    yield Note(say("Coverage: as these sources reported; no post or patrol is on record."))
    for gap in (NO_DATA, WITHHELD):
        mine = [ShortDay.of(d.day) for d in t.days if d.gap == gap]
        if mine:
            yield Note(say("{days}: {gap}.", days=listed(say("{day}", day=d) for d in mine), gap=gap))


def _published(t: Trend) -> Iterator[Block]:
    found: dict[str, list[Series]] = {}
    for s in by_side(t):
        found.setdefault(str(s.unit), []).append(s)
    for alike in found.values():
        yield _table(t, alike, say("Each row is one side’s own count. A dash: none was published."))
    if not found:
        yield Paragraph(say("No side's count of this week is in the record. That is not a count of zero."))
    yield _rests(t, say("Coverage: as the sides published; what they could have seen is not known."))


def _cases(t: Trend) -> Iterator[Block]:
    if t.pairs:
        yield _table(t, by_pair(t), say("Allegations by the day on which they were made."))
    else:
        yield Paragraph(say("No allegation that may be shown was made in this week."))
    held = sum(d.made_withheld for d in t.days)
    if held:
        yield Paragraph(say("Withheld until the agreed delay is over: {n} allegations.", n=held))
    outcomes = by_outcome(t)
    if outcomes:
        yield _table(
            t, outcomes, say("Determinations that stand, by outcome, on the day on which they were made.")
        )
    else:
        yield Paragraph(say("Nothing that may be shown was determined in this week."))
    yield _rests(t, say("Coverage: every allegation in the record that may be published."))


def _rests(t: Trend, *coverage: Words) -> Note:
    return Note(Line((*ground_words(Ground(t.log, t.size, METHOD)), *coverage)))


def figures(t: Trend) -> Table:
    """Set every figure of every day on its row; no data is empty."""
    return rows_of(
        (f, ground_of(t, t.days[n].day, coverage_of(f.section, t.days[n].reporting)))
        for s in series(t)
        for n, f in enumerate(s.values)
    )


def spoken(t: Trend) -> Iterator[Words]:
    """Say a week for radio and SMS: each series day by day, `-` for no data."""
    yield say("Week {week}, {size} entries, Monday to Sunday.", week=str(t.week), size=t.size)
    for s in (*by_status(t), *by_pair(t), *by_outcome(t), *by_side(t)):
        yield say("{name}: {told}.", name=s.name, told=_days(s.values))


def _days(values: Iterable[Figure]) -> Words | str:
    return listed(say("{n}", n="-" if f.value is None else f.value) for f in values)
