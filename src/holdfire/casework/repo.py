"""Cases and what belongs to them: tables and reads."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Row, select
from sqlalchemy import Index as SqlIndex

from holdfire.agreement.words import OUTCOMES
from holdfire.casework.model import Assessment
from holdfire.db.schema import Index, Key, Micros, projected, span, standing
from holdfire.words import Words, say

act = projected(
    "act",
    Column("entry", Index, primary_key=True),
    Column("case", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("actor", Key, nullable=False),
    Column("held", Key, nullable=False),
    Column("head", Index),
    Column("refused", Key, nullable=False),
    Column("at", Micros, nullable=False),
    Column("absent", Index, nullable=False),
    *span(),
    SqlIndex("act_case", "case"),
)
allegation = projected(
    "allegation",
    Column("entry", Index, primary_key=True),
    Column("case", Key, nullable=False),
    Column("incident", Key, nullable=False),
    Column("term", Key, nullable=False),
    Column("accused", Key, nullable=False),
    Column("claimant", Key, nullable=False),
    Column("reason", Key, nullable=False),
    Column("gravity", Key, nullable=False),
    *span(),
    SqlIndex("allegation_incident", "incident"),
)
assessment = projected(
    "assessment",
    Column("entry", Index, primary_key=True),
    Column("case", Key, nullable=False),
    Column("member", Key, nullable=False),
    Column("answers", Key, nullable=False),
    Column("reasons", Key, nullable=False),
    *span(),
    SqlIndex("assessment_case", "case"),
)
determination = projected(
    "determination",
    Column("entry", Index, primary_key=True),
    Column("case", Key, nullable=False),
    Column("outcome", Key, nullable=False),
    Column("question", Key, nullable=False),
    Column("joint", Key, nullable=False),
    Column("dissents", Key, nullable=False),
    *span(),
    SqlIndex("determination_case", "case"),
)


class Act(NamedTuple):
    """One signed act in a case; `held` says who holds the key it was signed with; `refused` why it does not count.

    `absent` of its values are not held here, having been erased or never opened to this holder.
    """

    entry: int
    case: str
    kind: str
    actor: str
    held: str
    head: int | None
    refused: str
    at: int
    absent: int


class Allegation(NamedTuple):
    """That an incident breached a term, by an actor or by `unknown`, as one actor says."""

    entry: int
    case: str
    incident: str
    term: str
    accused: str
    claimant: str
    reason: str
    gravity: str


class Determined(NamedTuple):
    """A determination as filed; `dissents` as `holdfire.casework.model.Dissent`, in plain values."""

    entry: int
    case: str
    outcome: str
    question: str
    joint: dict[str, str]
    dissents: list[dict[str, Any]]


class Case(NamedTuple):
    """A case as it stands: its allegation, the members' assessments that count, its determination, every act."""

    id: str
    opened: int
    allegation: Allegation
    assessments: tuple[Assessment, ...]
    determination: Determined | None
    acts: tuple[Act, ...]

    @property
    def head(self) -> int:
        """The entry of the last act that counts: what the next act must have seen."""
        return max(a.entry for a in self.acts if not a.refused)

    @property
    def absent(self) -> int:
        """How many values of its acts are not held here."""
        return sum(a.absent for a in self.acts)

    @property
    def status(self) -> Words:
        """Say in words how far the case is."""
        if self.determination:
            return OUTCOMES[self.determination.outcome]
        n = len(self.assessments)
        return say("assessed by {n}", n=n) if n else say("no assessments")


def case_id(first: int) -> str:
    """Name a case after the entry of its first allegation: `c17`."""
    return f"c{first}"


def cases(connection: Connection, at: int | None = None, incident: str = "") -> list[Case]:
    """Read every standing case, or those about one incident, by the order of the log."""
    query = select(allegation).where(standing(allegation, at))
    if incident:
        query = query.where(allegation.c.incident == incident)
    found = [Allegation(*row[:8]) for row in connection.execute(query.order_by(allegation.c.entry))]
    return _filled(connection, found, at)


def case(connection: Connection, wanted: str, at: int | None = None) -> Case | None:
    """Read one case."""
    query = select(allegation).where(standing(allegation, at) & (allegation.c.case == wanted))
    found = [Allegation(*row[:8]) for row in connection.execute(query)]
    return next(iter(_filled(connection, found, at)), None)


def _filled(connection: Connection, found: list[Allegation], at: int | None) -> list[Case]:
    acts = _grouped(connection, act, at)
    assessed = _grouped(connection, assessment, at)
    determined = _grouped(connection, determination, at)
    out = []
    for a in found:
        mine = tuple(Act(*tuple(row)[:9]) for row in acts.get(a.case, []))
        final = determined.get(a.case, [])
        out.append(
            Case(
                a.case,
                next(m.at for m in mine if m.entry == a.entry),
                a,
                tuple(_assessment(r) for r in assessed.get(a.case, [])),
                _determined(final[-1]) if final else None,
                mine,
            )
        )
    return out


def _grouped(connection: Connection, table: Any, at: int | None) -> dict[str, list[Row[Any]]]:
    out: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(table).where(standing(table, at)).order_by(table.c.entry)):
        out.setdefault(row.case, []).append(row)
    return out


def _assessment(row: Row[Any]) -> Assessment:
    return Assessment(row.member, json.loads(row.answers), json.loads(row.reasons), row.entry)


def _determined(row: Row[Any]) -> Determined:
    return Determined(
        row.entry, row.case, row.outcome, row.question, json.loads(row.joint), json.loads(row.dissents)
    )


def refusal(connection: Connection, entry: int) -> str:
    """Say why an act does not count; empty if it does."""
    return str(connection.execute(select(act.c.refused).where(act.c.entry == entry)).scalar() or "")
