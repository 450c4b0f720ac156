"""The command `bulletin`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.book import Book
from holdfire.bulletins import entries, render, repo
from holdfire.bulletins.gather import gather
from holdfire.bulletins.model import METHOD
from holdfire.cli import tell
from holdfire.cli.options import (
    actor_option,
    at_option,
    book_argument,
    keys_option,
    open_to_write,
    parse_day,
    signer,
)
from holdfire.errors import Broken, NotFound
from holdfire.i18n import languages
from holdfire.record.encoding import sha256_hex
from holdfire.record.keys import PrivateKey, Role
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft


@click.command("bulletin")
@book_argument
@click.option("--date", "day_text", required=True, metavar="DAY", help="The day it is of: 2017-01-12.")
@at_option
@click.option("--out", default=".", show_default=True, help="Folder for the page and the table.")
@click.option(
    "--reproduce", is_flag=True, help="Make the published bulletin again and compare, byte by byte."
)
@click.option(
    "--lang",
    "langs",
    multiple=True,
    type=click.Choice([code for code in languages() if code != "en"]),
    help="Write the page in this language too; the English one is published. Can be given several times.",
)
@actor_option
@keys_option
def bulletin(
    book: str,
    day_text: str,
    at: int | None,
    out: str,
    reproduce: bool,
    langs: tuple[str, ...],
    actor: str | None,
    keys: str | None,
) -> None:
    """Write the bulletin of a day as HTML and CSV, and publish it: an entry that names its cut-off."""
    day = parse_day(day_text)
    if reproduce:
        for line in reproduced(Book(book), day, at):
            tell(line)
        return
    opened = open_to_write(book, keys)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    html, table, size = publish(opened, day, at, signer(opened, Role.DECISION, actor))
    for suffix, data in (("html", html), ("csv", table)):
        path = folder / f"bulletin-{day.isoformat()}-at-{size}.{suffix}"
        path.write_bytes(data)
        tell(f"{path}: sha256 {sha256_hex(data)}")
    for lang in langs:
        path = folder / f"bulletin-{day.isoformat()}-at-{size}-{lang}.html"
        with opened.reading() as connection:
            path.write_bytes(render.html(gather(connection, day, size, lang), lang))
        tell(str(path))


def publish(opened: Book, day: dt.date, at: int | None, key: PrivateKey) -> tuple[bytes, bytes, int]:
    """Make and publish a bulletin; the page, the table and the cut-off. One published already is not entered twice."""
    made: list[tuple[bytes, bytes, int]] = []

    def build(connection: Connection) -> list[Draft]:
        gathered = gather(connection, day, at)
        html, table = render.html(gathered), render.table(gathered)
        made.append((html, table, gathered.size))
        known = {p.html for p in repo.publications(connection, day=day.isoformat())}
        return [] if sha256_hex(html) in known else [entries.publish(day, gathered.size, html, table)]

    opened.submit(build, key)
    return made[0]


def reproduced(opened: Book, day: dt.date, at: int | None) -> list[str]:
    """Make every published bulletin of a day again; Broken `bulletin-differs`, NotFound `bulletin-missing`."""
    out = []
    with opened.reading() as connection:
        found = [p for p in repo.publications(connection, day=day.isoformat()) if at in (None, p.size)]
        if not found:
            raise NotFound(
                "bulletin-missing", say("no bulletin of {day} was published in this book", day=day)
            )
        for p in found:
            if p.method != METHOD:
                out.append(
                    f"entry {p.entry}: made by {p.method}, which this release ({METHOD}) cannot repeat"
                )
                continue
            gathered = gather(connection, day, p.size)
            for name, data, said in (
                ("html", render.html(gathered), p.html),
                ("csv", render.table(gathered), p.csv),
            ):
                if sha256_hex(data) != said:
                    raise Broken(
                        "bulletin-differs",
                        say(
                            "the {name} of entry {entry} does not come out the same", name=name, entry=p.entry
                        ),
                    )
            out.append(
                f"entry {p.entry}, cut-off {p.size}: the same bytes again (html {p.html[:12]}, csv {p.csv[:12]})"
            )
    return out
