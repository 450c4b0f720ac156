"""Commands about the record: new, key, check, rebuild."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import click

from holdfire.agreement import entries as agreement_entries
from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.load import load as load_agreement
from holdfire.book import Book, keys_folder, read_entry
from holdfire.cli import tell
from holdfire.cli.options import (
    actor_option,
    book_argument,
    file_bytes,
    keys_option,
    open_to_write,
    progress,
    ring,
    shown,
)
from holdfire.errors import BadInput, Broken, NotFound
from holdfire.record import repo
from holdfire.record.checkpoint import demand_name
from holdfire.record.encoding import instant_text
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import PublicKey, Role, new_key, save
from holdfire.record.keys import load as load_key
from holdfire.words import say

ACTOR = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""An actor's id, as agreements write it."""


@click.command("new")
@book_argument
@click.option("--agreement", "agreement_file", required=True, help="The mechanism's file.")
@keys_option
@click.option(
    "--log", default="", help="The log's name (default: the mechanism's id and its key's first letters)."
)
def new(book: str, agreement_file: str, keys: str | None, log: str) -> None:
    """Make a book. Every key in the keys' folder is registered; the log's and the intake's are made if missing."""
    data = file_bytes(agreement_file)
    load_agreement(data, agreement_file)
    if log:
        demand_name(log)
    made = Book.create(book, data, ring(book, keys), log=log)
    tell(f"made {shown(book)}: log {made.log}, keys in {keys_folder(book, keys)}")


@click.group("key")
def key() -> None:
    """Make keys, and register them in a book."""


@key.command("new")
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
@click.option("--for", "actor", required=True, help="Whose it is: an actor's id, or `log`, `intake`.")
@click.option(
    "--held",
    type=click.Choice(["host", "member"]),
    default="host",
    show_default=True,
    help="Who keeps the private half.",
)
@click.option("--keys", default="keys", show_default=True, help="Folder to put it in.")
def key_new(role: str, actor: str, held: str, keys: str) -> None:
    """Make a key: one file that only its owner can read, outside any book."""
    if not ACTOR.fullmatch(actor):
        raise BadInput(
            "actor-malformed",
            say("{actor} cannot be an actor's id", actor=repr(actor)),
            hint=say("lower-case letters, digits and hyphens"),
        )
    made = new_key(Role(role), actor, held)
    path = KeyRing(Path(keys)).path(Role(role), actor)
    save(made, path)
    tell(f"{path}: {made.public.key_id}")


@key.command("add")
@book_argument
@click.argument("files", nargs=-1, required=True)
@keys_option
def key_add(book: str, files: tuple[str, ...], keys: str | None) -> None:
    """Register the public halves of key files in a book."""
    opened = open_to_write(book, keys)
    public: list[PublicKey] = [load_key(Path(f)).public for f in files]
    assert opened.keys is not None
    receipt = opened.submit(lambda _c: [agreement_entries.add_keys(public)], opened.keys.only(Role.LOG))[0]
    tell(f"entry {receipt.index}: {len(public)} keys registered")


@click.command("check")
@book_argument
@click.option("--expect", default="", help="Fingerprint of entry 0 that it must have.")
@click.option("--workers", type=int, help="Processes (default: one a core).")
def check(book: str, expect: str, workers: int | None) -> None:
    """Check the record offline: every entry, value, signature, checkpoint, file and table. Exit status 6 if broken."""
    start = time.perf_counter()
    opened = Book(book)
    with progress("checking") as bar:
        found = opened.check(workers=workers, progress=bar)
    if expect and expect != found.fingerprint:
        raise Broken(
            "fingerprint-differs",
            say(
                "entry 0 has the fingerprint {fingerprint}, not {expect}",
                fingerprint=found.fingerprint,
                expect=expect,
            ),
        )
    tell("record intact")
    tell(f"  log          {found.log}")
    tell(f"  fingerprint  {found.fingerprint} (of entry 0)")
    tell(f"  entries      {found.size}: " + ", ".join(f"{n} {k}" for k, n in sorted(found.kinds.items())))
    tell(f"  root         {found.root}")
    tell(f"  checkpoints  {found.checkpoints}, each signed by the log's key")
    tell(f"  values       {found.held} held here and as their digests say, {found.absent} withheld or erased")
    tell(f"  files        {found.files}, each as its hash says")
    tell(f"  tables       as the entries give them ({time.perf_counter() - start:.1f} s in all)")
    tell("  not shown by this: that the log's host showed everyone the same record (that needs cosigners),")
    tell("  or that what a report says is true")


@click.command("show")
@book_argument
@click.argument("index", type=click.IntRange(min=0))
def show(book: str, index: int) -> None:
    """Show entry INDEX: its leaf hash, when it came, who signed it, and every value of it that this book holds."""
    with Book(book).reading() as connection:
        stored = next(repo.entries(connection, index, index + 1), None)
        if stored is None:
            raise NotFound(
                "entry-missing",
                say("the record has no entry {index}", index=str(index)),
                hint=say("entries count from 0"),
            )
        keys = {k.key_id: k for k in agreement_repo.keys(connection)}
    entry = read_entry(stored[0])
    key = keys[entry.signer]
    tell(f"entry {index}: {entry.kind}, leaf {entry.leaf}")
    tell(f"  entered {instant_text(entry.at)}, signed by {key.actor} ({key.role} key {key.key_id[:12]})")
    if entry.refs:
        tell(f"  refers to {', '.join(map(str, entry.refs))}")
    for name, value in (*entry.open.items(), *entry.closed.items()):
        tell(f"  {name:<10} {json.dumps(value, ensure_ascii=False)}")
    if entry.absent:
        tell(f"  {entry.absent} values were withheld or erased here")


@click.command("rebuild")
@book_argument
def rebuild(book: str) -> None:
    """Make every projected table again from entries, values and run outputs; no model runs again."""
    with progress("rebuilding") as bar:
        Book(book).rebuild(bar)
    tell("rebuilt")


__all__ = ["actor_option", "check", "key", "new", "rebuild", "show"]
