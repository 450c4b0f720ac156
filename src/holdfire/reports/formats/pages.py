"""Whole files that are one report: a page of plain text, or of HTML.

Of plain text the words are the text. Of HTML the bytes alone are kept, with `media_type` text/html and no
words: to tell an article from the furniture around it is the reading room's work, which it can do again. A
map may say by `constants` who published the page, when and in which language; nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.errors import BadInput
from holdfire.reports.formats import cells, fields
from holdfire.reports.formats.base import MAX_ROW, Bad, Found, Row, digest, too_long
from holdfire.reports.formats.table import encoding_of
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from holdfire.reports.formats.columns import ColumnMap


def read_text(path: Path, columns: ColumnMap, zone: ZoneInfo) -> Iterator[Row | Bad]:
    """Read a page of plain text, UTF-8 unless its byte order mark or the map says otherwise."""
    yield _page(path, columns, zone, "text/plain")


def read_html(path: Path, columns: ColumnMap, zone: ZoneInfo) -> Iterator[Row | Bad]:
    """Keep a page of HTML."""
    yield _page(path, columns, zone, "text/html")


def _page(path: Path, columns: ColumnMap, zone: ZoneInfo, media_type: str) -> Row | Bad:
    found = Found(path.name, 1)
    try:
        raw = _bytes(path)
        values = cells.values({}, columns, found)
        if media_type == "text/plain":
            values["text"] = _words(raw, columns.encoding)
        report = fields.report(values, digest(raw), media_type, columns.clock(zone), found)
    except BadInput as error:
        return found.bad(error)
    return Row(1, raw, report, tuple(found.cautions))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        raw = stream.read(MAX_ROW + 1)
    if len(raw) > MAX_ROW:
        raise too_long()
    if not raw.strip():
        raise BadInput("page-empty", say("the page is empty"))
    return raw


def _words(raw: bytes, stated: str) -> str:
    encoding = encoding_of(raw, stated)
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        hint = say("name its encoding in a map: `encoding: windows-1256`")
        raise BadInput(
            "row-encoding", say("the page is not in {encoding}", encoding=encoding), hint=hint
        ) from None
