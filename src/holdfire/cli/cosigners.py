"""The command `cosigners`: the log's side. Who cosigns a record, what they have cosigned, and who is behind."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.agreement import ground
from holdfire.agreement import repo as agreement_repo
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import book_argument, file_bytes, keys_option, open_to_write
from holdfire.cosign import export, gather
from holdfire.cosign.client import ask_all
from holdfire.cosign.cosigner import load_card
from holdfire.cosign.words import lines
from holdfire.db.engine import is_server
from holdfire.db.engine import write as write_to
from holdfire.errors import BadInput
from holdfire.record import checkpoint as cp
from holdfire.record import growth
from holdfire.record import parcel as parcels
from holdfire.record.keys import Role
from holdfire.record.policy import Known, Policy, parse, plain, write
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft


@click.group("cosigners")
def cosigners() -> None:
    """Ask a record's cosigners; say who they are, what they have cosigned, and who is behind."""


@cosigners.command("policy")
@book_argument
@click.argument("cards", nargs=-1, metavar="[CARD[=URL]]...")
@click.option("--quorum", type=click.IntRange(min=1), help="How many must cosign (default: as is safe).")
@click.option("--file", "file", type=click.Path(dir_okay=False), help="Take the policy from a file instead.")
@click.option(
    "--request", type=click.Path(dir_okay=False), help="Propose it: a file for those who are to sign."
)
def policy(
    book: str, cards: tuple[str, ...], quorum: int | None, file: str | None, request: str | None
) -> None:
    """Show the cosigning policy in force, or draft another from cosigners' `.pub` files, each with its address.

    A quorum of the old policy and one of the new sign it with their cosigners' keys: `holdfire sign`, then `holdfire
    submit`. By default three of four must cosign, and all of three.
    """
    opened = Book(book)
    with opened.reading() as connection:
        if not cards and not file:
            tell(export.policy(connection, opened.log).rstrip("\n"))
            return
        drafted = (
            parse(file_bytes(file).decode()) if file else _drafted(connection, opened.log, cards, quorum)
        )
        cautions = list(_beside_the_agreement(connection, drafted))
    text = write(drafted)
    tell(text.rstrip("\n"))
    for caution in cautions:
        tell(f"# {caution}")
    if not drafted.safe():
        tell("# NOT SAFE: with so few, the log's host and some of them can show two people two final records")
    if request:
        parcel = opened.request(lambda c: [_enact(c, opened.log, text)])
        Path(request).write_bytes(parcels.write(parcel))
        tell(f"# {request}: to be signed with `holdfire sign`, then `holdfire submit`")


def _drafted(connection: Connection, log: str, cards: tuple[str, ...], quorum: int | None) -> Policy:
    known: dict[str, Known] = {}
    for card in cards:
        path, _, url = card.partition("=")
        actor, vkey = load_card(Path(path))
        known[actor] = Known(vkey, url)
    if len(known) != len(cards):
        raise BadInput(
            "member-twice", say("two of these cosigners are of one actor"), hint=say("one for each")
        )
    if quorum and quorum > len(known):
        raise BadInput("quorum-high", say("{n} cosigners cannot be {quorum}", n=len(known), quorum=quorum))
    register = agreement_repo.register(connection, log)
    key = register.standing(Role.LOG, 2**62)[-1]
    return plain(cp.vkey(log, key), known, quorum or 0)


def _beside_the_agreement(connection: Connection, policy: Policy) -> Iterator[str]:
    """Say where a policy is another than the agreement settled."""
    rules = agreement_repo.current(connection).agreement.rules
    settled = rules.cosigning if rules else None
    if settled is None:
        return
    named = {c.actor for c in settled.cosigners}
    if named != set(policy.cosigners):
        yield f"NOT the cosigners whom the agreement names: {', '.join(sorted(named))}"
    if settled.quorum != policy.least():
        yield f"NOT the quorum that the agreement names: {settled.quorum}"


def _enact(connection: Connection, log: str, text: str) -> Draft:
    old = agreement_repo.register(connection, log).policy
    return ground.policy((old.version if old else 0) + 1, text)


@cosigners.command("ask")
@book_argument
@click.option(
    "--every", type=click.IntRange(min=1), metavar="SECONDS", help="Go on asking, so often, until Ctrl-C."
)
@keys_option
def ask(book: str, every: int | None, keys: str | None) -> None:
    """Ask every cosigner that has an address to cosign the last checkpoint, all at once.

    The record never waits for one that does not answer: it is asked again the next time, and shown as behind. One that
    has seen more of the log than is here shows that this is an old copy: from then on nothing is appended to it.
    """
    opened = open_to_write(book, keys) if keys or not is_server(book) else Book(book)
    while True:
        for answer in ask_all(opened.engine, opened.log, opened.clock):
            tell(
                f"{answer.name}: "
                + (str(answer.error) if answer.error else f"cosigned {answer.size} entries")
            )
            if answer.beyond:
                opened.hear(answer.beyond)
        _summary(opened)
        if not every:
            return
        time.sleep(every)


@cosigners.command("request")
@book_argument
@click.argument("name")
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="The request's file.")
@click.option(
    "--old", type=click.IntRange(min=0), help="Size that it cosigned last, if it says another than the book."
)
def request(book: str, name: str, out: str, old: int | None) -> None:
    """Write a request for cosigner NAME that travels as a file; it answers with `holdfire cosign once`."""
    opened = Book(book)
    with opened.reading() as connection:
        found = {a.name: a.size for a in gather.standing(connection, opened.log).attendance}
        if name not in found:
            raise BadInput(
                "cosigner-unknown",
                say("the policy has no cosigner {name}", name=repr(name)),
                hint=say("`holdfire cosigners show` names them"),
            )
        asked = gather.request(connection, found[name] if old is None else old)
    Path(out).write_text(growth.write(asked))
    tell(f"{out}: from {asked.old} to {growth.size_of(asked)} entries")


@cosigners.command("take")
@book_argument
@click.argument("answers", nargs=-1, required=True, type=click.Path(dir_okay=False))
def take(book: str, answers: tuple[str, ...]) -> None:
    """Keep the cosignatures in files that `holdfire cosign once` wrote."""
    opened = Book(book)
    for path in answers:
        with write_to(opened.engine) as connection:
            names = gather.keep_note(
                connection, opened.log, file_bytes(path).decode(errors="replace"), opened.clock()
            )
        tell(f"{path}: " + (", ".join(names) if names else "nobody whom the policy knows"))
    _summary(opened)


@cosigners.command("show")
@book_argument
def cosigners_show(book: str) -> None:
    """Say how far the record is final, who has cosigned what, and since when anyone is behind."""
    _summary(Book(book))


def _summary(book: Book) -> None:
    with book.reading() as connection:
        stands, size = (
            gather.standing(connection, book.log),
            cp.parse(gather.request(connection, 0).note).size,
        )
    for line in lines(stands, size, book.clock() // 1_000_000):
        tell(line)
