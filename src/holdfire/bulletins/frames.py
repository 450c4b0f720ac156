"""What several papers show, in the one frame that is the same for every member and party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.taxonomy import taxonomy
from holdfire.agreement.words import OUTCOMES, STEPS
from holdfire.bulletins.document import Column, Document, Line, Note, Pairs, Paragraph, Table
from holdfire.casework.words import CODES, STATES, said_in, told
from holdfire.words import Name, Words, listed, say, say_n, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from holdfire.agreement.model import Term
    from holdfire.agreement.model_rules import Rung, Trigger
    from holdfire.bulletins.docket import Docket, Heard
    from holdfire.bulletins.document import Block, Cell, Row, Text
    from holdfire.casework import acts
    from holdfire.casework.clocks import Clock
    from holdfire.casework.model import Case, Done
    from holdfire.linking.repo import Filed

NOT_HELD = say("not held here")
MEMBERS_ONLY = say("CONFIDENTIAL: for members only")


def paper(docket: Docket, title: Text, blocks: Iterable[Block], to: str = "") -> Document:
    """Make a paper for the members, or for them and one actor: marked, and saying when its clocks were read."""
    mark = say("CONFIDENTIAL: for members and {name}", name=docket.name(to)) if to else MEMBERS_ONLY
    read = Note(
        say(
            "{mechanism}. Clocks as they stood on {now}. This paper is no publication.",
            mechanism=docket.mechanism,
            now=docket.moment(docket.now),
        )
    )
    return Document(title, (read, *blocks), docket.ground, docket.agreement.exercise, mark)


def entry(index: int) -> str:
    """Write an entry's number as one has to copy it."""
    return f"#{index}"


def entries(found: Iterable[int]) -> Cell:
    """Write several entries' numbers; none is no figure."""
    return listed(entry(n) for n in found) or None


def exactly(text: str) -> Cell:
    """Give somebody's words as they are; empty ones are none."""
    return text or None


def names(docket: Docket, actors: Iterable[str]) -> Cell:
    """Name several actors."""
    return listed(docket.name(a) for a in actors) or None


def table(columns: Sequence[Column], rows: Iterable[Row], none: Words, caption: Text = "") -> Block:
    """Make a table, or say that there is nothing to put into it."""
    found = tuple(rows)
    return Table(tuple(columns), found, caption) if found else Paragraph(none)


def columns(*heads: Words) -> list[Column]:
    """Make columns of these heads."""
    return [Column(head) for head in heads]


def absent(n: int) -> Iterator[Note]:
    """Say that values are not held here, if some are not."""
    if n:
        yield Note(
            say_n(
                "{n} value is not held here: it was erased, or never opened to this holder. What it said is not told.",
                "{n} values are not held here: they were erased, or never opened to this holder. What they said is not"
                " told.",
                n,
            ),
            "warning",
        )


def absent_of(case: Case, *done: Done) -> Iterator[Note]:
    """Say, of these acts or of a whole case, how many values are not held here."""
    return absent(sum(d.absent for d in done) if done else case.absent)


def known(done: Done, field: str) -> bool:
    """Tell whether a field says what its author said.

    A value that is not held here reads as its form's default, so in an act that lacks some a default says nothing.
    """
    body = done.body
    return not done.absent or getattr(body, field) != getattr(type(body)(), field)


def code(done: Done, field: str) -> Words:
    """Give a field's code in words, unless it is not held here."""
    return CODES[str(getattr(done.body, field))] if known(done, field) else NOT_HELD


def by(docket: Docket, done: Done) -> Words | str:
    """Say whose act it is: an actor's, or the clock's."""
    return docket.name(done.actor) if done.actor and done.kind != "overdue" else say("the clock")


def told_in(docket: Docket, done: Done) -> Text:
    """Tell what an act says, field by field, in the reader's own hours."""
    parts = [
        say("{label}: {words}", label=label, words=words)
        for label, words in told(done.kind, said_in(done), docket.name, docket.moment)
    ]
    parts += [not_held(done.absent)] if done.absent else []
    return together(parts) if parts else say("nothing more")


def not_held(n: int) -> Words:
    """Say shortly how many values are not held here."""
    return say_n("{n} value not held here", "{n} values not held here", n)


def alleged(docket: Docket, heard: Heard, allegation: Done) -> Pairs:
    """Say who alleges what of whom, since when, in whose words."""
    said = heard.case.alleged(allegation.entry)
    brief = heard.briefs[allegation.entry]
    return Pairs(
        (
            (say("Entry of the allegation"), entry(allegation.entry)),
            (say("Alleged by"), by(docket, allegation)),
            (say("Alleged on"), docket.moment(allegation.at)),
            (say("Accused"), docket.accused(said.accused)),
            (say("Alleged to be"), code(allegation, "nature")),
            (say("Rests on"), code(allegation, "basis")),
            (say("Gravity"), code(allegation, "gravity")),
            (say("In the claimant’s words"), exactly(said.reason)),
            (say("How far it is"), brief.status),
        )
    )


def term(heard: Heard, allegation: int) -> Iterator[Block]:
    """Give the term in its own words, with its exceptions."""
    found = heard.term(allegation)
    if found is None:
        yield Paragraph(
            say(
                "Term {term}, whose words are not held here.", term=heard.case.alleged(allegation).term or "–"
            )
        )
        return
    titles = {i.id: i.title for i in heard.agreement.instruments}
    yield Pairs(
        (
            (say("Text"), titles.get(found.instrument, found.instrument)),
            (say("Clause"), exactly(found.clause)),
            (say("It says"), found.text),
            *(((say("Owed by"), found.due),) if found.due else ()),
            (say("Exceptions"), _exceptions(found)),
        )
    )


