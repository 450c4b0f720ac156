"""A bulletin's page and table: the same bulletin gives the same bytes."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from holdfire.bulletins.model import METHOD
from holdfire.i18n import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.model import Bulletin, SideCount

TEMPLATES = Path(__file__).parent / "templates"
COLUMNS = (
    "section",
    "area",
    "item",
    "status",
    "unit",
    "value",
    "entries",
    "note",
    "day",
    "cutoff",
    "coverage",
    "method",
)


def html(bulletin: Bulletin, locale: str = "en") -> bytes:
    """Set a bulletin as one page that needs no other file."""
    template = environment(TEMPLATES, locale).get_template("bulletin.html")
    style = (TEMPLATES / "bulletin.css").read_text()
    return template.render(b=bulletin, method=METHOD, style=style).encode()


def table(bulletin: Bulletin) -> bytes:
    """Set a bulletin as CSV (RFC 4180), one figure a row; an empty value was not given, 0 is a count of none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    ground = f"{bulletin.log} at {bulletin.size} entries"
    sources = "; ".join(f"{name}: {n} reports" for name, n in bulletin.reporting) or "no report"
    for section, area, item, status, unit, value, entries, note in _rows(bulletin):
        coverage = (
            "as the side published it" if section in ("published count", "answer to a count") else sources
        )
        row = (
            section,
            area,
            item,
            status,
            unit,
            value,
            entries,
            note,
            bulletin.day,
            ground,
            coverage,
            METHOD,
        )
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    """Put an apostrophe before words that a spreadsheet would run as a formula (OWASP, CSV injection)."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


Figure = tuple[str, str, str, str, str, int | None, str, str]


def _rows(b: Bulletin) -> Iterator[Figure]:
    for c in b.counts:
        yield from _count_rows(b, c)
    for status, n in b.by_status:
        mine = " ".join(i.id for i in b.incidents if i.status == status)
        yield "incidents", "", "incidents of the day", str(status), "incidents", n, mine, ""
    for outcome, n in b.by_outcome:
        mine = " ".join(str(f.entry) for f in b.findings if f.outcome == outcome)
        yield "determinations", "", "cases on incidents of the day", str(outcome), "cases", n, mine, ""
    if b.withheld:
        yield (
            "incidents",
            "",
            "withheld until the agreed delay is over",
            "withheld",
            "incidents",
            b.withheld,
            "",
            "",
        )


def _count_rows(b: Bulletin, c: SideCount) -> Iterator[Figure]:
    note = "; ".join(map(str, c.warnings))
    by = f"reported by {c.side}"
    entry = str(c.entry)
    yield "published count", "", c.side, by, c.unit, c.total, entry, note
    for area, name in b.areas:
        if area in c.by_area:
            yield "published count", name, c.side, by, c.unit, c.by_area[area], entry, ""
    if c.not_broken_down:
        yield "published count", "", c.side, f"{by}, area not given", c.unit, c.not_broken_down, entry, ""
    for said, n in (("confirmed", c.confirmed), ("exempt", c.exempt), ("not confirmed", c.not_confirmed)):
        if n is not None:
            yield "answer to a count", "", c.side, f"{said} by {c.verdict_by}", c.unit, n, entry, c.verdict
