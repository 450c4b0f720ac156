"""What of reports and cases an account reads: the same extract for every member, compartments for the others."""

import re
from html import escape

import pytest

from desk import AGREEMENT
from holdfire.accounts.model import Role
from holdfire.book import Book
from holdfire.casework import repo as casework
from holdfire.linking import repo as linking
from holdfire.record.encoding import sha256_hex
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role as Key
from holdfire.reports import entries
from holdfire.reports import repo as reports
from holdfire.reports.model import Claim, Report, Spot
from holdfire.web import seen
from holdfire.web.app import create
from people import browser, copy, enrol, token

ACCOUNTS = {
    "kellan-desk": (Role.LIAISON, "kellan", (), ()),
    "dorvia-desk": (Role.LIAISON, "dorvia", (), ()),
    "envoy-chair": (Role.CHAIR, "isles-envoy", (), ()),
    "intake-care": (Role.PROTECTION, "intake", (), ()),
    "intake-desk": (Role.MONITOR, "intake", (), ()),
    "intake-chair": (Role.CHAIR, "intake", (), ()),
    "other-care": (Role.PROTECTION, "field-team", (), ()),
    "shore-duty": (Role.PARTY, "shore-army", (), ()),
    "ridge-duty": (Role.PARTY, "ridge-movement", (), ()),
    "ash-duty": (Role.PARTY, "ash-company", (), ()),
    "north-team": (Role.MONITOR, "field-team", (), ("north",)),
    "strip-team": (Role.ANALYST, "field-team", (), ("tarn-strip",)),
}


@pytest.fixture(scope="module")
def book(exercise_book, tmp_path_factory):
    made = copy(exercise_book, tmp_path_factory.mktemp("extract"))
    for name, (role, actor, parties, zones) in ACCOUNTS.items():
        enrol(made, name, role, actor, parties=parties, zones=zones)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def app(book):
    return create({"exercise": book})


@pytest.fixture(scope="module")
def who(app, book):
    """Give the browser in which an account is logged in."""
    return lambda name: browser(app, token(book, name))


@pytest.fixture(scope="module")
def filed(book):
    """Every report, by entry."""
    with book.reading() as connection:
        return {f.entry: f.report for f in reports.page(connection, limit=1000)}


def plain(page, name):
    return page.replace(name, "X")


def test_two_guarantors_officers_read_every_report_page_alike_to_the_byte(who, filed):
    kellan, dorvia = who("kellan-desk"), who("dorvia-desk")
    for entry in filed:
        ours, theirs = (c.get(f"/exercise/reports/{entry}").text for c in (kellan, dorvia))
        assert plain(ours, "kellan-desk") == plain(theirs, "dorvia-desk"), entry
        assert "with the intake" in ours


@pytest.mark.parametrize(
    "path", ["reports", "reports?page=2", "incidents", "incidents/i2", "map", "incidents.geojson", "cases",
             "cases/c101", "record/5", "record/20", "tallies", ""]
)  # fmt: skip
def test_they_read_every_other_page_alike_too(who, path):
    """But for what each of them can do next."""
    ours, theirs = (
        re.sub(
            '<section class="next".*?</section>', "", who(n).get(f"/exercise/{path}").text, flags=re.DOTALL
        )
        for n in ("kellan-desk", "dorvia-desk")
    )
    assert plain(ours, "kellan-desk") == plain(theirs, "dorvia-desk")


def words_of(report):
    return [w[:40] for w in (report.title, report.words) if w]


def bare(text):
    """A page without the marks that stand in a report's words."""
    return re.sub("<sup>.*?</sup>|</?mark>", "", text)


def shown(client, entry):
    return [bare(client.get(f"/exercise/{page}/{entry}").text) for page in ("reports", "record")]


@pytest.mark.parametrize("name", ["kellan-desk", "envoy-chair", "intake-chair", "other-care", "north-team"])
def test_nobodys_words_are_read_outside_the_intake(who, filed, name):
    client = who(name)
    pages = [
        client.get(f"/exercise/{p}").text
        for p in ("reports", "reports?page=2", "incidents/i2", "incidents/i4")
    ]
    for entry, report in filed.items():
        found = "".join([*shown(client, entry), *pages])
        for part in words_of(report):
            assert escape(part, quote=True).replace("&#x27;", "&#39;") not in found, entry
        assert report.original not in found


