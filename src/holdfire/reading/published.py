"""When a page says that it was published, and where it says so. Pure."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from holdfire.reading.dates import dates
from holdfire.reading.fold import fold
from holdfire.reading.lexicon import LANGUAGES, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)")
_LABEL = re.compile(
    r"^(?:published|posted|updated|first published|date|опубликовано|дата|تاريخ النشر|نشر|نشر في|تاریخ انتشار|منتشر شده"
    r"|yayınlanma|yayın tarihi|tarih)?\s*(?:on|at|في|в)?\s*[:-]?\s*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?\b|\b(?:am|pm|gmt|utc|est|edt|мск)\b", re.IGNORECASE)


def of_page(tree: Any) -> tuple[str, str]:
    """Give the ISO date of publication and where it stands: `json-ld`, `meta`, `time`, `address`; else two empties.

    In this order: `datePublished` of JSON-LD; the usual `meta` names; a `time` element in the article or its header;
    the canonical address.
    """
    for source, texts in (
        ("json-ld", _linked(tree)),
        ("meta", _metas(tree)),
        ("time", tree.xpath("(//article//time|//header//time|//time[@pubdate])/@datetime")),
    ):
        for text in texts:
            m = _DAY.search(str(text))
            if m and _is_day(*m.groups()):
                return f"{m[1]}-{m[2]}-{m[3]}", source
    for address in tree.xpath("//link[@rel='canonical']/@href|//meta[@property='og:url']/@content"):
        m = _ADDRESS.search(str(address))
        if m and _is_day(*m.groups()):
            return f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", "address"
    return "", ""


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        dt.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _linked(tree: Any) -> Iterator[str]:
    for text in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            yield from _within(json.loads(text), 0)
        except (ValueError, RecursionError):
            continue


def _within(value: Any, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if isinstance(value, dict):
        if isinstance(value.get("datePublished"), str):
            yield value["datePublished"]
        for each in value.values():
            yield from _within(each, depth + 1)
    elif isinstance(value, list):
        for each in value[:100]:
            yield from _within(each, depth + 1)


def _metas(tree: Any) -> Iterable[str]:
    said = {
        str(name).lower(): str(node.get("content") or "")
        for node in tree.xpath("//meta[@content]")
        for name in (node.get("property"), node.get("name"), node.get("itemprop"))
        if name
    }
    return [said[name] for name in _META if name in said]


def in_words(line: str) -> str:
    """Give the ISO date of a line that is nothing but a full date, with a label, weekday or clock time; else empty."""
    if len(line) > 60 or not re.search(r"\d{4}", fold(line).text):
        return ""
    rest = fold(_CLOCK.sub("", _LABEL.sub("", line.strip()))).text.strip(" ,.|-")
    for language in LANGUAGES:
        known = lexicon(language)
        assert known is not None
        found = dates(fold(rest), known, None)
        if len(found) == 1:
            when = found[0]
            left = (rest[: when.span.start] + rest[when.span.end :]).strip(" ,.|-")
            if not left or left in known.weekdays:
                return when.first.isoformat()
    return ""
