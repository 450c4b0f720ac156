"""Figures on a page have the digits of the reader's language; ids, codes and coordinates are in ASCII."""

import re
from html import unescape

import pytest

from digits import ascii_digits

EACH = 4
"""How many pages of one kind are looked at."""


def pages(client, start):
    """Follow every link in the language, to so many pages of each kind."""
    seen, waiting, kinds = set(), [start], {}
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "n", address)
        if address in seen or kinds.get(kind, 0) >= EACH:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        response = client.get(address)
        if response.headers["content-type"].startswith("text/html"):
            yield address, response.text
            links = re.findall(r'href="(/exercise/[^"#]*lang=fa[^"#]*)"', response.text)
            waiting += [link for link in map(unescape, links) if "bulletin." not in link]


@pytest.mark.slow
def test_no_ascii_digit_stands_on_a_page_but_in_codes(client):
    looked = dict(pages(client, "/exercise/?lang=fa"))
    assert len(looked) > 40
    left = {(address, text) for address, page in looked.items() for text in ascii_digits(page)}
    assert left == set()


@pytest.mark.parametrize("path", ["", "incidents", "cases", "due", "reports", "agreement/terms"])
def test_the_main_pages_have_the_readers_digits(client, path):
    assert ascii_digits(client.get(f"/exercise/{path}?lang=fa").text) == []
