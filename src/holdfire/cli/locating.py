"""The command locate: coordinates for the places that a book's claims, or a table's rows, name."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.cli import tell
from holdfire.cli.options import file_bytes, keys_option, open_to_write, signer
from holdfire.errors import BadInput, Where
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from holdfire.places.gazetteer import Gazetteer
    from holdfire.places.model import Located
    from holdfire.record.kinds import Draft


@click.command("locate")
@click.argument("source", metavar="BOOK|NAMES.csv")
@click.option(
    "--gazetteer",
    "gazetteers",
    required=True,
    multiple=True,
    help="CSV: name, names, within, lon, lat, radius_km; a GeoNames dump; or an OCHA COD table. May be repeated.",
)
@click.option("--name", "column", help="The column of NAMES.csv that has the names.")
@click.option("--within", help="The column that has the area each lies in.")
@click.option("--out", "out_file", help="Write one JSON object a row here (default: the screen).")
@keys_option
def locate(
    source: str,
    gazetteers: tuple[str, ...],
    column: str | None,
    within: str | None,
    out_file: str | None,
    keys: str | None,
) -> None:
    """Find coordinates for a book's claims that name a place and give none, or for the rows of a table.

    What is not certain stays open, with up to three candidates.
    """
    from holdfire.places import formats

    loaded = formats.load_all([(file_bytes(name), name) for name in gazetteers])
    if column is None:
        _locate_book(source, loaded, b"".join(map(file_bytes, gazetteers)), keys)
        return
    lines = [json.dumps(row, ensure_ascii=False) for row in _rows(source, loaded, column, within)]
    if out_file:
        Path(out_file).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        tell(f"{len(lines)} rows, {sum(json.loads(line)['accepted'] for line in lines)} accepted")
    else:
        for line in lines:
            tell(line)


def _rows(source: str, loaded: Gazetteer, column: str, within: str | None) -> Iterator[dict[str, object]]:
    from holdfire.places.rules import locate as find

    try:
        text = file_bytes(source).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("names-not-utf-8", say("the table is not UTF-8 text"), where=Where(source)) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for needed in (column, within):
        if needed and needed not in (reader.fieldnames or ()):
            words = say("the table has no column {names}", names=needed)
            raise BadInput("names-column", words, where=Where(source, field=needed))
    for n, row in enumerate(reader):
        found = find(loaded, row[column] or "", (row[within] or "") if within else "")
        yield {"row": n, **_found(found)}


def _found(found: Located | None) -> dict[str, object]:
    if found is None:
        blank = dict.fromkeys(("lon", "lat", "radius_km"))
        return {**blank, "precision": "unresolved", "accepted": False, "rule": "none", "candidates": []}
    return {
        "lon": found.lon,
        "lat": found.lat,
        "radius_km": found.radius_km,
        "precision": found.precision,
        "accepted": found.accepted,
        "rule": found.rule,
        "candidates": [
            {"id": c.id, "name": c.name, "within": c.within, "lon": c.lon, "lat": c.lat}
            for c in found.candidates
        ],
    }


def _locate_book(book: str, loaded: Gazetteer, data: bytes, keys: str | None) -> None:
    from holdfire.places import entries

    opened = open_to_write(book, keys)
    counts: dict[str, int] = {}

    def build(connection: Connection) -> list[Draft]:
        drafts = entries.run(connection, loaded, data)
        for draft in drafts:
            counts.update(draft.closed["counts"])
        return drafts

    opened.submit(build, signer(opened, Role.INTAKE, None))
    tell(f"{counts.get('looked', 0)} places looked for, {counts.get('found', 0)} found")
