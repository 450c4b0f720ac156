"""Every page of both books and their bulletins under a catalogue that marks what it translates: the rest is data.

A word that stands on a page outside the marks has to come from the book: from its agreement, its reports, its
gazetteer or its acts. So an English sentence that somebody writes in Python or in a template fails here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
import warnings
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.support import NullTranslations

from holdfire import i18n
from holdfire.agreement import repo as agreement
from holdfire.agreement.taxonomy import taxonomy
from holdfire.bulletins import render
from holdfire.bulletins.gather import gather
from holdfire.projecting import read_entry
from holdfire.record import repo as record
from holdfire.web.app import create
from test_words import SHOWN, SILENT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

WORD = re.compile(r"[^\W\d_]{3,}")
OPAQUE = re.compile(r"\b[0-9a-f]{8,}\b|(?<![\w-])[\w-]{43}(?![\w-])|\b[a-z]+(-[a-z]+)+\b", re.ASCII)
"""Hashes and stable codes."""
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
DATES = {f"{dt.date(2017, month, 1):%B %b}" for month in range(1, 13)} | {
    "day days hour hours minute minutes"
}
SYMBOLS = [
    "km",
    "UTC",
    "MGRS",
    "csv",
    "CSV",
    "html",
    "HTML",
    "PDF",
    "DOCX",
    "TXT",
    "json",
    "SHA",
    "sha",
    "GeoJSON",
    "YAML",
    "Holdfire",
    "MapLibre",
    "und",
    "EEST",
    "EET",
    *i18n.languages().values(),
]
"""Symbols, formats, zones, languages' names and our own, which are the same in every language."""


class Marking(NullTranslations):
    """Marks every message that it is asked for, and leaves its places open."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, singular, plural, num):
        return f"⟦{singular if num == 1 else plural}⟧"

    ugettext, ungettext = gettext, ngettext

    def pgettext(self, _context, message):
        return self.gettext(message)

    def npgettext(self, _context, singular, plural, num):
        return self.ngettext(singular, plural, num)


class Seen(HTMLParser):
    """Gathers what a person sees, hears, or is shown on hovering."""

    def __init__(self):
        super().__init__()
        self.words, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in SILENT
        self.words += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


def unmarked(page: str) -> set[str]:
    """The words of a page that no catalogue had a say in."""
    seen = Seen()
    seen.feed(page)
    text = "\n".join(seen.words)
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    assert "⟦" not in text, "a mark stays open, so this page cannot be read"
    return set(WORD.findall(OPAQUE.sub(" ", text)))


@cache
def vocabulary(book) -> set[str]:
    """Every word that the book itself holds: values of entries, files beside them, names of types, months, symbols."""
    with book.reading() as connection:
        entries = [read_entry(s) for page in record.entries(connection) for s in page]
        text = [json.dumps([dict(e.open), dict(e.closed)], ensure_ascii=False, default=str) for e in entries]
        text += [c.decode(errors="replace") for _, c in record.files(connection)]
        text += [agreement.current(connection).agreement.model_dump_json()]
    text += [name for t in taxonomy().values() for name in (t.code, *t.names.values())]
    return set(WORD.findall(" ".join([*text, *DATES, *SYMBOLS])))


@pytest.fixture
def marking(monkeypatch):
    monkeypatch.setattr(i18n, "translations", lambda _locale: Marking())


@pytest.mark.parametrize("name", ["syria-2016", "exercise"])
def test_every_word_of_every_page_is_translated_or_data(books, marking, name):
    known, found = set().union(*(vocabulary(books[n]) for n in ("syria-2016", "exercise"))), {}
    with TestClient(create(books), base_url="http://127.0.0.1") as client:
        checked = client.get(f"/{name}/record/check/start")
        assert unmarked(checked.text) - known == set()
        while client.app.state.checks.running:
            time.sleep(0.02)
        seen, waiting = set(), {f"/{name}/", f"/{name}/cases/c999999", "/", f"/{name}/reports?at=x"}
        while waiting:
            path = waiting.pop()
            seen.add(path)
            page = client.get(path)
            if "text/html" not in page.headers["content-type"] or "/bulletins/" in path:
                continue
            left = unmarked(page.text) - known
            if left:
                found[path] = sorted(left)
            links = set(re.findall(r'href="(/[^"#&]*)', page.text))
            shapes = {re.sub(r"\d+", "0", s) for s in seen | waiting}
            waiting |= {
                h
                for h in links - seen
                if "lang=" not in h and h.startswith(f"/{name}") and re.sub(r"\d+", "0", h) not in shapes
            }
    assert len(seen) > 15
    assert found == {}, found


@pytest.mark.parametrize(("name", "day"), [("syria_book", "2017-01-12"), ("exercise_book", "2031-03-10")])
def test_every_word_of_a_bulletin_is_translated_or_data(request, marking, name, day):
    book = request.getfixturevalue(name)
    with book.reading() as connection:
        page = render.html(gather(connection, dt.date.fromisoformat(day))).decode()
    assert unmarked(page) - vocabulary(book) == set()


def test_the_test_finds_what_was_left_out():
    assert unmarked("<p>⟦Reports: ⟦one⟧⟧ nowhere <b title='Help'>x</b></p>") == {"nowhere", "Help"}
