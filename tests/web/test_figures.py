"""Each published figure leads to what it rests on, and the page says whether the record still gives the same bytes."""

from __future__ import annotations

import re
import sqlite3
import warnings

import pytest

from desk import DAY
from holdfire.bulletins import repo as bulletins
from holdfire.cli.bulletins import publish
from holdfire.web.app import create

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ROW = re.compile(r"<tr><td>.*?</tr>", re.DOTALL)
LINK = re.compile(r'href="(/[^"]+)"')


@pytest.fixture(scope="module")
def pages(client, books):
    """The pages of every bulletin of the exercise."""
    with books["exercise"].reading() as connection:
        found = bulletins.publications(connection)
    assert len(found) >= 7
    return [(p, client.get(f"/exercise/bulletins/{p.entry}/figures").text) for p in found]


def test_the_record_gives_every_bulletin_again(pages):
    for _, page in pages:
        assert "The same, byte for byte." in page


def test_every_figure_rests_on_something_and_each_of_these_has_a_page(client, pages):
    asked = set()
    for publication, page in pages:
        rows = ROW.findall(page)
        assert rows, publication
        for row in rows:
            links = LINK.findall(row)
            assert links or "withheld" in row, row
            assert all(f"at={publication.size}" in link for link in links)
            asked |= set(links)
    assert any("/incidents/" in link for link in asked)
    for link in sorted(asked):
        assert client.get(link).status_code == 200, link


def test_the_bulletin_leads_there(client, pages):
    for p, _ in pages:
        assert f"/exercise/bulletins/{p.entry}/figures" in client.get(f"/exercise/bulletins/{p.entry}").text


def test_noughts_are_shown_to_who_asks(client, pages):
    for p, page in pages:
        whole = client.get(f"/exercise/bulletins/{p.entry}/figures?whole=1").text
        assert len(ROW.findall(whole)) > len(ROW.findall(page))


def test_no_other_entry_has_figures(client):
    assert client.get("/exercise/bulletins/0/figures").status_code == 404


def test_where_a_report_was_erased_the_page_says_that_it_comes_out_otherwise(lived_in, copied):
    publish(copied.book, DAY, None, copied.members["isles-envoy"], (), "en")
    with copied.book.reading() as connection:
        entry = bulletins.publications(connection)[0].entry
    with sqlite3.connect(copied.book.url) as file:
        file.execute("DELETE FROM disclosure WHERE idx IN (SELECT entry FROM report)")
    file.close()
    copied.book.rebuild()
    with TestClient(create({"truce": copied.book}), base_url="http://127.0.0.1") as client:
        page = client.get(f"/truce/bulletins/{entry}/figures").text
    assert "Not what was published." in page
    assert "The same, byte for byte." not in page
