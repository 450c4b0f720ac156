"""The flash notice: one page, or a text for radio, on what was reported and is not determined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.bulletins.as_geojson import Feature
from holdfire.bulletins.data import GROUND
from holdfire.bulletins.document import Column, Document, Ground, Note, Pairs, Paragraph, Table
from holdfire.bulletins.model import METHOD
from holdfire.bulletins.paper import Paper
from holdfire.words import Words, listed, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from holdfire.bulletins.as_geojson import Spot
    from holdfire.bulletins.document import Cell
    from holdfire.bulletins.model import Said
    from holdfire.reports.model import Toll

MESSAGES = 3
MEMBERS_ONLY = say("FOR MEMBERS ONLY.")
FACTS = (
    Column("fact", key="fact", meaning=say("what is said"), tag="#indicator+name"),
    Column("said", key="said", meaning=say("as reported, not determined"), tag="#description"),
    Column("entries", key="entries", meaning=say("the entries that it rests on"), tag="#meta+entries"),
    *GROUND,
)


@dataclass(frozen=True, slots=True)
class Flash:
    """What is known at once of an alert or incident, at the precision that may be published.

    `by` says who raised or told it, `stands` how it stands, `called` and `asked` who was called and asked to stop;
    `unknown` are the questions that nothing in the record answers yet. For `members_only` it is no publication.
    """

    id: str
    day: dt.date
    mechanism: str
    exercise: bool
    log: str
    size: int
    root: str
    cutoff: dt.datetime
    what: tuple[str, ...]
    by: Words
    accused: Said | None
    where: Said | None
    spot: Spot | None
    precision: str
    since: dt.datetime | None
    stands: Words
    cases: tuple[str, ...]
    killed: Toll | None
    called: Words | str
    asked: Words | str
    unknown: tuple[Words, ...]
    entries: tuple[int, ...]
    members_only: bool


def paper(f: Flash) -> Paper:
    """Make a notice ready to be set."""
    found = _facts(f)
    only = Document(title(f), (found,), _ground(f), f.exercise)
    feature = Feature(
        f.id, f.spot, {"what": listed(f.what), "where": f.where, "since": f.since, "stands": f.stands}
    )
    about: dict[str, Cell] = {"precision": f.precision, "status": say("reported, not determined")}
    return Paper(document(f), found, only, tuple(spoken(f)), MESSAGES, (feature,), about)


def title(f: Flash) -> Words:
    """Say whose notice it is, and of what."""
    return say("{mechanism}: flash notice, {id}", mechanism=f.mechanism, id=f.id)


def _ground(f: Flash) -> Ground:
    return Ground(f.log, f.size, METHOD, f.cutoff, f.root)


def document(f: Flash) -> Document:
    """Make the document of a notice: one page."""
    blocks = (
        *(
            (Note(say("For members only. This is not a publication: pass it to nobody else."), "warning"),)
            if f.members_only
            else ()
        ),
        Paragraph(
            say(
                "This is what was reported, and no finding: whether it happened, and who did it, is for the members"
                " to determine."
            )
        ),
        Pairs(tuple(facts(f))),
        Note(say("Coverage: the record alone, as it was at the cut-off.")),
    )
    return Document(title(f), blocks, _ground(f), f.exercise)


def facts(f: Flash) -> Iterator[tuple[Words, Cell]]:
    """Yield what is said, each with its label; a dash where nothing is."""
    yield say("Reported"), listed(f.what) or None
    yield say("By"), f.by
    yield say("Where"), _where(f)
    yield say("Since"), f.since
    yield say("Against, as it is alleged"), f.accused
    yield say("How it stands"), f.stands
    yield say("Killed, as reported"), _killed(f.killed)
    yield say("Called"), f.called or None
    yield say("Asked to stop"), f.asked or None
    yield say("Heard in"), listed(f.cases) or None
    yield say("Not known"), listed(f.unknown) or None
    yield say("Entries"), listed(map(str, f.entries))


def _where(f: Flash) -> Cell:
    if f.where is None:
        return None
    precision = say("area") if f.precision == "area" else f.precision
    return say("{where} ({precision})", where=f.where, precision=precision)


def _killed(toll: Toll | None) -> Cell:
    if toll is None or toll.low == toll.high:
        return toll and toll.best
    return say("{low}–{high} (best {best})", low=toll.low, high=toll.high, best=toll.best)


def _facts(f: Flash) -> Table:
    ground = (
        f.day,
        say("{log} at {size} entries", log=f.log, size=str(f.size)),
        say("the record alone"),
        METHOD,
        say("yes") if f.exercise else say("no"),
    )
    entries = " ".join(map(str, f.entries))
    return Table(FACTS, tuple((label, said, entries, *ground) for label, said in facts(f)), say("facts"))


def spoken(f: Flash) -> Iterator[Words]:
    """Say a notice for radio and SMS, the weightiest first."""
    if f.members_only:
        yield MEMBERS_ONLY
    what = listed(f.what) or say("an act of a sort not said")
    yield say("Flash {id}: {what}, reported, not determined.", id=f.id, what=what)
    yield say("Where: {where}.", where=f.where or say("not known"))
    yield say("Since: {since}.", since=f.since or say("not known"))
    yield say("By: {by}.", by=f.by)
    if f.called:
        yield say("Called: {told}.", told=f.called)
    yield say("Now: {stands}.", stands=f.stands)
    if f.unknown:
        yield say("Not known: {told}.", told=listed(f.unknown))
