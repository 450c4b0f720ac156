"""The hand-over of a shift on a page: since the shift on duty began, of what the visitor sees, and as files."""

from __future__ import annotations

import html
import re
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk import row
from holdfire.accounts.model import Role as Account
from holdfire.cli import cli
from holdfire.linking.model import Verdict
from holdfire.reports import triage
from holdfire.web.app import create
from holdfire.web.pages.handover import HOUR, HOURS, ahead, began
from people import browser, enrol, token

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ELSEWHERE = {
    "start": "2031-03-15T09:00:00-02:00",
    "end": "2031-03-15T09:20:00-02:00",
    "lon": -29.6,
    "lat": 29.9,
}
MINUTE = HOUR // 60


@pytest.fixture
def worked(file_desk):
    """A shift of Kellan's in which two reports came in and one was accepted, after one that came in before it."""
    file_desk.take(row(9, **ELSEWHERE))
    file_desk.link()
    now = file_desk.book.clock()
    file_desk.act("roster", "kellan", shifts=[{"start": now, "end": now + HOUR, "function": "Duty officer"}])
    file_desk.take(row(0), row(1))
    file_desk.link()
    file_desk.submit_triage(7)
    file_desk.judge(*file_desk.claims()[-2:], Verdict.SAME)
    file_desk.allege(next(i.id for i in file_desk.incidents() if i.id != "i2"))
    return file_desk


@pytest.fixture
def client(worked):
    with TestClient(create({"truce": worked.book}), base_url="http://127.0.0.1") as made:
        yield made


def told(client, **query):
    return html.unescape(re.sub(r"\s+", " ", client.get("/truce/handover", params=query).text))


def pairs(text):
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", text))


def test_it_tells_of_the_shift_on_duty(worked, client):
    text = told(client, who="kellan")
    found = pairs(text)
    with worked.book.reading() as connection:
        waiting = triage.count(connection)
    assert found["Reports that wait now"] == str(waiting) == "2"
    assert (found["Accepted"], found["Set aside"], found["New incidents, as linked"]) == ("1", "0", "1")
    assert found["Said of likenesses, by persons"] == "1"
    assert re.search(r"allegation by (<bdi>)?Kellan", text)
    assert "Half done" in text
    assert sum(map(int, re.findall(r'<td class="n">(\d+)</td>', text))) == 2


def test_without_a_roster_it_tells_of_twelve_hours(client):
    text = told(client)
    assert pairs(text)["New incidents, as linked"] == "2"


def test_since_an_instant(client):
    assert pairs(told(client, since="2031-03-25T12:00"))["New incidents, as linked"] == "0"
    answer = client.get("/truce/handover?since=yesterday")
    assert (answer.status_code, "instant-malformed" in answer.text) == (400, True)


def test_when_a_shift_began_and_how_far_the_next_reaches(worked):
    with worked.book.reading() as connection:
        from holdfire.casework import repo

        (shift,) = repo.rosters(connection)["kellan"].shifts
    assert began([shift], shift.start + MINUTE) == shift.start
    assert began([shift], shift.end) == shift.end - HOURS * HOUR
    assert ahead([shift], shift.start - 90 * MINUTE) == 3
    assert ahead([shift], shift.start) == HOURS


def test_as_a_file(client):
    answer = client.get("/truce/handover/txt?who=kellan")
    assert "What was decided since" in answer.text
    assert "attachment" in answer.headers["content-disposition"]
    answer = client.get("/truce/handover/exe")
    assert (answer.status_code, "form-missing" in answer.text) == (404, True)


def test_an_officer_with_zones_is_told_of_nothing_outside_them(worked):
    enrol(worked.book, "post-1", Account.MONITOR, zones=("north",))
    enrol(worked.book, "post-2", Account.MONITOR)
    app = create({"truce": worked.book})
    few, all_ = (
        pairs(told(browser(app, token(worked.book, name), slug="truce"))) for name in ("post-1", "post-2")
    )
    assert int(few["Reports that wait now"]) < int(all_["Reports that wait now"])
    assert "Said of likenesses, by persons" in all_
    assert few["Said of likenesses, by persons"] != all_["Said of likenesses, by persons"]
    few_text = told(browser(app, token(worked.book, "post-1"), slug="truce"))
    assert worked.cases[0] not in few_text


def test_the_command_tells_the_same(worked, tmp_path):
    since = "2031-03-20T06:00:00-02:00"
    more = ["--since", since, "--format", "txt", "--out", str(tmp_path), "--now", "2031-03-20T09:00:00-02:00"]
    done = CliRunner().invoke(cli, ["paper", "handover", worked.book.url, *more])
    assert done.exit_code == 0, done.output
    text = next(Path(tmp_path).glob("handover-*.txt")).read_text()
    assert "What came in since" in text
    assert "ask who leaves" in text
