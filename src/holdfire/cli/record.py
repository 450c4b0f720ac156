"""Commands about the record: new, show, prove, rebuild."""

from __future__ import annotations

import json
from pathlib import Path

import click

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.load import load as load_agreement
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import book_argument, file_bytes, keys_option, lock, progress, ring, shown
from holdfire.cli.passphrase import NONE, fresh
from holdfire.cosign import gather
from holdfire.cosign.prove import prove as proof_of
from holdfire.errors import NotFound
from holdfire.projecting import read_entry
from holdfire.record import repo
from holdfire.record.checkpoint import demand_name, vkey
from holdfire.record.encoding import instant_text
from holdfire.record.finality import State
from holdfire.record.keyring import keys_folder
from holdfire.record.keys import Role
from holdfire.words import say

STATES = {
    State.LOGGED: "logged: in a checkpoint that the log signed",
    State.PROVISIONAL: "provisional: all cosigners but one have cosigned it",
    State.FINAL: "final: a quorum of the cosigners has cosigned it",
}


@click.command("new")
@book_argument
@click.option("--agreement", "agreement_file", required=True, help="The mechanism's file.")
@keys_option
@click.option(
    "--log", default="", help="The log's name (default: the mechanism's id and its key's first letters)."
)
@click.option("--encrypt", is_flag=True, help="Encrypt it at rest, under a passphrase that is asked for.")
@click.option(
    "--threshold",
    type=click.IntRange(min=1),
    default=None,
    help="Make a root register of the root keys in the folder: so many holders change keys together.",
)
def new(
    book: str, agreement_file: str, keys: str | None, log: str, threshold: int | None, *, encrypt: bool
) -> None:
    """Make a book. Every key in the keys' folder is registered; the log's and the intake's are made if missing.

    New keys are sealed with a passphrase: from HOLDFIRE_PASSPHRASE, from the file that HOLDFIRE_PASSPHRASE_FILE names,
    or typed.
    """
    data = file_bytes(agreement_file)
    load_agreement(data, agreement_file)
    if log:
        demand_name(log)
    if encrypt:
        lock(book)
    folder = ring(book, keys)
    making = [role for role in (Role.LOG, Role.INTAKE) if not folder.path(role, role.value).exists()]
    passphrase = fresh("the new keys") if making else ""
    made = Book.create(book, data, folder, log=log, threshold=threshold or 0, passphrase=passphrase)
    tell(f"made {shown(book)}: log {made.log}, keys in {keys_folder(book, keys)}")
    if making and not passphrase:
        tell(f"  {NONE}")
    with made.reading() as connection:
        tell(f"  the log's verifier key, for cosigners: {vkey(made.log, made.log_key(connection).public)}")


@click.command("show")
@book_argument
@click.argument("index", type=click.IntRange(min=0))
def show(book: str, index: int) -> None:
    """Show entry INDEX: its leaf hash, when it came, who signed it, and every value of it that this book holds."""
    opened = Book(book)
    with opened.reading() as connection:
        stored = next(repo.entries(connection, index, index + 1), None)
        if stored is None:
            raise NotFound(
                "entry-missing",
                say("the record has no entry {index}", index=str(index)),
                hint=say("entries count from 0"),
            )
        keys = {k.key_id: k for k in agreement_repo.keys(connection)}
        state, since = gather.standing(connection, opened.log, index).of(index)
    entry = read_entry(stored[0])
    signers = [f"{k.actor} ({k.role} key {k.key_id[:12]})" for k in (keys[s] for s in entry.signers)]
    tell(f"entry {index}: {entry.kind}, leaf {entry.leaf}")
    tell(f"  entered {instant_text(entry.at)}, signed by {', '.join(signers)}")
    tell(f"  {STATES[state]}" + (f", since {instant_text(since * 1_000_000)}" if since else ""))
    if entry.refs:
        tell(f"  refers to {', '.join(map(str, entry.refs))}")
    for name, value in (*entry.open.items(), *entry.closed.items()):
        tell(f"  {name:<10} {json.dumps(value, ensure_ascii=False)}")
    if entry.absent:
        tell(f"  {entry.absent} values were withheld or erased here")


@click.command("prove")
@book_argument
@click.argument("index", type=click.IntRange(min=0))
@click.option("--out", type=click.Path(dir_okay=False), help="The proof's file (default: INDEX.tlog-proof).")
@click.option(
    "--open", "opened", multiple=True, metavar="FIELD", help="Closed field to open in it; `all`: every one."
)
def prove(book: str, index: int, out: str | None, opened: tuple[str, ...]) -> None:
    """Write a file that proves entry INDEX to anyone who has the policy, offline, with `holdfire check`.

    It is a tlog-proof as C2SP has it. It carries the entry, the signatures of log and cosigners, and the entries that
    registered the signers' keys; of the entry's closed fields those that are opened with --open.
    """
    source = Book(book)
    with source.reading() as connection:
        text = proof_of(connection, source.log, index, opened)
    target = Path(out or f"{index}.tlog-proof")
    target.write_text(text)
    tell(f"{target}: check it with `holdfire check {target} --policy POLICY`")


@click.command("rebuild")
@book_argument
def rebuild(book: str) -> None:
    """Make every projected table again from entries, values and run outputs; no model runs again."""
    with progress("rebuilding") as bar:
        Book(book).rebuild(bar)
    tell("rebuilt")
