"""The command that searches a book."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import day_of
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import at_option, book_argument, demand_size, parse_day
from holdfire.search import repo
from holdfire.search.asking import FILTERS, asked, parse_cursor
from holdfire.search.model import CAP, KINDS, PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.agreement.model import Agreement
    from holdfire.search.model import Found, Hit


@click.command("search")
@book_argument
@click.argument("words", nargs=-1)
@click.option("--kind", type=click.Choice(KINDS), default="", help="Only things of this kind.")
@click.option("--from", "start", metavar="DAY", help="Only what was going on on this day or later.")
@click.option("--to", metavar="DAY", help="Only what was going on on this day or earlier.")
@click.option("--box", default="", metavar="WEST,SOUTH,EAST,NORTH", help="Only what lies in it, degrees.")
@click.option("--place", default="", help="Only what names this place, or an area with all inside it.")
@click.option("--actor", default="", help="Only what names this actor, or one that ever belonged to it.")
@click.option("--status", type=click.Choice(FILTERS), default="", help="Only incidents and cases of it.")
@click.option("--after", default="", metavar="CURSOR", help="Go on after the page that ended with this.")
@at_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def search(
    book: str,
    words: Sequence[str],
    start: str | None,
    to: str | None,
    after: str,
    at: int | None,
    *,
    as_json: bool,
    **filters: Any,
) -> None:
    """Find reports, incidents, cases and actors by WORDS, a phrase in double quotes.

    A word is found in whatever spelling: Arabic and Persian letters, vowel signs, digits, capitals. Words beside each
    other come first, then what came into the record last.
    """
    opened = Book(book)
    with opened.reading() as connection:
        demand_size(connection, at)
        agreement = agreement_repo.current(connection, at).agreement
        query = asked(
            agreement,
            " ".join(words),
            start=parse_day(start) if start else None,
            to=parse_day(to) if to else None,
            **filters,
        )
        found = repo.find(connection, query, at, parse_cursor(after))
    if as_json:
        tell(json.dumps(_plain(found), ensure_ascii=False, indent=1))
    else:
        _tell(agreement, found)


def _tell(agreement: Agreement, found: Found) -> None:
    tell(f"more than {CAP:,} found" if found.more else f"{found.total:,} found")
    for hit in found.hits:
        day = day_of(agreement, hit.start).isoformat() if hit.start is not None else "–"
        tell(f"{hit.kind} {_name(hit)}\t{day}")
        for pieces in hit.lines:
            text = "".join(click.style(text, bold=True) if marked else text for text, marked in pieces)
            tell("  " + " ".join(text.split()))
    if found.after:
        tell(f"the next {PAGE}: --after {found.after}")


def _name(hit: Hit) -> str:
    """Name a hit as the other commands do: a report by its entry."""
    return str(hit.entry) if hit.kind == "report" else hit.thing


def _plain(found: Found) -> dict[str, Any]:
    hits = [
        {
            "kind": h.kind,
            "id": _name(h),
            "entry": h.entry,
            "start": h.start,
            "end": h.end,
            "lines": [[{"text": text, "found": marked} for text, marked in line] for line in h.lines],
        }
        for h in found.hits
    ]
    return {
        "total": found.total,
        "more": found.more,
        "after": str(found.after) if found.after else None,
        "hits": hits,
    }
