"""The log over HTTP as C2SP tlog-tiles has it, and how far entries have come on the pages."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from holdfire.cosign import pull
from holdfire.projecting import KINDS
from holdfire.record import check_tiles, tiles
from holdfire.record import checkpoint as cp
from holdfire.web import app

ROLES = {k.name: k.role for k in KINDS.values()}


@pytest.fixture
def visitor(copied):
    copied.cosign("kellan", "dorvia", "university")
    with TestClient(app.create({"one": copied.book}), base_url="http://127.0.0.1") as client:
        yield client


def test_what_is_served_is_what_a_folder_holds(visitor, copied, tmp_path):
    note = visitor.get("/one/tlog/checkpoint")
    assert note.headers["content-type"] == "text/plain; charset=utf-8"
    assert note.headers["cache-control"] == "no-cache"
    size = cp.parse(note.text).size
    (tmp_path / "checkpoint").write_text(note.text)
    for level, number, width in tiles.layout(size):
        for name in (str(level), "entries") if level == 0 else (str(level),):
            path = tiles.path(name, number, width)
            answer = visitor.get(f"/one/tlog/{path}")
            assert answer.headers["content-type"] == "application/octet-stream"
            assert "immutable" in answer.headers["cache-control"]
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(answer.content)
    found = check_tiles.check(tmp_path, ROLES)
    assert (found.size, found.final) == (copied.book.size(), copied.book.size())
    assert "quorum members" in visitor.get("/one/tlog/policy").text


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/9/000.p/1",
        "tile/0/0",
        "tile/x/000",
        "tile/entries/999",
    ],
)
def test_what_the_tree_has_not_is_not_found(visitor, path):
    assert visitor.get(f"/one/tlog/{path}").status_code == 404


def test_narrower_partial_tiles_are_there_for_older_checkpoints(visitor):
    wide, narrow = (visitor.get(f"/one/tlog/tile/0/000.p/{w}").content for w in (9, 4))
    assert (len(wide), narrow) == (9 * 32, wide[: 4 * 32])


def test_a_cosigner_can_look_over_http(visitor, copied, monkeypatch):
    def over_http(address):
        def fetch(name):
            answer = visitor.get(f"{address}/{name}")
            return answer.content if answer.status_code == 200 else None

        return fetch

    monkeypatch.setattr(pull, "over_http", over_http)
    for old in (0, 3, copied.book.size()):
        request = pull.pulled("http://127.0.0.1/one/tlog", lambda _log, old=old: old)
        assert request.startswith(f"old {old}\n".encode())


def test_the_pages_say_how_far_entries_have_come(visitor, copied):
    page = visitor.get("/one/record").text
    assert f"Final: {copied.book.size()} of {copied.book.size()} entries" in page
    assert "The policy asks for 3 of 4 cosigners" in page
    assert "never yet" in page, "one member has cosigned nothing"
    entry = visitor.get("/one/record/0").text
    assert "A quorum of the cosigners has seen it" in entry


def test_without_a_policy_the_page_says_what_that_means(file_desk):
    with TestClient(app.create({"one": file_desk.book}), base_url="http://127.0.0.1") as client:
        assert "This record has no cosigning policy" in client.get("/one/record").text
        assert client.get("/one/tlog/policy").text.endswith("quorum none\n")
