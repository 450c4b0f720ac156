"""The kinds of entry about files: that one was received with a report, and each thing that was done with it."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

from holdfire.db.bulk import insert
from holdfire.errors import Conflict, NotFound
from holdfire.evidence import repo
from holdfire.evidence.model import STEPS, Custody, Item, Step, What, size_class
from holdfire.record.encoding import b64url, sha256_hex, unb64url
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import repo as reports
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from holdfire.evidence.strip import Copy
    from holdfire.record.encoding import Json

NONCE = 32


def commitment(nonce: bytes, data: bytes) -> str:
    """Commit to a file without saying which it is: SHA-256(nonce ‖ file), hexadecimal."""
    return hashlib.sha256(nonce + data).hexdigest()


def received(
    connection: Connection,
    report: int,
    data: bytes,
    *,
    name: str,
    type_: str,
    words: str,
    copy: Copy | None,
    at: int,
) -> list[Draft]:
    """Draft that a file came with a report, and the making of its working copy, if there can be one.

    `at` is the index that the first of them will have. NotFound `report-missing`; Conflict `evidence-there` where the
    report has that file already.
    """
    if not reports.by_entries(connection, [report]):
        raise NotFound("report-missing", say("entry {entry} is no report", entry=report))
    digest = sha256_hex(data)
    if any(i.sha256 == digest for i in repo.items(connection, report)):
        raise Conflict("evidence-there", say("the report has that file already"))
    nonce = os.urandom(NONCE)
    closed = {"nonce": b64url(nonce), "sha256": digest, "name": name, "type": type_, "words": words}
    opened: dict[str, Json] = {"commitment": commitment(nonce, data), "size_class": size_class(len(data))}
    drafts = [Draft("evidence", opened, {k: v for k, v in closed.items() if v}, (report,))]
    if copy is not None:
        drafts.append(_copied(at, copy))
    return drafts


def _copied(evidence: int, copy: Copy) -> Draft:
    digest = sha256_hex(copy.data)
    closed = {"what": "working", "sha256": digest, "type": copy.type, "removed": list(copy.removed)}
    return Draft("custody", {"step": "copied"}, closed, (evidence,), {digest: copy.data})


def done(evidence: int, step: Step, what: What, *, to: str = "", words: str = "", sha256: str = "") -> Draft:
    """Draft that a file was viewed or exported: which of the two, for whom, why; of a bag `sha256` says which."""
    closed = {"what": what, "to": to, "words": words, "sha256": sha256}
    return Draft("custody", {"step": step}, {k: v for k, v in closed.items() if v}, (evidence,))


def demand(connection: Connection, entry: int) -> tuple[Item, list[Custody]]:
    """Read a file and its custody; NotFound `evidence-missing`."""
    found = repo.item(connection, entry)
    if found is None:
        raise NotFound(
            "evidence-missing",
            say("entry {entry} is no file", entry=entry),
            hint=say("`holdfire evidence list` shows them"),
        )
    return found, repo.history(connection, entry)


def fits(nonce: str, data: bytes, committed: str) -> bool:
    """Tell whether a file is the one that an entry committed to; `nonce` as the entry closes over it."""
    return commitment(unb64url(nonce), data) == committed


def _project_evidence(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = [
        {
            "entry": e.index,
            "report": e.refs[0] if e.refs else -1,
            "at": e.logged,
            "commitment": str(e.open.get("commitment", "")),
            "size_class": _number(e.open.get("size_class")),
            "sha256": str(e.closed.get("sha256", "")),
            "name": str(e.closed.get("name", "")),
            "type": str(e.closed.get("type", "")),
            "absent": e.absent,
            "made": e.index,
            "ended": None,
        }
        for e in entries
    ]
    insert(connection, repo.evidence, rows)


def _project_custody(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = [
        {
            "entry": e.index,
            "evidence": e.refs[0] if e.refs else -1,
            "step": step if (step := str(e.open.get("step", ""))) in STEPS else "",
            "what": str(e.closed.get("what", "")),
            "sha256": str(e.closed.get("sha256", "")),
            "type": str(e.closed.get("type", "")),
            "removed": json.dumps(e.closed.get("removed", [])),
            "to": str(e.closed.get("to", "")),
            "words": str(e.closed.get("words", "")),
            "at": e.logged,
            "absent": e.absent,
            "made": e.index,
            "ended": None,
        }
        for e in entries
    ]
    insert(connection, repo.custody, rows)


def _number(value: Json) -> int:
    return value if type(value) is int else 0


KINDS = (
    Kind(
        "evidence",
        Role.INTAKE,
        "that a file was received with the report that it refers to",
        {
            "commitment": "SHA-256 of the nonce and the original after it, hexadecimal",
            "size_class": "the least power of two of bytes that the original fits in, 4096 at least",
        },
        {
            "nonce": "32 random bytes, base64url",
            "sha256": "of the original",
            "name": "the original's, as it came",
            "type": "the original's media type, as far as known",
            "words": "how it was received",
        },
        _project_evidence,
    ),
    Kind(
        "custody",
        Role.INTAKE,
        "what was done with the file that it refers to",
        {"step": "`copied`: its working copy was made; `viewed`; or `exported`"},
        {
            "what": "`original` or `working`",
            "sha256": "of the working copy; of an exported bag its tag manifest's",
            "type": "the working copy's media type",
            "removed": "what was taken off the working copy, by code",
            "to": "for whom",
            "words": "why, in words",
        },
        _project_custody,
    ),
)
