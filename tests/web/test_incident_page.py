"""An incident's page: the graph, the next question and its answer, the history, and how it lies to a team's post."""

from __future__ import annotations

import html
import re
import warnings

import pytest

from desk import row
from digits import ascii_digits
from holdfire.accounts.model import Role
from holdfire.book import Book
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict
from holdfire.reports.model import ClaimId
from holdfire.web.app import create
from people import browser, enrol, token

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

OURS = {"origin": "http://127.0.0.1"}
A, B, C = (ClaimId(n, 0) for n in (2, 3, 4))


@pytest.fixture
def linked(file_desk):
    """Three reports of one thing, entries 2 to 4, in incident i2; and one of another, entry 5, in i5."""
    file_desk.take(
        row(0, source="Ridge radio", source_type="party"),
        row(1, origin="Fell Band"),
        row(2),
        row(3, lon=-29.6, lat=29.9, place="Port Ansel", within="East Shore", start="2031-03-15T09:00:00-02:00",
            end="2031-03-15T09:20:00-02:00"),
    )  # fmt: skip
    file_desk.link()
    return file_desk


@pytest.fixture
def client(linked):
    with TestClient(create({"exercise": linked.book}), base_url="http://127.0.0.1", headers=OURS) as made:
        yield made


def page(client, incident="i2", **query):
    return client.get(f"/exercise/incidents/{incident}", params=query).text


def plain(text):
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", text)).split())


def judge(client, a, b, verdict, incident="i2"):
    return client.post(
        f"/exercise/incidents/{incident}/judge",
        data={"a": str(a), "b": str(b), "verdict": verdict},
        follow_redirects=False,
    )


def verdicts(desk):
    with desk.book.reading() as connection:
        return {(v.a, v.b): v.verdict for v in linking.verdicts(connection)}


def test_the_graph_says_the_same_as_its_table(client):
    text = page(client)
    drawn = text[text.index('<svg class="graph"') : text.index("The same as a table")]
    table = text[text.index("The same as a table") : text.index("The reports it rests on")]
    for words in (
        "Ridge radio",
        "Post 1",
        "Fell Band",
        "Post 2",
        "of a party: Ridge Movement",
        "a party’s own",
    ):
        assert words in plain(drawn)
        assert words in plain(table)
    assert drawn.count("partys") == 2
    assert drawn.count("assumed") == 2


def test_sources_that_only_the_intake_reads_are_named_neither_in_the_graph_nor_in_its_table(linked):
    linked.take(row(6, source="Old Bakerwoman", source_type="witness"))
    linked.link()
    enrol(linked.book, "a", Role.LIAISON, "kellan")
    there = browser(create({"exercise": linked.book}), token(linked.book, "a"))
    text = there.get("/exercise/incidents/i2").text
    assert "Old Bakerwoman" not in text
    assert "not named here" in text
    assert "A source that only the intake may read stands by itself at each report." in html.unescape(text)


def asked(text):
    found = re.search(r"holdfire judge BOOK (\d+) (\d+) same", text)
    return found and (int(found[1]), int(found[2]))


def test_the_next_question_is_the_pair_nearest_to_even_and_says_how_to_answer(linked, client):
    with linked.book.reading() as connection:
        links = linking.links(connection, claims={"2", "3", "4"})
    nearest = min(links, key=lambda k: (abs(k.probability - 0.5), k.a, k.b))
    text = page(client)
    assert asked(text) == (nearest.a.entry, nearest.b.entry)
    assert 'BOOK {} {} "not same"'.format(*asked(text)) in html.unescape(text)
    assert "nearest to one half" in text


def test_an_answer_is_an_entry_and_the_next_question_comes(linked, client):
    a, b = asked(page(client))
    size = linked.book.size()
    answer = judge(client, a, b, "same")
    assert (answer.status_code, linked.book.size()) == (303, size + 2)
    assert verdicts(linked) == {(ClaimId(a, 0), ClaimId(b, 0)): Verdict.SAME}
    text = client.get(answer.headers["location"]).text
    assert asked(text) != (a, b)
    assert "Take back" in text


