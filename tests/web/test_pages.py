"""What each page says, in both example books."""

import re
from html import unescape

import pytest

SYRIA = {
    "": ["Nationwide ceasefire in Syria", "Day by day", "no assessments", "left open by the texts"],
    "map": ["circle: the true place may lie anywhere in it", "no outline was published", "Country outlines"],
    "reports": ["195 reports", "Page 1 of 4", "carrying"],
    "reports/5": ["How its place was found", "Confidence 94 of 100", "Leaf hash", "UCDP GED"],
    "reports/220": ["What was read out of the page", "No line was left out", "Nobody has coded a claim"],
    "incidents": ["103 incidents, earliest first", "no assessments", "within 25 km"],
    "incidents/i187": ["reported by 2 origins", "Probability", "No person has judged them yet", "stands"],
    "cases": ["nobody has alleged a violation", "Holdfire makes no finding about real events by itself"],
    "tallies": [
        "One count for two sides",
        "Broken down only in part",
        "Headline and body differ",
        "Verdict in one direction only",
        "20 not confirmed",
        "Inside Syria Media Center",
    ],
    "agreement": [
        "S/2016/1133",
        "To whom it was presented",
        "text unknown",
        "in force",
        "nationwide truce",
        "de-escalation area",
        "detainee exchange",
        "said not to have been received",
        "not presented to it, as is said",
        "Reservations by clause",
    ],
    "agreement/terms": ["Acts that break it", "not settled by the texts", "Clocks"],
    "agreement/actors": ["guarantor", "Answered for by", "Russian Federation"],
    "agreement/positions": [
        "withholds",
        "not presented",
        "Talks",
        "Moscow",
        "as others say",
        "by its own mouth",
    ],
    "agreement/conditions": [
        "The talks begin on 23 January if the ceasefire is kept.",
        "not set on this day",
        "nobody has said so far whether it is so",
        "Positions not known from the actor’s own mouth",
        "would lapse, and renews itself",
    ],
    "agreement/findings": ["no-definition", "nothing says which acts break"],
    "bulletins": ["13 bulletins", "bulletin-4", "HTML", "CSV"],
    "record": ["Fingerprint of entry 0", "holdfire check BOOK --expect", "held by the host"],
    "record/check": [
        "This server has not checked this record since it was started.",
        "Check the whole record now",
        "holdfire check BOOK",
    ],
    "record/0": ["entry 0: what this log is", "Open fields", "agreement"],
}
EXERCISE = {
    "": ["EXERCISE (invented)", "The Marenna truce", "all members agree"],
    "map": ["contested", "The Ashbeds", "none: all parties agreed"],
    "cases": [
        "15 allegations",
        "2 alerts",
        "began again within 24 hours",
        "withdrawn",
        "contested",
        "not established",
    ],
    "due": ["Clocks are read as at 23 March 2031", "everybody", "overdue", "began again within 24 hours"],
    "due?who=kellan": ["any member"],
    "reports/80": ['lang="ar"', 'dir="auto"'],
    "agreement?day=2031-03-10": [
        "receipt acknowledged",
        "receipt not known",
        "ended by its acceptance of 10 March 2031",
        "accounts differ on whether it was presented",
    ],
    "agreement/conditions?day=2031-03-10": [
        "4 incidents reported (serious or graver) in: Middle Ridge, from 2031-03-04 to 2031-03-10, more than 1",
        "2 violations determined, accused: Shore Army",
        "Joint Field Team on 2031-03-09: Cask Hill is empty.",
        "Fell Band has not said it itself; others did",
        "the contrary is asked for",
        "lapses unless it is renewed by agreement before",
    ],
    "agreement/conditions?day=2031-03-05": ["not set on this day"],
    "tallies": ["0", "–", "not given"],
}


def text_of(response):
    return unescape(response.text)


@pytest.mark.parametrize("path", SYRIA)
def test_a_page_of_the_real_book_says_what_it_should(client, path):
    response = client.get(f"/syria-2016/{path}")
    assert response.status_code == 200
    assert "EXERCISE (invented)" not in response.text
    for words in SYRIA[path]:
        assert words in text_of(response)


@pytest.mark.parametrize("path", EXERCISE)
def test_a_page_of_the_exercise_says_what_it_should(client, path):
    response = client.get(f"/exercise/{path}")
    assert response.status_code == 200
    for words in EXERCISE[path]:
        assert words in text_of(response)


def test_the_front_page_lists_every_book_and_marks_the_exercise(client):
    page = client.get("/").text
    for slug in ("syria-2016", "exercise"):
        assert f'href="/{slug}/"' in page
    assert "EXERCISE (invented)" in page


def case_with(client, outcome):
    rows = re.findall(
        r'<tr><th scope="row"><a href="/exercise/cases/(c\d+)">.*?</tr>',
        client.get("/exercise/cases").text,
        re.DOTALL,
    )
    pages = [client.get(f"/exercise/cases/{case}") for case in rows]
    return next(text_of(p) for p in pages if f"</svg> <b>{outcome}" in p.text)


def test_a_contested_case_names_its_question_and_keeps_the_dissents(client):
    page = case_with(client, "contested")
    assert "In dispute or open: Does an exemption apply?" in page
    assert "the outcome hangs on this" in page
    assert "Dissents, kept for good" in page
    assert "Both dead were of the Ash Company." in page
    for member in ("Kellan", "Dorvia", "Office of the Isles Envoy"):
        assert member in page
    assert "Every act in this case was signed with a key that its owner holds" in page


