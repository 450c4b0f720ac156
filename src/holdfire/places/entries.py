"""The kinds of entry that locating writes: a machine's run, and a person's word on where a claim was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import update

from holdfire.errors import BadInput, Conflict, NotFound
from holdfire.places import repo
from holdfire.places.model import PERSON
from holdfire.places.rules import locate
from holdfire.record import runs
from holdfire.record.encoding import sha256_hex
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from holdfire.places.gazetteer import Gazetteer
    from holdfire.places.model import GazetteerEntry, Stated

METHOD = "gazetteer-2"
"""Name and version of the rules in `holdfire.places.rules`, and of how a run's output is written."""
WIDEST_KM = 500.0
"""The widest radius that a person's word can have: with more, nothing is said of where it was."""


class Spot(NamedTuple):
    """Where a person says that a claim was: somewhere within `radius_km` of the point.

    `candidate` is the gazetteer's id of the place that it chose, empty where it gave coordinates of its own.
    """

    lon: float
    lat: float
    radius_km: float
    precision: Stated = "point"
    candidate: str = ""


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
                "candidates": [_candidate(c) for c in located.candidates],
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


def _candidate(c: GazetteerEntry) -> dict[str, Any]:
    return {
        "id": c.id,
        "name": c.name,
        "within": c.within,
        "lon": c.lon,
        "lat": c.lat,
        "radius_km": c.radius_km,
        "precision": "area" if c.is_area else "settlement",
    }


def place(connection: Connection, claim: ClaimId, spot: Spot, reason: str = "") -> Draft:
    """Draft a person's word on where a claim was; it goes before what the source and the machine say.

    A later one takes its place. It refers to the report as it stands; a correction that gives the same place keeps it.
    NotFound `claim-missing`, BadInput `spot-wrong`.
    """
    if not (abs(spot.lon) <= 180 and abs(spot.lat) <= 90 and 0 < spot.radius_km <= WIDEST_KM):
        raise BadInput(
            "spot-wrong",
            say("a point has a longitude, a latitude and a radius of at most {n} km", n=int(WIDEST_KM)),
            hint=say(
                "degrees east and north, as -30.02 and 30.02; how far the true place may lie from there"
            ),
        )
    said: dict[str, Any] = {k: v for k, v in spot._asdict().items() if v != ""}
    if reason:
        said["reason"] = reason
    return Draft("placing", {"does": "places", "n": claim.n}, said, (report_of(connection, claim),))


def choose(connection: Connection, claim: ClaimId, candidate: str) -> Spot:
    """Give one of the places that the gazetteer gave for a claim, as where a person says that it was.

    NotFound `claim-missing`, `candidate-missing`.
    """
    entry = report_of(connection, claim)
    found = repo.locations_of(connection, [entry]).get((entry, claim.n))
    for c in found.candidates if found else ():
        if c["id"] == candidate and "radius_km" in c:
            precision = cast("Stated", c["precision"])
            return Spot(c["lon"], c["lat"], c["radius_km"], precision, candidate)
    raise NotFound(
        "candidate-missing",
        say(
            "the gazetteer gave no place {candidate} for claim {claim}", candidate=candidate, claim=str(claim)
        ),
        hint=say("its report’s page lists those that it gave; or give coordinates"),
    )


def withdraw(connection: Connection, claim: ClaimId) -> Draft:
    """Draft that a person's word on where a claim was is taken back; NotFound `claim-missing`, `placing-missing`."""
    entry = report_of(connection, claim)
    if repo.standing_of_person(connection, reports.chain(connection, [claim.entry]), claim.n) is None:
        raise NotFound("placing-missing", say("nobody has said where claim {claim} was", claim=str(claim)))
    return Draft("placing", {"does": "withdraws", "n": claim.n}, {}, (entry,))


def undone(connection: Connection, made: int) -> Draft:
    """Draft what puts a claim back to where it was said to be before an entry; Conflict `undo-late`."""
    said = repo.said(connection, made)
    if said is None:
        raise Conflict("undo-late", say("entry {entry} no longer stands", entry=str(made)))
    claim = ClaimId(reports.roots(connection, [said.report])[said.report], said.n)
    was = said.was
    if was is None or was.lon is None or was.lat is None or was.radius_km is None:
        return withdraw(connection, claim)
    spot = Spot(was.lon, was.lat, was.radius_km, cast("Stated", was.precision))
    return place(connection, claim, spot, str(was.reason[1].get("reason", "")))


def report_of(connection: Connection, claim: ClaimId) -> int:
    """Give the entry of the report that says a claim now; NotFound `claim-missing`."""
    entry = reports.last(connection, [claim.entry]).get(claim.entry)
    filed = reports.get(connection, entry) if entry is not None else None
    if filed is None or filed.report.claim is None or claim.n:
        raise NotFound("claim-missing", say("there is no claim {claim} in this book", claim=str(claim)))
    return filed.entry


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    for e in entries:
        output = runs.output(connection, e)
        if output:
            rows = [_row(e.index, json.loads(line)) for line in output.splitlines()]
            connection.execute(repo.location.insert(), rows)


def _project_placings(connection: Connection, entries: Sequence[Entry]) -> None:
    """End what persons said of a claim before, and file what this one says beside the machine's candidates."""
    for e in entries:
        if not e.refs or e.open.get("does") not in ("places", "withdraws"):
            continue
        report, n = e.refs[0], int(cast("int", e.open.get("n", 0)))
        roots = reports.roots(connection, [report])
        chain = reports.chain(connection, roots.values())
        here = repo.location.c.entry.in_(chain) & (repo.location.c.n == n) & (repo.location.c.rule == PERSON)
        connection.execute(
            update(repo.location).where(here, repo.location.c.ended.is_(None)).values(ended=e.index)
        )
        if e.open["does"] == "places" and not e.absent:
            machine = repo.locations_of(connection, [report]).get((report, n))
            connection.execute(
                repo.location.insert(), _placed(e, report, n, machine.candidates if machine else [])
            )


def _placed(e: Entry, report: int, n: int, candidates: list[dict[str, Any]]) -> dict[str, Any]:
    said = {name: e.closed[name] for name in ("lon", "lat", "radius_km", "precision")}
    reason = {"reason": e.closed["reason"]} if "reason" in e.closed else {}
    line = {"entry": report, "n": n, "rule": PERSON, "confidence": 1.0, "reason": (PERSON, reason), **said}
    return _row(e.index, {**line, "candidates": candidates})


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
    Kind(
        "placing",
        Role.INTAKE,
        "a person's word on where a claim was, which goes before the machine's",
        {
            "does": "`places`, or `withdraws`, which takes the last word back",
            "n": "which claim of the report",
        },
        {
            "lon": "longitude (WGS 84)",
            "lat": "latitude",
            "radius_km": "how far the true place may lie from there",
            "precision": "`point`, `settlement` or `area`",
            "candidate": "the gazetteer's id of the place chosen",
            "reason": "in words",
        },
        _project_placings,
    ),
)
