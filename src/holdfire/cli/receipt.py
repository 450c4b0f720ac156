"""The command `receipt`: an intake's signed promise, what became of it, and a code for who carries no paper."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.check import seconds
from holdfire.cli.options import book_argument, file_bytes, keys_option, open_to_write, signer
from holdfire.cosign.prove import prove
from holdfire.db.beside import Beside, path_of
from holdfire.errors import BadInput, Broken, NotFound
from holdfire.mirror import repo as mirror
from holdfire.record import parcel as parcels
from holdfire.record import repo as record
from holdfire.record.encoding import instant_text, sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.keys import Role
from holdfire.record.policy import parse
from holdfire.reports import promise as promises
from holdfire.reports import slips
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from holdfire.mirror.looking import Looked
    from holdfire.record.keys import PrivateKey
    from holdfire.reports.promise import Item, Promise

KINDS = ("report", "tally")
within_option = click.option(
    "--within", default="24h", show_default=True, metavar="SPAN", help="Promised to be in the log by then."
)
codes_option = click.option("--codes", help="The private file of codes (default: beside the book, .codes).")


@click.group("receipt")
def receipt() -> None:
    """Promise who hands reports in that they will be in the log; check such a promise, offline.

    An organisation gets a receipt that the intake's key signs: with it and the log's entries anybody sees whether the
    promise was kept. A person at a checkpoint gets a code of fifteen digits, which says nothing.
    """


@receipt.command("give")
@book_argument
@click.argument("entries", nargs=-1, type=click.IntRange(min=0))
@click.option("--waiting", multiple=True, type=int, metavar="NUMBER", help="What waits in a mirror's outbox.")
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="The receipt's file.")
@within_option
@click.option("--as", "actor", help="Which intake signs (default: the only key).")
@keys_option
def give(
    book: str,
    entries: tuple[int, ...],
    waiting: tuple[int, ...],
    out: str,
    within: str,
    actor: str | None,
    keys: str | None,
) -> None:
    """Write a signed receipt of reports: of ENTRIES of the log, or of what waits to be entered."""
    opened = open_to_write(book, keys)
    key = signer(opened, Role.INTAKE, actor)
    with opened.reading() as connection:
        numbers = {w.number: w.sha256 for w in mirror.waiting(connection, whole=True)}
        unknown = [n for n in waiting if n not in numbers]
    if unknown or not (entries or waiting):
        raise NotFound(
            "outbox-missing", say("nothing waits under {number}", number=unknown[0] if unknown else "?")
        )
    count = write(opened, key, entries, [numbers[n] for n in waiting], Path(out), within)
    tell(f"{out}: {count} reports, promised within {within}")


def write(
    opened: Book, key: PrivateKey, entries: Iterable[int], put: Iterable[str], out: Path, within: str
) -> int:
    """Write the receipt of entries, and of what waits by its payload's SHA-256; says of how many reports it is."""
    with opened.reading() as connection:
        items = [*_entered(connection, entries), *_waiting(connection, put)]
    if not items:
        raise BadInput("receipt-empty", say("there is no report to give a receipt of"))
    now = opened.clock()
    out.write_bytes(promises.write(opened.log, key, now, now + seconds(within) * 1_000_000, items))
    return len(items)


def _entered(connection: Connection, entries: Iterable[int]) -> Iterator[Item]:
    for index in entries:
        stored = next(iter(record.stretch(connection, index, index + 1)), None)
        if stored is not None and parse_payload(unseal(stored.leaf).payload).kind in KINDS:
            yield promises.item(sha256_hex(unseal(stored.leaf).payload), stored.disclosures)


def _waiting(connection: Connection, put: Iterable[str]) -> Iterator[Item]:
    for sha256 in put:
        found = mirror.find(connection, sha256)
        if found is not None and found.entry is not None:
            yield from _entered(connection, [found.entry])
        elif found is not None and found.kind in KINDS:
            yield promises.item(sha256, parcels.parse(mirror.parcel(connection, sha256)).disclosures)


@receipt.command("check")
@click.argument("file", type=click.Path(dir_okay=False))
@click.argument("place")
@click.option(
    "--policy", "policy_file", type=click.Path(dir_okay=False), help="Policy file; a proof needs it."
)
@click.option(
    "--proofs", type=click.Path(file_okay=False), help="Folder for a proof of each report found in a book."
)
def check(file: str, place: str, policy_file: str | None, proofs: str | None) -> None:
    """Say whether what the receipt FILE promised is in the log. Exit status 6 if the promise was broken.

    PLACE is a book, a mirror, a folder of tiles, the http address of a log's pages, or the proof of one entry. No value
    is needed: an entry is known by the hash of what the intake signed. Keep the receipt with a folder of tiles whose
    checkpoint is later than the promise: the two prove a broken one to anybody.
    """
    from holdfire.mirror.looking import look

    promise = promises.read(file_bytes(file))
    policy = parse(file_bytes(policy_file).decode(errors="replace")) if policy_file else None
    looked = look(place, promise, policy)
    for line in _lines(promise, looked):
        tell(line)
    if proofs:
        _prove(place, looked, Path(proofs))
    _demand_kept(promise, looked)