def _exceptions(found: Term) -> Cell:
    said = [Words("{text}", {"text": e.words}) for e in found.exceptions]
    return together(said) if said else say("none")


def incident(docket: Docket, heard: Heard, allegation: int) -> Iterator[Block]:
    """Say what is reported to have happened, as members may see it; nobody who reported it is named."""
    said, found = heard.case.alleged(allegation), heard.incident(allegation)
    if said.basis != "incident":
        yield Paragraph(
            say("No incident: access was denied.")
            if said.basis == "denial"
            else say("No incident: a thing owed was not done by its date.")
        )
        return
    if found is None:
        yield Note(
            say(
                "Incident {incident} is not known under this name at this cut-off: it was joined with another, or its"
                " reports are not held here.",
                incident=said.incident or "–",
            ),
            "warning",
        )
        return
    yield Pairs(_incident(docket, found))
    yield Note(
        say(
            "As members may see it. Reported is not attributed, and who reported it is not named here. It may be"
            " published no more exactly, and no sooner, than the agreement allows."
        )
    )


def _incident(docket: Docket, i: Filed) -> tuple[tuple[Text, Cell], ...]:
    types = listed(Name.of(taxonomy()[t].names) if t in taxonomy() else t for t, _ in i.types)
    return (
        (say("Incident"), i.id),
        (say("When"), _when(docket, i)),
        (say("Where"), place(i)),
        (say("What"), types or None),
        (say("Killed, as reported"), _killed(i)),
        (say("Origins"), i.origins),
        (say("Sources"), i.sources),
    )


def _when(docket: Docket, i: Filed) -> Cell:
    if i.when is None:
        return None
    start, end = docket.moment(i.when.start), docket.moment(i.when.end)
    said = say("from {start} to {end}", start=start, end=end)
    return said if i.times_agree else Line((said, say("(the reports’ times do not agree)")))


def place(i: Filed) -> Words | str | None:
    """Say where an incident was: place, area, and how exactly it is known."""
    where = listed(x for x in (i.place, i.within) if x)
    if i.radius_km is None:
        return where or None
    near = say("known to within {n} km", n=i.radius_km)
    return say("{place} ({words})", place=where, words=near) if where else near


def _killed(i: Filed) -> Cell:
    toll = i.killed
    if toll is None or toll.low == toll.high:
        return toll and toll.best
    return say("{low}–{high} (best {best})", low=toll.low, high=toll.high, best=toll.best)


CLOCK_COLUMNS = (say("Case or alert"), say("What is due"), say("Of whom"), say("Due"), say("How it stands"))


def clock_rows(docket: Docket, found: Iterable[tuple[str, Clock]]) -> Iterator[Row]:
    """Set clocks in rows under `CLOCK_COLUMNS`."""
    for where, clock in found:
        whom = docket.accused(clock.whom) if clock.whom else say("any member")
        about = say("{step} ({entry})", step=STEPS[clock.step], entry=entry(clock.about))
        yield (where, about, whom, docket.moment(clock.due), STATES[clock.state(docket.now)])


def running(docket: Docket) -> list[tuple[str, Clock]]:
    """Give every clock of a duty that is not yet met, soonest due first.

    That an alert is to stay quiet is nobody's duty, so it is not among them.
    """
    found = [(h.case.id, c) for h in docket.cases for c in h.clocks]
    found += [(a.alert.id, c) for a in docket.alarms for c in a.clocks if c.step != "quiet"]
    return sorted((x for x in found if x[1].done is None), key=lambda x: (x[1].due, x[0], x[1]))


def overdue(docket: Docket) -> list[tuple[str, Clock]]:
    """Give the clocks that have run out with nothing done, the longest overdue first."""
    return [(where, c) for where, c in running(docket) if c.is_overdue(docket.now)]


DISSENT_COLUMNS = (say("Member"), say("Question"), say("Answer"), say("Reason"), say("Entry"))


def dissent_rows(docket: Docket, found: acts.Determination) -> Iterator[Row]:
    """Set a determination's dissents in rows under `DISSENT_COLUMNS`."""
    for x in found.dissents:
        yield (docket.name(x.member), CODES[x.question], CODES[x.answer], exactly(x.reason), entry(x.entry))


def outcome(found: acts.Determination) -> Words:
    """Say an outcome, naming the question in dispute or open."""
    said = OUTCOMES[found.outcome]
    if not found.question:
        return said
    return say("{outcome} (in dispute or open: {question})", outcome=said, question=CODES[found.question])


def response_state(case: Case, response: int) -> tuple[Words, list[Done]]:
    """Say how a response stands, and give what became of it."""
    found = case.of("follow-up", about=response)
    return (code(found[-1], "step") if found else say("proposed")), found


def trigger(found: Trigger) -> Words:
    """Say what takes a case up the ladder."""
    if found.what == "overdue":
        return say("overdue: {step}", step=STEPS[found.step])
    if found.what == "repeated":
        return say("alleged {n} times within {days} days", n=found.n, days=found.within.days)
    if found.what == "deaths":
        return say("{n} or more killed, by the best estimate", n=found.n)
    return CODES["contested"] if found.what == "contested" else say("access was denied")


def rung(heard: Heard, n: int) -> str:
    """Say to whom a rung of the ladder leads."""
    ladder: Sequence[Rung] = heard.agreement.rules.escalation
    return ladder[n - 1].to if 0 < n <= len(ladder) else "–"
