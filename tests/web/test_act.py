"""An act is prepared on a page, shown in words, signed elsewhere and handed in; nothing is entered on the way."""

from __future__ import annotations

import html
import re
import warnings

import pytest

from desk import AGREEMENT, Desk, row
from holdfire.accounts.model import Role as Account
from holdfire.book import Book
from holdfire.record import parcel
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role, new_key, save
from holdfire.web.app import create
from people import browser, enrol, token

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

OURS = {"origin": "http://127.0.0.1"}
PARCEL = re.compile(r'name="parcel" value="([^"]+)"')
SHEET = {
    "_by": "kellan",
    "answers.happened": "yes",
    "answers.covered": "yes",
    "answers.exempt": "no",
    "answers.accused": "cannot say",
    **{f"reasons.{q}": "The monitors heard it." for q in ("happened", "covered", "exempt")},
}


def opened(desk):
    desk.take(row(0), row(1))
    desk.link()
    desk.allege(desk.incidents()[0].id)
    return desk


@pytest.fixture
def case(file_desk):
    return opened(file_desk).cases[0]


@pytest.fixture
def client(file_desk, case):
    with TestClient(create({"truce": file_desk.book}), base_url="http://127.0.0.1", headers=OURS) as made:
        yield made


def sheet(case, **more):
    return {**SHEET, "_case": case, "_about": case[1:], **more}


def request_of(page):
    """The request that a page of what is to be signed holds, as the file that it hands out."""
    return html.unescape(PARCEL.search(page.text)[1])


def download(client, page):
    answer = client.post("/truce/requests/file", data={"parcel": request_of(page)})
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    return answer.content


def hand_in(client, *files):
    return client.post(
        "/truce/submit", files=[("files", ("r.json", f)) for f in files], follow_redirects=False
    )


def test_prepared_signed_elsewhere_and_handed_in(file_desk, client, case):
    before = file_desk.book.size()
    page = client.post("/truce/act/assessment", data=sheet(case))
    assert page.status_code == 200
    assert "The monitors heard it." in page.text
    request = download(client, page)
    assert file_desk.book.size() == before, "nothing is entered yet"
    response = parcel.sign(parcel.parse(request), file_desk.members["kellan"])
    answer = hand_in(client, parcel.write(response))
    assert answer.status_code == 303
    shown = client.get(answer.headers["location"]).text
    assert "The monitors heard it." in shown
    assert file_desk.case(case).assessments(int(case[1:])).keys() == {"kellan"}
    file_desk.book.check(workers=1)


def test_several_sign_one_determination(file_desk, client, case):
    for member in ("kellan", "dorvia", "isles-envoy"):
        file_desk.assess(case, member)
    file_desk.hear(case)
    about = {"_by": "kellan", "_case": case, "_about": case[1:]}
    request = parcel.parse(download(client, client.post("/truce/act/determination", data=about)))
    signed = [
        parcel.write(parcel.sign(request, file_desk.members[m])) for m in ("dorvia", "kellan", "isles-envoy")
    ]
    assert hand_in(client, *signed).status_code == 303
    assert file_desk.determination(case).outcome == "violation"


def test_what_speaks_against_it_is_said_beside_the_form_and_what_was_written_stays(client, case):
    page = client.post("/truce/act/assessment", data=sheet(case, **{"answers.exempt": ""}))
    assert page.status_code == 400
    assert "answer-missing" in page.text
    assert "The monitors heard it." in page.text
    page = client.post("/truce/act/assessment", data=sheet(case, _by="shore-army"))
    assert page.status_code == 403
    assert "not-a-member" in page.text


@pytest.mark.parametrize("kind", ["alert", "walkout", "roster", "hand-over"])
def test_what_belongs_to_no_case_has_a_form_too(client, kind):
    assert client.get(f"/truce/act/{kind}?by=kellan").status_code == 200


def test_an_allegation_begins_on_an_incidents_page(file_desk, client, case):
    incident = file_desk.incidents()[0].id
    assert f"act/allegation?incident={incident}" in html.unescape(
        client.get(f"/truce/incidents/{incident}").text
    )
    said = {"_by": "kellan", "_incident": incident, "term": "no-fire", "accused": "ridge-movement"}
    page = client.post("/truce/act/allegation", data={**said, "reason": "They fired."})
    answer = hand_in(
        client, parcel.write(parcel.sign(parcel.parse(download(client, page)), file_desk.members["kellan"]))
    )
    assert re.search(r"/truce/cases/c\d+\?entered=", answer.headers["location"])


def test_a_case_says_what_can_be_done_next_and_why_the_rest_cannot(client, case):
    page = html.unescape(client.get(f"/truce/cases/{case}?by=kellan").text)
    assert f"act/assessment?case={case}" in page
    assert f"act/determination?case={case}" not in page
    assert "too-early" in page


@pytest.mark.parametrize(
    "path",
    ["act/overdue", "act/nothing", "act/assessment?case=c999", "act/assessment?case=a1", "act/allegation"],
)
def test_there_is_no_form_of_anything_else(client, path):
    assert client.get(f"/truce/{path}").status_code == 404


@pytest.mark.parametrize("junk", [b"", b"{}", b"\xff\x00", b"[1]", b'{"v": 1}'])
def test_a_file_that_is_no_response(file_desk, client, junk):
    before = file_desk.book.size()
    assert hand_in(client, junk).status_code == 400
    assert client.post("/truce/requests/file", data={"parcel": "!" + junk.hex()}).status_code == 400
    assert file_desk.book.size() == before


def test_too_large_a_form(client):
    answer = hand_in(client, b"x" * 1_100_000)
    assert answer.status_code == 400
    assert "form-too-large" in answer.text


def test_from_another_site(client, case):
    answer = client.post(
        "/truce/act/assessment", data=sheet(case), headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403


def test_where_the_log_is_not_kept_nothing_is_entered(file_desk, case):
    book = Book(file_desk.book.url, clock=file_desk.book.clock)
    with TestClient(create({"truce": book}), base_url="http://127.0.0.1", headers=OURS) as client:
        page = client.post("/truce/act/assessment", data=sheet(case))
        response = parcel.sign(parcel.parse(download(client, page)), file_desk.members["kellan"])
        assert "holdfire submit" in client.get("/truce/submit").text
        answer = hand_in(client, parcel.write(response))
    assert answer.status_code == 403
    assert "log-elsewhere" in answer.text


def test_a_key_that_this_host_holds_signs_only_where_the_agreement_lets_it_and_is_named(tmp_path):
    for allowed in (True, False):
        folder = tmp_path / str(allowed)
        text = (
            AGREEMENT if not allowed else AGREEMENT.replace(b"host_held_keys: false", b"host_held_keys: true")
        )
        desk = opened(
            Desk.open(
                str(folder / "a.book") if folder.mkdir() is None else "", folder / "keys", agreement=text
            )
        )
        key = new_key(Role.DECISION, "kellan", "host")
        desk.register(key)
        save(key, folder / "keys" / "kellan.decision.key")
        book = Book(desk.book.url, KeyRing(folder / "keys"), desk.book.clock)
        case = desk.cases[0]
        with TestClient(create({"truce": book}), base_url="http://127.0.0.1", headers=OURS) as client:
            page = client.post("/truce/act/assessment", data=sheet(case))
            offered = "/truce/requests/sign" in page.text
            answer = client.post(
                "/truce/requests/sign", data={"parcel": request_of(page)}, follow_redirects=False
            )
            assert offered is allowed
            assert answer.status_code == (303 if allowed else 403)
            held = [a.held for a in desk.case(case).of("assessment")]
            assert held == (["host"] if allowed else [])
            if allowed:
                assert (
                    "signed with a key that the log’s host holds" in client.get(f"/truce/cases/{case}").text
                )


def test_an_account_speaks_for_its_own_actor_alone(file_desk, case):
    enrol(file_desk.book, "kellan-1", Account.LIAISON)
    app = create({"truce": file_desk.book})
    client = browser(app, token(file_desk.book, "kellan-1"), slug="truce")
    assert client.get(f"/truce/act/assessment?case={case}&by=dorvia").status_code == 404
    page = client.post("/truce/act/assessment", data=sheet(case, _by="dorvia"), headers=OURS)
    assert page.status_code == 404
    page = client.post("/truce/act/assessment", data=sheet(case, _by=""), headers=OURS)
    assert page.status_code == 200
    assert (
        parcel.parse(
            client.post("/truce/requests/file", data={"parcel": request_of(page)}, headers=OURS).content
        )
        .read()
        .open["actor"]
        == "kellan"
    )
