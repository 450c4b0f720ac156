"""Pages of a list, answers that are held already, GeoJSON, figures, and errors in the reader's language."""

import base64
import json

import pytest

from api import program
from desk import Desk, row
from holdfire.web.app import create

LISTS = [
    "reports", "incidents", "cases", "cases?turn=kellan", "alerts", "due", "tallies", "publications", "positions",
    "search?q=tarn", "record/entries?limit=40",
]  # fmt: skip


@pytest.fixture
def client(by):
    return by["monitor"]


def followed(client, path, limit=3):
    """Every page of a list, as `next` leads on."""
    address = f"/api/v1/exercise/{path}"
    if "limit" not in address:
        address += f"{'&' if '?' in address else '?'}limit={limit}"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        yield answer.json()
        address = answer.json()["next"]


@pytest.mark.parametrize("path", LISTS)
def test_pages_hold_every_item_once_in_the_order_of_the_whole(client, path):
    whole = client.get(
        f"/api/v1/exercise/{path.partition('?limit')[0]}{'&' if '?q' in path or '?t' in path else '?'}limit=500"
    )
    pages = list(followed(client, path))
    assert [i for p in pages for i in p["items"]] == whole.json()["items"]
    assert whole.json()["next"] is None
    assert len(pages) > 1 or path == "alerts"


def test_pages_do_not_shift_while_the_log_grows(desk: Desk):
    """On every engine: a report that comes in between is on no later page, and on the first page when asked anew."""
    desk.take(*(row(n) for n in range(7)))
    desk.link()
    with program(create({"exercise": desk.book})) as client:
        for path in (
            "reports",
            "incidents",
            "record/entries",
            "tallies",
            "due",
            "cases",
            "alerts",
            "publications",
        ):
            whole = client.get(f"/api/v1/exercise/{path}?limit=500").json()["items"]
            found = []
            for n, page in enumerate(followed(client, path, 2)):
                found += page["items"]
                desk.take(row(100 + len(whole) * 10 + n))
            assert found == whole, path
        assert len(client.get("/api/v1/exercise/reports?limit=500").json()["items"]) > 7


def test_incidents_without_a_time_come_last_and_once(desk: Desk):
    desk.take(
        *(row(n, start=None, end=None, types=[f"A{n + 1}"], place=f"Place {n}") for n in range(3)), row(5)
    )
    desk.link()
    with program(create({"exercise": desk.book})) as client:
        found = [i for p in followed(client, "incidents", 1) for i in p["items"]]
    assert [i["when"] is None for i in found] == sorted(i["when"] is None for i in found)
    assert len({i["id"] for i in found}) == len(found) > 1


