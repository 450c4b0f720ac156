"""The commands `identity ...`: who spoke, sealed for two officers. What is sealed is never an argument or an error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import (
    actor_option,
    book_argument,
    file_bytes,
    keys_option,
    open_to_write,
    signer,
)
from holdfire.cli.stores import identities as open_store
from holdfire.cli.stores import identities_option
from holdfire.errors import BadInput, Conflict, NotFound, Where
from holdfire.identities import entries, repo, sealing
from holdfire.protection import erase
from holdfire.record.encoding import instant_text
from holdfire.record.keys import Role
from holdfire.words import say

report_argument = click.argument("report", type=click.IntRange(min=0))


@click.group("identity")
def identity() -> None:
    """Keep who spoke, sealed for protection officers of two bodies, outside the record; both are needed to open it."""


@identity.command("key")
@click.argument("file", type=click.Path(dir_okay=False))
def key(file: str) -> None:
    """Make an officer's key of age in FILE, readable by its owner alone. `age-keygen` makes the same."""
    secret, recipient = sealing.new_key()
    _write_private(Path(file), secret.encode())
    tell(recipient)


@identity.command("register")
@book_argument
@click.option(
    "--recipient", "recipients", multiple=True, required=True, help="`age1...`; repeat for deputies."
)
@actor_option
@keys_option
def register(book: str, recipients: tuple[str, ...], actor: str | None, keys: str | None) -> None:
    """Say in the record for whom a body's layer is sealed, in place of what it said before."""
    opened = open_to_write(book, keys)
    draft = entries.register(recipients)
    receipt = opened.submit(lambda _c: [draft], signer(opened, Role.OFFICER, actor))[0]
    tell(f"entry {receipt.index}: {len(recipients)} recipients")


@identity.command("keep")
@book_argument
@report_argument
@click.option("--for", "bodies", nargs=2, required=True, help="The two bodies: who opens first, who second.")
@identities_option
def keep(book: str, report: int, bodies: tuple[str, str], identities: str | None) -> None:
    """Seal who spoke in REPORT. What is to be sealed is read from standard input, and shown nowhere."""
    opened, store = Book(book), open_store(book, identities)
    with opened.reading() as connection:
        entries.demand_report(connection, report)
        outer, inner = entries.two(connection, *bodies)
        leaf = erase.leaf_of(connection, report)
    if store.get(leaf) is not None:
        raise Conflict(
            "identity-kept",
            say("an identity is kept for report {report} already", report=report),
            hint=say("erase the report to be rid of it"),
        )
    given = sys.stdin.buffer.read() if not sys.stdin.isatty() else _asked()
    if not given.strip():
        raise BadInput("identity-empty", say("there is nothing to seal on standard input"))
    try:
        text = given.decode().strip()
    except UnicodeDecodeError as e:
        raise BadInput("identity-malformed", say("what is to be sealed is no text in UTF-8")) from e
    head = " ".join((str(report), *bodies)).encode()
    store.put(leaf, head + b"\n" + sealing.seal(leaf, text, outer, inner))
    tell(f"sealed for {bodies[0]} and {bodies[1]}, both of whom are needed; kept in {store.path}")


def _asked() -> bytes:
    return str(click.prompt("Who spoke (not shown)", hide_input=True)).encode()


@identity.command("open")
@book_argument
@report_argument
@click.option("--key", "key_file", required=True, help="The officer's key file of age.")
@click.option("--half", help="What the first officer's opening wrote, for the second.")
@click.option("--out", help="Where to write the half, for the second officer.")
@click.option("--reason", required=True, help="Why, in words; closed.")
@actor_option
@identities_option
@keys_option
def open_(
    book: str,
    report: int,
    key_file: str,
    half: str | None,
    out: str | None,
    reason: str,
    actor: str | None,
    identities: str | None,
    keys: str | None,
) -> None:
    """Take one layer off the identity behind REPORT: the first officer writes a half, the second reads it.

    Each is an entry, signed with the officer's protection key, before anything is shown or written.
    """
    if (half is None) == (out is None):
        raise BadInput(
            "half-unclear",
            say("say which of the two openings this is"),
            hint=say("`--out FILE` for the first officer, `--half FILE` for the second"),
        )
    opened = open_to_write(book, keys)
    with opened.reading() as connection:
        leaf = erase.leaf_of(connection, report)
    sealed = file_bytes(half) if half else _kept(book, identities, leaf, report)
    bare = sealing.take_off(sealed, file_bytes(key_file))
    text = sealing.identity_in(bare, leaf) if half else ""
    receipt = opened.submit(
        lambda c: [entries.unseal(c, report, reason)], signer(opened, Role.OFFICER, actor)
    )[0]
    click.echo(f"entry {receipt.index}: opened for {actor or 'the only officer here'}", err=True)
    if out:
        _write_private(Path(out), bare)
        tell(f"{out}: for the second officer, by a safe way; delete it afterwards")
        return
    tell(text)


def _kept(book: str, given: str | None, leaf: str, report: int) -> bytes:
    kept = open_store(book, given).get(leaf)
    if kept is None:
        raise NotFound("identity-missing", say("no identity is kept here for report {report}", report=report))
    return kept.partition(b"\n")[2]


@identity.command("list")
@book_argument
@identities_option
def list_(book: str, identities: str | None) -> None:
    """List for which reports an identity is kept here, for which bodies, and who took layers off."""
    store = open_store(book, identities)
    with Book(book).reading() as connection:
        for name in store.names():
            report, *bodies = (store.get(name) or b"").partition(b"\n")[0].decode().split()
            tell(f"report {report}: sealed for {' and '.join(bodies)}")
        for each in repo.unsealings(connection):
            tell(
                f"entry {each.entry}: {each.body} opened its layer of report {each.report}, {instant_text(each.at)}"
            )


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; Conflict `file-exists`."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as e:
        raise Conflict(
            "file-exists", say("there is a file of that name already"), where=Where(str(path))
        ) from e
    with os.fdopen(fd, "wb") as f:
        f.write(content)


__all__ = ["identity"]
