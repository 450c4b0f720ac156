"""Every request in docs/api.md is answered as it says there; and the API is as quick as the pages."""

import re
import time
from pathlib import Path

import pytest

from api import program, token
from holdfire.accounts.model import Role
from holdfire.web.api import document
from holdfire.web.app import create
from people import copy, enrol

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
REQUESTS = re.findall(r"^```http\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def client(exercise_book, tmp_path_factory):
    book = copy(exercise_book, tmp_path_factory.mktemp("document"))
    book.keys = exercise_book.keys
    enrol(book, "intake-desk", Role.MONITOR, "intake")
    yield program(create({"exercise": book}), token(book, "intake-desk"))
    book.engine.dispose()


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_of_the_document_is_answered_as_it_says(client, request_):
    head, *sent, answer = request_.strip().split("\n\n")
    method, path = head.splitlines()[0].split()
    got = client.request(method, path, content="".join(sent) or None)
    assert f"{got.status_code} {got.headers['content-type']}" == answer, got.text


def test_the_document_shows_each_sort_of_request():
    assert len(REQUESTS) == 5


def test_every_operation_says_what_it_is_and_every_field_of_an_answer_has_a_type():
    made = document.document()
    for path in made["paths"].values():
        for operation in path.values():
            assert operation["description"].endswith((".", "`"))
            assert {"400", "401", "403", "404", "429"} <= set(operation["responses"])
            assert "422" not in operation["responses"]
    ids = [o["operationId"] for p in made["paths"].values() for o in p.values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    ["reports", "incidents", "incidents.geojson", "cases", "cases?turn=kellan", "alerts", "due", "tallies",
     "publications", "agreement", "positions", "search?q=tarn", "record/entries"],
)  # fmt: skip
def test_a_list_is_answered_within_a_tenth_of_a_second(client, path):
    took = []
    for _ in range(40):
        begun = time.perf_counter()
        assert client.get(f"/api/v1/exercise/{path}").status_code == 200
        took.append(time.perf_counter() - begun)
    assert sorted(took)[37] < 0.1
