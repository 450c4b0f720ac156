"""The kinds of entry about sealed identities: officers' recipients, and that an officer took a layer off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import update

from holdfire.agreement import repo as agreement_repo
from holdfire.db.bulk import insert
from holdfire.errors import NotFound, Refused
from holdfire.identities import repo, sealing
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo as reports
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


def register(recipients: Sequence[str]) -> Draft:
    """Draft the age recipients of a body's officers, in the place of its earlier ones; BadInput."""
    return Draft("recipient", {"recipients": [sealing.demand_recipient(r) for r in recipients]})


def unseal(connection: Connection, report: int, reason: str) -> Draft:
    """Draft that an officer takes a layer off the identity of a report's source; NotFound `report-missing`."""
    demand_report(connection, report)
    return Draft("unsealing", {}, {"reason": reason} if reason else {}, (report,))


def demand_report(connection: Connection, report: int) -> None:
    """Refuse an entry that is no report; NotFound `report-missing`."""
    if not reports.by_entries(connection, [report]):
        raise NotFound("report-missing", say("entry {entry} is no report", entry=report))


def two(connection: Connection, first: str, second: str) -> tuple[list[str], list[str]]:
    """Give the recipients of two bodies; Refused `officers-same`, NotFound `recipient-missing`."""
    if first == second:
        raise Refused(
            "officers-same",
            say("both officers are of one body"),
            hint=say("an identity is sealed for two bodies, so that neither can open it alone"),
        )
    known = repo.recipients(connection)
    for body in (first, second):
        if body not in known:
            raise NotFound(
                "recipient-missing",
                say("no officer of {name} has registered a recipient", name=body),
                hint=say("`holdfire identity register`"),
            )
    if set(known[first]) & set(known[second]):
        raise Refused("officers-same", say("both bodies name one and the same recipient"))
    return known[first], known[second]


def _project_recipients(connection: Connection, entries: Sequence[Entry]) -> None:
    actors = {k.key_id: k.actor for k in agreement_repo.keys(connection)}
    for e in entries:
        given, body = e.open.get("recipients"), actors[e.signer]
        if not isinstance(given, list) or not given or not all(isinstance(r, str) for r in given):
            continue
        here = (repo.recipient.c.body == body) & repo.recipient.c.ended.is_(None)
        connection.execute(update(repo.recipient).where(here).values(ended=e.index))
        row = {
            "entry": e.index,
            "body": body,
            "recipients": json.dumps(given),
            "made": e.index,
            "ended": None,
        }
        insert(connection, repo.recipient, [row])


def _project_unsealings(connection: Connection, entries: Sequence[Entry]) -> None:
    actors = {k.key_id: k.actor for k in agreement_repo.keys(connection)}
    rows = [
        {
            "entry": e.index,
            "report": e.refs[0],
            "body": actors[e.signer],
            "at": e.logged,
            "made": e.index,
            "ended": None,
        }
        for e in entries
        if e.refs
    ]
    insert(connection, repo.unsealing, rows)


KINDS = (
    Kind(
        "recipient",
        Role.OFFICER,
        "for whom identities are sealed in a body: its officers' recipients of `age`, in place of earlier ones",
        {"recipients": "recipients of `age`, each of whom can take that body's layer off"},
        {},
        _project_recipients,
    ),
    Kind(
        "unsealing",
        Role.OFFICER,
        "that an officer takes one of the two layers off the identity behind the report that it refers to",
        {},
        {"reason": "in words"},
        _project_unsealings,
    ),
)
