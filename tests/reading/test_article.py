"""An article comes out of a page with all that was left out beside it. The pages are exercises."""

import sys

import pytest

from holdfire.errors import BadInput, Unavailable
from holdfire.reading.article import article

PASTED = """\
Advertisement
Vardia
NewsNorth

Both sides accuse each other as the exercise truce enters its second week

Reading Time:3 minutes
The Vardia Press

Shells fell on the mill road east of Tall Karbash on Monday, two residents of the exercise said.

Advertisement
A spokesman for the Northern Command denied it. “We did not fire,” he said.
The mill road on Monday. Photo: Vardia Press
The mill road on Monday. Photo: Vardia Press

By Exercise Desk
Select Voice
1.25x
"""

PAGE = """\
<!doctype html><html lang="en"><head><title>Shells fall near the mill | Vardia Post</title>
<meta property="og:title" content="Shells fall near the mill">
<meta property="og:site_name" content="Vardia Post">
<meta name="author" content="Exercise Desk">
<meta property="article:published_time" content="2021-03-04T06:30:00Z">
<script>var hidden = "never shown";</script></head>
<body><nav><a href="/">Home page</a> <a href="/w">Weather in Vardia</a></nav>
<article><h1>Shells fall near the mill</h1>
<p>Shells fell on the mill road east of Tall Karbash on Monday morning, two residents told the exercise desk,
and the crossing was closed until the afternoon because of it.</p>
<p>Advertisement</p>
<figure><img src="x.png"><figcaption>Smoke stands over the mill on 1 March</figcaption></figure>
<p>A spokesman for the Northern Command denied that his side had fired, and said that observers were free
to visit the road whenever they wished to do so in the coming days.</p>
<p>Share this article</p>
<p>The joint commission of the exercise has not assessed the matter. Its next meeting is on Thursday, when
both delegations are expected to bring their lists.</p>
</article><footer>All rights reserved by nobody</footer></body></html>
"""


@pytest.fixture(scope="module")
def page():
    return article(PAGE.encode(), "text/html; charset=utf-8")


def reasons(read):
    return {r.line: r.reason for r in read.removed}


def test_a_page_gives_the_words_of_its_article(page):
    assert page.words.startswith("Shells fell on the mill road")
    assert page.words.endswith("bring their lists.")
    assert len(page.words.splitlines()) == 3


def test_a_page_gives_what_its_markup_says_of_it(page):
    said = (page.title, page.byline, page.published, page.publisher)
    assert said == ("Shells fall near the mill", "Exercise Desk", "2021-03-04", "Vardia Post")


def test_all_that_a_page_shows_besides_is_kept_with_its_reason(page):
    assert reasons(page) == {
        "Advertisement": "advertisement",
        "Share this article": "share line",
        "Smoke stands over the mill on 1 March": "caption",
        "Home page": "outside the article",
        "Weather in Vardia": "outside the article",
        "All rights reserved by nobody": "outside the article",
    }


def test_a_page_that_says_nothing_of_itself_leaves_it_empty():
    body = "".join(
        f"<p>Sentence {n} of an exercise, dated 3 March 2021 in its words alone, goes on.</p>" for n in "ab"
    )
    read = article(f"<html><body><article>{body}</article></body></html>".encode(), "text/html")
    assert "Sentence a" in read.words
    assert (read.byline, read.published, read.publisher) == ("", "", "")


@pytest.mark.parametrize(
    "data", [b"", b"<html></html>", b"\x00\xff\xfe\x01"], ids=["empty", "no body", "no page"]
)
def test_a_page_without_an_article_is_an_empty_article(data):
    read = article(data, "text/html")
    assert (read.title, read.words) == ("", "")


def test_pasted_text_loses_the_furniture_of_its_page():
    read = article(PASTED.encode(), "text/plain")
    assert read.title == "Both sides accuse each other as the exercise truce enters its second week"
    assert read.words.splitlines() == [
        "Shells fell on the mill road east of Tall Karbash on Monday, two residents of the exercise said.",
        "A spokesman for the Northern Command denied it. “We did not fire,” he said.",
    ]
    assert read.byline == "Exercise Desk"
    assert (read.published, read.publisher) == ("", "")


def test_pasted_text_keeps_every_removed_line_with_its_reason():
    read = article(PASTED.encode(), "text/plain")
    assert [tuple(r) for r in read.removed] == [
        ("Vardia", "label above the text"),
        ("NewsNorth", "label above the text"),
        ("The Vardia Press", "label above the text"),
        ("Advertisement", "advertisement"),
        ("Reading Time:3 minutes", "reading time"),
        ("Advertisement", "advertisement"),
        ("The mill road on Monday. Photo: Vardia Press", "caption"),
        ("The mill road on Monday. Photo: Vardia Press", "caption"),
        ("Select Voice", "voice or speed control"),
        ("1.25x", "voice or speed control"),
        ("By Exercise Desk", "credit line"),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "Shelling near the mill",
        "Shelling near the mill road\nTwo men wounded, one house burnt\nNobody from the commission came.",
        "Two dead\nShelling stopped at noon.",
    ],
)
def test_a_field_note_without_a_headline_is_all_words(note):
    read = article(note.encode(), "text/plain")
    assert (read.title, read.words, read.removed) == ("", note, ())


def test_text_in_another_encoding_is_refused():
    with pytest.raises(BadInput) as caught:
        article("Шесть снарядов".encode("cp1251"), "text/plain")
    assert caught.value.code == "article-not-utf-8"


def test_another_type_of_file_is_refused():
    with pytest.raises(BadInput) as caught:
        article(b"%PDF-1.7", "application/pdf")
    assert caught.value.code == "article-media-type"


def test_without_the_extra_a_page_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(Unavailable) as caught:
        article(PAGE.encode(), "text/html")
    assert caught.value.code == "extra-missing"
    assert "pip install" in caught.value.hint
