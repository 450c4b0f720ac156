"""The kinds of entry that open closed fields: a protection officer's release, and a member's disclosure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from holdfire.agreement import repo as agreement_repo
from holdfire.db.bulk import insert
from holdfire.disclosing import repo, rules
from holdfire.errors import BadInput, HoldfireError, NotFound
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo as reports
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.record.encoding import Json

PRIVATE = frozenset({"evidence", "custody", "reading"})
"""Kinds that repeat what a report says: they are opened with it, by `holdfire evidence export`, or not at all."""


def draft(
    connection: Connection,
    kind: str,
    target: int,
    fields: Sequence[str],
    to: Sequence[str],
    *,
    reason: str,
    at: int,
) -> Draft:
    """Draft a `release` or a `disclosure` of an entry's fields; `at` is the time of the log, UTC microseconds.

    NotFound `entry-missing`, BadInput `field-absent`, `opening-to-nobody`, Refused `release-missing`,
    `disclosure-too-early`.
    """
    found = digests(connection, target, fields)
    objection = _objection(connection, kind, target, found, to, at)
    if objection:
        raise objection
    closed = {"reason": reason} if reason else {}
    return Draft(kind, {"fields": found, "to": sorted(set(to))}, closed, (target,))


def digests(connection: Connection, target: int, fields: Sequence[str]) -> dict[str, str]:
    """Give an entry's fields by name with their digests; all that are held if none is named.

    NotFound `entry-missing`, BadInput `field-absent`.
    """
    if record.leaf(connection, target) is None:
        raise NotFound("entry-missing", say("the record has no entry {index}", index=target))
    told = disclosure.split(record.told(connection, target))
    held = {name: disclosure.digest(d) for d in told for name in disclosure.read(d)}
    lacking = [name for name in fields if name not in held]
    if lacking or not held:
        raise BadInput(
            "field-absent",
            say("no value of the name {name} is held here", name=repr(lacking[0] if lacking else "")),
            hint=say("`holdfire show` lists its values"),
        )
    return {name: held[name] for name in fields or sorted(held)}


def _objection(
    connection: Connection, kind: str, target: int, fields: Mapping[str, str], to: Sequence[str], at: int
) -> HoldfireError | None:
    leaf = record.leaf(connection, target)
    assert leaf is not None
    payload = parse_payload(unseal(leaf).payload)
    if payload.kind in PRIVATE:
        return BadInput(
            "opening-private",
            say("an entry of kind {kind} repeats what a report says", kind=payload.kind),
            hint=say("open the report, or export its evidence"),
        )
    agreement = agreement_repo.current(connection).agreement
    return rules.objection(
        agreement,
        kind,
        _guarded(payload.kind, fields),
        to,
        repo.released(connection, target),
        received=payload.at,
        now=at,
    )


def _guarded(kind: str, fields: Mapping[str, str]) -> list[str]:
    """Of other kinds than reports no field says who spoke."""
    return list(fields) if kind == "report" else []


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    """File openings; one of a report's fields is judged, and what speaks against it is kept with it."""
    actors = {k.key_id: k.actor for k in agreement_repo.keys(connection)}
    for e in entries:
        fields, to = e.open.get("fields"), e.open.get("to")
        sound = len(e.refs) == 1 and _is_names(fields) and _is_texts(to)
        against = _judged(connection, e, fields, to) if sound else "act-malformed"
        row = {
            "entry": e.index,
            "kind": e.kind,
            "target": e.refs[0] if sound else -1,
            "fields": json.dumps(fields if sound else {}, sort_keys=True),
            "to": json.dumps(to if sound else []),
            "by": json.dumps(sorted({actors[s] for s in e.signers})),
            "at": e.logged,
            "against": against,
            "made": e.index,
            "ended": None,
        }
        insert(connection, repo.opening, [row])


def _judged(connection: Connection, e: Entry, fields: Json, to: Json) -> str:
    received = {f.entry: f.received for f in reports.by_entries(connection, e.refs)}
    if e.refs[0] not in received:
        return ""
    found = rules.objection(
        agreement_repo.current(connection, e.index).agreement,
        e.kind,
        list(fields),
        to,
        repo.released(connection, e.refs[0]),
        received=received[e.refs[0]],
        now=e.logged,
    )
    return found.code if found else ""


def _is_names(value: Json) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(v, str) for v in value.values())


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


_OPEN = {
    "fields": "which, by name, each with its digest in the entry that is referred to",
    "to": "actors, `members`, or `all`",
}

KINDS = (
    Kind(
        "release",
        Role.OFFICER,
        "that a protection officer lets fields of a report, those that say who spoke among them, be opened to some",
        _OPEN,
        {"reason": "in words"},
        _project,
    ),
    Kind(
        "disclosure",
        Role.DECISION,
        "that a member opened closed fields of an entry, and to whom",
        _OPEN,
        {"reason": "in words"},
        _project,
    ),
)
