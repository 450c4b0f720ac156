"""The command `let-out`: a publication goes out, or a report's words are opened to every member."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from holdfire.bulletins import release as publications
from holdfire.cli import tell
from holdfire.cli.options import actor_option, book_argument, keys_option, open_to_write, signer
from holdfire.record.keys import Role
from holdfire.reports import release as reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft


@click.group("let-out")
def let_out() -> None:
    """Let something out: each is an entry, signed, and is never taken back."""


@let_out.command("bulletin")
@book_argument
@click.argument("entry", type=int)
@actor_option
@keys_option
def bulletin(book: str, entry: int, actor: str | None, keys: str | None) -> None:
    """Release publication ENTRY as a second actor. Where a book has accounts, the public sees none before that."""
    _enter(book, keys, Role.DECISION, actor, lambda c, who: publications.release(c, entry, who))


@let_out.command("words")
@book_argument
@click.argument("entries", type=int, nargs=-1, required=True)
@click.option("--reason", default="", help="Why, and by whose leave; never a name.")
@actor_option
@keys_option
def words(book: str, entries: tuple[int, ...], reason: str, actor: str | None, keys: str | None) -> None:
    """Open the words of reports ENTRIES, and who published them, to every member.

    Only the intake that received them can, with its own key. First ask those who spoke, and weigh who could be hurt.
    """
    chosen = tuple(dict.fromkeys(entries))
    _enter(book, keys, Role.INTAKE, actor, lambda c, who: reports.release(c, chosen, who, reason))


def _enter(
    book: str, keys: str | None, role: Role, actor: str | None, draft: Callable[[Connection, str], Draft]
) -> None:
    opened = open_to_write(book, keys)
    key = signer(opened, role, actor)
    (receipt,) = opened.submit(lambda c: [draft(c, key.public.actor)], key)
    tell(f"entry {receipt.index}: released by {key.public.actor}")
