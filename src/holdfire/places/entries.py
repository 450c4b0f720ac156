"""The kind of entry that a locating run writes, and how its output becomes rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from holdfire.places import repo
from holdfire.places.rules import locate
from holdfire.record import runs
from holdfire.record.encoding import sha256_hex
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo as reports

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from holdfire.places.gazetteer import Gazetteer

METHOD = "gazetteer-1"
"""Name and version of the rules in `holdfire.places.rules`."""


def run(connection: Connection, gazetteer: Gazetteer, data: bytes) -> list[Draft]:
    """Draft a run that looks for every claim with a place's name and no coordinates; nothing if there is none new.

    `data` are the gazetteer's bytes, of which the entry keeps the hash.
    """
    done = repo.locations(connection)
    lines, found, looked = [], 0, 0
    for claim_id, filed in reports.claims(connection):
        spot = filed.report.claim.spot if filed.report.claim else None
        if spot is None or spot.lon is not None or not spot.name or (filed.entry, claim_id.n) in done:
            continue
        looked += 1
        located = locate(gazetteer, spot.name, spot.within)
        if located is None:
            continue
        found += located.accepted
        lines.append(
            {
                "entry": filed.entry,
                "n": claim_id.n,
                "lon": located.lon,
                "lat": located.lat,
                "radius_km": located.radius_km,
                "precision": located.precision,
                "rule": located.rule,
                "confidence": located.confidence,
                "reason": located.reason,
                "candidates": [
                    {"id": c.id, "name": c.name, "within": c.within, "lon": c.lon, "lat": c.lat}
                    for c in located.candidates
                ],
            }
        )
    if not lines:
        return []
    output = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    return [
        runs.draft(
            "location",
            connection,
            METHOD,
            output,
            parameters={"gazetteer": sha256_hex(data)},
            counts={"looked": looked, "found": found},
        )
    ]


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    for e in entries:
        output = runs.output(connection, e)
        if output:
            rows = [_row(e.index, json.loads(line)) for line in output.splitlines()]
            connection.execute(repo.location.insert(), rows)


def _row(run_entry: int, line: dict[str, Any]) -> dict[str, Any]:
    candidates = json.dumps(line.pop("candidates"), ensure_ascii=False)
    reason = json.dumps(line.pop("reason"), ensure_ascii=False)
    return {
        **line,
        "made_by": run_entry,
        "reason": reason,
        "candidates": candidates,
        "made": run_entry,
        "ended": None,
    }


KINDS = (
    Kind(
        "location",
        Role.INTAKE,
        "a run that found coordinates for places' names",
        runs.OPEN,
        runs.CLOSED,
        _project,
    ),
)
