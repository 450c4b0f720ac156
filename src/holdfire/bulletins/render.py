"""A bulletin's files by format: the same bulletin gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import as_csv, as_docx, as_geojson, as_html, as_pdf, as_text, as_xlsx, daily, data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from holdfire.bulletins.document import Cell
    from holdfire.bulletins.model import Bulletin


def html(bulletin: Bulletin, locale: str = "en") -> bytes:
    """Set a bulletin as one page that needs no other file."""
    return as_html.html(daily.document(bulletin), locale)


def table(bulletin: Bulletin, locale: str = "en") -> bytes:
    """Set a bulletin as CSV (RFC 4180), one figure a row; an empty value was not given, 0 is a count of none."""
    return as_csv.csv(data.figures(bulletin), locale)


def _tagged(bulletin: Bulletin, locale: str) -> bytes:
    return as_csv.csv(data.figures(bulletin), locale, tags=True)


def _workbook(bulletin: Bulletin, locale: str) -> bytes:
    return as_xlsx.xlsx(data.tables(bulletin), locale)


def _pdf(bulletin: Bulletin, locale: str) -> bytes:
    return as_pdf.pdf(daily.document(bulletin), locale)


def _word(bulletin: Bulletin, locale: str) -> bytes:
    return as_docx.docx(daily.document(bulletin), locale)


def _text(bulletin: Bulletin, locale: str) -> bytes:
    return as_text.text(daily.document(bulletin), locale).encode()


def _map(bulletin: Bulletin, locale: str) -> bytes:
    about: dict[str, Cell] = {
        "precision": bulletin.precision,
        "delay": bulletin.delay,
        "withheld": bulletin.withheld,
        "linking": bulletin.linking,
        "coverage": daily.reporting(bulletin),
    }
    return as_geojson.geojson(data.tables(bulletin), data.features(bulletin), locale, about=about)


FORMATS: Mapping[str, Callable[[Bulletin, str], bytes]] = {
    "html": html,
    "csv": table,
    "hxl": _tagged,
    "xlsx": _workbook,
    "geojson": _map,
    "txt": _text,
    "pdf": _pdf,
    "docx": _word,
}
SUFFIX = {"hxl": "hxl.csv"}
"""What a format's file name ends in, where it is not the format's own name."""
CANONICAL = ("html", "csv")
"""What every publication holds."""
BY_OTHERS = frozenset({"xlsx", "pdf", "docx"})
"""Formats whose bytes another version of the library that writes them may set otherwise."""


def files(bulletin: Bulletin, language: str, formats: Iterable[str]) -> dict[str, bytes]:
    """Make the canonical files and those asked for, by format; the CSV table is in English whatever the language.

    Unavailable `extra-missing`.
    """
    wanted = dict.fromkeys((*CANONICAL, *formats))
    return {name: FORMATS[name](bulletin, "en" if name == "csv" else language) for name in wanted}
