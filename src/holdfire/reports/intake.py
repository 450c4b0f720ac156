"""Take files in: what is new becomes entries, a batch a transaction; nothing comes in twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from holdfire.errors import Conflict
from holdfire.record import repo as record
from holdfire.record.kinds import Draft
from holdfire.reports import entries, repo
from holdfire.reports.formats.base import Bad, Row
from holdfire.reports.model import Tally
from holdfire.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from holdfire.errors import BadInput
    from holdfire.record.encoding import Json

BATCH = 1000
"""Rows in one transaction: a crash or Ctrl-C loses at most the batch in hand, which the next run takes in."""

Submit = Callable[[Callable[[Connection], Sequence[Draft]]], object]
"""Runs a builder of drafts inside one writing transaction and appends what it gives."""


@dataclass(slots=True)
class Taken:
    """What became of a file's rows."""

    reports: int = 0
    tallies: int = 0
    corrected: int = 0
    already: int = 0
    bad: list[BadInput] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, int]:
        """Write it as it goes into the import's entry."""
        return {
            "reports": self.reports,
            "tallies": self.tallies,
            "corrected": self.corrected,
            "already": self.already,
            "bad": len(self.bad),
        }


def take(
    path: Path, rows: Iterable[Row | Bad], submit: Submit, progress: Callable[[int], None] = lambda _n: None
) -> Taken:
    """Take a file's rows in, then log the import if anything came in. `progress` gets the rows done so far."""
    taken, ordinals, done = Taken(), Counter[str](), 0
    it = iter(rows)
    page = list(islice(it, BATCH))
    while page:
        following = list(islice(it, BATCH))
        taken.bad.extend(r.error for r in page if isinstance(r, Bad))
        keyed = list(_keyed((r for r in page if isinstance(r, Row)), ordinals))
        whole = None if following else path
        submit(lambda c, keyed=keyed, whole=whole: _batch(c, keyed, taken, whole))  # type: ignore[misc]
        done += len(page)
        progress(done)
        page = following
    return taken


def take_one(row: Row, submit: Submit) -> tuple[int, Taken]:
    """Take one row in, without an import's entry, and give the entry at which it stands: a new one, or the old."""
    taken = Taken()
    stands: list[int] = []

    def build(connection: Connection) -> list[Draft]:
        ((key, ordinal, _),) = _keyed([row], Counter())
        drafts = _plan(connection, [(key, ordinal, row)], taken)
        there = repo.known(connection, [key])[key][1] if not drafts else record.size(connection)
        stands.append(there)
        return drafts

    submit(build)
    return stands[-1], taken


def _batch(
    connection: Connection, keyed: Sequence[tuple[str, int, Row]], taken: Taken, whole: Path | None
) -> list[Draft]:
    """Draft a batch; with a file's last one, `whole` being that file, goes the import's entry, if anything came in."""
    drafts = _plan(connection, keyed, taken)
    if whole and taken.reports + taken.tallies:
        bad = [{"row": b.where.row or 0, "field": b.where.field, "code": b.code} for b in taken.bad]
        drafts.append(entries.imported(taken.counts(), whole.name, file_sha256(whole), bad))
    return drafts


def demand_new(connection: Connection, kind: str, fields: Mapping[str, Json], refs: Sequence[object]) -> None:
    """Refuse a report or tally that is in already, or in another version that this one does not say it corrects.

    `fields` are those that the entry closes over. Conflict `report-there`, `report-other`.
    """
    if kind not in ("report", "tally"):
        return
    key, original = entries.key_in(kind, fields)
    before, entry = repo.known(connection, [key]).get(key, ("", None))
    if entry is not None and before == original:
        raise Conflict(
            "report-there", say("that report is in the record already: entry {entry}", entry=entry)
        )
    if entry is not None and not refs:
        raise Conflict(
            "report-other",
            say("another version of that report is in the record: entry {entry}", entry=entry),
            hint=say("bring the mirror up to date and import it again: it then corrects that one"),
        )


def file_sha256(path: Path) -> str:
    """Hash a file without holding it in memory."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _keyed(rows: Iterable[Row], ordinals: Counter[str]) -> Iterator[tuple[str, int, Row]]:
    for row in rows:
        original = row.value.original
        ordinal = 0
        if isinstance(row.value, Tally) or not row.value.source_id:
            ordinal = ordinals[original]
            ordinals[original] += 1
        yield entries.key_of(row.value, ordinal), ordinal, row


def _plan(connection: Connection, keyed: Sequence[tuple[str, int, Row]], taken: Taken) -> list[Draft]:
    """Say what is new among the rows, given what the book holds now; originals are kept with what is new."""
    standing = repo.known(connection, [key for key, _, _ in keyed])
    start = record.size(connection)
    drafts: list[Draft] = []
    for key, ordinal, row in keyed:
        before, corrects = standing.get(key, ("", None))
        if before == row.value.original:
            taken.already += 1
            continue
        taken.corrected += corrects is not None
        standing[key] = (row.value.original, start + len(drafts))
        taken.warnings.update(w.code for w in row.warnings)
        drafts.append(_draft(row, ordinal, corrects, taken))
    return drafts


def _draft(row: Row, ordinal: int, corrects: int | None, taken: Taken) -> Draft:
    files = {row.value.original: row.raw}
    if isinstance(row.value, Tally):
        taken.tallies += 1
        made = entries.tally(row.value, ordinal=ordinal)
    else:
        taken.reports += 1
        codes = [w.code for w in row.warnings]
        made = entries.report(row.value, ordinal=ordinal, warnings=codes, corrects=corrects)
    return Draft(made.kind, made.open, made.closed, made.refs, files)
