"""The command `key`: make keys, register and revoke them, hold a root register."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.agreement import ground
from holdfire.agreement import repo as agreement_repo
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import book_argument, keys_option, open_to_write
from holdfire.cli.passphrase import NONE, ask, fresh
from holdfire.errors import BadInput, NotFound
from holdfire.record import parcel as parcels
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import PrivateKey, Role, load, load_public, new_key, save
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.record.keys import PublicKey
    from holdfire.record.kinds import Draft
    from holdfire.record.register import Register

ACTOR = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""An actor's id, as agreements write it."""


@click.group("key")
def key() -> None:
    """Make keys; register and revoke them in a book."""


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
    """Make a key: one file that only its owner can read, and its public half in another that can be given away.

    The private half is sealed with a passphrase: from HOLDFIRE_PASSPHRASE, from the file that HOLDFIRE_PASSPHRASE_FILE
    names, or typed. A cosigner's key is made by `holdfire cosign new`.
    """
    demand_actor(actor)
    if role == Role.COSIGNER.value:
        raise BadInput(
            "cosigner-alone",
            say("a cosigner's key is made with its database"),
            hint=say("`holdfire cosign new`"),
        )
    made = new_key(Role(role), actor, held)
    path = KeyRing(Path(keys)).path(Role(role), actor)
    passphrase = fresh(path.name)
    save(made, path, passphrase)
    tell(f"{path}: {made.public.key_id}" + ("" if passphrase else f"\n  {NONE}"))


def demand_actor(actor: str) -> None:
    """Refuse what cannot be an actor's id; BadInput `actor-malformed`."""
    if not ACTOR.fullmatch(actor):
        raise BadInput(
            "actor-malformed",
            say("{actor} cannot be an actor's id", actor=repr(actor)),
            hint=say("lower-case letters, digits and hyphens"),
        )


@key.command("passphrase")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option(
    "--new-file", type=click.Path(dir_okay=False), help="File whose first line is the new passphrase."
)
def key_passphrase(file: str, new_file: str | None) -> None:
    """Seal a key file with a new passphrase; the old one is asked for as for any other use."""
    path = Path(file)
    held = load(path, ask)
    new = Path(new_file).read_text().split("\n")[0] if new_file else _typed(path.name)
    beside = path.with_suffix(".new")
    save(held, beside, new)
    beside.with_suffix(".pub").rename(path.with_suffix(".pub"))
    beside.replace(path)
    tell(f"{path}: sealed")


def _typed(name: str) -> str:
    return str(
        click.prompt(f"New passphrase for {name}", hide_input=True, confirmation_prompt=True, err=True)
    )


@key.command("add")
@book_argument
@click.argument("files", nargs=-1, required=True)
@keys_option
def key_add(book: str, files: tuple[str, ...], keys: str | None) -> None:
    """Register public keys in a book, from key files or their public halves (`.pub`).

    Where there is a root register, `holdfire key register` does instead.
    """
    opened = open_to_write(book, keys)
    public = [load_public(Path(f)) for f in files]
    receipt = opened.submit(lambda _c: [ground.add_keys(public)], _log_key(opened))[0]
    tell(f"entry {receipt.index}: {len(public)} keys registered")


@key.command("revoke")
@book_argument
@click.argument("ids", nargs=-1, required=True)
@keys_option
def key_revoke(book: str, ids: tuple[str, ...], keys: str | None) -> None:
    """End keys, by their ids or the first letters of them: what they sign from the next entry on is void.

    What they signed before stands. Where there is a root register, `holdfire key register` does instead.
    """
    opened = open_to_write(book, keys)

    def build(connection: Connection) -> list[Draft]:
        register = agreement_repo.register(connection, opened.log)
        return [ground.revoke_keys([_one(register, each) for each in ids])]

    receipt = opened.submit(build, _log_key(opened))[0]
    tell(f"entry {receipt.index}: {len(ids)} keys revoked; what they sign after it is void")


def _log_key(book: Book) -> PrivateKey:
    with book.reading() as connection:
        return book.log_key(connection)


def _one(register: Register, start: str) -> str:
    """Find the one standing key whose id begins so; NotFound `key-missing`, BadInput `key-ambiguous`."""
    found = [i for i, t in register.terms.items() if t.ended is None and i.startswith(start)]
    if not found:
        raise NotFound(
            "key-missing", say("no key that stands has an id like that"), hint=say("`holdfire key list`")
        )
    if len(found) > 1:
        raise BadInput(
            "key-ambiguous", say("{n} keys have ids like that", n=len(found)), hint=say("more letters")
        )
    return found[0]


@key.command("register")
@book_argument
@click.option(
    "--request", required=True, type=click.Path(dir_okay=False), help="File for those who are to sign it."
)
@click.option("--add", multiple=True, type=click.Path(dir_okay=False), help="Key file or `.pub` file to add.")
@click.option("--revoke", multiple=True, metavar="ID", help="Key to end, by the first letters of its id.")
@click.option(
    "--threshold",
    type=click.IntRange(min=1),
    help="Holders who must sign the next one (default: as now).",
)
def key_register(
    book: str, request: str, add: tuple[str, ...], revoke: tuple[str, ...], threshold: int | None
) -> None:
    """Draft a version of the root register, to be signed by as many root keys as the old and the new one ask for.

    The first version comes from root keys that are registered with `holdfire key add`; from then on the log's host
    alone registers and revokes nothing. Sign with `holdfire sign`, enter with `holdfire submit`.
    """
    opened = Book(book)

    def build(connection: Connection) -> list[Draft]:
        register = agreement_repo.register(connection, opened.log)
        gone = {_one(register, each) for each in revoke}
        keys: dict[str, PublicKey] = {
            i: t.key for i, t in register.terms.items() if t.ended is None and i not in gone
        }
        keys |= {k.key_id: k for k in (load_public(Path(f)) for f in add)}
        holders = {k.actor for k in keys.values() if k.role == Role.ROOT}
        least = threshold or register.threshold or len(holders) // 2 + 1
        if least > len(holders):
            raise BadInput(
                "threshold-high",
                say(
                    "{n} holders of root keys cannot reach a threshold of {least}",
                    n=len(holders),
                    least=least,
                ),
                hint=say("--add their root keys, or a lower --threshold"),
            )
        return [ground.root(register.version + 1, least, list(keys.values()))]

    Path(request).write_bytes(parcels.write(opened.request(build)))
    tell(f"{request}: to be signed with `holdfire sign`, then `holdfire submit`")


@key.command("list")
@book_argument
def key_list(book: str) -> None:
    """List every key that the record knows, with the entry that registered it and the one that ended it."""
    opened = Book(book)
    with opened.reading() as connection:
        register = agreement_repo.register(connection, opened.log)
    if register.version:
        tell(f"root register, version {register.version}: {register.threshold} holders change keys together")
    else:
        tell("no root register: the log's host alone registers and revokes keys")
    for key_id, term in sorted(register.terms.items(), key=lambda each: each[1].made):
        ended = f", ended at entry {term.ended}" if term.ended is not None else ""
        held = "held by host" if term.key.held == "host" else "held by its owner"
        tell(f"{key_id[:16]}  {term.key.role:<9} {term.key.actor}, {held}, from entry {term.made}{ended}")