def _lines(promise: Promise, looked: Looked) -> Iterator[str]:
    yield f"receipt of {promise.key.actor}, key {promise.key.key_id[:12]}, for the log {promise.log}"
    yield f"  received     {instant_text(promise.received)}, promised by {instant_text(promise.until)}"
    clock = "a quorum of cosigners said so" if looked.cosigned else "by the log's own clock"
    yield f"  looked at    {looked.size} entries, as of {instant_text(looked.at)}: {clock}"
    for each in promise.reports:
        name = f"{each.sha256[:12] or each.payload[:12]}"
        if each.payload in looked.found:
            yield f"  {name}  in the log: entry {looked.found[each.payload]}"
        elif each.payload in looked.other:
            yield f"  {name}  in the log: entry {looked.other[each.payload]}, through another intake"
        else:
            yield f"  {name}  not there" if looked.whole else f"  {name}  not shown by this proof"


def _missing(promise: Promise, looked: Looked) -> list[Item]:
    return [r for r in promise.reports if r.payload not in looked.found and r.payload not in looked.other]


def _demand_kept(promise: Promise, looked: Looked) -> None:
    """Refuse a promise that a whole record shows to be broken; Broken `promise-broken`."""
    missing = _missing(promise, looked)
    if not missing:
        tell("kept: all of it is in the log")
    elif not looked.whole:
        tell("this proof shows no more; ask for a proof of the others, or look in a whole copy")
    elif looked.at <= promise.until:
        late = time.time() * 1_000_000 > promise.until
        tell(
            f"not yet: {len(missing)} of {len(promise.reports)}" + ("; look in a newer copy" if late else "")
        )
    else:
        raise Broken(
            "promise-broken",
            say(
                "{n} of {all} reports are not among the {size} entries, and were promised before",
                n=len(missing),
                all=len(promise.reports),
                size=looked.size,
            ),
            hint=say("the receipt and this checkpoint prove it: keep both"),
        )


def _prove(place: str, looked: Looked, folder: Path) -> None:
    opened = Book(place)
    folder.mkdir(parents=True, exist_ok=True)
    with opened.reading() as connection:
        for index in sorted({*looked.found.values(), *looked.other.values()}):
            (folder / f"{index}.tlog-proof").write_text(prove(connection, opened.log, index))
    tell(f"  proofs       in {folder}")


@receipt.command("code")
@book_argument
@click.argument("entry", type=click.IntRange(min=0), required=False)
@click.option("--waiting", type=int, metavar="NUMBER", help="What waits in a mirror's outbox, instead.")
@codes_option
def code(book: str, entry: int | None, waiting: int | None, codes: str | None) -> None:
    """Make a code for a person who handed the report of ENTRY in: fifteen digits, shown once.

    The intake keeps a hash of it, outside the record. Write it on nothing that says what it is for.
    """
    opened = Book(book)
    with opened.reading() as connection:
        payload = _payload(connection, entry, waiting)
    tell(slips.give(Beside(path_of(book, slips.SUFFIX, codes)), payload))


def _payload(connection: Connection, entry: int | None, waiting: int | None) -> str:
    if waiting is not None:
        found = [w.sha256 for w in mirror.waiting(connection, whole=True) if w.number == waiting]
        if found:
            return found[0]
        raise NotFound("outbox-missing", say("nothing waits under {number}", number=waiting))
    leaf = record.leaf(connection, entry) if entry is not None else None
    if leaf is None:
        raise NotFound(
            "entry-missing",
            say("the record has no entry {index}", index=str(entry)),
            hint=say("entries count from 0"),
        )
    return sha256_hex(unseal(leaf).payload)


@receipt.command("ask")
@book_argument
@codes_option
def ask(book: str, codes: str | None) -> None:
    """Say what became of the report for which a person was given a code; it is asked for, or read from the input."""
    text = click.prompt("Code", hide_input=False)
    payload = slips.find(Beside(path_of(book, slips.SUFFIX, codes)), text)
    if payload is None:
        raise NotFound("slip-unknown", say("this intake gave no such code"))
    opened = Book(book)
    with opened.reading() as connection:
        index = _where(connection, payload)
    tell("not in the record yet: it waits" if index is None else f"in the record: entry {index}")


def _where(connection: Connection, payload: str) -> int | None:
    """Find the entry with a payload; None: there is none yet."""
    waits = mirror.find(connection, payload)
    if waits is not None and waits.entry is not None:
        return waits.entry
    pages: Iterator[Sequence[record.Stored]] = record.entries(connection)
    found = (s.index for page in pages for s in page if sha256_hex(unseal(s.leaf).payload) == payload)
    return next(found, None)
