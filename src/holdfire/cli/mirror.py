"""Commands about full copies of a log that another keeps: mirror, mirrored, send, outbox, refill."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.book import Book, now
from holdfire.cli import tell
from holdfire.cli.options import book_argument, keys_option, open_to_write, progress, ring, shown
from holdfire.cosign import gather
from holdfire.db.engine import is_server, read, write
from holdfire.errors import BadInput, HoldfireError, NotFound
from holdfire.mirror import outgoing, repo
from holdfire.mirror.following import begin, follow
from holdfire.mirror.source import Remote, source
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.record.encoding import instant_text, sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.mirror.following import Followed
    from holdfire.mirror.source import Source
    from holdfire.record.keys import PrivateKey

TRIES = (
    "log-silent",
    "log-rolled-back",
    "mirror-unknown",
)
"""What does not end `mirror --every`: it may be better the next time."""


@click.command("mirror")
@click.argument("url")
@book_argument
@click.option("--expect", default="", help="Fingerprint of entry 0 that it must have.")
@click.option(
    "--log", "log", default="", metavar="URL", help="Where the log itself is, if URL is another mirror's."
)
@click.option("--every", type=click.IntRange(min=1), metavar="SECONDS", help="Go on, so often, until Ctrl-C.")
@keys_option
def mirror(url: str, book: str, expect: str, log: str, every: int | None, keys: str | None) -> None:
    """Keep a full copy of the log at URL in BOOK, and hand in what waits there.

    URL is a book's pages, https://HOST/BOOK, or a book that can be read here, such as a file on a stick. All that comes
    is checked as it comes: signatures, tree, values, files, and that the log only grew. What the log signed against
    that is kept. A stopped run goes on where it was. The mirror's key, if the log's host asks for it, lies in the keys'
    folder.
    """
    with source(url, now, _key(book, keys)) as at:
        if not _there(book):
            _begin(book, at, expect, log)
        opened = open_to_write(book, keys)
        while _round(opened, at, log, again=bool(every)):
            time.sleep(every or 0)


def _there(book: str) -> bool:
    """Tell whether the mirror was begun; in a database on a server, whether there is a book in it."""
    if not is_server(book):
        return Path(book).exists()
    try:
        Book(book).engine.dispose()
    except NotFound:
        return False
    return True


def _key(book: str, keys: str | None) -> PrivateKey | None:
    """Load the mirror's key, if one lies in the keys' folder."""
    folder = ring(book, keys)
    return folder.only(Role.MIRROR) if any(folder.folder.glob(f"*.{Role.MIRROR.value}.key")) else None


def _begin(book: str, at: Source, expect: str, log: str) -> None:
    begin(book, at, now(), expect, kept=log)
    with Book(book).reading() as connection:
        fingerprint = sha256_hex(record.leaf(connection, 0) or b"")
    tell(f"made {shown(book)}: a mirror of {at.place}")
    tell(f"  fingerprint of entry 0: {fingerprint}" + ("" if expect else "; compare it with two others’"))


def _round(opened: Book, at: Source, log: str, *, again: bool) -> bool:
    """Exchange once; whether to go on, where that was asked for and nothing worse happened than that nobody answers."""
    try:
        _exchange(opened, at, log)
    except HoldfireError as error:
        if not again or error.code not in TRIES:
            raise
        tell(str(error))
    return again


def _exchange(opened: Book, at: Source, log: str) -> None:
    with opened.reading() as connection:
        origin, start = repo.origin(connection), record.size(connection)
    if origin is None:
        raise BadInput(
            "mirror-none",
            say("this book is no mirror: it keeps the log itself"),
            hint=say("`holdfire refill`"),
        )
    if log and log != origin.place:
        with write(opened.engine) as connection:
            repo.keep_origin(connection, log, origin.seen, origin.size)
    if isinstance(at, Remote) and at.place == (log or origin.place):
        outgoing.deliver(opened.engine, at, opened.clock)
    with progress("mirroring") as bar:
        done = follow(opened.engine, at, opened.clock, bar)
    _tell(opened, done._replace(start=start))


def _tell(opened: Book, done: Followed) -> None:
    with opened.reading() as connection:
        waits = repo.waiting(connection)
        stands = gather.standing(connection, opened.log)
    more = f"; {done.opened} values opened since" if done.opened else ""
    tell(f"{done.stop} entries, {done.stop - done.start} new, final up to {stands.final}{more}")
    if waits:
        tell(f"  {len(waits)} wait to be entered: `holdfire outbox` lists them")


@click.command("mirrored")
@book_argument
@click.option("--out", type=click.Path(file_okay=False), help="Folder for what the log signed against it.")
def mirrored(book: str, out: str | None) -> None:
    """Say of what log BOOK is a mirror, when that last answered, and what the log signed that contradicts it.

    Each contradiction is two checkpoints, both signed by the log: that is proof. Show it to the others.
    """
    opened = Book(book)
    with opened.reading() as connection:
        origin, size = repo.origin(connection), record.size(connection)
        found, waits = repo.contradictions(connection), repo.waiting(connection)
    if origin is None:
        tell("no mirror: this book keeps the log itself")
    else:
        tell(f"a mirror of {origin.place}, which last answered {instant_text(origin.seen)}")
        tell(f"  {size} entries here, {origin.size} there; {len(waits)} wait to be entered")
    for number, each in enumerate(found, 1):
        tell(f"  against the log: {each.code}, {instant_text(each.at)}")
        if out:
            place = Path(out)
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number:03}-{each.code}-shown.txt").write_text(each.shown)
            (place / f"{number:03}-{each.code}-held.txt").write_text(each.held)


@click.command("send")
@book_argument
@keys_option
def send(book: str, keys: str | None) -> None:
    """Hand in to the log what was signed in the mirror's book BOOK and waits, and fetch what the log has more."""
    from holdfire.mirror.exchanging import exchange

    opened = open_to_write(book, keys)
    with progress("mirroring") as bar:
        done = exchange(opened.desk(), bar)
    _tell(opened, done)


