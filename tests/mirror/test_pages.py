"""A mirror's pages: they say what the book is a mirror of and what waits, and take in what is signed."""

from __future__ import annotations

import base64
import re

import pytest
from mirrors import key, local, mirror

from holdfire.accounts.model import Role
from holdfire.casework import entries
from holdfire.db.engine import write
from holdfire.errors import Waits
from holdfire.mirror import repo
from holdfire.record import parcel as parcels
from holdfire.web import app
from people import browser, enrol, token


@pytest.fixture
def desk(truce, tmp_path):
    """Kellan's mirror of a log that cannot be reached, in which one act waits."""
    keys = key(truce, "kellan", tmp_path / "kellan")
    made = mirror(str(tmp_path / "mirror.book"), local(truce), truce, keys)
    with write(made.engine) as connection:
        repo.keep_origin(connection, "http://127.0.0.1:9/truce", made.clock(), made.size())
    with pytest.raises(Waits):
        made.submit(lambda c: roster(c, made), truce.members["kellan"])
    return made


def roster(connection, book):
    return entries.draft(connection, "roster", entries.form("roster", {}), actor="kellan", at=book.clock())


def test_the_record_page_says_what_it_is_a_mirror_of_and_what_waits(desk):
    client = browser(app.create({"exercise": desk}))
    page = client.get("/exercise/record").text
    assert "This is a mirror" in page
    assert "http://127.0.0.1:9/truce" in page
    assert re.search(r"<code>roster</code>.*log-silent", page, re.DOTALL)
    with write(desk.engine) as connection:
        assert repo.drop(connection, 1)
    assert "Nothing waits" in client.get("/exercise/record").text


def test_a_log_that_contradicted_itself_is_named_there(desk):
    client = browser(app.create({"exercise": desk}))
    assert "contradicts this copy" not in client.get("/exercise/record").text
    with write(desk.engine) as connection:
        repo.accuse(connection, "0", repo.Contradiction(desk.clock(), "split-view", "one", "other"))
    assert "contradicts this copy" in client.get("/exercise/record").text


def test_the_public_is_not_shown_what_waits(desk):
    enrol(desk, "reader", Role.PUBLIC)
    page = browser(app.create({"exercise": desk}), token(desk, "reader")).get("/exercise/record").text
    assert "This is a mirror" in page
    assert "<code>roster</code>" not in page


def test_what_is_handed_in_on_the_page_waits_and_is_shown(desk, truce):
    client = browser(app.create({"exercise": desk}))
    parcel = desk.request(lambda c: roster(c, desk))
    signed = parcels.write(parcels.sign(parcel, truce.members["kellan"]))
    done = client.post("/exercise/submit", files={"files": ("r.json", signed)})
    assert (done.status_code, done.headers["location"]) == (303, "/exercise/record#outbox-h")
    with desk.reading() as connection:
        assert [w.kind for w in repo.waiting(connection)] == ["roster", "roster"]


def test_what_is_no_parcel_is_not_kept(desk):
    client = browser(app.create({"exercise": desk}))
    data = base64.urlsafe_b64encode(b"{}").decode()
    assert client.post("/exercise/requests/sign", data={"parcel": data}).status_code == 400
