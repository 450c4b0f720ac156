"""Nobody sees more through the API than on the pages: every operation as every role, and what it gives compared."""

import re

import pytest
from fastapi.routing import APIRoute

from api import program, token
from holdfire.accounts.model import Role
from holdfire.web import access
from holdfire.web.api import document
from holdfire.web.app import create
from people import browser, copy, enrol
from people import token as session

VISITORS = [*(r.value for r in Role), access.NOBODY]
NARROWED = {
    "ridge-duty": (Role.PARTY, "ridge-movement", (), ()),
    "shore-duty": (Role.PARTY, "shore-army", (), ()),
    "ash-duty": (Role.PARTY, "ash-company", (), ()),
    "north-team": (Role.MONITOR, "field-team", (), ("north",)),
    "strip-team": (Role.ANALYST, "field-team", (), ("tarn-strip",)),
    "ridge-watch": (Role.OBSERVER, "harbour-archive", ("ridge-movement",), ()),
    "intake-care": (Role.PROTECTION, "intake", (), ()),
    "kellan-desk": (Role.LIAISON, "kellan", (), ()),
    "reader": (Role.PUBLIC, "harbour-archive", (), ()),
}


@pytest.fixture(scope="module")
def operations():
    """{operation as the table names it} of every route of the API."""
    found = [r for router in document.routers() for r in router.routes]
    assert all(isinstance(r, APIRoute) for r in found)
    return {f"{m} {r.path}" for r in found for m in r.methods - {"HEAD"}}


def fill(path, there):
    for name, value in there.items():
        of = next((v for noun, v in value.items() if f"/{noun}/" in path), "") if name == "entry" else value
        path = path.replace(f"{{{name}}}", of)
    assert "{" not in path
    return path


def test_the_table_names_every_operation_and_no_other(operations):
    assert operations == set(access.API)


def test_every_operation_is_read_by_head_too(by, operations, there):
    for operation in operations:
        method, path = operation.split()
        if method == "GET":
            got, head = (by["monitor"].request(m, fill(path, there)) for m in ("GET", "HEAD"))
            expected = 400 if path.endswith("/search") else 200
            assert (got.status_code, head.status_code) == (expected, expected), path


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_opens_is_what_the_table_says(by, operations, there, visitor):
    wrong = []
    for operation in sorted(operations):
        method, path = operation.split()
        answer = by[visitor].request(method, fill(path, there))
        assert answer.status_code < 500, operation
        code = answer.json().get("code", "") if "problem+json" in answer.headers["content-type"] else ""
        allowed = access.rule(operation, visitor) is not access.Rule.NO
        if (code not in ("page-missing", "token-wanted")) is not allowed:
            wrong.append((operation, code))
        if not allowed:
            assert answer.status_code == (401 if visitor == access.NOBODY else 404)
    assert wrong == []


def test_an_operation_that_the_table_does_not_name_is_open_to_nobody(by, monkeypatch):
    gone = "GET /api/v1/{slug}/tallies"
    monkeypatch.setattr(access, "API", {k: v for k, v in access.API.items() if k != gone})
    assert by["monitor"].get("/api/v1/exercise/tallies").status_code == 404


@pytest.fixture(scope="module")
def narrowed(exercise_book, tmp_path_factory):
    """{account: (its browser, its program)}."""
    made = copy(exercise_book, tmp_path_factory.mktemp("narrowed"))
    for name, (role, actor, parties, zones) in NARROWED.items():
        enrol(made, name, role, actor, parties=parties, zones=zones)
    app = create({"exercise": made})
    yield {name: (browser(app, session(made, name)), program(app, token(made, name))) for name in NARROWED}
    made.engine.dispose()


def pages(client, path, pattern):
    """Everything that the pages of a list link to, page after page."""
    found, address = [], f"/exercise/{path}"
    while address:
        page = client.get(address)
        if page.status_code == 404:
            return None
        body = page.text.split("<tbody>", 1)[-1]
        found += re.findall(pattern, body)
        onward = re.search(r'<a rel="next" href="([^"]+)"', page.text)
        address = onward and onward[1].replace("&amp;", "&")
    return set(found)


def items(client, path, name):
    """Everything that the pages of a list hold, page after page."""
    found, address = [], f"/api/v1/exercise/{path}"
    while address:
        answer = client.get(address)
        if answer.status_code == 404:
            return None
        found += [str(item[name]) for item in answer.json()["items"]]
        address = answer.json()["next"]
    return set(found)


