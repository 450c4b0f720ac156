"""Commands about what comes in: import."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from holdfire.agreement import repo as agreement_repo
from holdfire.cli import tell
from holdfire.cli.options import book_argument, file_bytes, keys_option, open_to_write, progress, signer
from holdfire.errors import BadInput, HoldfireError
from holdfire.record.keys import Role
from holdfire.reports import formats, intake

if TYPE_CHECKING:
    from holdfire.book import Book

SHOWN = 20
"""Bad rows listed on the screen; --bad writes them all."""


@click.command("import")
@book_argument
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--format", "format_", type=click.Choice(formats.FORMATS), help="What the files are (default: look)."
)
@click.option(
    "--map", "map_file", help="Which column holds which field, for CSV and Excel; constants for pages."
)
@click.option("--bad", "bad_file", help="Write the rows left out to this CSV file.")
@keys_option
def import_(
    book: str,
    files: tuple[str, ...],
    format_: str | None,
    map_file: str | None,
    bad_file: str | None,
    keys: str | None,
) -> None:
    """Take files in. Bad rows are listed, the rest goes in; nothing comes in twice, so a stopped run can be rerun."""
    opened = open_to_write(book, keys)
    mapping = formats.load_map(file_bytes(map_file), map_file) if map_file else None
    bad: list[BadInput] = []
    failed: HoldfireError | None = None
    for name in files:
        try:
            taken = take_file(opened, Path(name), format_, mapping)
        except BadInput as e:
            tell(f"{name}: nothing taken in: {e}")
            failed = e
            continue
        bad += taken.bad
        _tell(name, taken)
    if bad_file:
        _write_bad(Path(bad_file), bad)
    if failed:
        raise failed


def take_file(
    opened: Book, path: Path, format_: str | None = None, mapping: formats.ColumnMap | None = None
) -> intake.Taken:
    """Take one file into a book, showing progress."""
    key = signer(opened, Role.INTAKE, None)
    with opened.reading() as connection:
        zone = ZoneInfo(agreement_repo.current(connection).agreement.timezone)
    rows = formats.read(path, format=format_, mapping=mapping, zone=zone)
    with progress(f"importing {path.name}") as bar:
        return intake.take(path, rows, lambda build: opened.submit(build, key), lambda n: bar(n, None))


def _tell(name: str, taken: intake.Taken) -> None:
    counts = [f"{taken.reports} reports", f"{taken.tallies} tallies"]
    tell(
        f"{name}: {', '.join(counts)} in; {taken.corrected} corrected, {taken.already} in already, {len(taken.bad)} bad"
    )
    for code, n in sorted(taken.warnings.items()):
        tell(f"  warning {code}: {n} rows, kept")
    for error in taken.bad[:SHOWN]:
        tell(f"  bad: {error}")
    if len(taken.bad) > SHOWN:
        tell(f"  ... and {len(taken.bad) - SHOWN} more bad rows; --bad FILE writes them all")


def _write_bad(path: Path, bad: list[BadInput]) -> None:
    with path.open("w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(("file", "row", "field", "code", "reason", "hint"))
        writer.writerows((b.where.file, b.where.row, b.where.field, b.code, b.message, b.hint) for b in bad)
