"""The command `account`: who may log in to the pages of a book."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from holdfire.accounts import repo
from holdfire.accounts.model import Account, Role
from holdfire.agreement import repo as agreement_repo
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import book_argument
from holdfire.cli.tokens import token
from holdfire.db.engine import write
from holdfire.errors import NotFound, Unavailable
from holdfire.record.encoding import instant_text
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

name_argument = click.argument("name")


@click.group("account")
def account() -> None:
    """Say who may log in to the pages of a book.

    NAME is a function, such as shore-duty-2: never a person's name. Accounts are no entries of the record. With the
    first one, the book's pages need a login. Passwords are read from a prompt or from standard input.
    """


account.add_command(token)


@account.command("add")
@book_argument
@name_argument
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True, help="What it is for.")
@click.option("--actor", required=True, help="Whose it is: an actor of the agreement, or an intake.")
@click.option(
    "--party", "parties", multiple=True, help="Only cases of this party's side (a party officer: its actor)."
)
@click.option("--zone", "zones", multiple=True, help="Only what lies in this zone or area.")
def add(
    book: str, name: str, role: str, actor: str, parties: tuple[str, ...], zones: tuple[str, ...]
) -> None:
    """Make an account, with a password of 12 letters or more."""
    opened, wanted = Book(book), Role(role)
    with opened.reading() as connection:
        _demand_known(connection, actor, parties, zones)
    if wanted is Role.PARTY and not parties:
        parties = (actor,)
    password = ask()
    login = _login()
    made: Account = login.new_account(
        name, wanted, actor, password=password, parties=parties, zones=zones, now=opened.clock()
    )
    with write(opened.engine) as connection:
        first = not repo.any_account(connection)
        repo.add(connection, made)
    tell(f"{name}: {role} of {actor}")
    if first:
        tell("This is the first account: from now on the pages of this book need a login.")


@account.command("list")
@book_argument
def list_(book: str) -> None:
    """List the accounts: role, actor, compartments, passkeys, whether disabled."""
    with Book(book).reading() as connection:
        for a in repo.accounts(connection):
            narrowed = ", ".join([f"party {p}" for p in a.parties] + [f"zone {z}" for z in a.zones])
            keys = len(repo.passkeys(connection, a.name))
            state = f"disabled since {instant_text(a.disabled)}" if a.disabled is not None else ""
            parts = (a.name, f"{a.role} of {a.actor}", narrowed, f"passkeys: {keys}", state)
            tell("; ".join(p for p in parts if p))


@account.command("disable")
@book_argument
@name_argument
@click.option("--undo", is_flag=True, help="Let it in again.")
def disable(book: str, name: str, undo: bool) -> None:
    """Shut an account out at once: its sessions end."""
    opened = Book(book)
    with write(opened.engine) as connection:
        repo.get(connection, name)
        repo.set_disabled(connection, name, None if undo else opened.clock())
    tell(f"{name}: {'let in again' if undo else 'disabled'}")


@account.command("password")
@book_argument
@name_argument
def password(book: str, name: str) -> None:
    """Set an account's password anew: its sessions end."""
    opened = Book(book)
    with opened.reading() as connection:
        repo.get(connection, name)
    given = ask()
    _login()
    from holdfire.accounts.passwords import hashed

    kept = hashed(given)
    with write(opened.engine) as connection:
        repo.set_password(connection, name, kept)
        repo.end_all(connection, name)
    tell(f"{name}: password set")


@account.command("passkey")
@book_argument
@name_argument
@click.option(
    "--remove", metavar="ID", help="Forget a passkey that was lost: its id, or the first letters of it."
)
def passkey(book: str, name: str, remove: str | None) -> None:
    """List an account's passkeys, or forget one. They are made in the browser, on the page of the account."""
    opened = Book(book)
    with opened.reading() as connection:
        repo.get(connection, name)
        keys = repo.passkeys(connection, name)
    if remove is None:
        for k in keys:
            used = f"last used {instant_text(k.used)}" if k.used is not None else "never used"
            tell(f"{k.id}  {k.label or 'no name'}; made {instant_text(k.made)}; {used}")
        return
    found = [k for k in keys if remove and k.id.startswith(remove)]
    if len(found) != 1:
        raise NotFound("passkey-missing", say("the account has no such passkey, or several that begin so"))
    with write(opened.engine) as connection:
        repo.remove_passkey(connection, name, found[0].id)
        repo.end_all(connection, name)
    tell(f"{name}: passkey forgotten, sessions ended")


def ask() -> str:
    """Read a password: from a prompt, twice, or where nobody sits there the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _login() -> Any:
    """Load what hashes passwords; Unavailable `extra-missing`."""
    try:
        from holdfire.accounts import login
    except ModuleNotFoundError as e:
        raise Unavailable(
            "extra-missing", say("the pages are not installed"), hint=say("pip install 'holdfire[web]'")
        ) from e
    return login


def _demand_known(
    connection: Connection, actor: str, parties: tuple[str, ...], zones: tuple[str, ...]
) -> None:
    """Refuse an actor, a party or a zone that there is not; NotFound `actor-missing`, `zone-missing`."""
    agreement = agreement_repo.current(connection).agreement
    actors = {a.id for a in agreement.actors}
    keyed = {k.actor for k in agreement_repo.keys(connection)}
    for wanted, known in ((actor, actors | keyed), *((p, actors) for p in parties)):
        if wanted not in known:
            raise NotFound(
                "actor-missing",
                say("neither the agreement nor a key names {actor}", actor=repr(wanted)),
                hint=say("`holdfire agreement show` lists the actors"),
            )
    places = {z.id for z in agreement.zones if z.geometry} | {a.id for a in agreement.areas}
    for zone in zones:
        if zone not in places:
            raise NotFound(
                "zone-missing",
                say("the agreement has no zone with an outline, and no area, {zone}", zone=repr(zone)),
                hint=say("its file lists them"),
            )
