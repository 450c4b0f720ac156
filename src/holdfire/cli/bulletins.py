"""The command `bulletin`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.book import Book
from holdfire.bulletins import entries, render, repo
from holdfire.bulletins.making import gathered
from holdfire.bulletins.model import METHOD, Bulletin
from holdfire.bulletins.subject import STEM, Day, Matter, Week, of
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
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.bulletins.render import Gathered
    from holdfire.bulletins.subject import Subject
    from holdfire.record.kinds import Draft


@click.command("bulletin")
@book_argument
@click.option("--date", "day", metavar="DAY", help="The daily bulletin of a day: 2017-01-12.")
@click.option("--week", metavar="WEEK", help="The trend of a week: 2031-W10.")
@click.option("--flash", metavar="ID", help="The flash notice on an alert (a17) or an incident (i17).")
@click.option(
    "--to-members",
    is_flag=True,
    help="With --flash: for members only, whatever the agreed delay; marked so, and not published.",
)
@at_option
@click.option("--out", default=".", show_default=True, help="Folder for the files.")
@click.option(
    "--format",
    "formats",
    default="html,csv",
    show_default=True,
    metavar="FORMATS",
    help="Which files to write, parted by commas: html, csv, hxl (CSV with HXL tags), xlsx, geojson, txt, sms (for"
    " radio and SMS), pdf, docx. The page and the table are always published.",
)
@click.option(
    "--language", default="en", show_default=True, help="Language of all but the table: ar, fa, ru."
)
@click.option("--reproduce", is_flag=True, help="Make what was published again and compare, byte by byte.")
@actor_option
@keys_option
def bulletin(
    book: str,
    day: str | None,
    week: str | None,
    flash: str | None,
    at: int | None,
    out: str,
    formats: str,
    language: str,
    actor: str | None,
    keys: str | None,
    *,
    to_members: bool,
    reproduce: bool,
) -> None:
    """Write and publish the bulletin of a day, the trend of a week, or a flash notice.

    A publication is an entry that names its cut-off and its files.
    """
    subject = _subject(day, week, flash, to_members=to_members)
    if reproduce:
        for line in reproduced(Book(book), subject, at):
            tell(line)
        return
    wanted, language = _formats(formats), parse_language(language)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    if to_members:
        files, size = _unpublished(Book(book), subject, at, wanted, language)
    else:
        opened = open_to_write(book, keys)
        files, size = publish(opened, subject, at, signer(opened, Role.DECISION, actor), wanted, language)
    stem = f"{STEM[subject.sort]}-{subject}-at-{size}{'-members-only' if to_members else ''}"
    for name in wanted:
        spoken = "" if name == "csv" or language == "en" else f"-{language}"
        path = folder / f"{stem}{spoken}.{render.SUFFIX.get(name, name)}"
        path.write_bytes(files[name])
        tell(f"{path}: sha256 {sha256_hex(files[name])}")


def _subject(day: str | None, week: str | None, flash: str | None, *, to_members: bool) -> Subject:
    """Read what is asked for: one of the three; BadInput `bulletin-unclear`."""
    given = [x for x in (day, week, flash) if x is not None]
    if len(given) != 1 or (to_members and flash is None):
        raise BadInput(
            "bulletin-unclear",
            say("say one thing that it is to be of"),
            hint=say("`--date`, `--week`, or `--flash`; `--to-members` goes with `--flash` alone"),
        )
    if day is not None:
        return Day(parse_day(day))
    return Week.parse(week) if week is not None else Matter(given[0])


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
    subject: Subject | dt.date,
    at: int | None,
    key: PrivateKey,
    formats: Sequence[str] = render.CANONICAL,
    language: str = "en",
) -> tuple[dict[str, bytes], int]:
    """Make and publish; its files and the cut-off. What is published already is not entered twice."""
    made: list[tuple[dict[str, bytes], int]] = []
    wanted = Day(subject) if isinstance(subject, dt.date) else subject

    def build(connection: Connection) -> list[Draft]:
        found = gathered(connection, wanted, at)
        files = render.files(found, language, formats)
        made.append((files, found.size))
        sums = {sha256_hex(data) for data in files.values()}
        known = repo.publications(connection, of=str(wanted))
        if any(sums <= {p.html, p.csv, *p.others.values()} for p in known):
            return []
        return [_draft(wanted, found, files, language)]

    opened.submit(build, key)
    return made[0]


def _draft(subject: Subject, found: Gathered, files: Mapping[str, bytes], language: str) -> Draft:
    others = {name: data for name, data in files.items() if name not in render.CANONICAL}
    corrects = (
        found.changed.entry
        if isinstance(found, Bulletin) and found.changed and found.changed.errata
        else None
    )
    return entries.publish(
        subject, found.day, found.size, files["html"], files["csv"], language, others, corrects
    )


def _unpublished(
    opened: Book, subject: Subject, at: int | None, formats: Sequence[str], language: str
) -> tuple[dict[str, bytes], int]:
    """Make the files for members only; nothing is entered."""
    with opened.reading() as connection:
        found = gathered(connection, subject, at, to_members=True)
        return render.files(found, language, formats), found.size


def reproduced(opened: Book, subject: Subject | dt.date, at: int | None) -> list[str]:
    """Make every publication of a thing again; Broken `bulletin-differs`, NotFound `bulletin-missing`."""
    wanted = Day(subject) if isinstance(subject, dt.date) else subject
    with opened.reading() as connection:
        found = [p for p in repo.publications(connection, of=str(wanted)) if at in (None, p.size)]
        if not found:
            raise NotFound(
                "bulletin-missing", say("nothing on {what} was published in this book", what=str(wanted))
            )
        return [_again(connection, p) for p in found]


def _again(connection: Connection, p: repo.Publication) -> str:
    if p.method != METHOD:
        return f"entry {p.entry}: made by {p.method}, which this release ({METHOD}) cannot repeat"
    files = render.files(gathered(connection, of(p.sort, p.of), p.size), p.language, p.others)
    said = {"html": p.html, "csv": p.csv, **p.others}
    others = [name for name, data in files.items() if sha256_hex(data) != said[name]]
    for name in others:
        if name not in render.BY_OTHERS:
            raise Broken(
                "bulletin-differs",
                say("the {name} of entry {entry} does not come out the same", name=name, entry=str(p.entry)),
            )
    same = ", ".join(f"{name} {said[name][:12]}" for name in files if name not in others)
    rest = f"; other bytes, as by another version of the program that sets it: {', '.join(others)}"
    return f"entry {p.entry}, cut-off {p.size}: the same bytes again ({same})" + (rest if others else "")
