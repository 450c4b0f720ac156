"""The pages in other languages: chosen in the address, kept by every link, written from right to left where it is."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from holdfire.i18n import RIGHT_TO_LEFT, languages
from holdfire.web.tongues import tail

LINKS = re.compile(r'<(?:a|link|form)\b[^>]*?(?:href|action)="(/[^"]*)"[^>]*>')


def links(page: str) -> list[str]:
    """Addresses of this server in a page, but for its files and the list of languages."""
    body = re.sub(r'<nav class="languages".*?</nav>', "", page, flags=re.DOTALL)
    return [unescape(h) for h in LINKS.findall(body) if not h.startswith("/static/")]


def language_of(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("lang", [])


@pytest.mark.parametrize("code", languages())
def test_the_front_page_is_in_the_language_of_its_address(client, code):
    page = client.get(f"/?lang={code}").text
    assert f'<html lang="{code}" dir="{"rtl" if code in RIGHT_TO_LEFT else "ltr"}">' in page


def test_an_address_without_a_language_is_in_english_and_its_links_name_none(client):
    page = client.get("/exercise/").text
    assert '<html lang="en" dir="ltr">' in page
    assert not any(language_of(h) for h in links(page))


def test_every_link_and_form_keeps_the_language(client):
    seen, waiting = (
        set(),
        {"/?lang=ar", "/exercise/?lang=ar", "/exercise/cases/c999?lang=ar", "/nowhere?lang=ar"},
    )
    while waiting:
        path = waiting.pop()
        seen.add(re.sub(r"\d+", "0", path))
        response = client.get(path)
        if "text/html" not in response.headers["content-type"] or "/bulletin.html" in path:
            continue
        assert 'dir="rtl"' in response.text, path
        forms = re.findall(r"<form.*?</form>", response.text, re.DOTALL)
        assert all('name="lang" value="ar"' in form or "lang=ar" in form for form in forms), path
        for address in links(response.text):
            if "/tlog/" in address:
                continue  # these files have no language
            assert language_of(address) == ["ar"], (path, address)
            if re.sub(r"\d+", "0", address) not in seen and "record/check/start" not in address:
                waiting |= {address} if len(seen) < 80 else set()
    assert len(seen) > 25


def test_the_list_of_languages_leads_to_the_same_page_at_the_same_cut_off(client):
    page = client.get("/exercise/reports?source=&at=20&lang=fa").text
    listed = {
        code: unescape(h)
        for h, code in re.findall(r'<a href="([^"]*)" hreflang="(\w+)" lang="\w+" dir="auto"', page)
    }
    assert listed.keys() == languages().keys()
    assert listed["ar"] == "/exercise/reports?at=20&lang=ar"
    assert listed["en"] == "/exercise/reports?at=20"
    assert re.findall(r'hreflang="(\w+)"[^>]*aria-current="true"', page) == ["fa"]


def test_words_names_and_errors_are_in_the_language(client):
    page = client.get("/exercise/cases?lang=ar").text
    assert "القضايا" in page
    assert "تمرين (متخيَّل)" in page
    missing = client.get("/exercise/cases/c999?lang=ar")
    assert missing.status_code == 404
    assert "لا قضية" in missing.text


def test_a_language_that_there_is_not_is_refused_in_english(client):
    response = client.get("/exercise/?lang=xx")
    assert response.status_code == 400
    assert "language-absent" in response.text
    assert "known are en, ar" in response.text


def test_a_bulletin_can_be_read_in_the_language_beside_the_published_one(client):
    listing = client.get("/exercise/bulletins?lang=ar").text
    first = next(h for h in links(listing) if re.fullmatch(r"/exercise/bulletins/\d+\?lang=ar", h))
    translated = next(h for h in links(client.get(first).text) if "translated" in h)
    page = client.get(translated)
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "ما نشره كل جانب" in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    published = client.get(translated.replace("translated", "bulletin")).text
    assert '<html lang="en" dir="ltr">' in published
    figures = r'<td class="n">(\d+)</td>'
    assert re.findall(figures, page.text) == re.findall(figures, published) != []


def test_an_english_bulletin_offers_no_second_one(client):
    listing = client.get("/exercise/bulletins").text
    first = next(h for h in links(listing) if re.fullmatch(r"/exercise/bulletins/\d+", h))
    assert "translated.html" not in client.get(first).text


def test_the_rest_of_a_query_is_kept():
    assert tail("en") == ""
    assert tail("ar") == "?lang=ar"
    assert tail("fa", "at=7&lang=ar&from=2017-01-01") == "?at=7&from=2017-01-01&lang=fa"
    assert tail("en", "lang=ar") == ""
