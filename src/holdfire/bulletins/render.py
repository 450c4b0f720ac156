"""A publication's files by format: the same publication gives the same bytes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias

from holdfire.bulletins import (
    as_csv,
    as_docx,
    as_geojson,
    as_html,
    as_pdf,
    as_sms,
    as_text,
    as_xlsx,
    data,
    weekly,
)
from holdfire.bulletins import flash as flashes
from holdfire.bulletins.flash import Flash
from holdfire.bulletins.model import Bulletin
from holdfire.bulletins.weekly import Trend
from holdfire.errors import BadInput
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from holdfire.bulletins.paper import Paper

Gathered: TypeAlias = Bulletin | Trend | Flash
"""What is published: a daily bulletin, a weekly trend, a flash notice."""


def paper(made: Gathered) -> Paper:
    """Make a publication ready to be set."""
    if isinstance(made, Bulletin):
        return data.paper(made)
    return weekly.paper(made) if isinstance(made, Trend) else flashes.paper(made)


def html(made: Gathered, locale: str = "en") -> bytes:
    """Set a publication as one page that needs no other file."""
    return _page(paper(made), locale)


def table(made: Gathered, locale: str = "en") -> bytes:
    """Set its table as CSV (RFC 4180), one figure a row; an empty value was not given, 0 is a count of none."""
    return _table(paper(made), locale)


def set_as(name: str, made: Gathered, locale: str = "en") -> bytes:
    """Set a publication in the format of that name."""
    return FORMATS[name](paper(made), locale)


def _page(p: Paper, locale: str) -> bytes:
    return as_html.html(p.document, locale)


def _table(p: Paper, locale: str) -> bytes:
    return as_csv.csv(p.table, locale)


def _tagged(p: Paper, locale: str) -> bytes:
    return as_csv.csv(p.table, locale, tags=True)


def _workbook(p: Paper, locale: str) -> bytes:
    return as_xlsx.xlsx(p.tables, locale)


def _pdf(p: Paper, locale: str) -> bytes:
    return as_pdf.pdf(p.document, locale)


def _word(p: Paper, locale: str) -> bytes:
    return as_docx.docx(p.document, locale)


def _text(p: Paper, locale: str) -> bytes:
    return as_text.text(p.document, locale).encode()


def _sms(p: Paper, locale: str) -> bytes:
    return as_sms.sms(p.spoken, locale, p.messages, exercise=p.document.exercise)


def _map(p: Paper, locale: str) -> bytes:
    if p.features is None:
        raise BadInput(
            "format-without-map",
            say("a weekly trend has no map"),
            hint=say("the daily bulletins of its days have one each"),
        )
    return as_geojson.geojson(p.tables, p.features, locale, about=p.about)


FORMATS: Mapping[str, Callable[[Paper, str], bytes]] = {
    "html": _page,
    "csv": _table,
    "hxl": _tagged,
    "xlsx": _workbook,
    "geojson": _map,
    "txt": _text,
    "sms": _sms,
    "pdf": _pdf,
    "docx": _word,
}
SUFFIX = {"hxl": "hxl.csv", "sms": "sms.txt"}
"""What a format's file name ends in, where it is not the format's own name."""
CANONICAL = ("html", "csv")
"""What every publication holds."""
BY_OTHERS = frozenset({"xlsx", "pdf", "docx"})
"""Formats whose bytes another version of the library that writes them may set otherwise."""


def files(made: Gathered, language: str, formats: Iterable[str]) -> dict[str, bytes]:
    """Make the canonical files and those asked for, by format; the CSV table is in English whatever the language.

    The PDF, which takes longest and leaves Python's lock to others, is set beside all else.
    Unavailable `extra-missing`, BadInput `format-without-map`, `short-too-long`.
    """
    ready = paper(made)
    wanted = dict.fromkeys((*CANONICAL, *formats))
    with ThreadPoolExecutor(1) as beside:
        printed = beside.submit(FORMATS["pdf"], ready, language) if "pdf" in wanted else None
        out = {
            name: FORMATS[name](ready, "en" if name == "csv" else language)
            for name in wanted
            if name != "pdf"
        }
        return {name: printed.result() if printed and name == "pdf" else out[name] for name in wanted}