@pytest.mark.parametrize("name", ["intake-care", "intake-desk"])
def test_the_intake_that_received_them_reads_the_words(who, filed, name):
    client = who(name)
    entry = next(e for e, r in filed.items() if r.words and "'" not in r.words and '"' not in r.words)
    page, record = shown(client, entry)
    assert filed[entry].words[:40] in page
    assert filed[entry].words[:40] in record
    assert filed[entry].original in page


def test_a_source_is_named_where_its_kind_is_no_person(who, filed):
    client = who("kellan-desk")
    hotline = next(e for e, r in filed.items() if r.source_type == "hotline")
    wire = next(e for e, r in filed.items() if r.source_type == "agency")
    assert "Field hotline" not in "".join(shown(client, hotline))
    assert filed[wire].source in shown(client, wire)[0]
    listed = client.get("/exercise/reports").text
    assert "Isle Wire" in listed
    assert "Field hotline" not in listed + client.get("/exercise/reports?page=2").text


def test_asking_for_a_hidden_source_by_name_tells_nothing(who):
    client = who("kellan-desk")
    total = re.compile(r"\d+ reports, the newest")
    asked = [client.get(f"/exercise/reports?source={s}").text for s in ("Field hotline", "No such source")]
    assert total.search(asked[0])[0] == total.search(asked[1])[0]


def test_the_extract_keeps_facts_and_drops_what_could_name_somebody():
    claim = Claim(
        spot=Spot("Tarn", "North Shore", 30.12345, -29.98765, 0.05), types=("A1",), context="by the blue house",
        target="the mill of somebody", perpetrators=("ash-company",),
    )  # fmt: skip
    report = Report(sha256_hex(b"x"), "a person", "witness", "7", "another person", "d", "http://a", "c", 5,
                    "ar", "text/plain", "title", "words", claim)  # fmt: skip
    got = seen.extract(reports.Filed(9, 9, 1, (), 0, report)).report
    assert got.claim == Claim(
        spot=Spot("Tarn", "North Shore", 30.12, -29.99, 1.0), types=("A1",), perpetrators=("ash-company",)
    )
    assert (got.published, got.language, got.media_type, got.source_type) == (
        5,
        "ar",
        "text/plain",
        "witness",
    )
    hidden = (
        got.original,
        got.source,
        got.source_id,
        got.origin,
        got.document,
        got.url,
        got.cited,
        got.title,
        got.words,
    )
    assert set(hidden) == {""}


def test_incidents_stand_on_the_map_at_members_precision(who):
    for feature in who("kellan-desk").get("/exercise/incidents.geojson").json()["features"]:
        assert all(round(x, 2) == x for x in feature["geometry"]["coordinates"])
        assert feature["properties"]["radius_km"] >= 1


def cases_of(client):
    return set(re.findall(r'href="/exercise/cases/(\w+)"', client.get("/exercise/cases").text))


@pytest.fixture(scope="module")
def all_cases(book):
    with book.reading() as connection:
        found = casework.briefs(connection)
        return {
            b.case: {x for c in found if c.case == b.case for x in (c.claimant, c.accused)} for b in found
        }


SHORE = {"shore-army", "shore-government", "kellan"}
RIDGE = {"ridge-movement", "fell-band", "dorvia"}


@pytest.mark.parametrize(
    ("name", "side"), [("shore-duty", SHORE), ("ridge-duty", RIDGE), ("ash-duty", {"ash-company"})]
)
def test_a_party_officer_sees_the_cases_of_its_side_and_no_other(who, all_cases, name, side):
    client = who(name)
    own = {case for case, actors in all_cases.items() if actors & side}
    assert {c for c in cases_of(client) if c.startswith("c")} == own
    for case in all_cases:
        assert client.get(f"/exercise/cases/{case}").status_code == (200 if case in own else 404), case


@pytest.mark.parametrize("name", ["ridge-duty", "ash-duty", "north-team"])
def test_no_list_filter_count_or_page_shows_a_case_that_is_hidden(who, name):
    client = who(name)
    own = cases_of(client)
    for asked in (
        "cases?turn=kellan",
        "cases?actor=shore-army",
        "cases?status=contested&page=2",
        "due",
        "due?who=kellan",
        "due?state=overdue&page=9",
        "alerts",
        "alerts?state=open",
    ):
        page = client.get(f"/exercise/{asked}").text
        assert set(re.findall(r'href="/exercise/cases/(\w+)"', page)) <= own, asked
    total = int(re.search(r"(\d+) allegations", client.get("/exercise/cases").text + "0 allegations")[1])
    assert total >= len({c for c in own if c.startswith("c")})
    assert total < 15


