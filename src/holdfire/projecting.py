"""Which room projects which kind of entry, and how entries that lie in a book are read and become rows again."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

from holdfire.agreement import entries as agreement_entries
from holdfire.bulletins import entries as bulletins_entries
from holdfire.casework import entries as casework_entries
from holdfire.disclosing import entries as disclosing_entries
from holdfire.erasing import entries as erasing_entries
from holdfire.errors import Broken
from holdfire.evidence import entries as evidence_entries
from holdfire.identities import entries as identities_entries
from holdfire.linking import entries as linking_entries
from holdfire.linking import whereabouts
from holdfire.places import entries as places_entries
from holdfire.reading import entries as reading_entries
from holdfire.record import disclosure, repo, tree
from holdfire.record.encoding import b64url, sha256_hex, unb64url
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.keys import Role
from holdfire.record.kinds import Entry, Kind, Moment
from holdfire.reports import entries as reports_entries
from holdfire.search import entries as search
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

KINDS: dict[str, Kind] = {
    kind.name: kind
    for room in (
        agreement_entries,
        reports_entries,
        disclosing_entries,
        identities_entries,
        evidence_entries,
        erasing_entries,
        reading_entries,
        places_entries,
        linking_entries,
        casework_entries,
        bulletins_entries,
    )
    for kind in room.KINDS
}
"""Every kind of entry, by name."""


def project_all(
    source: Connection, target: Connection, progress: Callable[[int, int], None] = lambda _d, _a: None
) -> None:
    """Read every entry of one book and project it, tiles included, into another's empty tables, or its own."""
    size = repo.size(source)
    stored = (each for page in repo.entries(source) for each in page)
    told = read_entries(stored)
    while entries := list(islice(told, 1000)):
        if target is not source:
            repo.put_files(target, _named_files(source, entries))
        repo.put_tiles(target, entries[0].index, [unb64url(e.leaf) for e in entries])
        project(target, entries)
        progress(entries[-1].index + 1, size)


def read_entries(stored: Iterable[repo.Stored], before: Moment = Moment()) -> Iterator[Entry]:  # noqa: B008
    """Read entries that follow one another, each with what the one after it says of it."""
    last: Entry | None = None
    for each in stored:
        e = read_entry(each, before)
        before = Moment.of(e)
        if last is not None:
            refused = e.kind == "refusal" and e.open.get("about") == last.index
            yield replace(last, refused=str(e.open.get("code", "")) if refused else "")
        last = e
    if last is not None:
        yield replace(last, refused="")


def _named_files(source: Connection, entries: Sequence[Entry]) -> dict[str, bytes]:
    """Fetch the files that projecting these entries reads: agreements and the outputs of runs."""
    names = {str(e.open["agreement"]) for e in entries if "agreement" in e.open}
    names |= {str(e.closed["output"]) for e in entries if "output" in e.closed}
    held = {name: repo.get_file(source, name) for name in names}
    return {name: content for name, content in held.items() if content is not None}


def project(connection: Connection, entries: Sequence[Entry]) -> None:
    """Hand runs of entries of one kind to their room, then to what follows from rooms; note what others signed.

    Others than the log; reports and tallies have keys of their own by which they come in once.
    """
    for kind, run in groupby(entries, key=lambda e: e.kind):
        if kind not in KINDS:
            raise Broken(
                "kind-unknown", say("{kind} is no kind of entry that this release knows", kind=repr(kind))
            )
        these = list(run)
        if KINDS[kind].role is not Role.LOG and kind not in ("report", "tally"):
            repo.put_said(connection, [(e.payload, e.index) for e in these])
        KINDS[kind].project(connection, these)
        whereabouts.project(connection, kind, these)
        search.project(connection, kind, these)


def read_entry(stored: repo.Stored, before: Moment = Moment()) -> Entry:  # noqa: B008 - it cannot change
    """Read an entry that lies in a book, trusting that it was checked; `before` is the moment of the one before it."""
    envelope = unseal(stored.leaf)
    payload = parse_payload(envelope.payload)
    closed = disclosure.read(stored.disclosures)
    return Entry(
        stored.index,
        b64url(tree.leaf_hash(stored.leaf)),
        payload.kind,
        payload.log,
        payload.at,
        tuple(r.index for r in payload.refs if r.log == payload.log),
        payload.open,
        closed,
        len(payload.digests) - len(closed),
        tuple(s.key_id for s in envelope.signatures),
        before.next(payload.at),
        sha256_hex(envelope.payload),
    )


def moment(connection: Connection, start: int) -> Moment:
    """Read the moment of the entry before this index.

    What this log enters never states an earlier time than what stands before it, so two entries are enough.
    """
    last = [parse_payload(unseal(s.leaf).payload) for s in repo.stretch(connection, max(start - 2, 0), start)]
    if not last:
        return Moment()
    return Moment(last[0].at if last[0].kind == "tick" else last[-1].at, last[-1].kind == "tick")
