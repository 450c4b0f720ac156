"""The files on a report's page: custody for all, the working copy only where its viewing can be entered."""

from __future__ import annotations

import io
import warnings

import pytest
from PIL import Image

from desk import row
from holdfire.accounts.model import Role
from holdfire.book import Book
from holdfire.db.beside import Beside
from holdfire.disclosing import entries as disclosing
from holdfire.disclosing.repo import openings
from holdfire.errors import Refused
from holdfire.evidence import repo
from holdfire.protection import keeping
from holdfire.record.keys import Role as Key
from holdfire.record.keys import new_key
from holdfire.reports import release
from holdfire.web.app import create
from people import browser, enrol, token

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


@pytest.fixture
def guarded(office):
    """The same desk with accounts: of the intake, of two members, and of protection officers."""
    for name, role, actor in (
        ("intake-desk", Role.MONITOR, "intake"),
        ("intake-care", Role.PROTECTION, "intake"),
        ("kellan-desk", Role.LIAISON, "kellan"),
        ("dorvia-desk", Role.LIAISON, "dorvia"),
    ):
        enrol(office.book, name, role, actor)
    app = create({"exercise": office.book})
    return lambda name: browser(app, token(office.book, name))


def test_whoever_reads_the_words_sees_the_files_and_nobody_else_does(office, guarded):
    ours, theirs = guarded("intake-desk"), guarded("kellan-desk")
    assert "File of entry 4" in ours.get(f"/exercise/reports/{REPORT}").text
    assert "Files that came with it" not in theirs.get(f"/exercise/reports/{REPORT}").text
    assert theirs.get(f"/exercise/reports/{REPORT}/files/{FILE}").status_code == 404
    assert [s for s, *_ in steps(office)] == ["copied"]
    assert ours.get(f"/exercise/reports/{REPORT}/files/{FILE}").status_code == 200
    assert steps(office)[-1] == ("viewed", "working", "intake-desk")


def test_the_record_tells_others_neither_a_files_name_nor_its_hash(office, guarded):
    with office.book.reading() as connection:
        original, made = repo.item(connection, FILE).sha256, repo.history(connection, FILE)[0].sha256
    for entry, word in ((FILE, MAKER), (FILE, original), (FILE + 1, made)):
        assert word in guarded("intake-desk").get(f"/exercise/record/{entry}").text
        assert word not in guarded("kellan-desk").get(f"/exercise/record/{entry}").text


def test_what_an_officer_releases_to_one_member_that_member_alone_reads(office, guarded):
    officer = new_key(Key.OFFICER, "red-society", "member")
    office.register(officer)

    def let(*fields):
        def build(c):
            now = office.book.clock()
            return [
                disclosing.draft(c, "release", REPORT, fields, ["kellan"], reason="A secret reason.", at=now)
            ]

        return office.book.submit(build, officer)[0].index

    said = "EXERCISE. Shelling, number 0."
    let("words")
    assert said not in guarded("kellan-desk").get(f"/exercise/reports/{REPORT}").text, (
        "its source is not released"
    )
    entry = let("source")
    assert said in guarded("kellan-desk").get(f"/exercise/reports/{REPORT}").text
    assert said not in guarded("dorvia-desk").get(f"/exercise/reports/{REPORT}").text
    for name, shown in (("kellan-desk", False), ("intake-desk", False), ("intake-care", True)):
        assert ("A secret reason." in guarded(name).get(f"/exercise/record/{entry}").text) is shown


def test_what_the_intake_released_to_every_member_a_member_may_disclose_to_another(office):
    office.book.submit(lambda c: [release.release(c, [REPORT], "intake", "")], office.intake_key)

    def disclose(*to):
        def build(c):
            now = office.book.clock()
            return [disclosing.draft(c, "disclosure", REPORT, ["words"], to, reason="", at=now)]

        return office.book.submit(build, office.members["kellan"])[0].index

    entry = disclose("dorvia")
    with office.book.reading() as connection:
        (found,) = openings(connection)
    assert (found.entry, found.against) == (entry, "")
    with pytest.raises(Refused):
        disclose("shore-army")
