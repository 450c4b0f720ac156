"""Every list a page at a time: what the address asks for, what it cannot ask for, and that no line is lost."""

import re
import warnings

import pytest

from desk import Desk, row
from holdfire.casework import repo as casework
from holdfire.web import paging
from holdfire.web.app import create

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

LISTS = ("cases", "alerts", "due", "incidents", "reports")
JUNK = (
    "page=0", "page=-1", "page=x", "page=1e9", "page=99999999999999999999999", "status=x", "status=%00",
    "status=withdrawn%27", "gravity=heavy", "track=%00", "state=asleep", "step=%F0%9F%92%A5", "actor=nobody",
    "actor=%00", "turn=nobody", "who=%00", "from=2031-02-30", "to=9999-12-31", "from=0001-01-01", "at=0", "source=%00",
)  # fmt: skip


@pytest.fixture
def small(monkeypatch):
    """Three lines on a page, so that the exercise has many."""
    monkeypatch.setattr(paging, "SIZE", 3)


def ids(page, path):
    """The things that the main column's table names, by their links."""
    body = page.split("<tbody>")[-1]
    return re.findall(rf'<tr><th scope="row"><a href="/exercise/{path}/(\w+)[?"]', body)


def followed(client, address):
    """Every page of a list, from the first on, by the link to the next."""
    while address:
        page = client.get(address).text
        yield page
        found = re.search(r'<a rel="next" href="([^"]+)"', page)
        address = found and found[1].replace("&amp;", "&")


def test_pages_of_cases_hold_every_allegation_once_the_newest_first(client, exercise_book, small):
    with exercise_book.reading() as connection:
        wanted = [b.case for b in casework.briefs(connection)][::-1]
    found = list(followed(client, "/exercise/cases"))
    assert len(found) == 5
    assert [case for page in found for case in ids(page, "cases")] == wanted
    assert all("15 allegations, the newest first" in page for page in found)
    assert 'rel="prev"' not in found[0]
    assert 'rel="prev"' in found[1]


def test_a_filter_stays_in_the_address_from_page_to_page(client, small):
    found = list(followed(client, "/exercise/cases?gravity=serious&lang=ru&track=breach"))
    found += list(followed(client, "/exercise/due?who=kellan&step=assess"))
    for page in found:
        for link in re.findall(r'<a rel="(?:next|prev)" href="([^"]+)"', page):
            assert ("gravity=serious" in link and "lang=ru" in link) or (
                "who=kellan" in link and "step=assess" in link
            )
    assert len(found) > 2


def test_a_page_past_the_end_is_the_last(client, small):
    last = client.get("/exercise/cases?page=5").text
    assert ids(client.get("/exercise/cases?page=1000").text, "cases") == ids(last, "cases") != []


def test_pages_of_incidents_hold_every_incident_and_count_them_all(client, small):
    found = list(followed(client, "/exercise/incidents"))
    total = int(re.search(r"(\d+) incidents, earliest first", found[0])[1])
    shown = [i for page in found for i in ids(page, "incidents")]
    assert len(shown) == len(set(shown)) == total
    contested = list(followed(client, "/exercise/incidents?status=contested"))
    assert 0 < len([i for page in contested for i in ids(page, "incidents")]) < total


def test_days_without_an_incident_name_the_nearest_with_one(client):
    page = client.get("/exercise/incidents?from=2031-03-08&to=2031-03-08").text
    assert re.search(r'rel="prev" href="[^"]*from=2031-03-0[1-7]&amp;to=2031-03-0[1-7]', page)
    assert re.search(r'rel="next" href="[^"]*from=2031-03-(09|1\d)', page)


def test_what_awaits_an_officer_comes_soonest_first_with_its_step(client):
    page = client.get("/exercise/cases?turn=kellan").text
    assert "what is due soonest first" in page
    assert "assess" in page.split("<tbody>")[-1]
    assert len(ids(page, "cases")) < 15


def test_an_officer_is_shown_no_clock_that_it_cannot_stop(client):
    page = client.get("/exercise/due?who=shore-government").text
    assert "any member" not in page.split("<tbody>")[-1]


def test_alerts_have_a_list_of_their_own(client):
    page = client.get("/exercise/alerts").text
    assert "2 alerts, the newest first" in page
    assert "began again within 24 hours" in page
    assert len(ids(client.get("/exercise/alerts?state=open").text, "cases")) == 1


def test_alerts_do_not_push_the_clocks_off_a_later_page(client, small):
    assert 'id="alerts-h"' in client.get("/exercise/due").text
    assert 'id="alerts-h"' not in client.get("/exercise/due?page=2").text


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("path", LISTS)
def test_what_an_address_cannot_mean_is_said_once_and_never_a_fault(client, path, junk):
    response = client.get(f"/exercise/{path}?{junk}")
    assert response.status_code in (200, 400, 404)
    assert "<h1" in response.text
    assert response.text.count('class="error"') <= 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("cases?status=x", "there are: alleged"),
        ("cases?actor=nobody", "the agreement has no actor"),
        ("cases?turn=nobody", "the agreement has no actor"),
        ("due?state=asleep", "there are: overdue, running, paused"),
        ("incidents?status=x", "there are: none"),
        ("due?page=0", "the value of ‘page’"),
    ],
)
def test_a_filter_that_there_is_not_is_told_with_those_that_there_are(client, address, words):
    response = client.get(f"/exercise/{address}")
    assert response.status_code in (400, 404)
    assert words.replace("‘", "&#39;").replace("’", "&#39;") in response.text


def test_the_lists_are_served_and_junk_refused_on_every_engine(desk: Desk):
    desk.take(*(row(n) for n in range(3)))
    desk.link()
    desk.allege(desk.incidents()[0].id)
    with TestClient(create({"exercise": desk.book}), base_url="http://127.0.0.1") as client:
        for path in LISTS:
            assert client.get(f"/exercise/{path}").status_code == 200
            for junk in JUNK:
                assert client.get(f"/exercise/{path}?{junk}").status_code in (200, 400, 404), (path, junk)
        for thing in (
            "cases/%00",
            "incidents/%00",
            "reports/99999999999999999999",
            "record/99999999999999999999",
        ):
            assert client.get(f"/exercise/{thing}").status_code in (400, 404), thing
        assert ids(client.get("/exercise/cases?turn=dorvia").text, "cases") == desk.cases
