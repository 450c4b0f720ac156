"""The two example books, and one in which a report tries to break out of the page, served to a client."""

import warnings
from pathlib import Path

import pytest

from holdfire.book import Book
from holdfire.record.encoding import sha256_hex
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role
from holdfire.reports import entries
from holdfire.reports.model import Claim, Report, Spot
from holdfire.web.app import create
from serving import chromium

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

EXAMPLES = Path(__file__).parents[2] / "examples"
HOSTILE = "<script>alert('words')</script>"


@pytest.fixture(scope="session")
def books(syria_book, exercise_book, tmp_path_factory):
    hostile_book = hostile(tmp_path_factory.mktemp("hostile"))
    return {"syria-2016": syria_book, "exercise": exercise_book, "hostile": hostile_book}


def hostile(target):
    ring = KeyRing(target / "hostile.keys")
    agreement = (EXAMPLES / "exercise/mechanism.yaml").read_bytes()
    book = Book.create(str(target / "hostile.book"), agreement, ring)
    report = Report(
        original=sha256_hex(b"hostile"),
        source='"><img src=x onerror=alert(1)>',
        origin="<b>origin</b>",
        url="javascript:alert(1)",
        title="{{ 7 * 7 }} <style>*{display:none}</style>",
        words=HOSTILE,
        language='en" onload="alert(1)',
        claim=Claim(
            spot=Spot(name="</td><script>alert('place')</script>"), types=("<A1>",), target="<i>x</i>"
        ),
    )
    book.submit(lambda _c: [entries.report(report)], ring.only(Role.INTAKE))
    return book


@pytest.fixture(scope="module")
def browser():
    with chromium() as made:
        yield made


@pytest.fixture(scope="session")
def app(books):
    return create(books)


@pytest.fixture(scope="session")
def client(app):
    with TestClient(app, base_url="http://127.0.0.1") as made:
        yield made
