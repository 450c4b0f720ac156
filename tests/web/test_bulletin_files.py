"""A bulletin's further files are handed out as published, named by language and format, and by nothing else."""

from __future__ import annotations

import base64
import hashlib
import warnings

import pytest

from desk import DAY
from holdfire.bulletins import repo as bulletins
from holdfire.cli.bulletins import publish
from holdfire.web.app import create
from holdfire.web.pages.bulletins import MEDIA_TYPES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture
def published(file_desk):
    """A page of one book, the files of its bulletin, and the entry that published them."""
    files, _ = publish(file_desk.book, DAY, None, file_desk.members["isles-envoy"], tuple(MEDIA_TYPES), "fa")
    with file_desk.book.reading() as connection:
        entry = bulletins.publications(connection)[0].entry
    with TestClient(create({"truce": file_desk.book}), base_url="http://127.0.0.1") as client:
        yield client, files, f"/truce/bulletins/{entry}"


def test_each_file_comes_as_published_with_its_digest(published):
    client, files, path = published
    for form, media_type in MEDIA_TYPES.items():
        answer = client.get(f"{path}/bulletin.{form}")
        assert answer.content == files[form]
        assert answer.headers["content-type"] == media_type
        digest = base64.b64encode(hashlib.sha256(files[form]).digest()).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
        assert answer.headers["content-disposition"].startswith('attachment; filename="bulletin-2031-03-10-')


def test_the_page_of_a_bulletin_leads_to_each(published):
    client, files, path = published
    page = client.get(path).text
    for form in files:
        assert f"{path}/bulletin.{form}" in page
        assert hashlib.sha256(files[form]).hexdigest() in page


@pytest.mark.parametrize("form", ["exe", "html.html", "..%2fbulletin", "PDF"])
def test_there_is_no_other_file(published, form):
    client, _, path = published
    assert client.get(f"{path}/bulletin.{form}").status_code == 404
