"""The desk shows what needs its visitor now, and sorts reports out."""

from __future__ import annotations

import html
import re
import time
import warnings

import pytest

from desk import row
from holdfire.accounts.model import Role as Account
from holdfire.book import Book
from holdfire.reports import triage
from holdfire.web.app import create
from holdfire.web.pages import triage as page
from people import browser, enrol, token

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

OURS = {"origin": "http://127.0.0.1"}


@pytest.fixture
def client(file_desk):
    file_desk.take(row(0), row(1, language="ar", place=None, within=None, lon=None, lat=None, radius_km=None))
    with TestClient(create({"truce": file_desk.book}), base_url="http://127.0.0.1", headers=OURS) as made:
        yield made


def waiting(desk):
    with desk.book.reading() as connection:
        return triage.waiting(connection)


def rows(text):
    return [int(n) for n in re.findall(r'data-report="(\d+)"', text)]


def test_reports_wait_with_what_they_lack(file_desk, client):
    text = client.get("/truce/desk").text
    assert rows(text) == waiting(file_desk)
    assert '<span class="warn">where</span>' in text
    assert '<span class="warn">who did it</span>' in text


def test_a_filter_stays_in_the_address(file_desk, client):
    assert len(rows(client.get("/truce/desk?language=ar").text)) == 1
    first = waiting(file_desk)[0]
    answer = client.post(
        "/truce/desk/sort",
        data={"report": [first], "state": "accepted", "language": "ar"},
        follow_redirects=False,
    )
    assert "language=ar" in answer.headers["location"]


def test_accepted_and_undone(file_desk, client):
    both = waiting(file_desk)
    answer = client.post("/truce/desk/sort", data={"report": both, "state": "set aside"})
    assert waiting(file_desk) == []
    assert "Just dealt with" in answer.text
    assert rows(answer.text) == both
    client.post("/truce/desk/sort", data={"report": both, "state": "waiting"})
    assert waiting(file_desk) == both


@pytest.mark.parametrize(
    "given", [{"state": "accepted"}, {"report": ["1"]}, {"report": ["0"], "state": "accepted"}]
)
def test_junk(file_desk, client, given):
    size = file_desk.book.size()
    assert client.post("/truce/desk/sort", data=given).status_code in (400, 404)
    assert file_desk.book.size() == size


def test_where_the_log_is_not_kept_nothing_is_sorted_out(file_desk, client):
    book = Book(file_desk.book.url)
    first = waiting(file_desk)[0]
    with TestClient(create({"truce": book}), base_url="http://127.0.0.1", headers=OURS) as reader:
        assert "checkbox" not in reader.get("/truce/desk").text
        answer = reader.post("/truce/desk/sort", data={"report": [first], "state": "accepted"})
    assert (answer.status_code, "log-elsewhere" in answer.text) == (403, True)


@pytest.mark.parametrize(
    ("role", "reports", "sorts"),
    [(Account.MONITOR, True, True), (Account.LIAISON, True, False), (Account.PARTY, False, False)],
)
def test_everybody_who_acts_has_a_desk_and_an_intake_sorts_out(file_desk, client, role, reports, sorts):
    enrol(file_desk.book, "somebody", role)
    first = waiting(file_desk)[0]
    reader = browser(create({"truce": file_desk.book}), token(file_desk.book, "somebody"), slug="truce")
    text = reader.get("/truce/desk").text
    assert "What needs me now" in text
    assert ("Reports that wait" in text) is reports
    assert ("checkbox" in text) is sorts
    answer = reader.post("/truce/desk/sort", data={"report": [first], "state": "accepted"})
    assert answer.status_code == (303 if sorts else 404)
    assert (first in waiting(file_desk)) is not sorts


def test_alerts_come_first_and_clocks_by_when_they_run_out(books):
    with TestClient(create({"exercise": books["exercise"]}), base_url="http://127.0.0.1") as client:
        text = html.unescape(client.get("/exercise/desk").text)
    assert text.index("Alerts</h2>") < text.index("Due</h2>") < text.index("Reports that wait</h2>")


def test_a_report_is_announced_within_five_seconds(file_desk, client, monkeypatch):
    """The line that says how many entries are new; here read as the browser's EventSource reads it."""
    monkeypatch.setattr(page, "LONGEST", 4)
    before = file_desk.book.size()
    began = time.monotonic()
    sizes = []
    with client.stream("GET", "/truce/live") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith("data: "):
                sizes.append(int(line[6:]))
                if len(sizes) == 1:
                    file_desk.take(row(5))
    assert sizes[0] == before
    assert sizes[-1] == file_desk.book.size() > before
    assert time.monotonic() - began < 10


def test_a_person_is_not_found_out_by_asking_for_its_reports(file_desk):
    file_desk.take(row(0, source="Old Bakerwoman", source_type="witness"), row(1, source_type="media"))
    enrol(file_desk.book, "care", Account.PROTECTION, "field-team")
    client = browser(create({"exercise": file_desk.book}), token(file_desk.book, "care"))
    asked = [
        rows(client.get("/exercise/desk", params={"source": s}).text) for s in ("Old Bakerwoman", "Nobody")
    ]
    assert asked[0] == asked[1] == waiting(file_desk)
    assert rows(client.get("/exercise/desk", params={"source": "Post 1"}).text) == [3]
