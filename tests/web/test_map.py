"""The map: what it says of incidents in columns, its filters, its table, its chart; the same for every right to see."""

import datetime as dt
import json
import re
import struct
from array import array

import pytest

from holdfire.accounts.model import Role
from holdfire.casework.status import STATUSES
from holdfire.web.app import create
from holdfire.web.plot import COLUMNS, DEGREE, EPOCH, UNKNOWN
from people import browser, copy, enrol, token


def columns(answer):
    """Read `map/plot` as a browser does."""
    data = answer.content
    (length,) = struct.unpack_from("<I", data)
    head = json.loads(data[4 : 4 + length])
    assert (4 + length) % 4 == 0
    assert tuple(head["columns"]) == COLUMNS
    assert tuple(head["statuses"]) == STATUSES
    at, found = 4 + length, {}
    for name in COLUMNS:
        found[name] = list(array("i", data[at : at + 4 * head["n"]]))
        at += 4 * head["n"]
    found["status"] = [STATUSES[n] for n in data[at:]]
    assert len(found["status"]) == head["n"]
    return head, found


def features(client, book, query=""):
    return client.get(f"/{book}/incidents.geojson{query}").json()["features"]


@pytest.mark.parametrize("book", ["exercise", "syria-2016"])
def test_the_columns_say_what_the_geojson_says(client, book):
    _, plot = columns(client.get(f"/{book}/map/plot"))
    told = sorted(
        (f["properties"]["first_day"], f["properties"]["last_day"], f["properties"]["status"],
         *(round(x * DEGREE) for x in f["geometry"]["coordinates"]))
        for f in features(client, book) if f["properties"]["first_day"]
    )  # fmt: skip
    rows = zip(*(plot[c] for c in ("first", "last", "status", "lon", "lat")), strict=True)
    day = lambda n: (EPOCH + dt.timedelta(n)).isoformat()  # noqa: E731
    placed = sorted((day(r[0]), day(r[1]), *r[2:]) for r in rows if UNKNOWN not in (r[0], r[3]))
    assert placed == told


def test_the_columns_are_sent_once_and_then_not_again(client):
    first = client.get("/exercise/map/plot")
    assert first.headers["content-encoding"] == "gzip"
    again = client.get("/exercise/map/plot", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get("/exercise/map/plot", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content


def test_the_past_has_its_own_columns(client):
    then, _ = columns(client.get("/exercise/map/plot?at=20"))
    now, _ = columns(client.get("/exercise/map/plot"))
    assert then["n"] < now["n"]
    assert then["size"] == 20


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        ("type=A1", lambda p: "A1" in p["types"]),
        ("status=violation", lambda p: p["status"] == "violation"),
        (
            "from=2031-03-02&to=2031-03-02",
            lambda p: p["first_day"] <= "2031-03-02" <= p["last_day"],
        ),
    ],
)
def test_a_filter_keeps_what_it_says_and_nothing_else(client, query, keeps):
    head, plot = columns(client.get(f"/exercise/map/plot?{query}"))
    wanted = [f for f in features(client, "exercise") if keeps(f["properties"])]
    assert len([x for x in plot["lon"] if x != UNKNOWN]) == len(wanted) > 0
    assert f'<b id="total">{head["n"]}</b>' in client.get(f"/exercise/map?{query}").text


def test_a_term_and_a_party_are_found_by_the_allegations_about_an_incident(client, books):
    from holdfire.casework import repo
    from holdfire.linking import repo as linking

    with books["exercise"].reading() as connection:
        briefs = [b for b in repo.briefs(connection) if b.state != "withdrawn" and b.incident]
        found = linking.incidents(connection)
    one = briefs[0]
    about = {i.id for i in found if i.id in {b.incident for b in briefs if b.term == one.term}}
    head, _ = columns(client.get(f"/exercise/map/plot?term={one.term}"))
    assert head["n"] == len(about) > 0
    accused = {b.incident for b in briefs if b.accused == one.accused}
    named = {i.id for i in found if i.id in accused or one.accused in i.actors}
    head, _ = columns(client.get(f"/exercise/map/plot?party={one.accused}"))
    assert head["n"] == len(named) > 0


@pytest.mark.parametrize(
    ("query", "status"),
    [("type=nonsense", 400), ("status=nonsense", 400), ("term=nonsense", 400), ("party=nobody-here", 404),
     ("from=2031-03-02&to=2031-03-01", 400), ("window=3", 400), ("day=someday", 400)],
)  # fmt: skip
def test_a_filter_that_cannot_be_meant_is_refused(client, query, status):
    assert client.get(f"/exercise/map?{query}").status_code == status


@pytest.mark.parametrize("path", ["map", "map/weeks", "incidents"])
def test_fields_of_the_form_that_are_left_empty_leave_it_open(client, path):
    assert client.get(f"/exercise/{path}?from=&to=&status=").status_code == 200