def damaged(cursor):
    size, now, of, *key = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    parts = [
        [size + 100_000, now, of, *key],
        [-1, now, of, *key],
        [size, 1 << 80, of, *key],
        [size, now, "other", *key],
        [size, now, of],
        [size, now, of, *key, 1],
        [size, now, of, *("x" for _ in key)],
        [size, now, of, *(1 << 80 for _ in key)],
        [size, now, of, *([k] for k in key)],
        [str(size), now, of, *key],
    ]
    yield from (base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
    yield from ("x", "é", "W10", cursor[:-3], "e30", "bnVsbA", "9" * 1999)


def test_a_damaged_cursor_is_one_clear_error(client):
    onward = client.get("/api/v1/exercise/reports?limit=1").json()["next"]
    for cursor in damaged(onward.partition("cursor=")[2]):
        answer = client.get("/api/v1/exercise/reports", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-malformed"), cursor


def test_a_cursor_goes_on_in_its_own_list_alone(client):
    cursor = client.get("/api/v1/exercise/cases?limit=1").json()["next"].partition("cursor=")[2]
    for path in ("alerts", "cases?gravity=serious", "cases?at=5", "record/entries"):
        address = f"/api/v1/exercise/{path}{'&' if '?' in path else '?'}cursor={cursor}"
        assert client.get(address).json()["code"] == "cursor-malformed", path


def test_an_answer_that_is_held_already_is_not_made_again(client, by):
    for path in ("reports", "cases/c101", "agreement", "reports/5", "incidents.geojson"):
        address = f"/api/v1/exercise/{path}"
        first = client.get(address)
        assert first.headers["cache-control"] == "private, no-cache"
        assert first.headers["vary"] == "Authorization, Cookie, Accept"
        again = client.get(address, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
        assert by["observer"].get(address).headers["etag"] != first.headers["etag"]
        assert client.get(f"{address}?at=170").headers["etag"] != first.headers["etag"]


def test_no_tag_opens_what_the_account_does_not_see(client, by):
    tag = client.get("/api/v1/exercise/reports").headers["etag"]
    assert (
        by["party officer"].get("/api/v1/exercise/reports", headers={"if-none-match": tag}).status_code == 404
    )


def test_a_new_entry_changes_the_tag(file_desk: Desk):
    file_desk.take(row(1))
    with program(create({"exercise": file_desk.book})) as client:
        first = client.get("/api/v1/exercise/reports").headers["etag"]
        file_desk.take(row(2))
        again = client.get("/api/v1/exercise/reports", headers={"if-none-match": first})
    assert again.status_code == 200


@pytest.mark.parametrize("noun", ["incidents", "reports"])
def test_places_come_as_geojson_by_address_or_by_accept(client, noun):
    by_address = client.get(f"/api/v1/exercise/{noun}.geojson")
    by_accept = client.get(f"/api/v1/exercise/{noun}", headers={"accept": "application/geo+json"})
    plain = client.get(f"/api/v1/exercise/{noun}").json()
    for answer in (by_address, by_accept):
        assert answer.headers["content-type"] == "application/geo+json"
        made = answer.json()
        assert made["type"] == "FeatureCollection"
        assert [f["properties"] for f in made["features"]] == plain["items"]
        assert {len(f["geometry"]["coordinates"]) for f in made["features"] if f["geometry"]} == {2}
    onward = client.get(f"/api/v1/exercise/{noun}.geojson?limit=2").json()["next"]
    assert onward.startswith(f"/api/v1/exercise/{noun}.geojson?")


def figures(value):
    """Every figure in a value of JSON."""
    if isinstance(value, dict):
        if "unit" in value:
            yield value
        for inner in value.values():
            yield from figures(inner)
    if isinstance(value, list):
        for inner in value:
            yield from figures(inner)


def test_every_figure_has_its_unit_its_status_its_method_and_the_answer_its_cut_off(client):
    for path in ("incidents", "reports", "tallies"):
        answer = client.get(f"/api/v1/exercise/{path}").json()
        assert answer["record"]["size"] > 0
        found = list(figures(answer))
        assert found
        assert all(f["unit"] and f["status"] and f["method"] and "coverage" in f for f in found)


def test_a_case_has_every_members_answers_in_the_same_frame(client):
    case = client.get("/api/v1/exercise/cases/c101").json()
    assert case["acts"]
    assert case["clocks"]
    for heard in case["allegations"]:
        assert len({tuple(m) for m in heard["members"]}) == 1
        assert heard["determination"] is None or heard["determination"]["outcome"]
    cases = {a["case"] for a in client.get("/api/v1/exercise/cases?status=contested").json()["items"]}
    for name in cases:
        contested = client.get(f"/api/v1/exercise/cases/{name}").json()["allegations"]
        assert any(h["determination"] and h["determination"]["dissents"] for h in contested)


def test_an_error_is_a_problem_out_of_the_catalogue(client):
    answer = client.get("/api/v1/exercise/reports/99999")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "docs/errors.md#report-missing",
        "title": "There is no such thing in this book.",
        "status": 404,
        "detail": "there is no report 99999 in this book at this cut-off",
        "code": "report-missing",
        "hint": None,
        "where": None,
    }
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    ("path", "status", "code", "field"),
    [
        ("reports?limit=501", 400, "query-malformed", "limit"),
        ("reports?limit=x", 400, "query-malformed", "limit"),
        ("incidents?from=yesterday", 400, "query-malformed", "from"),
        ("incidents?status=x", 400, "query-malformed", "status"),
        ("reports?source=%00", 400, "query-malformed", "source"),
        ("reports?at=0", 400, "size-wrong", None),
        ("reports?lang=xx", 400, "language-absent", None),
        ("search", 400, "search-empty", None),
        ("nothing", 404, "page-missing", None),
        ("record/entries/99999999999999999999", 404, "entry-missing", None),
    ],
)
def test_what_an_address_cannot_mean_is_a_problem(client, path, status, code, field):
    answer = client.get(f"/api/v1/exercise/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (answer.json()["where"] or {}).get("field") == field


def test_a_problem_is_told_in_the_language_asked_for(client):
    said = {
        lang: client.get(f"/api/v1/nowhere/reports?lang={lang}").json() for lang in ("en", "ar", "tr", "xx")
    }
    assert said["en"]["code"] == said["ar"]["code"] == "book-missing"
    assert len({said[lang]["title"] for lang in ("en", "ar", "tr")}) == 3
    assert len({said[lang]["detail"] for lang in ("en", "ar", "tr")}) == 3
    assert said["xx"]["title"] == said["en"]["title"]


def test_a_method_that_there_is_not_is_a_problem(client):
    for method, path in (("DELETE", "reports"), ("POST", "cases")):
        answer = client.request(method, f"/api/v1/exercise/{path}")
        assert (answer.status_code, answer.json()["code"]) == (405, "read-only")
        assert "GET" in answer.headers["allow"]
    assert (
        program(client.app).get("/api/v1/books", headers={"host": "example.org"}).json()["code"]
        == "host-foreign"
    )


def test_the_document_is_served_to_everybody(by):
    answer = by["nobody"].get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_a_past_state_is_read_by_the_time_of_its_cut_off(client):
    record = client.get("/api/v1/exercise/due?at=150").json()["record"]
    assert record["size"] == 150
    assert record["read_at"] == record["cutoff"]
