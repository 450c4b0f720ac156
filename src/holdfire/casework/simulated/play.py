"""Invented cases under a real agreement: who sits when, who can be accused, and acts played in memory. Pure.

Every act is asked `rules.objection`, as an act in a book is. Nothing here comes from a book or goes into one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.deciding import panel_at
from holdfire.agreement.outcomes import QUESTIONS
from holdfire.agreement.when import by_id, first_instant, side_at, status_at
from holdfire.casework import acts, parties
from holdfire.casework.model import UNKNOWN, Case, Done, Evidence
from holdfire.casework.rules import Attempt, objection
from holdfire.casework.world import MICROSECOND, World
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from holdfire.agreement.model import Agreement, Term
    from holdfire.agreement.model_rules import Gravity, Member, Question
    from holdfire.errors import HoldfireError

DAY = dt.timedelta(days=1) // MICROSECOND
BEST = Evidence(claims=99, origins=99, kinds=9, monitors=True)
"""More evidence than any bar asks for; a joint visit comes on top of it."""
INVENTED = "An invented case."


class Sitting(NamedTuple):
    """A panel, and the agreement as if that panel sat for ever, from the first day on which it does."""

    day: dt.date
    panel: tuple[Member, ...]
    agreement: Agreement


class Accused(NamedTuple):
    """Whom an invented allegation accuses, the side that it is on, the members who have an interest in it."""

    actor: str
    side: str | None
    interested: frozenset[str]
    term: str


def sittings(agreement: Agreement) -> list[Sitting]:
    """Give every panel that ever sits from the day on which the first text came into force, oldest first.

    Where none has such a day, from that on which the first was signed, or else drafted, or a member began.
    """
    turns = {d for m in agreement.rules.members for d in (m.since, m.until) if d}
    first = _first_day(agreement)
    found: list[Sitting] = []
    for day in sorted({first, *(d for d in turns if d > first)}):
        sitting = sitting_on(agreement, day)
        if sitting.panel and _seats(sitting.panel) not in {_seats(s.panel) for s in found}:
            found.append(sitting)
    return found


def sitting_on(agreement: Agreement, day: dt.date) -> Sitting:
    """Give the panel of a day, which may be empty."""
    return Sitting(day, tuple(panel_at(agreement, day)), _for_ever(agreement, day))


def _first_day(agreement: Agreement) -> dt.date:
    for step in ("in_force", "signed", "drafted"):
        days: list[dt.date] = [d for text in agreement.instruments if (d := getattr(text, step))]
        if days:
            return min(days)
    return min((m.since for m in agreement.rules.members if m.since), default=dt.date(2000, 1, 1))


def _seats(panel: tuple[Member, ...]) -> frozenset[tuple[str, str, str | None]]:
    return frozenset((m.actor, m.role, m.backs) for m in panel)


def _for_ever(agreement: Agreement, day: dt.date) -> Agreement:
    """Let those who have a seat on a day keep it, so that a case is not heard by two panels."""
    seats = [m for m in agreement.rules.members if m in panel_at(agreement, day) or m.role == "observer"]
    lasting = tuple(m.model_copy(update={"since": None, "until": None}) for m in seats)
    rules = agreement.rules.model_copy(update={"members": lasting})
    return agreement.model_copy(update={"rules": rules})


def accusable(sitting: Sitting) -> list[Accused]:
    """Give whom an allegation could be against, but for those whose track is only recorded.

    They are whom a term binds that forbids, or else one that is owed, else parties, else whoever is on a side. Of
    those on one side in whom the same members have an interest, the first stands for all.
    """
    agreement, day = sitting.agreement, sitting.day
    forbidden = {actor for term in agreement.terms if term.mode == "forbidden" for actor in term.binds}
    owed = {actor for term in agreement.terms if term.mode == "owed" for actor in term.binds}
    party = {a.id for a in agreement.actors if status_at(a, day) in ("party", "adherent")}
    sided = {a.id for a in agreement.actors if side_at(agreement, a.id, day)}
    chosen = next((s for s in (forbidden, owed, party, sided) if s), set())
    found: dict[object, Accused] = {}
    for actor in (a.id for a in agreement.actors if a.id in chosen):
        term = term_for(agreement, actor, day)
        if term is None or parties.track(agreement, _alleged(actor), Evidence(), day) in _recorded(agreement):
            continue
        interested = frozenset(
            m.actor for m in sitting.panel if parties.has_interest(agreement, m, actor, day)
        )
        one = Accused(actor, side_at(agreement, actor, day), interested, term.id)
        found.setdefault(one[1:3], one)
    return list(found.values())


def _alleged(actor: str) -> acts.Allegation:
    return acts.Allegation(accused=actor)


def _recorded(agreement: Agreement) -> Collection[str]:
    return agreement.rules.tracks.recorded if agreement.rules.tracks else ()


def term_for(agreement: Agreement, actor: str, day: dt.date) -> Term | None:
    """Give a term that an actor can breach: one that forbids before one that is owed."""
    terms = [t for t in agreement.terms if t.mode != "allowed" and parties.is_bound(agreement, t, actor, day)]
    return min(terms, key=lambda t: t.mode != "forbidden", default=None)


@dataclass
class Play:
    """One invented case while it is played: its acts so far, the time (UTC microseconds), and who is away."""

    agreement: Agreement
    now: int
    evidence: Evidence = BEST
    away: frozenset[str] = frozenset()
    case: Case | None = None
    entry: int = field(default=0)

    @classmethod
    def opened(
        cls,
        sitting: Sitting,
        accused: Accused,
        gravity: Gravity,
        evidence: Evidence = BEST,
        nature: acts.Nature = "breach",
    ) -> Play:
        """Begin a case on the first day of a sitting, with an allegation by somebody on another side, if any."""
        play = cls(sitting.agreement, first_instant(sitting.agreement, sitting.day), evidence)
        said = acts.Allegation(
            incident="invented",
            term=accused.term,
            accused=accused.actor,
            nature=nature,
            reason=INVENTED,
            gravity=gravity,
        )
        refusal = play.do("allegation", _claimant(sitting, accused), said)
        assert refusal is None, refusal
        return play

    @property
    def world(self) -> World:
        """What the rules look at besides the case."""
        return World(self.agreement, self.now, self.away, lambda _said: self.evidence)

    @property
    def allegation(self) -> int:
        """The entry of the allegation."""
        assert self.case is not None
        return self.case.allegations[0].entry

    def do(
        self, kind: str, actor: str, body: acts.Body, about: int = 0, signers: tuple[str, ...] = ()
    ) -> HoldfireError | None:
        """Do an act, if the rules let it count; what they object, if not."""
        head = self.case.head if self.case else None
        attempt = Attempt(kind, actor, body, about, head, signers)
        found = objection(self.world, self.case, attempt)
        if found is None:
            self.put(kind, actor, body, about, signers)
        return found

    def put(
        self, kind: str, actor: str, body: acts.Body, about: int = 0, signers: tuple[str, ...] = ()
    ) -> int:
        """Lay an act to the case, or note who is away, unasked; its entry."""
        self.entry += 1
        if kind in acts.DESK:
            gone = self.away - {actor}
            self.away = gone | {actor} if kind == "walkout" else gone
            return self.entry
        head = self.case.head if self.case else None
        done = Done(
            self.entry,
            "invented",
            kind,
            actor,
            signers or (actor,),
            "member",
            self.now,
            head,
            about,
            "",
            0,
            body,
        )
        self.case = Case("invented", (*(self.case.acts if self.case else ()), done))
        return self.entry

    def assess(
        self,
        member: str,
        accused: Accused,
        answers: Mapping[Question, acts.Answer],
        confidence: int = 100,
    ) -> HoldfireError | None:
        """Have a member answer, with an invented reason; it declares its interest, and meets the agreed test."""
        rule = self.agreement.rules.exemption
        body = acts.Assessment(
            answers={q: answers[q] for q in QUESTIONS},
            reasons={q: INVENTED for q in QUESTIONS if answers[q] != "cannot say"},
            interest=member in accused.interested,
            attribution=acts.Attribution(confidence=confidence) if answers["accused"] == "yes" else None,
            test=tuple("yes" for _ in rule.test) if rule and answers["exempt"] == "yes" else (),
        )
        return self.do("assessment", member, body, self.allegation)


def _claimant(sitting: Sitting, accused: Accused) -> str:
    """Choose who alleges: somebody on another side, else any other actor whom the agreement does not leave out."""
    agreement, day = sitting.agreement, sitting.day
    able = [
        a.id
        for a in agreement.actors
        if status_at(a, day) != "excluded" and a.id not in (accused.actor, UNKNOWN)
    ]
    sides = {a: side_at(agreement, a, day) for a in able}
    others = [a for a in able if sides[a] not in (None, accused.side)]
    return (others or able or [accused.actor])[0]


def called(agreement: Agreement, actors: Collection[str]) -> Words:
    """Write actors by their names."""
    known = by_id(agreement.actors)
    return say("{names}", names=", ".join(known[a].name if a in known else a for a in actors) or "–")
