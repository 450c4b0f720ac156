"""The kinds of entry that linking writes: a machine's run, and a person's verdict on two claims."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from holdfire.agreement import repo as agreement
from holdfire.db.bulk import insert
from holdfire.errors import Conflict, NotFound
from holdfire.linking import methods, repo
from holdfire.linking.incident import incident as incident_view
from holdfire.linking.model import Verdict
from holdfire.linking.naming import name
from holdfire.record import runs
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from holdfire.linking.model import Link, LinkClaim, Pair
    from holdfire.linking.naming import Cluster


def run(connection: Connection, method: str = "") -> list[Draft]:
    """Draft a linking run over every standing claim, under persons' verdicts; nothing if it changes nothing.

    `method` is one of `methods.NAMES`; empty: that of the run before it, the rule of weights in a new book.
    Unavailable `extra-missing`.
    """
    given = repo.by_pair(repo.verdicts(connection))
    drafted = _run(connection, given, method)
    return [drafted] if _differs(connection, drafted) else []


def judge(connection: Connection, a: ClaimId, b: ClaimId, verdict: Verdict) -> list[Draft]:
    """Draft a person's verdict on two claims, and the linking run that follows from it; as `judge_all`."""
    return judge_all(connection, {frozenset((a, b)): verdict})


def judge_all(connection: Connection, said: Mapping[Pair, Verdict]) -> list[Draft]:
    """Draft a person's verdicts on pairs of claims, and the one linking run that follows from them.

    Each refers to the reports as they stand, but names the claims, which corrections keep: so it binds those too.
    NotFound `claim-missing`, `verdict-missing` where there is none to withdraw; Conflict `verdicts-contradict`.
    """
    filed = {claim: report.entry for claim, report in reports.claims(connection)}
    for claim in sorted({c for pair in said for c in pair}):
        if claim not in filed:
            raise NotFound("claim-missing", say("there is no claim {claim} in this book", claim=str(claim)))
    given = repo.by_pair(repo.verdicts(connection))
    drafts = []
    for pair, verdict in sorted(said.items(), key=lambda item: sorted(item[0])):
        low, high = sorted(pair)
        if verdict is not Verdict.WITHDRAWN:
            given[pair] = verdict
        elif given.pop(pair, None) is None:
            raise NotFound(
                "verdict-missing", say("no verdict stands on claims {a} and {b}", a=str(low), b=str(high))
            )
        value = {"a": str(low), "b": str(high), "verdict": verdict.value}
        drafts.append(Draft("verdict", {}, value, (filed[low], filed[high])))
    return [*drafts, _run(connection, given)]


def undone(connection: Connection, made: Iterable[int]) -> dict[Pair, Verdict]:
    """Say what verdicts put the pairs of these verdicts back to what was said before; Conflict `undo-late`.

    Late is whoever would undo what a later verdict has replaced.
    """
    out: dict[Pair, Verdict] = {}
    table = repo.verdict
    for entry in sorted(made, reverse=True):
        row = connection.execute(select(table).where(table.c.entry == entry)).first()
        if row is None or row.ended is not None:
            raise Conflict("undo-late", say("entry {entry} no longer stands", entry=str(entry)))
        same = (table.c.a == row.a) & (table.c.b == row.b) & (table.c.ended == entry)
        before = connection.execute(select(table.c.verdict).where(same, table.c.entry != entry)).scalar()
        pair = frozenset((ClaimId.parse(row.a), ClaimId.parse(row.b)))
        out[pair] = Verdict(before) if before else Verdict.WITHDRAWN
    return out


def method_of_last_run(connection: Connection) -> str:
    """Name the method of the run that made what stands; empty where none has run."""
    made = repo.last_run(connection)
    if made is None:
        return ""
    return runs.method(connection, made).partition("-")[0]


