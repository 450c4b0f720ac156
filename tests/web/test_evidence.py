"""The files on a report's page: custody for all, the working copy only where its viewing can be entered."""

from __future__ import annotations

import io
import warnings

import pytest
from PIL import Image

from desk import row
from holdfire.book import Book
from holdfire.db.beside import Beside
from holdfire.evidence import repo
from holdfire.protection import keeping
from holdfire.web.app import create

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

MAKER = "Somebody Invented"
REPORT, FILE, UNKNOWN = 2, 4, 6


@pytest.fixture
def office(file_desk):
    """A desk with a report that came with a photograph and with a file of a type that is not known."""
    file_desk.take(row(0))
    exif = Image.Exif()
    exif[0x013B] = MAKER
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 200)).save(out, "JPEG", exif=exif)
    store = Beside(file_desk.folder.parent / "test.evidence")
    for data, name in ((out.getvalue(), f"{MAKER}.jpg"), (bytes(range(256)), "x")):
        keeping.add(file_desk.book, store, file_desk.intake_key, REPORT, data, name=name, words="")
    return file_desk


def client(book):
    return TestClient(create({"a": book}), base_url="http://127.0.0.1:8016")


def steps(desk):
    with desk.book.reading() as connection:
        return [(c.step, c.what, c.to) for c in repo.history(connection, FILE)]


def test_the_page_lists_each_file_with_its_custody(office):
    text = client(office.book).get(f"/a/reports/{REPORT}").text
    assert "Files that came with it" in text
    assert "File of entry 4" in text
    assert "working copy made" in text
    assert "<code>exif</code>" in text
    assert "It has no working copy here, so nothing of it is shown." in text
    assert MAKER not in text, "a file's own name can name its maker"


def test_a_report_without_files_has_no_such_part(office):
    office.take(row(1))
    assert "Files that came with it" not in client(office.book).get("/a/reports/7").text


def test_the_working_copy_is_given_to_save_and_that_is_an_entry(office):
    given = client(office.book).get(f"/a/reports/{REPORT}/files/{FILE}")
    assert given.status_code == 200
    assert given.headers["content-type"] == "image/jpeg"
    assert given.headers["content-disposition"] == 'attachment; filename="file-4.jpg"'
    assert given.headers["cache-control"] == "no-store"
    assert MAKER.encode() not in given.content
    assert steps(office)[-1] == ("viewed", "working", "pages")
    assert "working copy viewed" in client(office.book).get(f"/a/reports/{REPORT}").text


def test_without_a_key_nothing_is_shown_and_nothing_is_entered(office):
    reading = client(Book(office.book.url))
    assert "These pages have no key to enter a viewing with" in reading.get(f"/a/reports/{REPORT}").text
    refused = reading.get(f"/a/reports/{REPORT}/files/{FILE}")
    assert refused.status_code == 403
    assert "viewing-unsigned" in refused.text
    assert [s for s, *_ in steps(office)] == ["copied"]


@pytest.mark.parametrize(
    ("path", "status"), [("2/files/6", 404), ("2/files/9", 404), ("7/files/4", 404), ("2/files/x", 400)]
)
def test_what_is_not_there_is_not_there(office, path, status):
    assert client(office.book).get(f"/a/reports/{path}").status_code == status


def test_a_look_at_a_page_before_a_cut_off_does_not_show_what_came_later(office):
    assert "Files that came with it" not in client(office.book).get(f"/a/reports/{REPORT}?at=4").text


def test_another_page_cannot_have_a_viewing_entered(office):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    given = client(office.book).get(f"/a/reports/{REPORT}/files/{FILE}", headers=headers)
    assert given.status_code == 403
    assert [s for s, *_ in steps(office)] == ["copied"]
