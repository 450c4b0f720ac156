"""A check of the whole record that a visitor asks for: made beside the pages, shown for what it was made of."""

import re
import shutil
import sqlite3
import threading
import time
import warnings
from html import unescape

import pytest

from holdfire.book import Book
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role
from holdfire.reports import entries
from holdfire.reports.model import Report
from holdfire.web.app import create

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

PAGE, START = "/one/record/check", "/one/record/check/start"
RENEWS = '<meta http-equiv="refresh"'


@pytest.fixture
def book(copied):
    """A small book of its own, with every kind of entry."""
    return copied.book


@pytest.fixture
def visitor(book):
    with TestClient(create({"one": book, "two": book}), base_url="http://127.0.0.1") as made:
        yield made


@pytest.fixture
def held(monkeypatch):
    """Checks that wait, having seen 3 entries, until the event is set."""
    go, real = threading.Event(), Book.check

    def waiting(self, *, workers=None, progress):
        progress(3, self.size())
        assert go.wait(20)
        return real(self, workers=workers, progress=progress)

    monkeypatch.setattr(Book, "check", waiting)
    yield go
    go.set()


def text(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text)))


def ended(visitor, page=PAGE):
    """The page, once it no longer renews itself."""
    for _ in range(600):
        response = visitor.get(page)
        if RENEWS not in response.text:
            return response
        time.sleep(0.05)
    raise AssertionError("the check does not end")


def added(book, count):
    """Add reports with the keys that lie beside the book."""
    ring = KeyRing(book.keys.folder)
    writer = Book(book.url, ring)
    drafts = [entries.report(Report(original="0" * 64, source=f"s{n}", origin="o")) for n in range(count)]
    writer.submit(lambda _c: drafts, ring.only(Role.INTAKE))


def test_the_page_makes_no_check_by_itself(visitor):
    for _ in range(2):
        page = visitor.get(PAGE)
        assert "has not checked this record since it was started" in text(page)
        assert "Record intact" not in page.text
        assert RENEWS not in page.text
        assert f'<form action="{START}"><p><button>Check the whole record now</button>' in page.text


def test_asking_for_the_start_with_head_starts_nothing(visitor):
    assert visitor.head(START).status_code == 405
    assert "has not checked this record" in visitor.get(PAGE).text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_can_start_a_check(visitor, site):
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "navigate"}
    assert visitor.get(START, headers=headers).status_code == 403
    assert "has not checked this record" in visitor.get(PAGE).text


def test_a_check_that_was_started_says_how_far_it_is_and_then_what_it_found(visitor, book, held):
    page = visitor.get(START)
    assert page.url.path == PAGE
    assert RENEWS in page.text
    assert f"3 of {book.size()} entries are worked through" in text(page)
    assert "<button>Check" not in page.text
    assert "Record intact" not in page.text
    held.set()
    page = ended(visitor)
    assert '<h1 class="verdict ok-head">Record intact</h1>' in page.text
    assert re.search(rf"Checked at {book.size()} entries, .* 20\d\d.*, in \d+\.\d seconds", text(page))
    assert "Nor does it show that what was reported is true" in text(page)
    assert "Check the whole record again" in page.text


def test_one_check_is_made_at_a_time(visitor, held):
    visitor.get(START)
    other = visitor.get("/two/record/check/start")
    assert "checks one record at a time and is at another one now" in text(other)
    assert RENEWS in other.text
    assert "entries are worked through" not in other.text
    held.set()
    ended(visitor)
    assert "has not checked this record" in text(visitor.get("/two/record/check"))


def test_a_result_is_not_shown_for_entries_that_were_added_since(visitor, book):
    visitor.get(START)
    size = ended(visitor) and book.size()
    added(book, 1)
    page = text(visitor.get(PAGE))
    assert f"Record intact when it had {size} entries" in page
    assert "1 entry has been added since, which that check did not see" in page
    added(book, 2)
    assert "3 entries have been added since" in text(visitor.get(PAGE))
    visitor.get(START)
    page = ended(visitor)
    assert "added since" not in page.text
    assert f"Checked at {size + 3} entries" in text(page)


def test_the_check_before_is_still_shown_while_another_is_made(visitor, held):
    held.set()
    visitor.get(START)
    ended(visitor)
    held.clear()
    page = text(visitor.get(START))
    assert "Checking the record" in page
    assert "The check before this one" in page
    assert "Each entry was as it was signed" in page


def test_entries_that_went_missing_since_are_spoken_of(visitor, book):
    visitor.get(START)
    ended(visitor)
    whole = book.size()
    change(book, "DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)")
    page = text(visitor.get(PAGE))
    assert f"The record has {whole - 1} entries now, fewer than were there then: check it again" in page
    visitor.get(START)
    page = text(ended(visitor))
    assert "The record does not hold together" in page
    assert "entry-removed" in page


def change(book, sql):
    file = sqlite3.connect(book.url, isolation_level=None)
    assert file.execute(sql).rowcount
    file.close()


def test_a_changed_table_is_named(visitor, book):
    change(book, "UPDATE report SET words = 'other words' WHERE entry = (SELECT min(entry) FROM report)")
    visitor.get(START)
    page = text(ended(visitor))
    assert "The record does not hold together" in page
    assert "table-differs" in page
    assert "Do not append to this copy" in page


def test_a_check_that_could_not_be_made_is_no_verdict(visitor, book, held):
    visitor.get(START)
    shutil.move(book.url, book.url + ".away")
    held.set()
    page = text(ended_elsewhere(visitor, book))
    assert "The check could not be made" in page
    assert "book-missing" in page
    assert "does not hold together" not in page


def ended_elsewhere(visitor, book):
    """Wait until the check has ended, and put the book back, so that the page can be shown."""
    checks = visitor.app.state.checks
    while checks.running:
        time.sleep(0.02)
    shutil.move(book.url + ".away", book.url)
    return visitor.get(PAGE)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_check_that_broke_off_is_no_verdict_and_another_can_be_made(visitor, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Book, "check_tables", lambda _self: 1 / 0)
        visitor.get(START)
        page = text(ended(visitor))
    assert "The check could not be made" in page
    assert "Something went wrong in this program" in page
    visitor.get(START)
    assert "Record intact" in ended(visitor).text


def test_a_check_that_is_under_way_when_a_test_ends_is_waited_for(exercise_book):
    """Its database is in memory; closed while the check reads it, the whole test run would die."""
    visitor = TestClient(create({"exercise": exercise_book}), base_url="http://127.0.0.1")
    visitor.get("/exercise/record/check/start")
    time.sleep(0.05)
    assert visitor.app.state.checks.running, "it goes on as the test ends"
