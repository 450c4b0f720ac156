"""A report's page: its words beside its reading, the spans lit, where it lies, its pictures."""

from __future__ import annotations

import html
import io
import re
import warnings

import pytest
from PIL import Image

from desk import row
from holdfire.accounts.model import Role
from holdfire.db.beside import Beside
from holdfire.evidence import repo
from holdfire.protection import keeping
from holdfire.web.app import create
from people import browser, enrol, token

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

WORDS = "EXERCISE. Shells on TARN; the Shore Army fired on the people of Tarn. <script>alert(1)</script>"
REPORT = 2


def reading(desk):
    return TestClient(create({"exercise": desk.book}), base_url="http://127.0.0.1")


def page(desk, entry=REPORT, **query):
    return reading(desk).get(f"/exercise/reports/{entry}", params=query).text


def marks(text):
    return re.findall(r'<mark>(.*?)<sup><a href="#slot-(\w+)">(\d)</a></sup></mark>', text)


@pytest.fixture
def told(file_desk):
    """A report, entry 2, of shells on Tarn by the Shore Army."""
    file_desk.take(row(0, text=WORDS, perpetrators=["shore-army"]))
    return file_desk


def test_names_of_what_was_coded_are_lit_with_the_number_of_their_slot(told):
    assert marks(page(told)) == [
        ("TARN", "where", "1"), ("Shore Army", "by", "2"), ("Tarn", "where", "1")
    ]  # fmt: skip
    assert 'id="slot-where">1</sup>' in page(told)
    assert page(told).count("Lit in the words") == 2


def test_what_has_no_span_says_so_and_none_is_made_up(told):
    text = page(told)
    assert text.count("No span: coded by the source.") == 3, "when, types, killed"
    told.take(row(1, text="EXERCISE. Nothing of it is named here.", place="Havel"))
    other = page(told, 4)
    assert "<mark>" not in other
    assert other.count("No span: coded by the source.") == 4


def test_marks_let_no_markup_through(told):
    text = page(told)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_whoever_reads_the_extract_sees_neither_words_nor_marks_nor_that_there_are_any(told):
    for name, role, actor in (("a", Role.LIAISON, "kellan"), ("b", Role.MONITOR, "intake")):
        enrol(told.book, name, role, actor)
    app = create({"exercise": told.book})
    theirs, ours = (
        browser(app, token(told.book, n)).get(f"/exercise/reports/{REPORT}").text for n in ("a", "b")
    )
    assert "<mark>" in ours
    for absent in ("<mark>", "slot-", "No span", "Lit in the words", "TARN"):
        assert absent not in theirs
    assert '<section aria-labelledby="claim-h">' in theirs


def test_a_place_stands_in_the_grid_no_finer_than_it_is_known(told):
    assert "<code>25R GP 874 247</code>" in page(told)
    assert 'class="may"' in page(told), "its radius is drawn as an area"
    told.take(row(1, radius_km=None))
    assert "<code>25R GP 87 24</code>" in page(told, 4)
    assert "Its precision is not stated, so no area is drawn." in page(told, 4)


def test_which_way_it_lies_from_places_that_this_book_knows(told):
    told.take(
        row(1, lon=None, lat=None, radius_km=None, place="Oxbow Bridge"),
        row(2, lon=None, lat=None, radius_km=None, place="Havel", within="North Shore"),
    )
    told.locate()
    text = html.unescape(re.sub("<[^>]*>", " ", page(told)))
    assert re.search(r"Oxbow Bridge\s*,\s*Middle Ridge\s+41°\s+northeast\s+2\.2 km", text)
    assert re.search(r"Havel\s*,\s*North Shore\s+164°\s+south-southeast\s+28 km", text)


def test_what_is_nearer_than_its_radius_has_no_bearing(told):
    told.take(row(1, lon=None, lat=None, radius_km=None))
    told.locate()
    assert "on any side: nearer than the radius" in page(told)


