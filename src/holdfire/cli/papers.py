"""The command `paper`: letters and papers out of casework. None of them is a publication, and none makes an entry."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from holdfire.book import Book
from holdfire.bulletins import compliance as compliance_
from holdfire.bulletins import dossier as dossier_
from holdfire.bulletins import handover as handover_
from holdfire.bulletins import meeting as meeting_
from holdfire.bulletins import notice as notice_
from holdfire.bulletins import papers, reply_form
from holdfire.bulletins.docket import Lately, docket, latest
from holdfire.casework.inputs import instant
from holdfire.cli import tell
from holdfire.cli.options import at_option, book_argument, parse_day, parse_language
from holdfire.errors import BadInput
from holdfire.record.encoding import sha256_hex
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdfire.bulletins.docket import Docket
    from holdfire.bulletins.document import Document
    from holdfire.words import Words

SMS = "sms"
to_option = click.option("--to", required=True, metavar="ACTOR", help="Whom it goes to.")
about_option = click.option(
    "--about", type=int, default=0, metavar="N", help="Entry of the allegation (default: the only one)."
)


class Written(NamedTuple):
    """A paper, the beginning of its files' names, and its short sentences if it can be sent as SMS."""

    document: Document
    name: str
    sentences: Sequence[Words] = ()


@click.group("paper")
def paper() -> None:
    """Write a letter or paper out of casework, for members and whom it goes to. Nothing is entered or published."""


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that every paper has."""
    for option in (
        click.option("--out", default=".", show_default=True, help="Folder for the files."),
        click.option("--language", default="en", show_default=True, help="Language: ar, en, fa, ru, tr."),
        click.option(
            "--format",
            "formats",
            default="html",
            show_default=True,
            metavar="FORMATS",
            help="Which files to write, parted by commas: html, pdf, docx, txt; of a notice also sms.",
        ),
        click.option(
            "--now",
            metavar="INSTANT",
            help="Read the clocks, and without --at the record, as at this instant (default: now, or with --at the time"
            " of that cut-off).",
        ),
        at_option,
        book_argument,
    ):
        command = option(command)
    return command


@paper.command("notice")
@shared
@click.argument("case")
@about_option
@to_option
def notice(case: str, about: int, to: str, **given: Any) -> None:
    """Tell a party what is alleged of it, by when it can reply and how, with a receipt to send back."""

    def write(found: Docket) -> Written:
        on = notice_.addressed(found, case, to, about)
        name = f"notice-{case}-{on.allegation.entry}-to-{to}"
        return Written(notice_.document(found, on), name, notice_.sentences(found, on))

    _write(write, given, case)


@paper.command("reply-form")
@shared
@click.argument("case")
@about_option
@to_option
def reply(case: str, about: int, to: str, **given: Any) -> None:
    """Give a party a form to answer on, tied to the notice and to the state of the case."""

    def write(found: Docket) -> Written:
        on = notice_.addressed(found, case, to, about)
        return Written(reply_form.document(found, on), f"reply-form-{case}-{on.allegation.entry}-to-{to}")

    _write(write, given, case)


@paper.command("compliance")
@shared
@to_option
@click.option("--from", "first", required=True, metavar="DAY", help="The first day, in the mechanism's zone.")
@click.option("--to-day", "last", required=True, metavar="DAY", help="The last day.")
def compliance(to: str, first: str, last: str, **given: Any) -> None:
    """Tell a party what is alleged of it and by it, what was found, what is asked of it, and what is late."""
    period = compliance_.Period(parse_day(first), parse_day(last))
    name = f"compliance-{to}-{period.first}-{period.last}"

    def write(found: Docket) -> Written:
        return Written(compliance_.document(found, to, period), name)

    _write(write, given, lately=Lately(period.first))


@paper.command("dossier")
@shared
@click.argument("case")
def dossier(case: str, **given: Any) -> None:
    """Put together everything in a case."""
    _write(lambda found: Written(dossier_.document(found, case), f"dossier-{case}"), given, case)


@paper.command("meeting")
@shared
@click.option(
    "--since",
    default="",
    metavar="SIZE|DAY",
    help="List decisions from this cut-off, or from this day on (default: all).",
)
def meeting(since: str, **given: Any) -> None:
    """Make the pack for the commission: what is open, the decision asked on each, and what was decided."""
    wanted = (
        meeting_.Since(size=int(since))
        if since.isdecimal()
        else meeting_.Since(day=parse_day(since) if since else None)
    )
    _write(lambda found: Written(meeting_.document(found, wanted), f"meeting-{_stamp(found)}"), given)


@paper.command("handover")
@shared
@click.option(
    "--hours", type=int, default=12, show_default=True, help="How far ahead to look for clocks that run out."
)
@click.option(
    "--since",
    metavar="INSTANT",
    help="Tell what came in, was decided and changed since then (default: what changed since the last hand-over).",
)
def handover(hours: int, since: str | None, **given: Any) -> None:
    """Make the sheet that one shift hands to the next: who is there, alerts, clocks, what changed, what to watch."""

    def write(found: Docket) -> Written:
        return Written(handover_.document(found, hours), f"handover-{_stamp(found)}")

    _write(write, given, lately=Lately(instant=instant(since) if since else None))


def _stamp(found: Docket) -> str:
    return f"{found.moment(found.now).astimezone(dt.UTC):%Y%m%dT%H%MZ}"


def _write(
    write: Callable[[Docket], Written], given: Mapping[str, Any], case: str = "", lately: Lately | None = None
) -> None:
    """Gather, write, set, and say where each file lies."""
    language = parse_language(given["language"])
    written, size = _gathered(write, given, case, lately)
    wanted = _formats(given["formats"], (*papers.FORMATS, *((SMS,) if written.sentences else ())))
    folder = Path(given["out"])
    folder.mkdir(parents=True, exist_ok=True)
    spoken = "" if language == "en" else f"-{language}"
    for name in wanted:
        data, more = _set(written, name, language)
        path = folder / f"{written.name}-at-{size}{spoken}.{'sms.txt' if name == SMS else name}"
        path.write_bytes(data)
        tell(f"{path}: sha256 {sha256_hex(data)}{more}")


def _gathered(
    write: Callable[[Docket], Written], given: Mapping[str, Any], case: str, lately: Lately | None
) -> tuple[Written, int]:
    opened, at = Book(given["book"]), given["at"]
    with opened.reading() as connection:
        now = instant(given["now"]) if given["now"] else None
        if now is None and at is None:
            now = max(opened.clock(), latest(connection))
        found = docket(connection, at, now, case=case, lately=lately)
    return write(found), found.ground.size


def _set(written: Written, name: str, language: str) -> tuple[bytes, str]:
    if name != SMS:
        return papers.FORMATS[name](written.document, language), ""
    short = papers.sms(written.sentences, language)
    more = f", {short.length.messages} messages ({short.length.encoding})"
    return (short.text + "\n").encode(), more + (f", {short.left} sentences left off" if short.left else "")


def _formats(text: str, there: Sequence[str]) -> tuple[str, ...]:
    """Read a list of formats; BadInput `format-unknown`."""
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in wanted:
        if name not in there:
            raise BadInput(
                "format-unknown",
                say("there is no format {name}", name=repr(name)),
                hint=say("there are: {formats}", formats=", ".join(there)),
            )
    return wanted
