"""The commands `erase`, `erasures` and `erased`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import actor_option, book_argument, keys_option, open_to_write, signer
from holdfire.cli.stores import identities, identities_option, originals, originals_option
from holdfire.db.engine import is_server
from holdfire.disclosing import entries as opening
from holdfire.erasing import entries, repo
from holdfire.erasing.model import GROUNDS, Ground
from holdfire.errors import BadInput
from holdfire.protection import erase as erasing
from holdfire.record import disclosure, parcel
from holdfire.record.encoding import instant_text
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft

    Order = Callable[[Connection, int], Draft]

LEFT = """not undone by this: other people's copies, until their mirrors acknowledge (`holdfire erasures`); backups;
pages, files and bulletins that were printed, exported or published; what people remember"""
LEFT_SERVER = "nor a server's write-ahead log, its archives and replicas, which its administrator clears"


@click.command("erase")
@book_argument
@click.argument("targets", nargs=-1, type=click.IntRange(min=0))
@click.option("--ground", type=click.Choice(GROUNDS), help="Why; this stands in the open.")
@click.option("--reason", default="", help="Why, in words; closed. Name nobody.")
@click.option("--field", "fields", multiple=True, help="Only this field of it (default: all of them).")
@click.option(
    "--as", "officers", multiple=True, help="Whose protection officer signs: an actor, or a key file; repeat."
)
@click.option("--request", metavar="FOLDER", help="Enter nothing: write requests to be signed elsewhere.")
@click.option("--carry-out", is_flag=True, help="Order nothing: do what was ordered, in this copy.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@originals_option
@identities_option
@keys_option
def erase(
    book: str,
    targets: tuple[int, ...],
    ground: Ground | None,
    reason: str,
    fields: tuple[str, ...],
    officers: tuple[str, ...],
    request: str | None,
    originals: str | None,
    identities: str | None,
    keys: str | None,
    *,
    carry_out: bool,
    yes: bool,
) -> None:
    """Erase values of the entries TARGETS, here and now: values, salts, files that they alone name, and identities.

    An erasure is an entry, signed by protection officers. With a report go its article, its files and their custody.
    The entries themselves stay, and the record still checks.
    """
    if carry_out:
        _carry_out(Book(book), originals, identities)
        return
    if not targets or ground is None:
        raise BadInput(
            "erasure-unclear",
            say("say which entries are to be erased, and why"),
            hint=say("`holdfire erase BOOK ENTRY --ground asked`, or `--carry-out`"),
        )
    opened = open_to_write(book, keys)
    with opened.reading() as connection:
        reached = list(targets) if fields else erasing.reached(connection, targets)
        others = erasing.corrections(connection, targets)
        wanted = {index: _digests(connection, index, fields) for index in reached}
    tell(f"values of {', '.join(f'entry {index}' for index in reached)} are to be erased")
    if others:
        tell(f"left as they are: {', '.join(map(str, others))}, which correct them or were corrected by them")
    if not yes and not request:
        click.confirm("This cannot be undone. Erase?", abort=True)
    signers = [signer(opened, Role.OFFICER, each) for each in officers or ((None,) if not request else ())]
    names = [s.public.actor for s in signers] if not request else list(officers)

    def order(connection: Connection, index: int) -> Draft:
        return entries.order(connection, index, wanted[index], ground=ground, reason=reason, officers=names)

    if request:
        _requests(opened, reached, order, Path(request))
        return
    done = opened.submit(lambda c: [order(c, index) for index in reached], *signers)
    for receipt, index in zip(done, reached, strict=True):
        tell(f"entry {receipt.index}: erasure of entry {index}")
    _carry_out(opened, originals, identities)


def _digests(connection: Connection, index: int, fields: Sequence[str]) -> list[str]:
    """Give the digests of the fields named; none where none is, for then all of the entry goes."""
    return list(opening.digests(connection, index, fields).values()) if fields else []


def _requests(opened: Book, reached: Sequence[int], order: Order, folder: Path) -> None:
    """Write one request an entry; what becomes of them is `sign`'s and `submit`'s."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in reached:
        path = folder / f"erase-{index}.json"
        path.write_bytes(parcel.write(opened.request(partial(_one, order, index))))
        tell(f"{path}: to be signed with `holdfire sign`; nothing is erased yet")
    tell("after `holdfire submit`: `holdfire erase BOOK --carry-out`")


def _one(order: Order, index: int, connection: Connection) -> list[Draft]:
    return [order(connection, index)]


def _carry_out(opened: Book, kept: str | None, sealed: str | None) -> None:
    stores = [originals(opened.url, kept), identities(opened.url, sealed)]
    gone = erasing.carry_out(opened, stores)
    tell(
        f"erased here: {gone.values} values of {len(gone.entries)} entries, {len(gone.files)} files and identities"
    )
    tell(LEFT)
    if is_server(opened.url):
        tell(LEFT_SERVER)


@click.command("erasures")
@book_argument
def erasures(book: str) -> None:
    """List erasures: who signed each and why, and which mirrors have carried it out; exit status 0 in any case."""
    opened = Book(book)
    with opened.reading() as connection:
        now = opened.clock()
        held = erasing.still_held(connection)
        for order in repo.erasures(connection, refused=True):
            tell(
                f"entry {order.entry}: {len(order.digests)} values of entry {order.target}, {order.ground}, signed for"
                f" {', '.join(order.officers)}, {instant_text(order.at)}"
            )
            if order.refused:
                tell(f"  does not count: {order.refused}")
                continue
            if order.digests & {disclosure.digest(d) for d in held.get(order.target, ())}:
                tell("  still held in this copy: `holdfire erase --carry-out`")
            for each in repo.owed(connection, order):
                tell(f"  {each.mirror}: {_answer(each.done, each.due, order.at, now)}")


def _answer(done: int | None, due: int | None, since: int, now: int) -> str:
    """Say in words what a mirror answered, with its clock."""
    if done is not None:
        return f"erased, as it says, {instant_text(done)}"
    days, rest = divmod(max(now - since, 0) // 1_000_000, 86_400)
    waited = f"no word for {days} days {rest // 3600} hours"
    if due is None:
        return waited
    return f"{waited}; {'LATE, ' if now > due else ''}due {instant_text(due)}"


@click.command("erased")
@book_argument
@click.argument("erasure", type=click.IntRange(min=0))
@click.option(
    "--request", metavar="FILE", help="Sign here and write a response for `submit` at the log's host."
)
@actor_option
@keys_option
def erased(book: str, erasure: int, request: str | None, actor: str | None, keys: str | None) -> None:
    """Say for a mirror that it has carried ERASURE out; refused while its own copy BOOK still holds such a value."""
    opened = open_to_write(book, keys)
    key = signer(opened, Role.MIRROR, actor)
    with opened.reading() as connection:
        _demand_done(connection, erasure)

    def build(connection: Connection) -> list[Draft]:
        return [entries.acknowledge(connection, erasure, key.public.actor)]

    if request:
        Path(request).write_bytes(parcel.write(parcel.sign(opened.request(build), key)))
        tell(f"{request}: signed by {key.public.actor}, for `holdfire submit`")
        return
    tell(f"entry {opened.submit(build, key)[0].index}")


def _demand_done(connection: Connection, erasure: int) -> None:
    held = erasing.still_held(connection)
    if any(o.entry == erasure and o.target in held for o in repo.erasures(connection)):
        raise BadInput(
            "erasure-undone",
            say("this copy still holds what entry {index} erases", index=erasure),
            hint=say("`holdfire erase BOOK --carry-out` first"),
        )


__all__ = ["erase", "erased", "erasures"]
