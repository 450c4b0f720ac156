"""Reports in outside formats -> `Row` or `Bad`, one by one: nothing is stored, and no file is held in memory.

Each format has a file of its own here. `read` is the way in; `load_map` reads the column map that `csv` and
`excel` need. Messages name file, row, field and reason, and never repeat what stands in a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.errors import BadInput, NotFound, Where
from holdfire.reports.formats import excel, ged, jsonl, mapped_csv, pages, tally_sheet
from holdfire.reports.formats.base import Bad, Row
from holdfire.reports.formats.columns import ColumnMap, load_map
from holdfire.reports.formats.detect import FORMATS, MAPPED, detect
from holdfire.reports.formats.swapped import mark_swapped
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zoneinfo import ZoneInfo

__all__ = ["FORMATS", "Bad", "ColumnMap", "Row", "detect", "load_map", "read"]


def read(
    path: Path,
    *,
    format: str | None,  # noqa: A002 - the word of the command line
    mapping: ColumnMap | None,
    zone: ZoneInfo,
) -> Iterator[Row | Bad]:
    """Read a file's reports or tallies in order; `format` is one of `FORMATS`, or `None` to find out.

    Dates without an offset are local to `zone`, the mechanism's. Trouble with one row is a `Bad`; trouble
    with the file or the map is raised, some of it only when the first row is asked for: NotFound
    `file-missing`, BadInput `format-unknown`, `format-unclear`, `map-needed`, `map-not-used`,
    `column-missing` and so on, Unavailable `extra-missing`.
    """
    if not path.is_file():
        raise NotFound("file-missing", say("there is no such file"), where=Where(path.name))
    name = detect(path, mapping) if format is None else format
    if name not in FORMATS:
        raise BadInput(
            "format-unknown", say("unknown format"), hint=say("known are {names}", names=", ".join(FORMATS))
        )
    _check_map(path, name, mapping)
    columns = mapping or ColumnMap()
    readers = {
        "text": lambda: pages.read_text(path, columns, zone),
        "html": lambda: pages.read_html(path, columns, zone),
        "jsonl": lambda: jsonl.read(path, zone),
        "csv": lambda: mapped_csv.read(path, columns, zone),
        "excel": lambda: excel.read(path, columns, zone),
        "ged": lambda: ged.read(path, zone),
        "tallies": lambda: tally_sheet.read(path),
    }
    return mark_swapped(readers[name](), path.name)


def _check_map(path: Path, name: str, mapping: ColumnMap | None) -> None:
    """Refuse a table without a map of its columns, and a map that would do nothing."""
    where = Where(path.name)
    if name in MAPPED:
        if mapping is None or not mapping.columns:
            hint = say("give one with --map: which column holds which field")
            raise BadInput(
                "map-needed", say("the format {name} needs a column map", name=name), hint=hint, where=where
            )
    elif mapping is not None and (mapping.columns or name not in ("text", "html")):
        hint = say("leave the map out, or name another format")
        raise BadInput(
            "map-not-used", say("the format {name} has no columns to map", name=name), hint=hint, where=where
        )