def test_a_case_that_is_hidden_and_one_that_there_is_not_look_alike(who, all_cases):
    client = who("ridge-duty")
    hidden = next(c for c, actors in all_cases.items() if not actors & RIDGE)
    there, not_there = (client.get(f"/exercise/cases/{c}").text for c in (hidden, "c9999"))
    assert there.replace(hidden, "X") == not_there.replace("c9999", "X")
    assert "case-missing" in there


def test_alerts_go_to_those_whom_they_concern(who):
    assert {c for c in cases_of(who("ridge-duty")) if c.startswith("a")} == {"a105", "a94"}
    assert {c for c in cases_of(who("shore-duty")) if c.startswith("a")} == {"a105", "a94"}
    assert cases_of(who("ash-duty")) == set()
    assert who("ash-duty").get("/exercise/cases/a94").status_code == 404


def test_a_party_officer_finds_no_way_round_to_reports_and_incidents(who):
    client = who("ridge-duty")
    for path in (
        "reports",
        "reports/5",
        "incidents",
        "incidents/i8",
        "incidents.geojson",
        "map",
        "record/101",
        "",
    ):
        assert client.get(f"/exercise/{path}").status_code == 404, path
    page = client.get("/exercise/cases/c101").text
    assert 'href="/exercise/incidents' not in page
    assert 'href="/exercise/record/' not in page
    assert "allegation" not in client.get("/exercise/record").text


def test_a_zone_is_all_that_its_team_sees(who, book):
    client = who("north-team")
    with book.reading() as connection:
        found = linking.incidents(connection)
    north = {i.id for i in found if i.within == "North Shore"}
    assert 0 < len(north) < len(found)
    listed = client.get("/exercise/incidents").text
    assert set(re.findall(r'href="/exercise/incidents/(\w+)"', listed)) == north
    for i in found:
        assert client.get(f"/exercise/incidents/{i.id}").status_code == (200 if i.id in north else 404)
        for entry in i.reports:
            assert client.get(f"/exercise/reports/{entry}").status_code == (200 if i.id in north else 404)
    features = client.get("/exercise/incidents.geojson").json()["features"]
    assert {f["properties"]["id"] for f in features} <= north
    assert not [c for c in cases_of(client) if c.startswith("a")]


def test_a_zones_reports_are_counted_alone(who, book):
    with book.reading() as connection:
        n = sum(len(i.reports) for i in linking.incidents(connection) if i.within == "North Shore")
    assert f"{n} reports, the newest" in who("north-team").get("/exercise/reports").text


def test_an_outline_takes_in_what_lies_in_it_at_its_precision(who, book):
    listed = set(re.findall(r"incidents/(i\d+)\"", who("strip-team").get("/exercise/incidents").text))
    with book.reading() as connection:
        far = {i.id for i in linking.incidents(connection) if i.within == "South Plain"}
    assert listed
    assert not listed & far


def test_an_entry_of_a_case_out_of_sight_keeps_its_values_closed(who):
    page = who("north-team").get("/exercise/record/101").text
    assert "not shown to this account" in page
    assert "not shown to this account" not in who("kellan-desk").get("/exercise/record/101").text


def test_a_report_that_another_intake_received_is_an_extract_to_this_one(tmp_path):
    ring = KeyRing(tmp_path / "keys")
    ring.ensure(Key.INTAKE, "north-desk")
    made = Book.create(str(tmp_path / "two.book"), AGREEMENT, ring)
    for actor in ("north-desk", "intake"):
        report = Report(sha256_hex(actor.encode()), actor, "hotline", words=f"Words that {actor} heard.")
        made.submit(lambda _c, r=report: [entries.report(r)], ring.get(Key.INTAKE, actor))
    enrol(made, "north-care", Role.PROTECTION, "north-desk")
    client = browser(create({"exercise": made}), token(made, "north-care"))
    first, second = (client.get(f"/exercise/reports/{n}").text for n in (1, 2))
    assert "Words that north-desk heard." in first
    assert "Words that intake heard." not in second
    listed = client.get("/exercise/reports").text
    assert "Words that north-desk heard." in listed
    assert "Words that intake heard." not in listed