def test_a_claim_that_is_parted_leads_to_where_the_other_stands_and_can_be_taken_back(linked, client):
    before = {i.members for i in linked.incidents()}
    answer = judge(client, B, C, "not same")
    assert "/incidents/" in answer.headers["location"]
    assert {i.members for i in linked.incidents()} != before
    assert judge(client, B, C, "withdrawn").status_code == 303
    assert {i.members for i in linked.incidents()} == before
    assert verdicts(linked) == {}


def test_the_history_says_in_words_who_did_what_and_which_report_moved(linked, client):
    assert "A run of the program" in plain(page(client))
    judge(client, A, C, "not same")
    gone = next(m for i in linked.incidents() for m in i.members if i.id not in ("i2", "i5"))
    text = plain(page(client)[page(client).index('id="hist-h"') :])
    assert "A person’s word on 2 and 4 : two incidents" in text
    assert f"Left: {gone} to i{gone}" in text
    judge(client, A, C, "withdrawn")
    text = plain(page(client)[page(client).index('id="hist-h"') :])
    assert "the verdict before it was taken back" in text
    assert f"Came in: {gone} out of i{gone}" in text
    assert text.count("stands") == 1


def test_questions_verdicts_and_history_have_the_readers_digits(linked, client):
    judge(client, A, C, "not same")
    judge(client, A, B, "same")
    assert ascii_digits(page(client, lang="fa")) == []
    assert ascii_digits(client.get("/exercise/reports/2?lang=fa").text) == []


def test_a_correction_is_told_as_one(linked, client):
    linked.take(row(2, killed=[4, 4, 4], text="EXERCISE. Corrected."))
    linked.link()
    assert "Corrected by their sources: 4" in plain(page(client))


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"a": "2", "b": "2", "verdict": "same"}, 400),
        ({"a": "2", "b": "x", "verdict": "same"}, 400),
        ({"a": "2", "b": "3", "verdict": "perhaps"}, 400),
        ({"a": "2", "b": "3"}, 400),
        ({}, 400),
        ({"a": "2", "b": "9" * 40, "verdict": "same"}, 404),
        ({"a": "2", "b": "-1", "verdict": "same"}, 404),
        ({"a": "2", "b": "1", "verdict": "same"}, 404),
        ({"a": "2", "b": "3.7", "verdict": "same"}, 404),
        ({"a": "2", "b": "3", "verdict": "withdrawn"}, 404),
    ],
)
def test_junk_enters_nothing(linked, client, data, status):
    size = linked.book.size()
    answer = client.post("/exercise/incidents/i2/judge", data=data)
    assert (answer.status_code, linked.book.size()) == (status, size)


def test_a_pair_of_another_incident_is_not_judged_here(linked, client):
    assert judge(client, A, B, "same", "i5").status_code == 404
    assert judge(client, A, B, "same", "i99").status_code == 404
    assert judge(client, A, ClaimId(5, 0), "same").status_code == 303, "one of the two is in it"


def test_answers_that_contradict_each_other_are_refused_in_words(linked, client):
    judge(client, A, B, "same")
    judge(client, B, C, "same")
    size = linked.book.size()
    answer = judge(client, A, C, "not same")
    assert (answer.status_code, linked.book.size()) == (409, size)
    assert "verdicts-contradict" in answer.text


def test_where_the_log_is_not_kept_the_command_stands_alone(linked, client):
    with TestClient(
        create({"exercise": Book(linked.book.url)}), base_url="http://127.0.0.1", headers=OURS
    ) as reader:
        text = page(reader)
        assert asked(text)
        assert "<form method" not in text[text.index('id="question-h"') :]
        answer = judge(reader, A, B, "same")
    assert (answer.status_code, "log-elsewhere" in answer.text) == (403, True)


