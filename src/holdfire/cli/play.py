"""Plays the script of an exercise: what everybody does, act by act, each under its own key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from holdfire.casework import entries, repo
from holdfire.casework.acts import ABOUT, ALERT, DESK
from holdfire.casework.inputs import instant
from holdfire.casework.words import INSTANTS
from holdfire.cli.acts import enter
from holdfire.linking import repo as linking
from holdfire.record.encoding import EPOCH
from holdfire.record.keys import Role
from holdfire.reports import repo as reports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.book import Book
    from holdfire.record.keys import PrivateKey
    from holdfire.record.kinds import Draft

DIRECTIONS = frozenset(("at", "actor", "case", "act", "label", "about", "report", "signed"))
"""What in a line of the script is for whoever plays it; the rest are the form's fields."""


class Clock:
    """A clock that the script sets; UTC microseconds."""

    def __init__(self, start: dt.datetime) -> None:
        self.at = start

    def __call__(self) -> int:
        """Give the time that it shows."""
        return (self.at - EPOCH) // dt.timedelta(microseconds=1)


@dataclass
class Played:
    """What has been played so far: cases by the script's names, entries by its labels."""

    cases: dict[str, str] = field(default_factory=dict)
    labels: dict[tuple[str, str], int] = field(default_factory=dict)


def play(
    book: Book, clock: Clock, script: Sequence[Mapping[str, Any]], keys: Mapping[str, PrivateKey]
) -> Played:
    """Do every act of the script in the order of its time."""
    played = Played()
    for act in sorted(script, key=lambda a: a["at"]):
        clock.at = act["at"]
        _do(book, act, keys, played)
    return played


def _do(book: Book, act: Mapping[str, Any], keys: Mapping[str, PrivateKey], played: Played) -> None:
    if act["act"] == "overdue":
        assert book.keys is not None
        book.submit(lambda c: entries.overdue(c, book.clock()), book.keys.only(Role.INTAKE))
        return
    signers = [keys[name] for name in (act["actor"], *act.get("signed", ()))]
    index = enter(book, lambda c: _draft(c, book.clock(), act, played), *signers)
    name = act.get("case", "")
    if name and name not in played.cases:
        played.cases[name] = repo.alert_id(index) if act["act"] in ALERT else repo.case_id(index)
    if "label" in act:
        played.labels[name, act["label"]] = index


def _draft(connection: Connection, at: int, act: Mapping[str, Any], played: Played) -> list[Draft]:
    name, kind, actor = act.get("case", ""), act["act"], act["actor"]
    case = played.cases.get(name, "") if kind not in DESK else ""
    fields = {k: _timed(k, v) for k, v in act.items() if k not in DIRECTIONS}
    if "report" in act:
        incident = _incident(connection, act["report"])
        return entries.allege(connection, incident, claimant=actor, at=at, case=case, **fields)
    about = _about(connection, case, name, act, played)
    if kind == "determination":
        signers = tuple(act.get("signed", ()))
        return entries.determine(connection, case, actor=actor, at=at, allegation=about, signers=signers)
    if "evidence" in fields:
        fields["evidence"] = [played.labels[name, label] for label in fields["evidence"]]
    return entries.draft(
        connection, kind, entries.form(kind, fields), actor=actor, at=at, case=case, about=about
    )


def _timed(name: str, value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{k: _timed(k, v) for k, v in item.items()} for item in value]
    return instant(value) if name in INSTANTS else value


def _incident(connection: Connection, source_id: str) -> str:
    claim = next(c for c, filed in reports.claims(connection) if filed.report.source_id == source_id)
    return linking.of_claim(connection, claim)


def _about(connection: Connection, case: str, name: str, act: Mapping[str, Any], played: Played) -> int:
    """Find what an act is about: what its label says, else the last act in its case that it can be about."""
    if "about" in act:
        return played.labels[name, act["about"]]
    if act["act"] not in ABOUT:
        return 0
    thread = entries.thread_of(connection, case)
    assert thread is not None
    return thread.of(*ABOUT[act["act"]])[-1].entry