def test_a_case_shows_its_clocks(client):
    page = case_with(client, "violation")
    assert "done in time" in page
    assert "done late" in page


LEFT = "at=|lang=|^/syria|/act/[a-z-]+$|/judge$|/desk/[a-z]+$"
"""Addresses that the walk leaves out: other views of a page, another book, and what only takes forms."""


def test_every_link_of_the_exercise_leads_somewhere_and_every_page_says_that_it_is_one(client):
    seen, waiting = set(), {"/exercise/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path)
        assert response.status_code == 200, path
        if "text/html" not in response.headers["content-type"]:
            continue
        assert "EXERCISE" in response.text, path
        found = {
            unescape(h).split("#")[0] for h in re.findall(r'(?:href|src|action)="(/[^"]*)"', response.text)
        }
        waiting |= {h for h in found if h not in seen and not re.search(LEFT, h)}
    assert len(seen) > 250


def test_a_published_file_comes_byte_for_byte_with_its_digest(client, books):
    entry = re.search(r"/exercise/bulletins/(\d+)/bulletin.html", client.get("/exercise/bulletins").text)[1]
    page = client.get(f"/exercise/bulletins/{entry}/bulletin.html")
    assert page.headers["repr-digest"].startswith("sha-256=:")
    assert "EXERCISE" in page.text
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "style-src 'sha256-" in policy
    table = client.get(f"/exercise/bulletins/{entry}/bulletin.csv")
    assert table.text.startswith("section,area,item,status,unit,value")


def test_the_past_is_shown_under_a_banner_and_links_stay_in_it(client):
    now, then = client.get("/syria-2016/reports"), client.get("/syria-2016/reports?at=100")
    assert "195 reports" in now.text
    assert "The past: the record as it was at 100 entries" not in now.text
    assert "The past: the record as it was at 100 entries" in then.text
    assert "99 reports" in then.text
    assert all("at=100" in h for h in re.findall(r'href="(/syria-2016/reports/\d+[^"]*)"', then.text))
    assert client.get("/syria-2016/incidents?at=100").text.count("<tr><th") == 0


def test_a_case_of_the_past_has_no_determination_yet(client):
    page = client.get("/exercise/cases?at=100").text.split("<tbody>")[-1]
    assert "assessed by" in page or "no assessments" in page
    assert "contested" not in page


def test_the_map_data_are_points_with_their_precision_and_status(client):
    data = client.get("/exercise/incidents.geojson").json()
    assert data["record_size"] == client.get("/exercise/zones.geojson").json()["record_size"]
    assert len(data["features"]) == 25
    one = data["features"][0]
    assert one["geometry"]["type"] == "Point"
    assert {"status", "radius_km", "first_day", "last_day", "origins", "url"} <= one["properties"].keys()
    assert {"violation", "contested", "none"} <= {f["properties"]["status"] for f in data["features"]}


def test_the_map_data_of_some_days_are_those_that_touch_them(client):
    data = client.get("/exercise/incidents.geojson?from=2031-03-02&to=2031-03-02").json()
    assert data["features"]
    assert all(
        f["properties"]["first_day"] <= "2031-03-02" <= f["properties"]["last_day"] for f in data["features"]
    )


def test_real_incidents_stop_at_no_assessments(client):
    data = client.get("/syria-2016/incidents.geojson").json()
    assert {f["properties"]["status"] for f in data["features"]} == {"none"}


def test_zones_say_who_agreed_to_them(client):
    zones = client.get("/exercise/zones.geojson").json()["features"]
    assert all(z["properties"]["agreed"] and "Kellan" in z["properties"]["agreed_by"] for z in zones)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nowhere/", 404, "book-missing"),
        ("/syria-2016/incidents/i99999", 404, "incident-missing"),
        ("/syria-2016/cases/c1", 404, "case-missing"),
        ("/syria-2016/reports/99999", 404, "report-missing"),
        ("/syria-2016/reports/0", 404, "report-missing"),
        ("/syria-2016/record/99999", 404, "entry-missing"),
        ("/syria-2016/bulletins/1", 404, "bulletin-missing"),
        ("/syria-2016/no/such/page", 404, "page-missing"),
        ("/syria-2016/reports/150?at=100", 404, "report-missing"),
        ("/syria-2016/?at=0", 400, "size-wrong"),
        ("/syria-2016/?at=99999", 400, "size-wrong"),
        ("/syria-2016/?at=yes", 400, "query-malformed"),
        ("/syria-2016/?day=yesterday", 400, "query-malformed"),
        ("/syria-2016/reports?page=0", 400, "query-malformed"),
        ("/syria-2016/map?from=2017-02-01&to=2017-01-01", 400, "days-reversed"),
    ],
)
def test_what_cannot_be_shown_says_so_in_plain_words_with_its_code(client, path, status, code):
    response = client.get(path)
    assert response.status_code == status
    assert "This cannot be shown" in response.text
    assert f"<code>{code}</code>" in response.text


def test_zero_and_no_data_look_different(client):
    page = client.get("/syria-2016/tallies").text
    day = page[page.index("23 January 2017") : page.index("22 January 2017")]
    assert '<td class="n"><b>0</b></td>' in day
    assert 'title="not given"' in day
