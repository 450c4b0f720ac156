"""A file's bytes are read through to claims, or refused in bounded time with the reason. All texts are exercises."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.cli.reading import read as command
from holdfire.errors import BadInput
from holdfire.reading.article import LARGEST
from holdfire.reading.reader import described, media_type, read

DATA = Path(os.environ.get("HOLDFIRE_DATA", Path(__file__).parents[3] / "shared/data"))
SENTENCE = "Shells fell on the mill road on Monday, two residents of the exercise said."


def page(inner, head=""):
    return f"<html><head>{head}</head><body><article>{inner}</article></body></html>".encode()


def test_everything_is_told_as_plain_data_with_words_spans_and_rules():
    day = dt.date(2031, 3, 8)
    told = described(read(f"{SENTENCE} The Shore Army denied it.".encode(), "text/plain", published=day))
    assert set(told) == {"article", "removed", "claims", "positions", "review", "rules"}
    text, [said, denied] = told["article"]["text"], told["claims"]
    assert said["speaker"]["text"] == text[said["speaker"]["start"] : said["speaker"]["end"]]
    assert said["when"]["first"] == "2031-03-03"
    assert denied["answers"] == said["n"]
    assert denied["confidence"] == "unmeasured"
    assert json.loads(json.dumps(told)) == told


def test_lines_lead_back_to_the_bytes_they_came_from():
    raw = f"Advertisement\n\n{SENTENCE}\nAdvertisement\nThe envoy said nothing of it.\n"
    told = described(read(raw.encode(), "text/plain"))
    for pair, line in zip(told["article"]["offsets"], told["article"]["text"].splitlines(), strict=True):
        assert raw[pair["raw"] :].startswith(line)


def test_captions_stand_apart_once():
    figure = "<figure><img><figcaption>Smoke over the mill</figcaption></figure>"
    told = described(
        read(page(f"<p>{SENTENCE}</p>{figure}<p>The envoy was silent.</p>{figure}"), "text/html")
    )
    assert told["article"]["captions"] == ["Smoke over the mill"]
    assert "Smoke" not in told["article"]["text"]


@pytest.mark.parametrize(
    ("head", "inner", "day", "where"),
    [
        (
            '<script type="application/ld+json">{"datePublished": "2031-03-04T10:00Z"}</script>',
            "",
            "2031-03-04",
            "json-ld",
        ),
        ('<meta property="article:published_time" content="2031-03-05">', "", "2031-03-05", "meta"),
        ("", '<time datetime="2031-03-06T08:00">6 March</time>', "2031-03-06", "time"),
        (
            '<link rel="canonical" href="https://example.org/news/2031/03/07/shells">',
            "",
            "2031-03-07",
            "address",
        ),
        ("", "", "", ""),
    ],
)
def test_the_day_of_publication_says_where_it_was_found(head, inner, day, where):
    found = read(page(f"{inner}<p>{SENTENCE}</p>", head), "text/html").article
    assert (found.published, found.published_from) == (day, where)


def test_a_line_that_is_a_date_alone_is_the_day_of_pasted_text():
    text = f"Shells fall again near the mill\nPublished on 4 March 2031\n{SENTENCE}\n"
    found = read(text.encode(), "text/plain").article
    assert (found.published, found.published_from, found.words) == ("2031-03-04", "line", SENTENCE)


def test_a_dateline_names_the_agency():
    found = read(f"HAVEL, March 4 (Reuters) - {SENTENCE}".encode(), "text/plain")
    assert found.article.agency == "Reuters"
    assert found.claims[0].when is None or found.claims[0].when.rule == "date-weekday"


@pytest.mark.parametrize(
    ("name", "title", "agency", "publisher"),
    [
        (
            "000_8fff56c466814f58.txt",
            "Turkey and Russia band together over Syria cease-fire deal",
            "Associated Press",
            "",
        ),
        (
            "004_da0c9e99212a98a1.txt",
            "Russia, Iran and Turkey endorse Syrian ceasefire deal, but warring sides seem reluctant",
            "Associated Press",
            "SCMP",
        ),
    ],
)
def test_two_pasted_news_pages_come_out_clean(name, title, agency, publisher):
    path = DATA / "news-pages" / name
    if not path.exists():
        pytest.skip("no news-pages in HOLDFIRE_DATA or ../shared/data")
    found = read(path.read_bytes(), "text/plain")
    a = found.article
    assert (a.title, a.agency, a.publisher, a.published) == (title, agency, publisher, "")
    for noise in (
        "Advertisement",
        "Reading Time",
        "Photo:",
        "1.25x",
        "Select Voice",
        "World Today",
        "story is by",
    ):
        assert noise not in a.words
    assert len(a.captions) == len(set(a.captions))
    assert all(pair[1] is not None for pair in a.offsets)
    assert len(found.claims) >= 4


REASONS = {"empty", "no words", "nothing but furniture", "article-not-utf-8", "article-not-text"}
NESTED = "<div>" * 10_000 + f"<p>{SENTENCE}</p>" + "</div>" * 10_000


@pytest.mark.parametrize(
    ("data", "media", "reason"),
    [
        (b"", "text/html", "empty"),
        (b" \n\t ", "text/plain", "empty"),
        (b"<html><body></body></html>", "text/html", "no words"),
        (b"Advertisement\nShare\n", "text/plain", "nothing but furniture"),
    ],
)
def test_a_page_of_nothing_says_why(data, media, reason):
    found = described(read(data, media))
    assert (found["article"]["text"], found["article"]["reason"], found["claims"]) == ("", reason, [])
    assert found["review"] == reason


@pytest.mark.parametrize(
    ("data", "media", "code"),
    [
        (b"x" * (LARGEST + 1), "text/html", "article-too-large"),
        ("Село обстреляли.".encode("cp1251"), "text/plain", "article-not-utf-8"),
        ("Shells fell.".encode("utf-16"), "text/plain", "article-not-text"),
        (b"%PDF-1.7 ...", "text/html", "article-not-text"),
        (b"\x00\x00\x00\x00\x01", "text/html", "article-not-text"),
        (b"{}", "application/json", "article-media-type"),
    ],
    ids=["too large", "cp1251", "utf-16", "pdf", "binary", "json"],
)
def test_what_is_no_page_is_refused(data, media, code):
    with pytest.raises(BadInput) as caught:
        read(data, media)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        page(NESTED),
        page("<p>" + "<span>" * 10_000 + SENTENCE + "</span>" * 10_000 + "</p>"),
        b"<table><tr><td>" * 20_000 + SENTENCE.encode(),
    ],
    ids=["divs", "spans", "never closed"],
)
def test_a_page_nested_ten_thousand_deep_is_read_as_lines(data):
    start = time.process_time()
    assert SENTENCE in read(data, "text/html").article.words
    assert time.process_time() - start < 20


def test_a_page_in_another_encoding_that_says_so_is_read():
    arabic = "قال أرشيف المرفأ إن سبعة مدنيين قتلوا في قصف على البلدة القديمة يوم الجمعة كما ورد من هناك."
    data = page(f"<p>{arabic}</p>", '<meta charset="windows-1256">').decode().encode("cp1256")
    found = read(data, "text/html")
    assert arabic in found.article.words
    assert found.language == "ar"


def test_mixed_directions_do_not_hide_a_claim():
    text = "\u202eقال متحدث إن قذائف سقطت على\u202c Tarn يوم الجمعة."
    [claim] = read(text.encode(), "text/plain", language="ar").claims
    assert claim.kind == "shelling"


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)),
    st.sampled_from(["text/html", "text/plain"]),
)
def test_any_bytes_are_read_or_refused(data, media):
    try:
        told = described(read(data, media))
    except BadInput as e:
        told = {"article": {"text": "", "reason": e.code}}
    assert told["article"]["text"] or told["article"]["reason"] in REASONS


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.html", b"", "text/html"),
        ("a.txt", b"<html>", "text/plain"),
        ("a", b"<!DOCTYPE html><p>", "text/html"),
        ("a", b"Shells", "text/plain"),
    ],
)
def test_a_files_sort_is_guessed_from_its_name_else_its_first_bytes(name, data, media):
    assert media_type(name, data) == media


def test_the_command_writes_one_object_a_file_and_names_the_files_it_cannot_read(tmp_path):
    good, copy, bad = (tmp_path / name for name in ("a.txt", "b.txt", "c.txt"))
    good.write_text(f"{SENTENCE} The Shore Army denied it.")
    copy.write_text(f"Advertisement\n{SENTENCE} The Shore Army denied it.")
    bad.write_bytes("Село".encode("cp1251"))
    files = [str(p) for p in (good, copy, bad)]
    result = CliRunner().invoke(command, [*files, "--json", "--published", "2031-03-08"])
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [t["file"] for t in told] == files[:2]
    assert told[0]["origin"]["files"] == files[:2]
    assert result.exit_code == BadInput.exit
    assert "article-not-utf-8" in result.stderr
    assert "c.txt" in result.stderr


def test_without_json_the_command_says_it_in_a_line_a_claim(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(SENTENCE)
    result = CliRunner().invoke(command, [str(file)])
    assert "1 claims" in result.stdout
    assert "shelling, asserted: two residents of the exercise" in result.stdout
