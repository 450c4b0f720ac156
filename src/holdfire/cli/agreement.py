"""Commands about an agreement's file: check, lint, show, put."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from holdfire.cli import tell
from holdfire.cli.acts import carry_out, request_option
from holdfire.cli.agreement_show import show
from holdfire.cli.options import actor_option, book_argument, file_bytes, keys_option, parse_language

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft


@click.group("agreement")
def agreement() -> None:
    """Check what is written, show how it stands on a day, find what the texts leave open."""


agreement.add_command(show)


language_option = click.option(
    "--language", default="en", show_default=True, help="Language of what is found: ar, en, fa, ru, tr."
)


@agreement.command("check")
@click.argument("file")
@language_option
def check(file: str, language: str) -> None:
    """Check a mechanism's file: every fault with its line and field. Exit status 2 if there is one."""
    from holdfire.agreement.load import problems
    from holdfire.i18n import translate, translations

    found, voice = problems(file_bytes(file), file), translations(parse_language(language))
    for problem in found:
        hint = f" ({translate(problem.advice, voice)})" if problem.advice else ""
        tell(f"{problem.code}: {problem.where}: {translate(problem.words, voice)}{hint}")
    if found:
        sys.exit(found[0].exit)
    tell(f"{file}: sound")


@agreement.command("lint")
@click.argument("file")
@language_option
def lint(file: str, language: str) -> None:
    """Say in plain words what the texts leave open, a code each; drafts too."""
    from holdfire.agreement.lints import lint as find
    from holdfire.agreement.load import load
    from holdfire.i18n import translate, translations

    found, voice = find(load(file_bytes(file), file)), translations(parse_language(language))
    for finding in found:
        tell(f"{finding.code}: {translate(finding.words, voice)} [{finding.where_field}]")
    codes = {f.code for f in found}
    tell(f"{len(found)} findings of {len(codes)} kinds")


@agreement.command("put")
@book_argument
@click.argument("file")
@request_option
@actor_option
@keys_option
def put(book: str, file: str, request: str | None, actor: str | None, keys: str | None) -> None:
    """Put a new version of the agreement into a book.

    It needs the signatures that the old rule asks for, and the new one where it differs: write a request, gather them
    with `holdfire sign`, and enter it with `holdfire submit`.
    """
    from holdfire.agreement import repo
    from holdfire.agreement.entries import amend
    from holdfire.agreement.load import load
    from holdfire.cli.options import open_to_write, signer
    from holdfire.record.keys import Role

    data = file_bytes(file)
    new = load(data, file)
    opened = open_to_write(book, keys)
    key = signer(opened, Role.DECISION, actor)

    def build(connection: Connection) -> list[Draft]:
        old = repo.current(connection).agreement
        members = (m.actor for m in (*old.rules.members, *new.rules.members))
        signers = {key.public.actor, *members} if request else {key.public.actor}
        return amend(connection, data, signers, opened.clock())

    carry_out(opened, build, key, request)


@agreement.command("text")
@book_argument
@click.argument("files", nargs=-1, required=True)
@keys_option
def text(book: str, files: tuple[str, ...], keys: str | None) -> None:
    """Keep the words of texts in a book: files whose SHA-256 the agreement names as language versions.

    The pages then show the versions side by side, clause by clause. Everybody who reads the agreement reads them.
    """
    from holdfire.agreement import repo
    from holdfire.agreement.entries import texts
    from holdfire.cli.options import open_to_write
    from holdfire.record.encoding import sha256_hex
    from holdfire.record.keys import Role

    found = [file_bytes(f) for f in files]
    opened = open_to_write(book, keys)
    assert opened.keys is not None
    (receipt,) = opened.submit(lambda c: texts(c, found), opened.keys.only(Role.LOG))
    with opened.reading() as connection:
        instruments = repo.current(connection).agreement.instruments
    named = {v.sha256: (i.id, v.lang) for i in instruments for v in i.versions}
    for file, data in zip(files, found, strict=True):
        instrument, language = named[sha256_hex(data)]
        tell(f"{file}: {instrument}, {language}; entry {receipt.index}")
