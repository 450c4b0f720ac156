"""The commands `evidence ...`: files that came with a report, their working copies and their custody."""

from __future__ import annotations

from pathlib import Path

import click

from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import actor_option, book_argument, file_bytes, keys_option, open_to_write, signer
from holdfire.cli.stores import originals as open_store
from holdfire.cli.stores import originals_option
from holdfire.errors import BadInput
from holdfire.evidence import repo
from holdfire.protection import keeping
from holdfire.record.encoding import instant_text
from holdfire.record.keys import Role

entry_argument = click.argument("entry", type=click.IntRange(min=0))
to_option = click.option("--to", required=True, help="For whom: a function or a body, not a name.")
reason_option = click.option("--reason", default="", help="Why, in words; closed.")
original_option = click.option("--original", is_flag=True, help="The original, which can expose its maker.")


@click.group("evidence")
def evidence() -> None:
    """Keep the files that came with a report: originals apart, working copies to show, and who had them when."""


@evidence.command("add")
@book_argument
@click.argument("report", type=click.IntRange(min=0))
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--reason", "words", default="", help="How it was received, in words; closed.")
@actor_option
@originals_option
@keys_option
def add(
    book: str, report: int, file: str, words: str, actor: str | None, originals: str | None, keys: str | None
) -> None:
    """Take FILE in with REPORT: the original into a private file, and a copy of it without what exposes its maker."""
    opened = open_to_write(book, keys)
    key = signer(opened, Role.INTAKE, actor)
    store = open_store(book, originals)
    receipts, copy = keeping.add(
        opened, store, key, report, file_bytes(file), name=Path(file).name, words=words
    )
    tell(f"entry {receipts[0].index}: received with report {report}, the original kept in {store.path}")
    if isinstance(copy, BadInput):
        tell(f"  {copy.message}")
        return
    off = ", ".join(copy.removed) or "nothing"
    tell(f"entry {receipts[1].index}: working copy, {copy.type}; taken off: {off}")


@evidence.command("list")
@book_argument
@click.option("--report", type=int, help="Only of this report.")
def list_(book: str, report: int | None) -> None:
    """List files with their custody."""
    with Book(book).reading() as connection:
        for item in repo.items(connection, report):
            tell(
                f"entry {item.entry}: with report {item.report}, {item.type or 'type not known'}, up to"
                f" {item.size_class} bytes"
            )
            tell(f"  received {instant_text(item.at)}")
            for c in repo.history(connection, item.entry):
                more = f", for {c.to}" if c.to else ""
                tell(f"  {c.step} {instant_text(c.at)}, {c.what or 'not held here'}{more}, entry {c.entry}")


@evidence.command("show")
@book_argument
@entry_argument
@click.option("--out", required=True, metavar="FILE", help="Where to write what is to be looked at.")
@to_option
@reason_option
@original_option
@actor_option
@originals_option
@keys_option
def show(
    book: str,
    entry: int,
    out: str,
    to: str,
    reason: str,
    actor: str | None,
    originals: str | None,
    keys: str | None,
    *,
    original: bool,
) -> None:
    """Write the working copy of the file of ENTRY to look at. That it was viewed is an entry."""
    opened = open_to_write(book, keys)
    store = open_store(book, originals) if original else None
    key = signer(opened, Role.INTAKE, actor)
    data, kind = keeping.view(opened, store, key, entry, to=to, words=reason)
    Path(out).write_bytes(data)
    tell(f"{out}: {kind or 'type not known'}; delete it when it was looked at")


@evidence.command("export")
@book_argument
@entry_argument
@click.option("--out", required=True, metavar="FOLDER", help="The bag's folder, which must not be there yet.")
@to_option
@reason_option
@original_option
@actor_option
@originals_option
@keys_option
def export(
    book: str,
    entry: int,
    out: str,
    to: str,
    reason: str,
    actor: str | None,
    originals: str | None,
    keys: str | None,
    *,
    original: bool,
) -> None:
    """Export the file of ENTRY with its custody as a bag (BagIt, RFC 8493). It is an entry."""
    opened = open_to_write(book, keys)
    store = open_store(book, originals) if original else None
    key = signer(opened, Role.INTAKE, actor)
    index = keeping.export(opened, store, key, entry, Path(out), to=to, words=reason)
    tell(f"{out}: a bag; entry {index}")
    if original:
        tell("  the original can expose who made it: its metadata, its noise, what it shows")


@evidence.command("check")
@book_argument
@originals_option
def check(book: str, originals: str | None) -> None:
    """Check the originals kept here against what their entries committed to; exit status 6 where one is another."""
    store, n = open_store(book, originals), 0
    with Book(book).reading() as connection:
        here = set(store.names())
        for item in repo.items(connection):
            if item.sha256 in here:
                keeping.original(connection, store, item)
                n += 1
    tell(f"{n} originals here, each as its entry committed to it")


__all__ = ["evidence"]
