"""Figures as a table, as CSV and as JSON: the same figures give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from holdfire.measures.model import Row
from holdfire.measures.words import row
from holdfire.record.encoding import instant_text
from holdfire.words import Words, say

if TYPE_CHECKING:
    from holdfire.measures.model import Measured

COVERAGE = say("allegations in the record, which say nothing of what nobody alleged")


def rows(measured: Measured) -> list[Row]:
    """Give every figure in words, ready for a table."""
    return [row(figure, measured.names) for figure in measured.figures]


def as_csv(measured: Measured) -> bytes:
    """Write them as CSV (RFC 4180), one figure a row; no value: not known or held back; 0: none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("code", "by", "of", *Row._fields, "cutoff", "coverage", "method"))
    ground = f"{measured.log} at {measured.size} entries"
    for figure, line in zip(measured.figures, rows(measured), strict=True):
        cells = (figure.measure, figure.by, figure.of, *map(_cell, line), ground, COVERAGE, measured.method)
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue().encode()


def as_json(measured: Measured) -> dict[str, Any]:
    """Write them as JSON values, with what they rest on."""
    return {
        "mechanism": measured.mechanism,
        "exercise": measured.exercise,
        "log": measured.log,
        "size": measured.size,
        "now": instant_text(measured.now),
        "published": measured.publish,
        "coverage": str(COVERAGE),
        "method": measured.method,
        "figures": [
            {"code": figure.measure, "by": figure.by, "of": figure.of}
            | {name: _plain(value) for name, value in line._asdict().items()}
            for figure, line in zip(measured.figures, rows(measured), strict=True)
        ],
    }


def json_text(measured: Measured) -> str:
    """Write the JSON values as a text."""
    return json.dumps(as_json(measured), ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value) if isinstance(value, Words) else value


def _harmless(cell: str) -> str:
    """Put an apostrophe before words that a spreadsheet would run as a formula (OWASP, CSV injection)."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell
