"""Handing in: a report as an intake would, once; and what was signed elsewhere."""

import json

import pytest

from api import program, token
from desk import Desk, row
from holdfire.accounts.model import Role, Scope
from holdfire.casework import entries as casework
from holdfire.record import parcel as parcels
from holdfire.reports import repo as reports
from holdfire.web.app import create
from people import OURS, browser, enrol
from people import token as session

REPORTS, SUBMIT = "/api/v1/exercise/reports", "/api/v1/exercise/submit"


@pytest.fixture
def client(desk: Desk):
    """A program of the intake's monitor, on every engine."""
    enrol(desk.book, "intake-desk", Role.MONITOR, "intake")
    with program(create({"exercise": desk.book}), token(desk.book, "intake-desk")) as made:
        yield made


def standing(desk):
    with desk.book.reading() as connection:
        return reports.count(connection), [f.report.words for f in reports.page(connection, limit=9)]


def test_a_report_comes_in_once_and_its_correction_beside_it(client, desk: Desk):
    sent = json.dumps(row(1))
    first = client.post(REPORTS, content=sent)
    assert first.status_code == 201
    assert first.json()["state"] == "new"
    size = desk.book.size()
    again = client.post(REPORTS, content=f" {sent}\n")
    assert again.status_code == 200
    assert again.json() == {**first.json(), "state": "already"}
    assert desk.book.size() == size
    other = client.post(REPORTS, content=json.dumps(row(1, text="EXERCISE. Mended.")))
    assert (other.status_code, other.json()["state"]) == (201, "corrected")
    assert standing(desk) == (1, ["EXERCISE. Mended."])
    read = client.get(f"{REPORTS}/{first.json()['entry']}").json()
    assert read["corrected_by"] == other.json()["entry"]
    desk.take(row(1, text="EXERCISE. Mended."))
    assert standing(desk)[0] == 1


def test_what_is_odd_is_kept_and_said(client):
    answer = client.post(REPORTS, json=row(2, killed=[3, 1, 2])).json()
    assert answer["warnings"] == ["toll-out-of-order"]


@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        (b"", "row-not-json", None),
        (b"[]", "row-not-json", None),
        (b"\xff", "row-encoding", None),
        (b"{}", "field-missing", "report_id"),
        (b'{"report_id": "a", "lon": 200, "lat": 1}', "number-out-of-range", "lon"),
        (b'{"report_id": "a", "published": "soon"}', "date-invalid", "published"),
        (b'{"report_id": "a", "text": "' + b"x" * 1_000_000 + b'"}', "form-too-large", None),
    ],
)
def test_a_report_that_cannot_be_used_is_a_problem_that_names_the_field(client, desk, sent, code, field):
    size = desk.book.size()
    answer = client.post(REPORTS, content=sent)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert ((answer.json()["where"] or {}).get("field")) == field
    assert desk.book.size() == size


def test_a_report_is_signed_by_the_intake_of_the_account_or_not_at_all(desk: Desk):
    enrol(desk.book, "other-desk", Role.MONITOR, "field-team")
    with program(create({"exercise": desk.book}), token(desk.book, "other-desk")) as client:
        answer = client.post(REPORTS, json=row(1))
    assert (answer.status_code, answer.json()["code"]) == (403, "intake-elsewhere")


def test_a_host_without_the_logs_key_takes_nothing_in(file_desk: Desk):
    enrol(file_desk.book, "intake-desk", Role.MONITOR, "intake")
    file_desk.book.keys = None
    with program(create({"exercise": file_desk.book}), token(file_desk.book, "intake-desk")) as client:
        assert client.post(REPORTS, json=row(1)).json()["code"] == "log-elsewhere"
        assert client.post(SUBMIT, json={}).json()["code"] == "log-elsewhere"


def test_in_a_book_without_accounts_this_machine_hands_in_and_no_other_sites_page(file_desk: Desk):
    with program(create({"exercise": file_desk.book})) as client:
        foreign = client.post(REPORTS, json=row(1), headers={"origin": "https://example.org"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "cross-site")
        for site in ("cross-site", "same-site", "none"):
            marked = client.post(REPORTS, json=row(1), headers={"sec-fetch-site": site})
            assert marked.json()["code"] == "cross-site", site
        assert client.post("/exercise/desk/sort", data={"state": "accepted"}).status_code == 403
        assert client.post(REPORTS, json=row(1), headers={"origin": OURS}).status_code == 201
        assert client.post(REPORTS, json=row(2)).status_code == 201


def test_a_cookie_reads_and_never_writes(file_desk: Desk):
    enrol(file_desk.book, "intake-desk", Role.MONITOR, "intake")
    page = browser(create({"exercise": file_desk.book}), session(file_desk.book, "intake-desk"))
    assert page.get(REPORTS).status_code == 200
    answer = page.post(REPORTS, json=row(1))
    assert (answer.status_code, answer.json()["code"]) == (401, "token-wanted")
    assert page.post(SUBMIT, json={}).status_code == 401


def request(desk):
    """A notice that was drafted, with its signature: as `holdfire sign` writes it."""
    desk.take(row(1))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)

    def build(connection):
        body = casework.form("notice", {"to": "dorvia"})
        return casework.draft(
            connection, "notice", body, actor="isles-envoy", at=desk.book.clock(), case=case
        )

    return case, parcels.sign(desk.book.request(build), desk.members["isles-envoy"])


def test_what_was_signed_elsewhere_is_entered_once(client, desk: Desk):
    enrol(desk.book, "envoy-chair", Role.CHAIR, "isles-envoy")
    client.headers["authorization"] = f"Bearer {token(desk.book, 'envoy-chair', Scope.READ, Scope.ACTS)}"
    case, signed = request(desk)
    answer = client.post(SUBMIT, content=parcels.write(signed))
    assert answer.status_code == 201, answer.text
    acts = client.get(f"/api/v1/exercise/cases/{case}").json()["acts"]
    assert [a["kind"] for a in acts if a["entry"] == answer.json()["entry"]] == ["notice"]
    assert client.post(SUBMIT, content=parcels.write(signed)).json()["code"] == "entry-there"
    several = json.dumps([json.loads(parcels.write(signed))] * 2)
    assert client.post(SUBMIT, content=several).json()["code"] == "entry-there"
    for junk in (b"", b"[]", b"{}", b"[1]", b"x", b'{"payload": 1}', b"[" * 9000):
        assert client.post(SUBMIT, content=junk).json()["code"] == "parcel-malformed", junk
