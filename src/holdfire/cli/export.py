"""The command `export`."""

from __future__ import annotations

from pathlib import Path

import click

from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import at_option, book_argument, demand_size, progress
from holdfire.cosign.export import export as export_tiles


@click.group("export")
def export() -> None:
    """Write the record in forms that other people's programs read."""


@export.command("tiles")
@book_argument
@click.argument("folder", type=click.Path(file_okay=False))
@at_option
def tiles(book: str, folder: str, at: int | None) -> None:
    """Write the log as a folder of tiles, as C2SP tlog-tiles has it: any web server can give it out as it is.

    It holds every entry with its signatures, the tree and the cosigned checkpoint, and no value of a closed field. The
    same command brings the folder up to date. `holdfire check FOLDER` checks it.
    """
    opened = Book(book)
    with opened.reading() as connection, progress("writing") as bar:
        demand_size(connection, at)
        size = export_tiles(connection, opened.log, Path(folder), at, bar)
    tell(f"{folder}: {size} entries; the pages give out the same under /BOOK/tlog/")
