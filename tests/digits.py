"""Digits that a page shows in ASCII where its language writes others, outside what one has to copy exactly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator

ASCII = re.compile("[0-9]")
EXACT = re.compile(
    r"""\u2068[^\u2069]*[A-Za-z][^\u2069]*\u2069      # data in Latin letters
    |https?://\S+
    |\b\w*[A-Za-z][\w/:.+-]*\d[\w/:.+-]*              # a code or a hash: A1, i28, bulletin-4, 8e929f49
    |\d{4}-\d\d-\d\d(T[\d:]+Z?)?                      # a day or instant for machines
    |[+-]\d\d(:\d\d)?\b                               # an offset from UTC
    |\d+\.\d+°\ [NSEW]                                # a coordinate
    |(ISO|WGS|RFC|SHA)[ -][\d-]+
    |\#\d+
    |(مدخل|گزارش|ادعای|فقرهٔ|القيد|البلاغ|الادعاء|البند)\ \d+  # the number of an entry or clause
    """,
    re.VERBOSE,
)
LETTERS = re.compile("[\u0620-\u064a\u066e-\u06d3]")
ENTRIES = re.compile(r"[\u2068\u2069\d،,؛; ]+")
"""Numbers of entries beside each other, and nothing else."""
SHOWN = ("aria-label", "title", "placeholder", "alt")


def ascii_digits(page: str | bytes) -> list[str]:
    """The texts of a page, or of its attributes that are read out, in which ASCII digits stand that are no code."""
    data = page.encode() if isinstance(page, str) else page
    root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    found = [" ".join(text.split()) for text in _texts(root, root.get("lang"))]
    return [t for t in found if ASCII.search(EXACT.sub(" ", t)) and (LETTERS.search(t) or not _data(t))]


def _data(text: str) -> bool:
    """Whether it is somebody's words in Latin letters, or entries' numbers alone."""
    return bool(re.search("[A-Za-z]{3}", text)) or bool(ENTRIES.fullmatch(text))


def _texts(element: html.HtmlElement, language: str) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "code", "pre", "bdi"}:
        return
    if element.get("dir") == "auto" or element.get("lang", language) != language:
        return
    yield from (element.get(name) for name in SHOWN if element.get(name))
    yield element.text or ""
    for child in element:
        yield from _texts(child, language)
        yield child.tail or ""
