"""A cell as a machine reads it: figures in ASCII digits, days as ISO 8601, words in the language, data as they are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfire.bulletins.document import Cell
    from holdfire.bulletins.runs import Voice

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet runs as a formula when a text of a CSV file begins with it (OWASP, CSV injection)."""

Value = str | int | float | None


def value(voice: Voice, cell: Cell) -> Value:
    """Take a cell's value; `None` is no figure given."""
    if cell is None or isinstance(cell, (int, float)):
        return cell
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return voice.bare(cell)


def harmless(found: Value) -> Value:
    """Put an apostrophe before words that a spreadsheet would run as a formula."""
    return "'" + found if isinstance(found, str) and found.startswith(RUN_AS_FORMULA) else found
