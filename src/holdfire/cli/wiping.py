"""The commands `encrypt` and `wipe`."""

from __future__ import annotations

import click

from holdfire.cli import tell
from holdfire.cli.options import book_argument
from holdfire.db import vault
from holdfire.protection import wipe as wiping

UNDONE = """what this cannot undo:
  - a disk, above all an SSD or a memory card, may keep blocks that were written over; an encrypted disk helps
  - backups and snapshots, on this machine or elsewhere
  - mirrors: what other members hold of the record is theirs, and it still checks
  - memory and swap of a machine that had the book open: switch it off
  - exports, bulletins, prints, and what people know"""


@click.command("encrypt")
@book_argument
def encrypt(book: str) -> None:
    """Encrypt a file book, and the private files beside it, under a passphrase. Lose it, and nobody can read them.

    It is asked for, or taken from HOLDFIRE_PASSPHRASE; every command that opens the book asks for it then. Keys stay as
    they are: keep them elsewhere.
    """
    path = wiping.demand_file(book)
    vault.module()
    for each in wiping.encrypt(book, vault.passphrase(again=True)):
        tell(f"encrypted: {each}")
    tell(f"its key, under the passphrase: {vault.vault_of(path)}")
    tell("what lay there in the clear was written over once; a disk may keep it, and so do backups")


@click.command("wipe")
@book_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
def wipe(book: str, *, yes: bool) -> None:
    """Destroy a file book at once: its vault, its keys' folder, its private files, the book. Nothing asks twice.

    The vault goes first: of an encrypted book nothing can be read from then on.
    """
    path = wiping.demand_file(book)
    locked = vault.is_locked(path)
    if not yes:
        click.confirm(f"Destroy {book} and all that lies beside it?", abort=True)
    for each in wiping.wipe(book):
        tell(f"destroyed: {each}")
    if not locked:
        tell(
            "the book was not encrypted: its files were written over once, which a disk may not have done in place"
        )
    tell(UNDONE)


__all__ = ["encrypt", "wipe"]
