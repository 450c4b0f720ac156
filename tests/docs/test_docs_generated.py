"""What tools/docs.py writes into the documents is fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docs_tool import tool

if TYPE_CHECKING:
    from types import ModuleType

AGAIN = "run `python tools/docs.py`"


@pytest.fixture(scope="module")
def docs() -> ModuleType:
    return tool()


def test_the_list_of_commands_is_their_own_help(docs: ModuleType) -> None:
    assert docs.COMMANDS.read_text() == docs.commands(), AGAIN


def test_the_table_of_kinds_is_what_the_rooms_declare(docs: ModuleType) -> None:
    assert docs.RECORD_FORMAT.read_text() == docs.record_format(), AGAIN


def test_the_table_of_routes_and_roles_is_what_the_pages_go_by(docs: ModuleType) -> None:
    assert docs.ACCESS.read_text() == docs.who_may(), AGAIN


def test_the_openapi_document_is_what_the_api_is(docs: ModuleType) -> None:
    assert docs.OPENAPI.read_text() == docs.document.text(), AGAIN


def test_the_catalogue_holds_every_word_of_the_templates(docs: ModuleType) -> None:
    assert docs.WORDS.read_bytes() == docs.words(), AGAIN
