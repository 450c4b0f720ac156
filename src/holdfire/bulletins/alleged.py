"""From a book at a cut-off to its allegations: who against whom, what was replied, where members stand, what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from holdfire.agreement.deciding import panel_at
from holdfire.agreement.outcomes import QUESTIONS
from holdfire.agreement.repo import current
from holdfire.agreement.when import by_id, day_of, side_at
from holdfire.bulletins.model import NOBODY, NOT_HELD, RECORD, Alleged, Dissent, Pair, Position
from holdfire.casework import parties, repo
from holdfire.casework.model import UNKNOWN, Evidence, assessment_of
from holdfire.casework.surroundings import evidence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Answer as JointAnswer
    from holdfire.agreement.model_rules import Question
    from holdfire.bulletins.model import Reply, Said
    from holdfire.casework import acts
    from holdfire.casework.clocks import Clock
    from holdfire.casework.model import Case, Done
    from holdfire.casework.repo import Brief

BREACH: Mapping[Question, JointAnswer] = {
    "happened": "yes",
    "covered": "yes",
    "exempt": "no",
    "accused": "yes",
}
"""The answers by which a member says that the accused breached the term."""


def alleged(
    connection: Connection,
    agreement: Agreement,
    at: int,
    now: int,
    wanted: Sequence[Brief],
    actors: Mapping[str, tuple[str, ...]],
) -> tuple[Alleged, ...]:
    """Gather allegations as they stood at a cut-off; `now` is its time, UTC microseconds.

    `actors` are whom the claims of incidents name, as far as these have been read.
    """
    names = {b.case for b in wanted}
    cases = {c.id: c for c in repo.cases(connection, at, names)}
    clocks = repo.clocks_in(connection, names, at)
    reader = _Reader(connection, agreement, at, now, actors)
    return tuple(reader.one(b, cases[b.case], clocks.get(b.case, [])) for b in wanted)


def position(said: Done | None, clock: Clock | None, now: int, member: str = "") -> Position:
    """Say where a member stands: "yes" where all of its answers make a breach, "no" where one speaks against it.

    That one is named: the first of the four. Otherwise it cannot say. Without an assessment it is silent once its
    deadline is past, and has no position yet before; silence is neither yes nor no.
    """
    if said is None:
        return Position(member, "silent" if clock and clock.is_overdue(now) else "not yet")
    answers = assessment_of(said).answers
    if said.absent and not answers:
        return Position(member, "not held", None, said.entry)
    for question in QUESTIONS:
        if answers.get(question, "cannot say") not in ("cannot say", BREACH[question]):
            return Position(member, "no", question, said.entry)
    sure = all(answers.get(q) == BREACH[q] for q in QUESTIONS)
    return Position(member, "yes" if sure else "cannot say", None, said.entry)


class _Reader:
    """Reads allegations of one book at one cut-off."""

    def __init__(
        self,
        connection: Connection,
        agreement: Agreement,
        at: int,
        now: int,
        actors: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.connection, self.agreement, self.at, self.now = connection, agreement, at, now
        self.actors, self.since = actors, current(connection, at).entry

    def one(self, b: Brief, case: Case, clocks: Sequence[Clock]) -> Alleged:
        mine = {(c.step, c.whom): c for c in clocks if c.about == b.entry}
        said, dissents = self._found(case, b)
        outcome, track = self._outcome(case, b)
        d = case.determination(b.entry)
        return Alleged(
            entry=b.entry,
            case=b.case,
            basis=b.basis,
            incident=b.incident,
            term=b.term,
            claimant=b.claimant,
            accused=b.accused,
            between=sides_of(self.agreement, b.claimant, b.accused, day_of(self.agreement, b.at)),
            made=day_of(self.agreement, b.at),
            reply=self._reply(case, b, mine.get(("reply", b.accused))),
            positions=tuple(self._positions(case, b, mine)),
            outcome=outcome,
            question=said.question or None if said else None,
            why=said.why if said else "",
            denied_by=said.denied_by if said else (),
            track=track,
            determined=b.determined,
            determined_on=day_of(self.agreement, d.at) if d else None,
            dissents=dissents,
            acts=tuple(_about(case, b.entry)),
        )

    def _reply(self, case: Case, b: Brief, clock: Clock | None) -> Reply:
        last = case.last("reply", about=b.entry)
        if last is None:
            return "none" if clock and clock.is_overdue(self.now) else "not yet"
        return "not held" if last.absent else cast("acts.Answered", last.body).answer

    def _positions(self, case: Case, b: Brief, clocks: Mapping[tuple[str, str], Clock]) -> Iterator[Position]:
        last = {a.actor: a for a in case.of("assessment", about=b.entry)}
        seated = [m.actor for m in panel_at(self.agreement, day_of(self.agreement, case.since(b.entry)))]
        for member in (*seated, *(m for m in sorted(last) if m not in seated)):
            yield position(last.get(member), clocks.get(("assess", member)), self.now, member)

    def _outcome(self, case: Case, b: Brief) -> tuple[str, str]:
        """Say what came of it; and on which track, where the rules only record what is heard on that."""
        if b.state in ("withdrawn", "reopened"):
            return b.state, ""
        if b.determined is not None:
            return b.outcome, ""
        rule = self.agreement.rules.tracks
        if rule and rule.recorded:
            said = case.alleged(b.entry)
            agreement = self._heard_under(case)
            track = parties.track(agreement, said, self._evidence(said), day_of(agreement, self.now))
            if track in rule.recorded:
                return "recorded", track
        return "open", ""

    def _heard_under(self, case: Case) -> Agreement:
        """Give the agreement as it stood when a case was opened; mostly it is the one that stands."""
        opened = case.counting[0].entry
        return self.agreement if self.since <= opened else current(self.connection, opened + 1).agreement

    def _evidence(self, said: acts.Allegation) -> Evidence:
        """Give what a track is told by: whom the claims name."""
        if said.incident in self.actors:
            return Evidence(actors=self.actors[said.incident])
        return evidence(self.connection, said, self.at)

    def _found(self, case: Case, b: Brief) -> tuple[acts.Determination | None, tuple[Dissent, ...]]:
        done = case.determination(b.entry)
        if done is None or b.state == "withdrawn":
            return None, ()
        said = cast("acts.Determination", done.body)
        dissents = (Dissent(d.member, d.question, d.answer, d.reason, d.entry) for d in said.dissents)
        return said, tuple(dissents)


def _about(case: Case, entry: int) -> Iterator[int]:
    """Yield the entries about an allegation: itself, what is about it, and what is about that."""
    known = {entry}
    for act in case.counting:
        if act.entry == entry or act.about in known:
            known.add(act.entry)
            yield act.entry


def in_pairs(agreement: Agreement, names: Mapping[str, str], found: Iterable[Alleged]) -> Iterator[Pair]:
    """Set allegations in pairs of claimant and accused: each pair of the agreement's sides in its order, then others.

    A pair of sides has its block even where nothing was alleged, so that every side's is there; where nothing at all
    was, there is none.
    """
    by: dict[tuple[str, str], list[Alleged]] = {}
    for a in found:
        by.setdefault(a.between, []).append(a)
    for x, y in pair_order(agreement, by):
        yield Pair(claiming(names, x), party(names, y), tuple(by.get((x, y), ())))


def pair_order(agreement: Agreement, found: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Order pairs: every pair of the agreement's sides in its order of sides, if there is any pair; then others."""
    sides = [s.id for s in agreement.sides]
    order = {name: n for n, name in enumerate((*sides, *by_id(agreement.actors), UNKNOWN, ""))}
    both = [(x, y) for x in sides for y in sides if x != y] if found else []
    others = set(found) - set(both)
    return [*both, *sorted(others, key=lambda p: [(order.get(x, len(order)), x) for x in p])]


def sides_of(agreement: Agreement, claimant: str, accused: str, day: dt.date) -> tuple[str, str]:
    """Give the sides that two actors were on, each itself where it was on none."""
    return side_at(agreement, claimant, day) or claimant, side_at(agreement, accused, day) or accused


def party(names: Mapping[str, str], actor: str) -> Said:
    """Name a side or an actor by its id; one who is not known, or not held here, is said so."""
    if actor in ("", UNKNOWN):
        return NOBODY if actor else NOT_HELD
    return names.get(actor, actor)


def claiming(names: Mapping[str, str], actor: str) -> Said:
    """Name who alleges: where nobody does, the record itself, as a date passed with nothing done."""
    return party(names, actor) if actor else RECORD