def test_the_past_is_not_judged(linked, client):
    size = linked.book.size()
    judge(client, *(asked(page(client))), "same")
    text = page(client, at=size)
    assert asked(text)
    assert "/judge" not in text


def test_another_site_cannot_have_a_verdict_entered(linked, client):
    size = linked.book.size()
    answer = client.post(
        "/exercise/incidents/i2/judge",
        data={"a": "2", "b": "3", "verdict": "same"},
        headers={"origin": "http://evil.example"},
    )
    assert (answer.status_code, linked.book.size()) == (403, size)


def test_roles_that_do_not_work_at_the_desk_read_the_question_and_cannot_answer(linked):
    roles = {Role.MONITOR: 303, Role.ANALYST: 303, Role.LIAISON: 404, Role.CHAIR: 404, Role.PARTY: 404,
             Role.PUBLIC: 404}  # fmt: skip
    for role in roles:
        enrol(linked.book, role.value.replace(" ", "-"), role)
    app = create({"exercise": linked.book})
    for role, status in roles.items():
        there = browser(app, token(linked.book, role.value.replace(" ", "-")))
        shown = there.get("/exercise/incidents/i2")
        assert ("/judge" in shown.text) is (status == 303), role
        assert shown.status_code == (404 if role in (Role.PARTY, Role.PUBLIC) else 200)
        size = linked.book.size()
        assert judge(there, A, B, "same").status_code == status, role
        assert (linked.book.size() > size) is (status == 303)


def test_a_zones_team_is_asked_about_no_pair_that_it_cannot_see(linked):
    near = {"lon": -30.02, "lat": 30.05, "within": "North Shore", "place": "Border", "types": ["A1"]}
    linked.take(row(7, source="Ridge radio", **near))
    linked.link()
    enrol(linked.book, "zoned", Role.MONITOR, "field-team", zones=("middle",))
    there = browser(create({"exercise": linked.book}), token(linked.book, "zoned"))
    hidden = next(m.entry for i in linked.incidents() for m in i.members if i.within == "North Shore")
    text = there.get("/exercise/incidents/i2").text
    assert hidden not in (asked(text) or ())
    assert judge(there, A, ClaimId(hidden, 0), "same").status_code == 404


def test_how_it_lies_from_where_a_team_stood(linked, client):
    linked.take(row(8, lon=None, lat=None, radius_km=None, place="Oxbow Bridge", start="2031-03-01T09:00:00-02:00",
                    end="2031-03-01T10:00:00-02:00"))  # fmt: skip
    linked.locate()
    linked.link()
    case = linked.allege("i2")
    team = ["kellan", "dorvia", "field-team"]
    linked.act("tasking", "isles-envoy", case, team=team, task="Look for impacts.")
    seen = {"words": "Smoke", "means": "seen", "bearing_deg": 40, "distance_m": 2100}
    for place in ("the old  BRIDGE", "Oxbow bridge"):
        now = linked.book.clock()
        linked.act("visit", "field-team", case, start=now - 10**9, end=now, place=place, present=team,
                   observations=[seen])  # fmt: skip
    text = plain(page(client))
    assert re.search(
        r"Oxbow bridge , Middle Ridge a team stood there #\d+ 41° northeast "
        r"as observed there: Smoke 40° 2,100 m 2.2 km",
        text,
    )
    assert "the old BRIDGE a team stood there" in text
    assert "this book does not know where that is" in text


def test_what_was_not_located_has_no_sketch(linked, client):
    linked.take(row(9, lon=None, lat=None, radius_km=None, place="Nowhere", within=None,
                    start="2031-03-01T09:00:00-02:00", end="2031-03-01T10:00:00-02:00"))  # fmt: skip
    linked.link()
    lost = next(i.id for i in linked.incidents() if i.lon is None)
    text = page(client, lost)
    assert '<svg class="sketch"' not in text
    assert "not located" in text