LISTS = {
    "reports": ("entry", r"/exercise/reports/(\d+)"),
    "incidents": ("id", r"/exercise/incidents/(i[\d-]+)"),
    "cases": ("case", r"/exercise/cases/(c\d+)"),
    "alerts": ("id", r"/exercise/cases/(a\d+)"),
}


@pytest.mark.parametrize("name", NARROWED)
def test_a_list_holds_what_the_pages_list(narrowed, name):
    page, api = narrowed[name]
    for path, (key, pattern) in LISTS.items():
        assert items(api, f"{path}?limit=7", key) == pages(page, path, pattern), path


@pytest.mark.parametrize("name", NARROWED)
def test_one_thing_is_there_where_its_page_is(narrowed, name):
    page, api = narrowed[name]
    _, whole = narrowed["intake-care"]
    for path, (key, _) in LISTS.items():
        shown = "cases" if path == "alerts" else path
        for thing in items(whole, path, key):
            ours = api.get(f"/api/v1/exercise/{path}/{thing}").status_code
            assert ours == page.get(f"/exercise/{shown}/{thing}").status_code, (path, thing)


def strings(value):
    """Every text in a value of JSON."""
    if isinstance(value, dict):
        return [s for v in value.values() for s in strings(v)]
    if isinstance(value, list):
        return [s for v in value for s in strings(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", ["kellan-desk", "north-team", "ridge-watch"])
def test_whoever_reads_the_extract_reads_no_word_of_the_intakes(narrowed, name):
    _, whole = narrowed["intake-care"]
    answer = whole.get("/api/v1/exercise/reports?limit=500").json()
    hidden = {r["words"] for r in answer["items"] if r["words"] and not r["extract"]}
    assert hidden
    _, api = narrowed[name]
    said = []
    for path in ("reports?limit=500", "incidents?limit=500", "record/entries?limit=500", "search?q=shells"):
        said += strings(api.get(f"/api/v1/exercise/{path}").json())
    reports = api.get("/api/v1/exercise/reports?limit=500").json()["items"]
    open_ = {r["words"] for r in reports if not r["extract"]}
    assert [w for w in hidden - open_ if any(w in s for s in said)] == []
    assert all(r["words"] is None and r["original"] is None for r in reports if r["extract"])


def test_an_entrys_values_are_told_where_its_page_tells_them(narrowed):
    """The page says of a value that is held and not shown that it is not for the reader."""
    page, api = narrowed["kellan-desk"]
    _, whole = narrowed["intake-care"]
    entries = whole.get("/api/v1/exercise/record/entries?limit=200").json()["items"]
    for entry in entries[::7]:
        told = api.get(f"/api/v1/exercise/record/entries/{entry['index']}").json()["entry"]["closed"]
        shown = page.get(f"/exercise/record/{entry['index']}").text
        for field in told:
            if isinstance(field["value"], str) and field["value"].isalnum():
                assert field["value"] in shown
        if entry["kind"] == "report" and any(f["value"] for f in told):
            assert not api.get(f"/api/v1/exercise/reports/{entry['index']}").json()["report"]["extract"]


def test_the_public_reads_released_publications_alone(narrowed):
    _, api = narrowed["reader"]
    _, whole = narrowed["intake-care"]
    every = whole.get("/api/v1/exercise/publications").json()["items"]
    shown = api.get("/api/v1/exercise/publications").json()["items"]
    assert shown == [p for p in every if p["released"]] != every
    kept_back = next(p for p in every if not p["released"])
    assert api.get(f"/api/v1/exercise/publications/{kept_back['entry']}").status_code == 404
    assert api.get(kept_back["files"][0]["url"]).status_code == 404
    assert whole.get(kept_back["files"][0]["url"]).status_code == 200


def test_outlines_of_zones_are_for_those_who_read_the_map(narrowed):
    for name, drawn in (("reader", False), ("kellan-desk", True)):
        zones = narrowed[name][1].get("/api/v1/exercise/agreement").json()["zones"]
        assert any(z["geometry"] for z in zones) is drawn


def test_of_a_locked_book_nobody_learns_more_than_that_it_is_there(by):
    (found,) = by["nobody"].get("/api/v1/books").json()["items"]
    assert found["locked"] is True
    assert set(found) == {"id", "names", "exercise", "locked", "url"}
