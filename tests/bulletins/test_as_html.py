"""A page of HTML: its structure, its direction, and others' words that stay words."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from babel.support import NullTranslations
from hypothesis import given, settings

from holdfire import i18n
from holdfire.bulletins.as_html import html
from holdfire.bulletins.document import Document, Paragraph
from holdfire.bulletins.runs import clean
from papers import EVERYTHING, HOSTILE, holding, texts


class Page(HTMLParser):
    """Tags in order, attributes, and what a reader sees."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def test_every_block_has_its_element():
    tags = Page(html(EVERYTHING)).tags
    for tag, n in {
        "h1": 1,
        "h2": 1,
        "h3": 1,
        "ol": 1,
        "ul": 1,
        "li": 3,
        "dl": 1,
        "table": 1,
        "hr": 3,
        "a": 1,
    }.items():
        assert tags.count(tag) == n, tag
    page = html(EVERYTHING).decode()
    assert page.index("EXERCISE") < page.index("<h1>")
    assert '<td class="n">0</td>' in page
    assert '<td class="n none">–</td>' in page
    assert "<strong>5</strong>" in page
    assert '<div class="page"></div>' in page


@pytest.mark.parametrize(
    ("locale", "lang", "direction"), [("en", "en", "ltr"), ("ar_SY", "ar-SY", "rtl"), ("fa", "fa", "rtl")]
)
def test_a_page_says_its_language_and_direction(locale, lang, direction):
    page = html(EVERYTHING, locale).decode()
    assert f'<html lang="{lang}" dir="{direction}">' in page


def test_foreign_data_stand_apart(monkeypatch):
    monkeypatch.setattr(i18n, "translations", lambda _locale: NullTranslations())
    assert "at <bdi>تل رفعت</bdi>" in html(EVERYTHING).decode()
    assert "<bdi>The Marenna truce</bdi>: bulletin of ۱۰ مارس ۲۰۳۱" in html(EVERYTHING, "fa").decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text):
    page = Page(html(holding(text)))
    plain = Page(html(holding("plain")))
    assert [t for t in page.tags if t not in {"bdi", "a"}] == [t for t in plain.tags if t not in {"bdi", "a"}]
    assert {name for name, _ in page.attributes} <= {
        "lang",
        "dir",
        "charset",
        "name",
        "content",
        "scope",
        "class",
    }
    assert page.text.count(clean(text)) >= 18


@given(texts)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_out_as_itself(text):
    page = Page(html(Document("t", (Paragraph(text),))))
    assert clean(text) in page.text
    assert set(page.tags) <= {"html", "head", "meta", "title", "style", "body", "main", "h1", "p", "bdi"}


def test_a_page_needs_no_other_file():
    page = html(EVERYTHING).decode()
    assert not {"script", "link", "img", "iframe"} & set(Page(page.encode()).tags)
    assert "url(" not in page
    assert html(EVERYTHING) == html(EVERYTHING)
