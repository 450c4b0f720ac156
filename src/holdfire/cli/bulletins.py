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
    parse_language,
    signer,
)
from holdfire.errors import BadInput, Broken, NotFound
from holdfire.record.encoding import sha256_hex
from holdfire.record.keys import PrivateKey, Role
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft


@click.command("bulletin")
@book_argument
@click.option("--date", "day_text", required=True, metavar="DAY", help="The day it is of: 2017-01-12.")
@at_option
@click.option("--out", default=".", show_default=True, help="Folder for the files.")
@click.option(
    "--format",
    "formats",
    default="html,csv",
    show_default=True,
    metavar="FORMATS",
    help="Which files to write, parted by commas: html, csv, hxl (CSV with HXL tags), xlsx, geojson, txt, pdf, docx."
    " The page and the table are always published.",
)
@click.option(
    "--language", default="en", show_default=True, help="Language of all but the table: ar, fa, ru."
)
@click.option(
    "--reproduce", is_flag=True, help="Make the published bulletin again and compare, byte by byte."
)
@actor_option
@keys_option
def bulletin(
    book: str,
    day_text: str,
    at: int | None,
    out: str,
    formats: str,
    language: str,
    reproduce: bool,
    actor: str | None,
    keys: str | None,
) -> None:
    """Write the bulletin of a day, and publish it: an entry that names its cut-off and its files."""
    day = parse_day(day_text)
    if reproduce:
        for line in reproduced(Book(book), day, at):
            tell(line)
        return
    wanted, language = _formats(formats), parse_language(language)
    opened = open_to_write(book, keys)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    files, size = publish(opened, day, at, signer(opened, Role.DECISION, actor), wanted, language)
    for name in wanted:
        spoken = "" if name == "csv" or language == "en" else f"-{language}"
        path = folder / f"bulletin-{day.isoformat()}-at-{size}{spoken}.{render.SUFFIX.get(name, name)}"
        path.write_bytes(files[name])
        tell(f"{path}: sha256 {sha256_hex(files[name])}")


def _formats(text: str) -> tuple[str, ...]:
    """Read a list of formats; BadInput `format-unknown`."""
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in wanted:
        if name not in render.FORMATS:
            raise BadInput(
                "format-unknown",
                say("there is no format {name}", name=repr(name)),
                hint=say("there are: {formats}", formats=", ".join(render.FORMATS)),
            )
    return wanted


def publish(
    opened: Book,
    day: dt.date,
    at: int | None,
    key: PrivateKey,
    formats: Sequence[str] = render.CANONICAL,
    language: str = "en",
) -> tuple[dict[str, bytes], int]:
    """Make and publish a bulletin; its files and the cut-off. What is published already is not entered twice."""
    made: list[tuple[dict[str, bytes], int]] = []

    def build(connection: Connection) -> list[Draft]:
        gathered = gather(connection, day, at)
        files = render.files(gathered, language, formats)
        made.append((files, gathered.size))
        others = {name: data for name, data in files.items() if name not in render.CANONICAL}
        sums = {sha256_hex(data) for data in files.values()}
        known = repo.publications(connection, day=day.isoformat())
        if any(sums <= {p.html, p.csv, *p.others.values()} for p in known):
            return []
        return [entries.publish(day, gathered.size, files["html"], files["csv"], language, others)]

    opened.submit(build, key)
    return made[0]


def reproduced(opened: Book, day: dt.date, at: int | None) -> list[str]:
    """Make every published bulletin of a day again; Broken `bulletin-differs`, NotFound `bulletin-missing`."""
    with opened.reading() as connection:
        found = [p for p in repo.publications(connection, day=day.isoformat()) if at in (None, p.size)]
        if not found:
            raise NotFound(
                "bulletin-missing", say("no bulletin of {day} was published in this book", day=day)
            )
        return [_again(connection, day, p) for p in found]


def _again(connection: Connection, day: dt.date, p: repo.Publication) -> str:
    if p.method != METHOD:
        return f"entry {p.entry}: made by {p.method}, which this release ({METHOD}) cannot repeat"
    gathered = gather(connection, day, p.size)
    files = render.files(gathered, p.language, p.others)
    said = {"html": p.html, "csv": p.csv, **p.others}
    others = [name for name, data in files.items() if sha256_hex(data) != said[name]]
    for name in others:
        if name not in render.BY_OTHERS:
            raise Broken(
                "bulletin-differs",
                say("the {name} of entry {entry} does not come out the same", name=name, entry=p.entry),
            )
    same = ", ".join(f"{name} {said[name][:12]}" for name in files if name not in others)
    rest = f"; other bytes, as by another version of the program that sets it: {', '.join(others)}"
    return f"entry {p.entry}, cut-off {p.size}: the same bytes again ({same})" + (rest if others else "")
