"""The search page: what is asked stands in the address, what is found is marked in its own words."""

import re
from html import unescape

import pytest


def texts(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", page.text)))


def test_the_form_asks_for_nothing_by_itself(client):
    page = client.get("/syria-2016/search")
    assert page.status_code == 200
    assert "Words; a phrase in double quotes" in page.text
    assert "Found" not in page.text
    assert page.text.count("autofocus") == 1


def test_words_are_found_and_marked(client):
    page = client.get("/exercise/search", params={"q": "shelling", "kind": "report"})
    assert page.status_code == 200
    assert re.search(r"<mark>\w+</mark>", page.text)
    assert re.search(r"Found: \d+\.", page.text)


def test_the_next_page_goes_on_in_the_same_search(client):
    first = client.get("/syria-2016/search", params={"kind": "report", "from": "2016-12-01", "q": "syria"})
    after = unescape(re.search(r'rel="next" href="([^"]*)"', first.text)[1])
    assert "q=syria" in after
    second = client.get(after)
    assert second.status_code == 200
    entries = [set(re.findall(r'/reports/(\d+)"', page.text)) for page in (first, second)]
    assert len(entries[0]) == 20
    assert entries[1]
    assert not entries[0] & entries[1]


def test_every_sort_of_thing_leads_to_its_page(client):
    for kind in ("report", "incident", "case", "actor"):
        page = client.get("/exercise/search", params={"kind": kind})
        hits = re.search(r'<ol class="hits.*?</ol>', page.text, re.DOTALL)[0]
        for address in re.findall(r'<p><span[^>]*>[^<]*</span> <a href="([^"]*)"', hits)[:3]:
            assert client.get(unescape(address)).status_code == 200, address


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"q": "..."}, "query-wordless"),
        ({"q": "word " * 400}, "query-too-long"),
        ({"box": "1,2"}, "box-malformed"),
        ({"q": "a", "kind": "tally"}, "search-choice"),
        ({"q": "a", "from": "2031-03-11", "to": "2031-03-10"}, "days-reversed"),
        ({"q": "a", "after": "x"}, "cursor-malformed"),
    ],
)
def test_what_cannot_be_looked_for_is_said_above_the_form_that_is_kept(client, params, code):
    page = client.get("/exercise/search", params=params)
    assert page.status_code == 400
    assert code in page.text
    assert 'name="q"' in page.text
    assert 'role="alert"' in page.text


def test_what_was_asked_is_kept_and_breaks_out_of_nothing(client):
    page = client.get(
        "/exercise/search", params={"q": '"><script>alert(1)</script>', "place": "<b>", "actor": "<i>"}
    )
    assert "<script>alert" not in page.text
    assert "&lt;b&gt;" in page.text


def test_words_of_a_hostile_report_are_shown_as_words(client):
    page = client.get("/hostile/search", params={"q": "alert words"})
    assert "<mark>alert</mark>" in page.text
    assert "<script>" not in page.text.replace("&lt;script&gt;", "")


def test_the_past_is_searched_at_its_cut_off(client):
    now = texts(client.get("/exercise/search", params={"kind": "report"}))
    then = texts(client.get("/exercise/search", params={"kind": "report", "at": 20}))
    assert int(re.search(r"Found: (\d+)", then)[1]) < int(re.search(r"Found: (\d+)", now)[1])


def test_the_page_reads_from_right_to_left_in_arabic(client):
    page = client.get("/exercise/search", params={"q": "قصف", "lang": "ar"})
    assert 'dir="rtl"' in page.text
    assert "البحث" in page.text
    assert 'name="lang" value="ar"' in page.text
