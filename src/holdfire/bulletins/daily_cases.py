"""The parts of a daily bulletin on what was alleged, on alerts, on what is to follow, and on what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.words import ANSWERS, QUESTIONS
from holdfire.bulletins.document import Column, Heading, Line, Note, Paragraph, Table
from holdfire.bulletins.figures import name_of, of_pair
from holdfire.bulletins.model import RECORD
from holdfire.bulletins.words import FOLLOWED, OUTCOME, REPLY, STAND
from holdfire.casework.words import ALERT_STATES, CODES, TRACKS, WHY
from holdfire.words import listed, say, say_n

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfire.bulletins.document import Block, Cell, Row
    from holdfire.bulletins.model import (
        AlertLine,
        Alleged,
        Bulletin,
        Due,
        Erratum,
        Figure,
        Pair,
        Position,
        Said,
    )
    from holdfire.words import Words


def alleged(b: Bulletin) -> Iterator[Block]:
    """Set each pair's block: its frame of figures, members' positions, then its allegations one by one."""
    if b.alleged_withheld:
        yield Paragraph(
            say("Withheld until the agreed delay is over: {n} allegations.", n=b.alleged_withheld)
        )
    if not b.pairs:
        yield Paragraph(
            say(
                "No allegation that may be shown was made on this day, or about what began or fell due on it."
            )
        )
        return
    yield Paragraph(
        say(
            "Allegations that were made on this day, or about what began or fell due on it. Silence is neither yes"
            " nor no, and confirms nothing."
        )
    )
    for pair in b.pairs:
        yield from _pair(b, pair)


def _pair(b: Bulletin, pair: Pair) -> Iterator[Block]:
    found = list(of_pair(b, pair))
    yield Heading(name_of(pair), 2)
    plain = [f for f in found if f.section in ("allegations", "replies", "determinations")]
    columns = (Column(say("What")), Column(say("Allegations"), numeric=True), Column(say("Entries")))
    rows = tuple((f.status, f.value, _those(f.rests)) for f in plain)
    yield Table(columns, rows, say("The same allegations, by what was replied and by what came of them."))
    yield _stands(b, found)
    share = next((f for f in found if f.section == "exemption share"), None)
    yield Paragraph(_share(share))
    if pair.alleged:
        yield _each(b, pair)
    for a in pair.alleged:
        yield from _dissents(b, a)


def _stands(b: Bulletin, found: Iterable[Figure]) -> Table:
    by_stand: dict[Said, list[Cell]] = {}
    for f in found:
        if f.section == "positions":
            by_stand.setdefault(f.status, []).append(f.value)
    rows = tuple((stand, *values) for stand, values in by_stand.items())
    columns = (Column(say("Position")), *(Column(b.name(m), numeric=True) for m in b.members))
    caption = say(
        "Where members stand on whether the accused breached the term, counted in allegations. Their answers to the"
        " four questions stand in the cases."
    )
    return Table(columns, rows, caption)


def _share(f: Figure | None) -> Words:
    if f is None or f.value is None:
        return say("Found exempt, of those determined: none is determined yet.")
    return say("Found exempt, of those determined: {n} per cent ({told}).", n=f.value, told=f.note)


def _those(rests: Iterable[str]) -> Cell:
    return listed(rests) or None


def _each(b: Bulletin, pair: Pair) -> Table:
    columns = (
        Column(say("Allegation")),
        Column(say("Who against whom")),
        Column(say("About")),
        Column(say("Made on")),
        Column(say("Reply")),
        Column(say("Members")),
        Column(say("How it stands")),
        Column(say("Entries")),
    )
    rows = tuple(_row(b, a) for a in pair.alleged)
    return Table(columns, rows, say("The allegations, one by one."))


def _row(b: Bulletin, a: Alleged) -> Row:
    return (
        str(a.entry),
        say(
            "{claimant} against {accused}",
            claimant=b.name(a.claimant) if a.claimant else RECORD,
            accused=b.name(a.accused),
        ),
        _about(a),
        a.made,
        REPLY[a.reply],
        listed(_position(b, p) for p in a.positions) or None,
        standing(b, a),
        listed(map(str, a.acts)),
    )


def _about(a: Alleged) -> Said:
    what: Said = a.incident
    if a.basis == "omission":
        what = say("a thing owed and not done")
    elif a.basis == "denial":
        what = say("access denied")
    return say("{what}, term {term}", what=what, term=a.term)


def _position(b: Bulletin, p: Position) -> Words:
    member = b.name(p.member)
    if p.question:
        asked = QUESTIONS[p.question]
        return say("{member}: {stand} ({question})", member=member, stand=STAND[p.stand], question=asked)
    return say("{member}: {stand}", member=member, stand=STAND[p.stand])


def standing(b: Bulletin, a: Alleged) -> Words:
    """Say how an allegation stands: outcome, the question in dispute or open, and why, or who denied access."""
    said = OUTCOME[a.outcome]
    if a.track:
        known = {str(k): v for k, v in TRACKS.items()}
        return say("{outcome}, track: {track}", outcome=said, track=known[a.track])
    if a.question:
        said = say("{outcome}: {question}", outcome=said, question=QUESTIONS[a.question])
    if a.denied_by:
        by = listed(b.name(x) for x in a.denied_by)
        return say("{outcome}, access denied by {names}", outcome=said, names=by)
    return say("{outcome}, {why}", outcome=said, why=WHY[a.why]) if a.why else said


def _dissents(b: Bulletin, a: Alleged) -> Iterator[Paragraph]:
    for d in a.dissents:
        yield Paragraph(
            say(
                "Allegation {entry}: dissent of {member} on “{question}”: {answer}. {reason}",
                entry=str(a.entry),
                member=b.name(d.member),
                question=QUESTIONS.get(d.question, d.question),
                answer=ANSWERS.get(d.answer, d.answer),
                reason=d.reason,
            )
        )


def alerts(b: Bulletin) -> Iterator[Block]:
    """Set the alerts of the day, with what was tried before anybody returned fire."""
    if b.alerts_withheld:
        yield Paragraph(say("Withheld until the agreed delay is over: {n} alerts.", n=b.alerts_withheld))
    if not b.alerts:
        yield Paragraph(say("No alert that may be shown was raised on this day."))
        return
    columns = (
        Column(say("Alert")),
        Column(say("Raised by")),
        Column(say("Against, as it says")),
        Column(say("Where")),
        Column(say("How it stands")),
        Column(say("Called")),
        Column(say("Asked to stop")),
        Column(say("Before fire was returned")),
        Column(say("Entries")),
    )
    caption = say("Each alert as those say who raised it: nothing in it is determined.")
    yield Table(columns, tuple(_alert(b, a) for a in b.alerts), caption)


def _alert(b: Bulletin, a: AlertLine) -> Row:
    return (
        a.id,
        b.name(a.by),
        b.name(a.accused),
        a.area or None,
        ALERT_STATES[a.state],
        called(b, a) or None,
        listed(b.name(x) for x in a.asked) or None,
        listed(_tried(b, *t) for t in a.tried) or None,
        listed(map(str, a.acts)),
    )


def called(b: Bulletin, a: AlertLine) -> Words | str:
    """Say who was called, and whether anybody answered."""
    return listed(
        say("{who}: answered", who=b.name(c.to)) if c.answered else say("{who}: no answer", who=b.name(c.to))
        for c in a.called
    )


def _tried(b: Bulletin, by: str, calls: int, asked: int) -> Words:
    return say(
        "{who} fired back after {calls}, {asked}",
        who=b.name(by),
        calls=say_n("{n} call", "{n} calls", calls),
        asked=say_n("{n} request to stop", "{n} requests to stop", asked),
    )


def dues(b: Bulletin) -> Iterator[Block]:
    """Set the responses: what is due, what was blocked and by whom."""
    if not b.dues:
        yield Paragraph(say("No response belongs to these allegations, or fell due on this day."))
        return
    columns = (
        Column(say("Response")),
        Column(say("Case")),
        Column(say("Sort")),
        Column(say("Who is to do it")),
        Column(say("By")),
        Column(say("How it stands")),
        Column(say("Blocked by")),
        Column(say("Entries")),
    )
    yield Table(columns, tuple(_due(b, d) for d in b.dues))


def _due(b: Bulletin, d: Due) -> Row:
    return (
        str(d.entry),
        d.case,
        CODES[d.measure],
        b.name(d.to),
        d.due,
        FOLLOWED[d.step],
        listed(b.name(x) for x in d.blocked_by) or None,
        listed(map(str, d.acts)),
    )


def corrects(b: Bulletin) -> Iterator[Note]:
    """Say first of all that figures were published otherwise before, if some were."""
    n = len(b.changed.errata) if b.changed and b.changed.comparable else 0
    if n and b.changed:
        words = say_n(
            "Errata: {n} figure is not what entry {entry} published before. See the end, with what it was.",
            "Errata: {n} figures are not what entry {entry} published before. See the end, with what they were.",
            n,
            entry=str(b.changed.entry),
        )
        yield Note(words, "warning")


def changed(b: Bulletin) -> Iterator[Block]:
    """Set the errata: figures that an earlier publication of the day gave otherwise."""
    c = b.changed
    if c is None:
        yield Paragraph(say("This day was not published before."))
        return
    before = say("Published before by entry {entry}, with {size} entries.", entry=str(c.entry), size=c.size)
    if not c.comparable:
        yield Paragraph(Line((before, say("Another method made it, so that its figures are not compared."))))
        return
    if not c.errata:
        yield Paragraph(Line((before, say("No figure of it changed."))))
        return
    yield Paragraph(before)
    columns = (
        Column(say("Figure")),
        Column(say("Unit")),
        Column(say("Was"), numeric=True),
        Column(say("Is"), numeric=True),
        Column(say("Changed by entries")),
    )
    caption = say("A dash means that no figure was given. Where no entry is named, time alone changed it.")
    yield Table(columns, tuple(_erratum(e) for e in c.errata), caption)


def _erratum(e: Erratum) -> Row:
    f = e.figure
    told = listed(x for x in (f.item, f.area, f.status) if x)
    return told, f.unit, e.was, e.now, _those(map(str, e.entries))
