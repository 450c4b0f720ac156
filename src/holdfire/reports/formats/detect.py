"""Which format is a file in? Its ending says one thing and its first bytes say another; both must agree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Where
from holdfire.reports.formats import ged, table, tally_sheet
from holdfire.words import Words, say

if TYPE_CHECKING:
    from pathlib import Path

    from holdfire.reports.formats.columns import ColumnMap

FORMATS = ("text", "html", "jsonl", "csv", "excel", "ged", "tallies")
MAPPED = frozenset({"csv", "excel"})
"""Formats that need a column map."""

_TABLES = frozenset({"csv", "ged", "tallies"})
_ENDINGS = {
    ".txt": frozenset({"text"}),
    ".text": frozenset({"text"}),
    ".html": frozenset({"html"}),
    ".htm": frozenset({"html"}),
    ".jsonl": frozenset({"jsonl"}),
    ".ndjson": frozenset({"jsonl"}),
    ".csv": _TABLES,
    ".tsv": _TABLES,
    ".xlsx": frozenset({"excel"}),
}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_JSON = re.compile(rb'\s*\{\s*["}]')


def detect(path: Path, mapping: ColumnMap | None = None) -> str:
    """Return the file's format. BadInput `format-unclear` if ending and content differ or say nothing.

    A table that is neither GED nor tallies is `csv`; with a map of columns, every table is.
    """
    with path.open("rb") as stream:
        head = stream.read(table.HEAD)
    by_name, by_head = _ENDINGS.get(path.suffix.lower()), _by_head(head)
    if by_name == _TABLES:
        return _table(path, by_head, mapping)
    named = min(by_name) if by_name else None
    if named is None and by_head is None and mapping is not None and mapping.columns:
        return "csv"
    if named is None and by_head is None:
        raise _unclear(path, say("neither its ending nor its first bytes tell the file's format"))
    if named is not None and by_head is not None and named != by_head:
        raise _unclear(
            path,
            say("its ending says {named}, its first bytes look like {by_head}", named=named, by_head=by_head),
        )
    return named or by_head or ""


def _table(path: Path, by_head: str | None, mapping: ColumnMap | None) -> str:
    if by_head is not None and by_head not in _TABLES:
        raise _unclear(path, say("its ending says csv, its first bytes look like {by_head}", by_head=by_head))
    return "csv" if mapping is not None and mapping.columns else by_head or "csv"


def _by_head(head: bytes) -> str | None:
    """Return what the first bytes say, if anything. A workbook is a ZIP archive."""
    if head.startswith(b"PK\x03\x04"):
        return "excel"
    start = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(start):
        return "html"
    if _JSON.match(start):
        return "jsonl"
    found = table.headers(head)
    named = {"ged": ged.COLUMNS, "tallies": tally_sheet.COLUMNS}
    return next((name for name, columns in named.items() if table.header_with(found, columns)), None)


def _unclear(path: Path, words: Words) -> BadInput:
    return BadInput(
        "format-unclear",
        words,
        hint=say("say --format {names}", names="|".join(FORMATS)),
        where=Where(path.name),
    )