def _run(connection: Connection, given: Mapping[Pair, Verdict], method: str = "") -> Draft:
    claims = repo.link_claims(connection)
    found = methods.run(method or method_of_last_run(connection) or "weights", claims, given)
    named = name(_groups(found.founders), repo.known(connection))
    output = _encode(found.links, named)
    counts = {"claims": len(claims), "links": len(found.links), "incidents": len(named)}
    return runs.draft("linking", connection, found.method, output, parameters={}, counts=counts)


def _encode(links: Iterable[Link], named: Mapping[str, Cluster]) -> bytes:
    value = {
        "links": [[str(k.a), str(k.b), k.probability, list(k.reasons)] for k in links],
        "incidents": {i: [str(c) for c in cluster] for i, cluster in sorted(named.items())},
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _groups(founders: Mapping[ClaimId, ClaimId]) -> list[Cluster]:
    groups: dict[ClaimId, list[ClaimId]] = {}
    for claim, founder in founders.items():
        groups.setdefault(founder, []).append(claim)
    return [tuple(sorted(members)) for _, members in sorted(groups.items())]


def _differs(connection: Connection, drafted: Draft) -> bool:
    value = json.loads(next(iter(drafted.files.values())))
    old = {(str(k.a), str(k.b)): k.probability for k in repo.links(connection)}
    if old != {(a, b): p for a, b, p, _ in value["links"]}:
        return True
    gone, new = _changes(connection, _incident_rows(connection, 0, value["incidents"]))
    return bool(gone or new)


def _project_runs(connection: Connection, entries: Sequence[Entry]) -> None:
    for e in entries:
        output = runs.output(connection, e)
        if output:
            value = json.loads(output)
            _replace_links(connection, e.index, value["links"])
            _replace_incidents(connection, e.index, value["incidents"])


def _replace_links(connection: Connection, run_entry: int, found: list[list[Any]]) -> None:
    """End the links that the run no longer gives, or gives otherwise, and add its own."""
    new = {
        (a, b): (probability, tuple((code, values) for code, values in reasons))
        for a, b, probability, reasons in found
    }
    for old in repo.links(connection):
        pair = (str(old.a), str(old.b))
        if new.get(pair) == (old.probability, old.reasons):
            del new[pair]
        else:
            here = (repo.link.c.a == pair[0]) & (repo.link.c.b == pair[1]) & repo.link.c.ended.is_(None)
            connection.execute(update(repo.link).where(here).values(ended=run_entry))
    rows = [
        {
            "a": a,
            "b": b,
            "made_by": run_entry,
            "probability": p,
            "reasons": json.dumps(reasons, ensure_ascii=False),
            "made": run_entry,
            "ended": None,
        }
        for (a, b), (p, reasons) in new.items()
    ]
    if rows:
        connection.execute(repo.link.insert(), rows)


def _replace_incidents(connection: Connection, run_entry: int, named: Mapping[str, list[str]]) -> None:
    """End the incidents whose members or facts changed, and file the new state of those."""
    rows = _incident_rows(connection, run_entry, named)
    gone, new = _changes(connection, rows)
    for old in gone:
        here = (repo.incident.c.id == old) & repo.incident.c.ended.is_(None)
        connection.execute(update(repo.incident).where(here).values(ended=run_entry))
    insert(connection, repo.incident, new)
    members = {
        claim: (i, report)
        for i, row in rows.items()
        for claim, report in zip(json.loads(row["members"]), json.loads(row["reports"]), strict=True)
    }
    _replace_members(connection, run_entry, members)


def _incident_rows(
    connection: Connection, run_entry: int, named: Mapping[str, list[str]]
) -> dict[str, dict[str, Any]]:
    """Make a row of each incident that has a claim held here, by its id."""
    claims = {c.id: c for c in repo.link_claims(connection)}
    filed = dict(reports.claims(connection))
    rows = {}
    for incident, cluster in named.items():
        members = [claims[c] for c in map(ClaimId.parse, cluster) if c in claims]
        if members:
            rows[incident] = _incident_row(incident, members, filed, run_entry)
    return rows


def _changes(
    connection: Connection, rows: Mapping[str, dict[str, Any]]
) -> tuple[list[str], list[dict[str, Any]]]:
    """Compare with the incidents that stand: the ids of those that stand no longer, and the rows that are new."""
    found = connection.execute(select(repo.incident).where(repo.incident.c.ended.is_(None)))
    standing = {old.id: old for old in found}
    same = {i for i, row in rows.items() if i in standing and _same(row, standing[i])}
    return [i for i in standing if i not in same], [row for i, row in rows.items() if i not in same]


def _same(row: Mapping[str, Any], old: Row[Any]) -> bool:
    return all(row[c] == getattr(old, c) for c in row if c not in ("made", "made_by", "ended"))


def _replace_members(connection: Connection, run_entry: int, members: dict[str, tuple[str, int]]) -> None:
    """End the memberships that hold no longer, and add the new ones; `members` is {claim: (incident, report)}."""
    standing = repo.membership.c.ended.is_(None)
    for old in connection.execute(select(repo.membership).where(standing)).all():
        if members.get(old.claim) == (old.incident, old.report):
            del members[old.claim]
        else:
            here = (repo.membership.c.claim == old.claim) & standing
            connection.execute(update(repo.membership).where(here).values(ended=run_entry))
    made = [
        {"claim": c, "made_by": run_entry, "incident": i, "report": r, "made": run_entry, "ended": None}
        for c, (i, r) in members.items()
    ]
    insert(connection, repo.membership, made)


def _incident_row(
    incident: str, members: Sequence[LinkClaim], filed: Mapping[ClaimId, reports.Filed], run_entry: int
) -> dict[str, Any]:
    view = incident_view(members)
    finest = min(members, key=lambda m: (m.radius_km is None, m.radius_km or 0.0, m.id))
    claim = filed[finest.id].report.claim
    assert claim is not None
    return {
        "id": incident,
        "made_by": run_entry,
        "start": view.when.start if view.when else None,
        "end": view.when.end if view.when else None,
        "times_agree": int(view.times_agree),
        "lon": view.place.lon if view.place else None,
        "lat": view.place.lat if view.place else None,
        "radius_km": view.place.radius_km if view.place else None,
        "place": claim.spot.name,
        "within": claim.spot.within,
        "types": json.dumps(view.types),
        "actors": json.dumps(sorted({a for m in members for a in (*m.actors, *m.perpetrators)})),
        "killed": json.dumps(view.killed) if view.killed else "",
        "sources": view.sources,
        "origins": view.origins,
        "members": json.dumps([str(m) for m in view.members]),
        "reports": json.dumps([filed[m].entry for m in view.members]),
        "made": run_entry,
        "ended": None,
    }


def _project_verdicts(connection: Connection, entries: Sequence[Entry]) -> None:
    actors = {k.key_id: k.actor for k in agreement.keys(connection)}
    for e in entries:
        if e.absent:
            continue
        a, b = e.closed["a"], e.closed["b"]
        here = (repo.verdict.c.a == a) & (repo.verdict.c.b == b) & repo.verdict.c.ended.is_(None)
        connection.execute(update(repo.verdict).where(here).values(ended=e.index))
        row = {
            "entry": e.index,
            "a": a,
            "b": b,
            "verdict": e.closed["verdict"],
            "actor": actors[e.signer],
            "at": e.at,
            "made": e.index,
            "ended": e.index if e.closed["verdict"] == Verdict.WITHDRAWN.value else None,
        }
        connection.execute(repo.verdict.insert(), row)


KINDS = (
    Kind(
        "linking",
        Role.INTAKE,
        "a run that linked claims into incidents",
        runs.OPEN,
        runs.CLOSED,
        _project_runs,
    ),
    Kind(
        "verdict",
        Role.INTAKE,
        "a person's word on whether two claims are about one incident",
        {},
        {
            "a": "a claim",
            "b": "a later claim",
            "verdict": "`same`, `not same`, `undecided` or `withdrawn`",
        },
        _project_verdicts,
    ),
)