def test_the_table_is_cut_into_pages_that_carry_the_filters_on(client):
    first = client.get("/syria-2016/map?from=2016-12-30").text
    assert first.count('<tr><th scope="row"><a href="/syria-2016/incidents/') == 40
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert "page=2" in onward
    assert "from=2016-12-30" in onward
    rest = client.get("/syria-2016/map?from=2016-12-30&page=3").text
    assert 0 < rest.count('<tr><th scope="row"><a href="/syria-2016/incidents/') < 40


def test_a_day_of_the_slider_is_a_day_of_the_table_without_a_script(client):
    page = client.get("/exercise/map?day=2031-03-02&window=1").text
    wanted = features(client, "exercise", "?from=2031-03-02&to=2031-03-02")
    assert f'<b id="total">{len(wanted)}</b>' in page
    assert "Incidents of 2 March 2031" in page


def test_days_of_which_nobody_reported_are_hatched_and_those_without_a_match_have_a_line(client):
    page = client.get("/syria-2016/map").text
    assert 'class="silence"' in page
    assert "Coverage not known" in page
    some = client.get("/syria-2016/map?type=A5").text
    assert some.count("zero-line") > page.count("zero-line")
    assert some.count('class="silence"') == page.count('class="silence"')


def test_a_card_says_what_the_incident_page_says(client):
    cards = client.get("/exercise/map/cards?n=0&n=2").text
    links = re.findall(r'href="(/exercise/incidents/\w+)"', cards)
    assert len(links) == 2
    assert all(client.get(link).status_code == 200 for link in links)
    assert "<html" not in cards
    assert client.get("/exercise/map/cards?n=100000").status_code == 404
    assert client.get("/exercise/map/cards?n=-1").status_code == 404
    assert client.get("/exercise/map/cards").text.strip() == ""


def test_words_of_a_source_stay_words(client):
    for path in ("map", "map/weeks"):
        assert "<script>alert" not in client.get(f"/hostile/{path}").text


def test_each_week_has_a_map_and_its_counts_in_words(client):
    page = client.get("/exercise/map/weeks").text
    assert page.count('class="small-map"') == 3
    assert "1 March" not in page.split("<ol", 1)[0]
    assert "24 February 2031 – 2 March 2031" in page
    assert "10 no assessments" in " ".join(page.replace("\n", " ").split()).replace("</svg> ", "")
    assert "<script" not in page


def test_a_week_without_reports_is_hatched_and_one_without_a_match_is_not(client):
    page = client.get("/syria-2016/map/weeks?type=A1").text
    assert "None of what is asked for" in page
    assert 'fill="url(#hatch)"/>' in page  # in the legend
    assert "No report at all" not in page


@pytest.fixture(scope="module")
def book(exercise_book, tmp_path_factory):
    made = copy(exercise_book, tmp_path_factory.mktemp("map"))
    enrol(made, "kellan-desk", Role.LIAISON)
    enrol(made, "north-team", Role.MONITOR, zones=("north",))
    enrol(made, "ridge-duty", Role.PARTY)
    enrol(made, "press", Role.PUBLIC)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def who(book):
    app = create({"exercise": book})
    return lambda name: browser(app, token(book, name))


def test_members_see_places_at_their_precision_alone(who):
    _, plot = columns(who("kellan-desk").get("/exercise/map/plot"))
    placed = [n for n, x in enumerate(plot["lon"]) if x != UNKNOWN]
    assert placed
    for n in placed:
        assert plot["lon"][n] % (DEGREE // 100) == plot["lat"][n] % (DEGREE // 100) == 0
        assert plot["radius"][n] == UNKNOWN or plot["radius"][n] >= 1000


def test_a_team_has_its_zone_on_the_map_and_no_other_even_after_another_visitor(who):
    every, _ = columns(who("kellan-desk").get("/exercise/map/plot"))
    own, plot = columns(who("north-team").get("/exercise/map/plot"))
    assert 0 < own["n"] < every["n"]
    told = {f["properties"]["id"] for f in features(who("north-team"), "exercise")}
    assert len([x for x in plot["lon"] if x != UNKNOWN]) == len(told)
    listed = set(re.findall(r"/exercise/incidents/(i\w+)", who("north-team").get("/exercise/map").text))
    assert told <= listed
    assert len(listed) == own["n"]
    assert who("north-team").get(f"/exercise/map/cards?n={own['n']}").status_code == 404


@pytest.mark.parametrize("name", ["ridge-duty", "press"])
@pytest.mark.parametrize("path", ["map", "map/plot", "map/cards?n=0", "map/weeks"])
def test_who_reads_no_incidents_has_no_map(who, name, path):
    assert who(name).get(f"/exercise/{path}").status_code == 404
