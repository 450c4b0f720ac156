"""The commands `disclose`, `release` and `opened`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.agreement import repo as agreement_repo
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
from holdfire.disclosing import entries, repo, rules, sheet
from holdfire.protection import handed
from holdfire.record import repo as record
from holdfire.record.encoding import instant_text
from holdfire.record.keys import Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft

field_option = click.option(
    "--field", "fields", multiple=True, help="Which; repeat (default: all held here)."
)
to_option = click.option(
    "--to", multiple=True, required=True, help="To whom: an actor, `members`, or `all`; repeat."
)
reason_option = click.option("--reason", default="", help="Why, in words; closed.")
out_option = click.option("--out", required=True, metavar="FILE", help="The disclosure file to hand on.")
target_argument = click.argument("target", type=click.IntRange(min=0))


@click.command("disclose")
@book_argument
@target_argument
@field_option
@to_option
@reason_option
@out_option
@actor_option
@keys_option
def disclose(
    book: str,
    target: int,
    fields: tuple[str, ...],
    to: tuple[str, ...],
    reason: str,
    out: str,
    actor: str | None,
    keys: str | None,
) -> None:
    """Open closed fields of the entry TARGET to some or to all: an entry that everybody sees, and a file to hand on.

    What says who spoke, and to all a place too, needs a protection officer's release first; to all, nothing goes before
    the agreement's delay is over.
    """
    _open("disclosure", Role.DECISION, book, target, fields, to, reason, out, actor, keys)


@click.command("release")
@book_argument
@target_argument
@field_option
@to_option
@reason_option
@out_option
@actor_option
@keys_option
def release(
    book: str,
    target: int,
    fields: tuple[str, ...],
    to: tuple[str, ...],
    reason: str,
    out: str,
    actor: str | None,
    keys: str | None,
) -> None:
    """Let fields of the report TARGET be opened, a person's own words among them. A protection officer signs it."""
    _open("release", Role.OFFICER, book, target, fields, to, reason, out, actor, keys)


def _open(
    kind: str,
    role: Role,
    book: str,
    target: int,
    fields: tuple[str, ...],
    to: tuple[str, ...],
    reason: str,
    out: str,
    actor: str | None,
    keys: str | None,
) -> None:
    opened = open_to_write(book, keys)
    drafted: list[Draft] = []

    def build(connection: Connection) -> list[Draft]:
        at = opened.clock()
        drafted[:] = [entries.draft(connection, kind, target, fields, to, reason=reason, at=at)]
        return drafted

    receipt = opened.submit(build, signer(opened, role, actor))[0]
    found = drafted[0].open["fields"]
    with opened.reading() as connection:
        leaf = record.leaf(connection, target)
        assert leaf is not None
        Path(out).write_bytes(sheet.write(target, leaf, record.told(connection, target), found.values()))
    tell(f"entry {receipt.index}: {', '.join(found)} of entry {target} to {', '.join(drafted[0].open['to'])}")
    tell(f"{out}: to hand on; `holdfire opened check` checks it, offline")


@click.group("opened")
def opened() -> None:
    """See what was opened to whom; check and take in what was handed on."""


@opened.command("list")
@book_argument
@click.option("--entry", "target", type=int, help="Only of this entry.")
def opened_list(book: str, target: int | None) -> None:
    """List releases and disclosures, with the members that each left out."""
    with Book(book).reading() as connection:
        for each in repo.openings(connection, target=target):
            agreement = agreement_repo.current(connection, each.entry).agreement
            out = rules.left_out(agreement, each)
            tell(
                f"entry {each.entry}: {each.kind} of entry {each.target} ({', '.join(each.fields)}) to"
                f" {', '.join(each.to)}, by {', '.join(each.by)}, {instant_text(each.at)}"
            )
            if out:
                tell(f"  not told by it: {', '.join(out)}")
            if each.against:
                tell(f"  against the rules: {each.against}")


@opened.command("check")
@click.argument("file", type=click.Path(dir_okay=False))
def opened_check(file: str) -> None:
    """Check a disclosure FILE offline: each value is one that the entry in it closed over. Exit status 6 if not."""
    found = sheet.read(file_bytes(file))
    tell(f"{len(found.fields)} values, each as the entry's digests say")
    tell(f"  log      {found.payload.log}")
    tell(f"  entry    {found.index}, {found.payload.kind}, {instant_text(found.payload.at)}")
    tell(f"  leaf     {found.leaf_hash}")
    for name, value in found.fields.items():
        tell(f"  {name:<8} {sheet.shown(value)}")
    tell("  not shown by this: that the entry is in the log (its receipt shows that), or that it is true")


@opened.command("take")
@book_argument
@click.argument("file", type=click.Path(dir_okay=False))
def opened_take(book: str, file: str) -> None:
    """Put the values of a disclosure FILE into your own copy, after checking them against its entry."""
    found = sheet.read(file_bytes(file))
    n = handed.take(Book(book), found)
    tell(f"{n} values of entry {found.index} are new here")


__all__ = ["disclose", "opened", "release"]
