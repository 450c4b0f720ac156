"""Work with a book's evidence: files taken in, shown and exported, each time with its entry."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Broken, NotFound
from holdfire.evidence import bag, entries, package, repo
from holdfire.evidence.strip import Copy, working_copy
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.record.encoding import sha256_hex
from holdfire.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from holdfire.book import Book, Receipt
    from holdfire.db.beside import Beside
    from holdfire.evidence.model import Item, What
    from holdfire.record.keys import PrivateKey
    from holdfire.record.kinds import Draft


def add(
    book: Book, store: Beside, key: PrivateKey, report: int, data: bytes, *, name: str, words: str
) -> tuple[list[Receipt], Copy | BadInput]:
    """Take a file in: the original into the private file, its working copy, if there can be one, into the book.

    Gives the entries, and the working copy or why there is none.
    """
    try:
        copy: Copy | BadInput = working_copy(data)
    except BadInput as e:
        copy = e

    def build(connection: Connection) -> list[Draft]:
        return entries.received(
            connection,
            report,
            data,
            name=name,
            type_="" if isinstance(copy, BadInput) else copy.of,
            words=words,
            copy=None if isinstance(copy, BadInput) else copy,
            at=record.size(connection),
        )

    with book.reading() as connection:
        build(connection)
    store.put(sha256_hex(data), data)
    return book.submit(build, key), copy


def original(connection: Connection, store: Beside, item: Item) -> bytes:
    """Read an original and check it against its entry; NotFound `original-missing`, Broken `original-changed`."""
    data = store.get(item.sha256) if item.sha256 else None
    if data is None:
        raise NotFound("original-missing", say("the original of entry {entry} is not here", entry=item.entry))
    nonce = disclosure.read(record.told(connection, item.entry)).get("nonce")
    if nonce is None or not entries.fits(str(nonce), data, item.commitment):
        raise Broken(
            "original-changed",
            say("the original of entry {entry} is not the one that came in", entry=item.entry),
        )
    return data


def view(
    book: Book, store: Beside | None, key: PrivateKey, entry: int, *, to: str, words: str
) -> tuple[bytes, str]:
    """Give a file to somebody to look at, its working copy, or with `store` its original; it is an entry first."""
    with book.reading() as connection:
        item, steps = entries.demand(connection, entry)
        if store is not None:
            data, kind = original(connection, store, item), item.type
        else:
            made, data = package.working_copy(connection, steps)
            kind = made.type
    what: What = "working" if store is None else "original"
    book.submit(lambda _c: [entries.done(entry, "viewed", what, to=to, words=words)], key)
    return data, kind


def export(
    book: Book, store: Beside | None, key: PrivateKey, entry: int, folder: Path, *, to: str, words: str
) -> int:
    """Export a file as a bag, its working copy, or with `store` its original besides; gives the custody's entry."""
    with book.reading() as connection:
        item, steps = entries.demand(connection, entry)
        content: dict[str, bytes] = {}
        if repo.working(steps) is not None or store is None:
            made, data = package.working_copy(connection, steps)
            content[f"working{package.ENDINGS.get(made.type, '')}"] = data
        if store is not None:
            content[f"original{package.ENDINGS.get(item.type, '')}"] = original(connection, store, item)
        what: What = "working" if store is None else "original"
        payload = package.payload(connection, item, steps, what, content)
    about = {"External-Identifier": f"{book.log} {entry}", "External-Description": f"{what} of one file"}
    digest = bag.write(folder, payload, about, book.clock())
    try:
        done = book.submit(
            lambda _c: [entries.done(entry, "exported", what, to=to, words=words, sha256=digest)], key
        )
    except BaseException:
        shutil.rmtree(folder)
        raise
    return done[0].index
