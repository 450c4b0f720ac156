"""The command `account token`: what lets a program in as an account."""

from __future__ import annotations

import click

from holdfire.accounts import repo, tokens
from holdfire.accounts.model import Scope
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import book_argument
from holdfire.db.engine import write
from holdfire.record.encoding import instant_text


@click.group("token")
def token() -> None:
    """Let a program in as an account, through the JSON API.

    It reads and does what the account may, and no more than the token's scopes: read; reports:write, to hand reports
    in; acts:submit, to hand in what was signed elsewhere. A token is shown once, and runs out.
    """


@token.command("add")
@book_argument
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice([s.value for s in Scope]), multiple=True, default=("read",),
    help="What it is good for; may be repeated (default: read).",
)  # fmt: skip
@click.option("--days", type=int, default=90, show_default=True, help="How long it holds, at most 366.")
@click.option("--label", default="", help="What it is for, as the list shows it.")
def add(book: str, name: str, scopes: tuple[str, ...], days: int, label: str) -> None:
    """Make a token of the account NAME and write it, this once."""
    opened = Book(book)
    with write(opened.engine) as connection:
        made = tokens.make(connection, name, map(Scope, scopes), days, opened.clock(), label)
    tell(made)


@token.command("list")
@book_argument
def list_(book: str) -> None:
    """List the tokens: account, scopes, label, when they run out and were last used."""
    opened = Book(book)
    with opened.reading() as connection:
        for t in repo.tokens(connection):
            used = f"last used {instant_text(t.used)}" if t.used is not None else "never used"
            until = "run out" if t.expires <= opened.clock() else "holds until"
            parts = (
                t.account,
                ", ".join(sorted(t.scopes)),
                t.label,
                f"{until} {instant_text(t.expires)}",
                used,
            )
            tell(f"{t.id}  " + "; ".join(p for p in parts if p))


@token.command("revoke")
@book_argument
@click.argument("token_id", metavar="ID")
def revoke(book: str, token_id: str) -> None:
    """Shut a token out at once: its ID as `list` shows it, or the first letters of it."""
    with write(Book(book).engine) as connection:
        gone = repo.revoke(connection, token_id)
    tell(f"{gone.id}: a token of {gone.account}, revoked")
