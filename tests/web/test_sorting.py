"""On the desk an officer merges, splits, locates and undoes; each is an entry, and no undoing is silent."""

from __future__ import annotations

import html
import re
import warnings

import pytest

from desk import row
from holdfire.accounts.model import Role as Account
from holdfire.book import Book
from holdfire.linking import repo as linking
from holdfire.places import repo as places
from holdfire.projecting import read_entry
from holdfire.record import repo as record
from holdfire.reports import triage
from holdfire.web.app import create
from people import browser, enrol, token

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

OURS = {"origin": "http://127.0.0.1"}
AS_SCRIPT = {"answer": "application/json"}
ELSEWHERE = {"start": "2031-03-15T09:00:00-02:00", "end": "2031-03-15T09:20:00-02:00", "place": "Havel Quay"}


@pytest.fixture
def linked(file_desk):
    """Three reports of one thing, entries 2 to 4, and one of another, entry 5."""
    file_desk.take(row(0), row(1), row(2), row(3, lon=-29.6, lat=29.9, **ELSEWHERE))
    file_desk.link()
    return file_desk


@pytest.fixture
def client(linked):
    with TestClient(create({"truce": linked.book}), base_url="http://127.0.0.1", headers=OURS) as made:
        yield made


def incidents(desk):
    return {i.id: {m.entry for m in i.members} for i in desk.incidents()}


def twin(client, entry):
    """What stands in a report's row as the claim that it would be merged with."""
    text = client.get("/truce/desk").text
    return re.search(rf'name="twin" value="({entry}:\d+)"', text)[1]


def post(client, what, **data):
    return client.post(f"/truce/desk/{what}", data=data, follow_redirects=False)


def undo_of(answer):
    return re.findall(r"undo=(\d+)", answer.headers["location"])


def kinds(desk, since):
    with desk.book.reading() as connection:
        return [e.kind for page in record.entries(connection, since) for e in map(read_entry, page)]


def test_likely_duplicates_are_named_with_probability_and_reasons(client):
    text = html.unescape(client.get("/truce/desk").text)
    line = text[text.index('data-report="4"') :]
    line = line[line.index('class="alike"') : line.index("</tr>")]
    assert [n in line for n in ("#2<", "#3<", "#5<")] == [True, True, False]
    assert re.search(r"<b>[01]\.\d\d</b>", line)
    assert "same hours; both" in line


def test_merged_with_the_likeliest_and_undone(linked, client):
    size = linked.book.size()
    answer = post(client, "merge", report="4", twin=twin(client, 4))
    assert answer.status_code == 303
    assert kinds(linked, size) == ["verdict", "linking"]
    with linked.book.reading() as connection:
        assert [v.verdict.value for v in linking.verdicts(connection)] == ["same"]
    assert "Just dealt with" in client.get(answer.headers["location"]).text
    post(client, "undo", undo=undo_of(answer))
    with linked.book.reading() as connection:
        assert linking.verdicts(connection) == []
    assert incidents(linked) == {"i2": {2, 3, 4}, "i5": {5}}
    linked.book.check(workers=1)


def test_chosen_reports_become_one_incident_in_one_transaction(linked, client):
    size = linked.book.size()
    answer = post(client, "merge", report=["3", "4", "5"])
    assert kinds(linked, size) == ["verdict", "verdict", "linking"]
    assert {3, 4, 5} <= incidents(linked)["i2"]
    post(client, "undo", undo=undo_of(answer))
    assert incidents(linked) == {"i2": {2, 3, 4}, "i5": {5}}


def test_split_from_the_others_and_undone(linked, client):
    answer = post(client, "split", report="3")
    assert {2, 4} in incidents(linked).values()
    assert {3} in incidents(linked).values()
    post(client, "undo", undo=undo_of(answer))
    assert incidents(linked) == {"i2": {2, 3, 4}, "i5": {5}}


def test_some_are_split_off_together(linked, client):
    post(client, "split", report=["3", "4"])
    assert {2} in incidents(linked).values()
    with linked.book.reading() as connection:
        said = {(str(v.a), str(v.b)) for v in linking.verdicts(connection)}
    assert said == {("2", "3"), ("2", "4")}


def test_what_was_said_before_stands_again_after_undoing(linked, client):
    post(client, "split", report="3")
    answer = post(client, "merge", report=["2", "3"])
    post(client, "undo", undo=undo_of(answer))
    with linked.book.reading() as connection:
        said = {(str(v.a), str(v.b)): v.verdict.value for v in linking.verdicts(connection)}
    assert said == {("2", "3"): "not same", ("3", "4"): "not same"}


