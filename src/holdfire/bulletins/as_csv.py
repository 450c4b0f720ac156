"""A table as CSV (RFC 4180), with a row of HXL tags for who asks for it: the same table gives the same bytes."""

from __future__ import annotations

import csv as writer
import io
from typing import TYPE_CHECKING

from holdfire.bulletins.runs import Voice
from holdfire.bulletins.values import harmless, value

if TYPE_CHECKING:
    from holdfire.bulletins.document import Table


def csv(table: Table, locale: str = "en", *, tags: bool = False) -> bytes:
    """Set a table's keys, its HXL tags (hxlstandard.org, 1.1) if asked for, and its rows.

    An empty value was not given, 0 is a count of none. A text that a spreadsheet would run as a formula gets an
    apostrophe before it.
    """
    voice = Voice(locale)
    out = io.StringIO()
    sheet = writer.writer(out, lineterminator="\r\n")
    sheet.writerow(harmless(voice.bare(c.key or c.name)) for c in table.columns)
    if tags:
        sheet.writerow(harmless(c.tag) for c in table.columns)
    for row in (*table.rows, *table.foot):
        sheet.writerow(harmless(value(voice, cell)) for cell in row)
    return out.getvalue().encode()