def test_a_team_that_sees_a_zone_is_not_told_what_places_others_named(told):
    told.take(row(1, lon=None, lat=None, radius_km=None, place="Oxbow Bridge"))
    told.locate()
    told.link()
    enrol(told.book, "zoned", Role.MONITOR, "field-team", zones=("middle",))
    client = browser(create({"exercise": told.book}), token(told.book, "zoned"))
    text = client.get(f"/exercise/reports/{REPORT}").text
    assert "Military grid (MGRS)" in text
    assert "Oxbow Bridge" not in text


def test_a_member_reads_the_grid_at_members_precision(told):
    enrol(told.book, "a", Role.LIAISON, "kellan")
    client = browser(create({"exercise": told.book}), token(told.book, "a"))
    assert "<code>25R GP 87 24</code>" in client.get(f"/exercise/reports/{REPORT}").text


def test_where_a_place_is_not_accepted_its_candidates_are_on_the_sketch(told):
    told.take(row(1, lon=None, lat=None, radius_km=None, place="Ternn", within="Middle Ridge"))
    told.locate()
    with told.book.reading() as connection:
        from holdfire.places import repo as places

        found = places.locations_of(connection, [4])
    text = page(told, 4)
    for location in found.values():
        assert text.count('class="candidate"') == len(location.candidates) > 0
        assert ("No place was accepted" in text) is (location.lon is None)


def test_a_report_in_no_incident_is_not_published(told):
    assert "nothing of it is published" in page(told)
    told.link()
    text = html.unescape(page(told))
    assert "The agreement lets places be published to 5 km." in text
    assert "the agreed delay is 2 days" in text
    assert "that has passed" in text


def test_before_the_delay_is_over_it_is_withheld(file_desk):
    at = {"start": "2031-03-19T22:00:00-02:00", "end": "2031-03-19T23:00:00-02:00"}
    file_desk.take(row(0, published="2031-03-19T23:30:00-02:00", **at))
    file_desk.link()
    assert "withheld until then" in page(file_desk)


@pytest.fixture
def pictured(told):
    """The report came with a picture and with a file of a type that is not known."""
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 200)).save(out, "JPEG")
    store = Beside(told.folder.parent / "test.evidence")
    for data in (out.getvalue(), bytes(range(256))):
        keeping.add(told.book, store, told.intake_key, REPORT, data, name="x", words="")
    with told.book.reading() as connection:
        return told, [i.entry for i in repo.items(connection, REPORT)]


def steps(desk, file):
    with desk.book.reading() as connection:
        return [c.step for c in repo.history(connection, file)]


def test_a_picture_is_shown_when_asked_for_as_its_working_copy_and_each_viewing_is_an_entry(pictured):
    desk, (picture, unknown) = pictured
    first = page(desk)
    assert "<img" not in first
    assert f"picture={picture}#file-{picture}" in first
    assert f"picture={unknown}" not in first
    shown = page(desk, picture=picture)
    (source,) = re.findall(r'<img class="picture" src="([^"]+)"', shown)
    assert source == f"/exercise/reports/{REPORT}/files/{picture}"
    assert f'alt="Working copy of the picture of entry {picture}, which came with report {REPORT}.' in shown
    assert steps(desk, picture) == ["copied"], "the page alone shows nothing"
    given = reading(desk).get(source, headers={"sec-fetch-dest": "image", "sec-fetch-site": "same-origin"})
    assert given.headers["content-type"] == "image/jpeg"
    assert steps(desk, picture) == ["copied", "viewed"]


@pytest.mark.parametrize("wanted", ["-1", "99999999999999999999", "3"])
def test_a_picture_that_is_not_there_is_not_shown(pictured, wanted):
    desk, _ = pictured
    assert "<img" not in page(desk, picture=wanted)


def test_whoever_does_not_read_the_words_sees_no_picture(pictured):
    desk, (picture, _) = pictured
    enrol(desk.book, "a", Role.LIAISON, "kellan")
    client = browser(create({"exercise": desk.book}), token(desk.book, "a"))
    assert "<img" not in client.get(f"/exercise/reports/{REPORT}?picture={picture}").text