@pytest.mark.parametrize(
    ("what", "given", "code", "status"),
    [
        ("merge", {}, "triage-size", 400),
        ("merge", {"report": "99"}, "report-missing", 404),
        ("merge", {"report": "5"}, "merge-alone", 400),
        ("merge", {"report": "5", "twin": "5:99"}, "merge-alone", 400),
        ("split", {"report": "5"}, "split-alone", 400),
        ("split", {"report": ["2", "3", "4"]}, "split-alone", 400),
        ("locate", {"report": "2"}, "spot-wrong", 400),
        ("locate", {"report": "2", "lon": "200", "lat": "1", "radius": "1"}, "spot-wrong", 400),
        ("locate", {"report": "2", "lon": "nan", "lat": "1", "radius": "1"}, "spot-wrong", 400),
        ("locate", {"report": "2", "candidate": "nowhere"}, "candidate-missing", 404),
        ("locate", {"report": "2", "withdraw": "1"}, "placing-missing", 404),
        ("undo", {}, "undo-nothing", 400),
        ("undo", {"undo": ["0", "2", "999"]}, "undo-nothing", 400),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(linked, client, what, given, code, status):
    size = linked.book.size()
    answer = post(client, what, **given)
    assert (answer.status_code, code in answer.text) == (status, True)
    assert linked.book.size() == size


def test_nothing_is_undone_twice(linked, client):
    answer = client.post(
        "/truce/desk/sort", data={"report": ["2"], "state": "accepted"}, follow_redirects=False
    )
    assert post(client, "undo", undo=undo_of(answer)).status_code == 303
    again = post(client, "undo", undo=undo_of(answer))
    assert (again.status_code, "undo-late" in again.text) == (409, True)


def test_undoing_puts_back_what_was_said_before_and_not_what_is_usual(linked, client):
    client.post("/truce/desk/sort", data={"report": ["2", "3"], "state": "set aside"})
    answer = client.post(
        "/truce/desk/sort", data={"report": ["3", "4"], "state": "accepted"}, follow_redirects=False
    )
    post(client, "undo", undo=undo_of(answer))
    with linked.book.reading() as connection:
        stands = {r: s.state for r, s in triage.states(connection, [2, 3, 4]).items()}
    assert stands == {2: "set aside", 3: "set aside", 4: "waiting"}


def test_a_script_is_told_what_was_entered_and_how_the_rows_look_now(linked, client):
    size = linked.book.size()
    told = post(client, "split", report="3", **AS_SCRIPT).json()
    assert told["undo"] == list(range(size, linked.book.size()))
    assert set(re.findall(r'data-report="(\d+)"', told["rows"])) == {"3"}
    assert "i3" in told["rows"]


def test_a_point_is_given_and_taken_back(linked, client):
    given = {"lon": "-30,5", "lat": "30.25", "radius": "2", "reason": "The bridge is there."}
    answer = post(client, "locate", report="5", **given)
    assert answer.status_code == 303
    (incident,) = [i for i in linked.incidents() if i.id == "i5"]
    assert (incident.lon, incident.lat, incident.radius_km) == (-30.5, 30.25, 2.0)
    assert "The bridge is there." in client.get("/truce/reports/5").text
    post(client, "undo", undo=undo_of(answer))
    (incident,) = [i for i in linked.incidents() if i.id == "i5"]
    assert (incident.lon, incident.lat) == (-29.6, 29.9)


def test_a_candidate_is_chosen_for_several_at_once(file_desk):
    nowhere = {"lon": None, "lat": None, "radius_km": None, "place": "Tarn", "within": "Nowhere"}
    file_desk.take(row(0, **nowhere), row(1, **nowhere))
    file_desk.link()
    file_desk.locate()
    with TestClient(create({"truce": file_desk.book}), base_url="http://127.0.0.1", headers=OURS) as client:
        page = client.get("/truce/desk/locate?report=2&report=3").text
        name = re.search(r'name="candidate" value="([^"]+)"', page)[1]
        assert post(client, "locate", report=["2", "3"], candidate=name).status_code == 303
        shown = client.get("/truce/desk").text
    with file_desk.book.reading() as connection:
        found = places.locations(connection)
    assert {(x.rule, x.precision) for x in found.values()} == {("person", "settlement")}
    assert "not located" not in shown


def test_where_the_log_is_not_kept_nothing_is_done(linked):
    book = Book(linked.book.url)
    with TestClient(create({"truce": book}), base_url="http://127.0.0.1", headers=OURS) as reader:
        for what, given in (
            ("merge", {"report": ["2", "3"]}),
            ("split", {"report": "3"}),
            ("locate", {"report": "3", "lon": "1", "lat": "1", "radius": "1"}),
        ):
            answer = post(reader, what, **given)
            assert (answer.status_code, "log-elsewhere" in answer.text) == (403, True)


def test_an_officer_with_zones_does_nothing_with_reports_outside_them(linked):
    enrol(linked.book, "post-1", Account.MONITOR, zones=("north",))
    app = create({"truce": linked.book})
    client = browser(app, token(linked.book, "post-1"), slug="truce")
    size = linked.book.size()
    inside = {int(n) for n in re.findall(r'data-report="(\d+)"', client.get("/truce/desk").text)}
    outside = {2, 3, 4, 5} - inside
    assert outside
    for n in outside:
        assert post(client, "merge", report=[str(n), "2"]).status_code == 404
        assert post(client, "split", report=str(n)).status_code == 404
        assert f"#{n}<" not in client.get(f"/truce/desk/locate?report={n}").text
    assert linked.book.size() == size


def test_a_finer_point_is_read_at_members_precision_where_the_words_are_hidden(linked):
    enrol(linked.book, "kellan-1", Account.LIAISON)
    app = create({"truce": linked.book})
    enrol(linked.book, "desk-1", Account.SECRETARIAT)
    officer = browser(app, token(linked.book, "desk-1"), slug="truce")
    given = {"lon": "-30.123456", "lat": "30.123456", "radius": "0.1", "reason": "As the witness said."}
    assert post(officer, "locate", report="2", **given).status_code == 303
    text = browser(app, token(linked.book, "kellan-1"), slug="truce").get("/truce/reports/2").text
    assert "30.1235" not in text
    assert "As the witness said." not in text
