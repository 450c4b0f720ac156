"""Commands about what comes in: import."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import click

from holdfire.agreement import repo as agreement_repo
from holdfire.cli import tell
from holdfire.cli.options import book_argument, file_bytes, keys_option, open_to_write, progress, signer
from holdfire.errors import BadInput, HoldfireError, Waits
from holdfire.record.keys import Role
from holdfire.reports import formats, intake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from holdfire.book import Book
    from holdfire.record.kinds import Draft

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
@click.option(
    "--receipts", type=click.Path(file_okay=False), help="Folder for a signed receipt of each file's reports."
)
@click.option(
    "--within", default="24h", show_default=True, metavar="SPAN", help="Receipts promise the log by then."
)
@keys_option
def import_(
    book: str,
    files: tuple[str, ...],
    format_: str | None,
    map_file: str | None,
    bad_file: str | None,
    receipts: str | None,
    within: str,
    keys: str | None,
) -> None:
    """Take files in. Bad rows are listed, the rest goes in; nothing comes in twice, so a stopped run can be rerun."""
    opened = open_to_write(book, keys)
    mapping = formats.load_map(file_bytes(map_file), map_file) if map_file else None
    bad: list[BadInput] = []
    failed: HoldfireError | None = None
    waits: list[Waits] = []
    for name in files:
        went = Went([], waits, [])
        try:
            taken = take_file(opened, Path(name), format_, mapping, went)
        except BadInput as e:
            tell(f"{name}: nothing taken in: {e}")
            failed = e
            continue
        bad += taken.bad
        _tell(name, taken)
        if receipts and taken.reports + taken.tallies:
            _give(opened, Path(receipts) / f"{Path(name).name}.receipt.json", went, within)
    if bad_file:
        _write_bad(Path(bad_file), bad)
    if failed or waits:
        raise failed or waits[-1]


class Went(NamedTuple):
    """Where a file's rows went: entries of the log, what waits instead, and the payloads of that."""

    entries: list[int]
    waits: list[Waits]
    put: list[str]


def _give(opened: Book, out: Path, went: Went, within: str) -> None:
    from holdfire.cli.receipt import write

    out.parent.mkdir(parents=True, exist_ok=True)
    count = write(opened, signer(opened, Role.INTAKE, None), went.entries, went.put, out, within)
    tell(f"  receipt of {count}: {out}")


def take_file(
    opened: Book,
    path: Path,
    format_: str | None = None,
    mapping: formats.ColumnMap | None = None,
    went: Went | None = None,
) -> intake.Taken:
    """Take one file into a book, showing progress. `went` notes where it went; at a mirror some of it may wait."""
    key = signer(opened, Role.INTAKE, None)
    with opened.reading() as connection:
        zone = ZoneInfo(agreement_repo.current(connection).agreement.timezone)
    rows = formats.read(path, format=format_, mapping=mapping, zone=zone)

    def submit(build: Callable[[Connection], Sequence[Draft]]) -> None:
        try:
            done = opened.submit(build, key)
        except Waits as error:
            if went is None:
                raise
            went.waits.append(error)
            went.put.extend(error.put)
        else:
            (went.entries if went else []).extend(r.index for r in done)

    with progress(f"importing {path.name}") as bar:
        return intake.take(path, rows, submit, lambda n: bar(n, None))


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
