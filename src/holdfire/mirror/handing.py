"""What a book hands to a mirror: checkpoints, entries, and the values and files that the mirror's keeper may hold.

Entries go to every mirror. Values go to members alone, who read the protected extract: of a report all but who spoke
and in what words (`SPOKEN`), unless that was released to them, or their own intake received it; the name of a source
that is no person; files that came with a report as its words are. Officers' reasons go to nobody, nor what an import
says of its file.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from holdfire.agreement import repo as agreement
from holdfire.cosign import export
from holdfire.disclosing import repo as disclosing
from holdfire.disclosing.rules import SPOKEN
from holdfire.erasing import repo as erasing
from holdfire.errors import NotFound
from holdfire.evidence import repo as evidence
from holdfire.record import cosigned, disclosure, repo, tiles
from holdfire.record import note as notes
from holdfire.record.encoding import strings
from holdfire.record.envelope import parse_payload, unseal
from holdfire.reports import release
from holdfire.reports.extract import BODIES
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from holdfire.record.encoding import Json
    from holdfire.record.envelope import Payload
    from holdfire.record.repo import Stored

CHECKPOINTS = 256
"""Checkpoints that are handed over at a time."""
ENTRIES = 256
"""Entries whose values are handed over at a time."""
OFFICERS = frozenset({"erasure", "unsealing", "release", "import"})
"""Kinds of entry whose closed fields are handed to nobody."""


class Holder(NamedTuple):
    """Whose mirror asks. `whole`: whoever holds the book itself, and with it every value."""

    actor: str = ""
    whole: bool = False


WHOLE = Holder(whole=True)


class Handed(NamedTuple):
    """Of one entry: the disclosures handed over, joined by `~`, and which files it names that are here."""

    told: str
    files: tuple[str, ...]


def checkpoints(connection: Connection, beyond: int) -> list[str]:
    """List the checkpoints larger than a size, at most `CHECKPOINTS`, each with all the cosignatures kept of it."""
    query = select(repo.checkpoint).where(repo.checkpoint.c.size > beyond)
    rows = list(connection.execute(query.order_by(repo.checkpoint.c.size).limit(CHECKPOINTS)))
    lines: dict[int, list[str]] = defaultdict(list)
    here = cosigned.cosignature.c.size.in_([r.size for r in rows])
    for row in connection.execute(select(cosigned.cosignature).where(here)):
        lines[row.size].append(str(row.line))
    return [_whole(str(r.note), lines[r.size]) for r in rows]


def _whole(note: str, lines: list[str]) -> str:
    parsed = notes.parse(note)
    return str(notes.Note(parsed.text, parsed.lines + tuple(map(notes.parse_line, sorted(lines)))))


def leaves(connection: Connection, start: int, stop: int) -> list[bytes]:
    """Give the entries from `start` up to and without `stop`."""
    return [s.leaf for s in repo.stretch(connection, start, stop)]


def fetch(connection: Connection, path: str) -> bytes | None:
    """Give a tile by its path, as the pages do; None where there is none."""
    try:
        level, number, width = tiles.parse_path(path.removeprefix("tile/"))
        return export.tile(connection, level, number, width, repo.size(connection))
    except (ValueError, NotFound):
        return None


def values(connection: Connection, start: int, stop: int, holder: Holder) -> dict[int, Handed]:
    """Say what is handed over of the entries from `start` up to and without `stop`, at most `ENTRIES`."""
    stored = list(repo.stretch(connection, start, min(stop, start + ENTRIES)))
    payloads = {s.index: parse_payload(unseal(s.leaf).payload) for s in stored}
    may = _May(connection, holder, [i for i, p in payloads.items() if p.kind == "report"])
    told = {s.index: may.told(s, payloads[s.index]) for s in stored}
    named = {i: _named(payloads[i], told[i]) for i in told}
    held = repo.held_files(connection, {name for each in named.values() for name in each})
    handed = {i: Handed(told[i], tuple(sorted(named[i] & held))) for i in told}
    return {i: each for i, each in handed.items() if each.told or each.files}


def file(connection: Connection, index: int, name: str, holder: Holder) -> bytes:
    """Give a file that is handed over with an entry; NotFound `file-missing`."""
    handed = values(connection, index, index + 1, holder).get(index)
    data = repo.get_file(connection, name) if handed and name in handed.files else None
    if data is None:
        raise NotFound("file-missing", say("there is no such file"))
    return data


def reached(connection: Connection) -> list[int]:
    """Name the entries of which releases or disclosures opened values to somebody."""
    found = set(connection.execute(select(release.released.c.report)).scalars())
    return sorted(found | {o.target for o in disclosing.openings(connection) if not o.against})


class _May:
    """What a holder may hold, of one stretch of entries."""

    def __init__(self, connection: Connection, holder: Holder, reports: list[int]) -> None:
        self.connection, self.holder = connection, holder
        current = agreement.current(connection).agreement
        self.members = {m.actor for m in current.rules.members}
        self.gone: dict[int, set[str]] = defaultdict(set)
        for order in erasing.erasures(connection):
            self.gone[order.target] |= order.digests
        self.words = self._readable(reports)

    def _readable(self, reports: Iterable[int]) -> frozenset[int]:
        found, actor = list(reports), self.holder.actor
        return release.readable(self.connection, found, actor) | disclosing.spoken_to(
            self.connection, found, actor, self.members
        )

    def told(self, stored: Stored, payload: Payload) -> str:
        parts = [
            d
            for d in disclosure.split(stored.disclosures)
            if disclosure.digest(d) not in self.gone[stored.index]
        ]
        if not self.holder.whole:
            parts = [d for d in parts if self._handed(stored, payload, disclosure.read(d))]
        return "~".join(parts)

    def _handed(self, stored: Stored, payload: Payload, field: Mapping[str, Json]) -> bool:
        if self.holder.actor not in self.members or payload.kind in OFFICERS:
            return False
        if payload.kind in ("evidence", "custody"):
            return self._came_with(stored, payload) in self._readable([self._came_with(stored, payload)])
        if payload.kind != "report" or stored.index in self.words:
            return True
        source = field.get("source")
        return not SPOKEN & field.keys() or (isinstance(source, dict) and source.get("type") in BODIES)

    def _came_with(self, stored: Stored, payload: Payload) -> int:
        of = payload.refs[0].index if payload.kind == "custody" and payload.refs else stored.index
        found = evidence.item(self.connection, of)
        return found.report if found else -1


def _named(payload: Payload, told: str) -> set[str]:
    """Name what could be files: every SHA-256 in hexadecimal in the open fields and in those handed over."""
    return {
        text for value in (payload.open, disclosure.read(told)) for text in strings(value) if len(text) == 64
    }
