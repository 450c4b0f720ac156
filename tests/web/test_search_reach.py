"""The search page finds, counts and shows to each role what that role may read, and nothing by what it may not."""

import re

import pytest

from holdfire.accounts.model import Role
from holdfire.casework import repo as casework
from holdfire.linking import repo as linking
from holdfire.reports import repo as reports
from holdfire.reports.extract import BODIES
from holdfire.web.app import create
from people import browser, copy, enrol, token

ACCOUNTS = {
    "kellan-desk": (Role.LIAISON, "kellan", (), ()),
    "intake-care": (Role.PROTECTION, "intake", (), ()),
    "other-care": (Role.PROTECTION, "field-team", (), ()),
    "ridge-duty": (Role.PARTY, "ridge-movement", (), ()),
    "ridge-watch": (Role.OBSERVER, "harbour-archive", ("ridge-movement",), ()),
    "north-team": (Role.MONITOR, "field-team", (), ("north",)),
    "reader": (Role.PUBLIC, "harbour-archive", (), ()),
}


@pytest.fixture(scope="module")
def book(exercise_book, tmp_path_factory):
    made = copy(exercise_book, tmp_path_factory.mktemp("reach"))
    for name, (role, actor, parties, zones) in ACCOUNTS.items():
        enrol(made, name, role, actor, parties=parties, zones=zones)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def ask(book):
    """Search as an account: the page."""
    app = create({"exercise": book})
    there = {name: browser(app, token(book, name)) for name in ACCOUNTS}
    return lambda name, **given: there[name].get("/exercise/search", params=given)


@pytest.fixture(scope="module")
def filed(book):
    with book.reading() as connection:
        return [f for f in reports.page(connection, limit=1000) if f.report.words]


def found(page):
    """What a page lists: {kind: ids}, and how many it says that there are."""
    assert page.status_code == 200
    links = re.findall(r'<a href="/exercise/(reports|incidents|cases|agreement)/([\w-]+)', page.text)
    return {(kind, name) for kind, name in links if kind != "agreement"}, int(
        re.search(r"Found: (\d+)", page.text)[1]
    )


def rare(filed):
    """A word of a report's own that no extract of any report says, with the report."""
    said = " ".join(
        str(f.report.claim) + (f.report.source if f.report.source_type in BODIES else "") for f in filed
    )
    for f in filed:
        for word in re.findall(r"[a-z]{7,}", f.report.words):
            if word not in said.lower() and f.report.source_type not in BODIES:
                return word, f
    raise AssertionError


def test_a_word_of_a_witness_is_found_by_its_intake_alone(ask, filed):
    word, report = rare(filed)
    for name in ("kellan-desk", "other-care", "north-team"):
        page = ask(name, q=word, kind="report")
        assert found(page) == (set(), 0), name
    page = ask("intake-care", q=word, kind="report")
    assert ("reports", str(report.entry)) in found(page)[0]
    assert f"<mark>{word}</mark>" in page.text


def test_a_source_that_may_be_a_person_is_not_found_by_name(ask, filed):
    hidden = next(f.report.source for f in filed if f.report.source_type not in BODIES)
    wire = next(f.report.source for f in filed if f.report.source_type in BODIES)
    assert found(ask("kellan-desk", q=f'"{hidden}"', kind="report")) == (set(), 0)
    assert found(ask("intake-care", q=f'"{hidden}"', kind="report"))[1] > 0
    page = ask("kellan-desk", q=f'"{wire}"', kind="report")
    assert found(page)[1] > 0


def test_a_list_of_reports_shows_no_words_of_theirs(ask, filed):
    page = ask("kellan-desk", kind="report")
    assert found(page)[1] >= 20
    for f in filed:
        assert f.report.words[:30] not in page.text
        if f.report.source_type not in BODIES:
            assert f.report.source not in page.text


def test_two_members_find_alike(ask):
    a, b = (ask(name, q="tarn").text for name in ("kellan-desk", "other-care"))
    assert found(ask("kellan-desk", q="tarn")) == found(ask("other-care", q="tarn"))
    assert (
        re.search(r'<ol class="hits.*?</ol>', a, re.DOTALL)[0]
        == re.search(r'<ol class="hits.*?</ol>', b, re.DOTALL)[0]
    )


@pytest.mark.parametrize("name", ["ridge-duty", "ridge-watch"])
def test_a_party_finds_the_cases_of_its_side_alone(ask, book, name):
    with book.reading() as connection:
        all_cases = {b.case for b in casework.briefs(connection)}
    own = {
        case for kind, case in found(ask(name, kind="case"))[0] if kind == "cases" and case.startswith("c")
    }
    assert own
    assert own < all_cases
    page = ask(name, kind="case")
    assert found(page)[1] == len(found(page)[0])


def test_a_party_officer_finds_no_report_and_no_incident(ask):
    for kind in ("report", "incident"):
        assert found(ask("ridge-duty", kind=kind)) == (set(), 0)
    page = ask("ridge-duty", q="tarn").text
    assert '<option value="report"' not in page
    assert '<option value="case"' in page


def test_who_sees_the_cases_of_a_party_finds_no_incident_by_the_outcome_of_others(ask):
    assert found(ask("kellan-desk", kind="incident", status="violation"))[1] > 0
    assert found(ask("ridge-watch", kind="incident", status="violation")) == (set(), 0)
    assert found(ask("ridge-watch", kind="incident"))[1] > 0


def test_a_zones_team_finds_what_lies_in_it(ask, book):
    with book.reading() as connection:
        north = [i for i in linking.incidents(connection) if i.within == "North Shore"]
    got = found(ask("north-team", kind="incident"))
    assert got == ({("incidents", i.id) for i in north}, len(north))
    reports_found, total = found(ask("north-team", kind="report"))
    assert total == sum(len(i.reports) for i in north)
    assert {int(e) for _, e in reports_found} <= {e for i in north for e in i.reports}


def test_the_public_has_no_search(ask):
    assert ask("reader", q="tarn").status_code == 404
