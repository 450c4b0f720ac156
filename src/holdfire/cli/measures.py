"""The command `measure`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import at_option, book_argument, demand_size
from holdfire.measures.gather import measure as measured_at
from holdfire.measures.tables import COVERAGE, as_csv, json_text, rows
from holdfire.record.encoding import instant_text
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.measures.model import Measured, Row


@click.command("measure")
@book_argument
@at_option
@click.option(
    "--now", metavar="INSTANT", help="Read the clocks as at this instant (default: the last entry's time)."
)
@click.option("--publish", is_flag=True, help="Hold back small numbers, as is fit for publication.")
@click.option("--json", "form", flag_value="json", help="Write JSON.")
@click.option("--csv", "form", flag_value="csv", help="Write CSV.")
def measure(book: str, at: int | None, now: str | None, form: str | None, *, publish: bool) -> None:
    """Measure how the mechanism itself does: how fast, how many wait, who answers what, whether sides fare alike.

    Each figure has its unit, its 95 % interval, on how many it rests, and which entries. It measures the mechanism's
    own work on what was alleged, never what happened.
    """
    from holdfire.casework.inputs import instant

    with Book(book).reading() as connection:
        demand_size(connection, at)
        found = measured_at(connection, at, instant(now) if now else None, publish=publish)
    if form == "json":
        tell(json_text(found))
    elif form == "csv":
        click.echo(as_csv(found), nl=False)
    else:
        _table(found)


def _table(found: Measured) -> None:
    if found.exercise:
        tell("exercise: all of it is invented")
    tell(f"{found.mechanism}: {found.log} at {found.size} entries, clocks read at {instant_text(found.now)}")
    tell(f"{COVERAGE}; method {found.method}; intervals 95 %\n")
    if not found.figures:
        tell(say("nothing was alleged"))
    measure = ""
    for row in rows(found):
        if str(row.measure) != measure:
            measure = str(row.measure)
            tell(f"{measure} ({row.unit})")
        tell(f"  {row.split}: {_value(row)}")


def _value(row: Row) -> str:
    if row.n is None:
        return str(row.note)
    value = "not known" if row.value is None else f"{row.value:.4g}"
    limits = "" if (row.low, row.high) == (None, None) else f" [{_end(row.low)}, {_end(row.high)}]"
    note = f", {row.note}" if row.note else ""
    return f"{value}{limits}, n {row.n}{note}"


def _end(limit: float | None) -> str:
    return "–" if limit is None else f"{limit:.4g}"