@click.command("outbox")
@book_argument
@click.option("--all", "whole", is_flag=True, help="Also what the log has by now.")
@click.option("--drop", type=int, metavar="NUMBER", help="Take back what waits under this number.")
def outbox(book: str, drop: int | None, *, whole: bool) -> None:
    """List what was signed in a mirror's book and waits to be entered, and what the log said of it."""
    opened = Book(book)
    if drop is not None:
        with write(opened.engine) as connection:
            if not repo.drop(connection, drop):
                raise NotFound("outbox-missing", say("nothing waits under {number}", number=drop))
        tell(f"{drop}: taken back")
        return
    with opened.reading() as connection:
        found = repo.waiting(connection, whole=whole)
    for each in found:
        where = f"entry {each.entry}" if each.entry is not None else "waits"
        why = f": {each.code}: {each.words}" if each.code else ""
        tell(f"{each.number:>5}  {each.kind:<14} signed {instant_text(each.made)}  {where}{why}")
    if not found:
        tell("nothing waits")


@click.command("refill")
@book_argument
@click.option("--from", "places", multiple=True, required=True, metavar="URL|BOOK", help="A mirror; several.")
@keys_option
def refill(book: str, places: tuple[str, ...], keys: str | None) -> None:
    """Fill the log's own book, restored from an old backup, up from mirrors, so that it can be appended to again.

    Entries come back byte for byte, checked against the log's own signatures. Values that no mirror was handed stay
    absent. Name every mirror that can be reached: the book goes on from the largest record that any of them shows.
    """
    opened = open_to_write(book, keys)
    with read(opened.engine) as connection:
        start = record.size(connection)
        if repo.origin(connection) is not None:
            raise BadInput("refill-mirror", say("this book is a mirror"), hint=say("`holdfire mirror`"))
    for place in places:
        with progress("refilling") as bar:
            try:
                with source(place, now, _key(book, keys)) as at:
                    done = follow(opened.engine, at, opened.clock, bar)
            except HoldfireError as error:
                if error.code != "log-rolled-back":
                    raise
                tell(f"{place}: has less than this book")
                continue
        tell(f"{place}: {done.stop} entries, {done.stop - done.start} new")
    opened.resume()
    size = opened.size()
    tell(f"{size} entries, {size - start} of them refilled; {_absent(opened)} values are not here")
    tell("  appending goes on from there")


def _absent(opened: Book) -> int:
    """Count the values that were withheld or erased here."""
    total = 0
    with opened.reading() as connection:
        for page in record.entries(connection):
            for stored in page:
                digests = parse_payload(unseal(stored.leaf).payload).digests
                total += len(digests) - len(disclosure.split(stored.disclosures))
    return total
