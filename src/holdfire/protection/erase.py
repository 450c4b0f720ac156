"""Carry erasures out in one copy of the record: values, salts, files and tables; the entries stay, and still check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.db import migrate
from holdfire.db.engine import write
from holdfire.db.scrub import scrub
from holdfire.erasing import repo, rules
from holdfire.projecting import project_all
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.record.encoding import b64url, strings
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.tree import leaf_hash
from holdfire.reports import repo as reports

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.book import Book
    from holdfire.db.beside import Beside
    from holdfire.record.encoding import Json

KEPT = ("disclosure", "file")
"""The tables of which rows are deleted."""

DIGITS = 64
"""Hexadecimal digits of a SHA-256."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What was deleted here: how many values, of which entries; and under which names files and identities."""

    values: int
    entries: tuple[int, ...]
    files: frozenset[str]


def reached(connection: Connection, targets: Iterable[int]) -> list[int]:
    """List the entries that an erasure of whole reports has to reach: they, and those that repeat what they say."""
    return list(rules.reached(targets, _refs(connection)))


def corrections(connection: Connection, targets: Collection[int]) -> list[int]:
    """List the reports that correct these or were corrected by them; they have values of their own."""
    firsts = set(reports.roots(connection, targets).values())
    return sorted(set(reports.chain(connection, firsts)) - set(targets))


def leaf_of(connection: Connection, index: int) -> str:
    """Give an entry's leaf hash, base64url."""
    return b64url(leaf_hash(record.leaf(connection, index) or b""))


def _refs(connection: Connection) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    for page in record.entries(connection):
        for stored in page:
            payload = parse_payload(unseal(stored.leaf).payload)
            yield stored.index, payload.kind, tuple(r.index for r in payload.refs if r.log == payload.log)


def carry_out(book: Book, stores: Sequence[Beside] = ()) -> Gone:
    """Delete whatever erasures ask for and this copy still holds, make the tables again, and scrub the database.

    `stores` are the private files beside the book: what they keep under the name of a file, or of an entry's leaf, that
    goes, goes first, for afterwards nothing says any more which it was.

    The database is scrubbed also where nothing was left to delete, for the last time may have been cut short. Conflict
    `book-busy`.
    """
    with write(book.engine) as connection:
        gone = _delete(connection, stores)
        if gone.values or gone.files:
            migrate.remake_projected(connection)
            project_all(connection, connection)
    scrub(book.engine, KEPT)
    return gone


def still_held(connection: Connection) -> dict[int, frozenset[str]]:
    """Say which values that are to be erased this copy still holds: {entry: disclosures}."""
    asked: dict[int, set[str]] = {}
    for order in repo.erasures(connection):
        asked.setdefault(order.target, set()).update(order.digests)
    held = {index: disclosure.split(record.told(connection, index)) for index in asked}
    left = {i: frozenset(d for d in held[i] if disclosure.digest(d) in asked[i]) for i in asked}
    return {index: those for index, those in left.items() if those}


def _delete(connection: Connection, stores: Sequence[Beside]) -> Gone:
    held = still_held(connection)
    named: set[str] = set()
    leaves: set[str] = set()
    for index, those in held.items():
        kept = [d for d in disclosure.split(record.told(connection, index)) if d not in those]
        named |= set(strings(disclosure.read("~".join(sorted(those)))))
        record.tell(connection, index, "~".join(kept))
        leaves |= set() if kept else {leaf_of(connection, index)}
    files = {name for name in named if len(name) == DIGITS}
    files -= _named_still(connection, files)
    removed = {name for store in stores for name in store.remove(files | leaves)}
    removed |= record.held_files(connection, files)
    record.drop_files(connection, files)
    return Gone(sum(map(len, held.values())), tuple(sorted(held)), frozenset(removed))


def _named_still(connection: Connection, files: Collection[str]) -> set[str]:
    """Say which of these files a value that stays, or an open field, still names."""
    found: set[str] = set()
    for page in record.entries(connection) if files else ():
        for stored in page:
            fields: Mapping[str, Json] = disclosure.read(stored.disclosures)
            found.update(n for n in strings(fields) if n in files)
            open_fields = parse_payload(unseal(stored.leaf).payload).open
            found.update(n for n in strings(open_fields) if n in files)
    return found
