"""Tokens in the book's kept tables, on both engines."""

import pytest

from holdfire.accounts import repo, tokens
from holdfire.accounts.model import Role, Scope
from holdfire.db import dump
from holdfire.db.engine import write
from holdfire.errors import BadInput, NotFound, Stranger
from people import START, enrol

DAY = 86_400_000_000


@pytest.fixture
def book(desk):
    """An empty book on every engine with an account."""
    enrol(desk.book, "kellan-desk", Role.LIAISON, "kellan")
    return desk.book


def make(book, *scopes, days=3, name="kellan-desk", label=""):
    with write(book.engine) as connection:
        return tokens.make(connection, name, scopes or (Scope.READ,), days, START, label)


def test_a_token_is_found_with_its_account_scopes_and_end(book):
    text = make(book, Scope.READ, Scope.ACTS, label="nightly copy")
    kept, account = tokens.visit(book.engine, text, "192.0.2.7", START + DAY)
    assert (account.name, kept.scopes, kept.label) == (
        "kellan-desk",
        {Scope.READ, Scope.ACTS},
        "nightly copy",
    )
    assert kept.expires == START + 3 * DAY
    with book.reading() as connection:
        assert [t.used for t in repo.tokens(connection, "kellan-desk")] == [START + DAY]
        assert repo.tokens(connection, "other") == []


def test_a_token_holds_to_its_last_instant_and_no_longer(book):
    text = make(book)
    assert tokens.visit(book.engine, text, "192.0.2.7", START + 3 * DAY - 1)
    for now in (START + 3 * DAY, START - DAY):
        with pytest.raises(Stranger, match="token-unfit"):
            tokens.visit(book.engine, text, "192.0.2.7", now)


def test_tokens_are_no_part_of_the_record_and_outlive_a_rebuild(book):
    def state():
        with book.reading() as connection:
            return dump.digests(connection)

    size, before = book.size(), state()
    text = make(book)
    book.rebuild()
    assert (book.size(), state()) == (size, before)
    assert tokens.visit(book.engine, text, "192.0.2.7", START)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_holds_for_a_year_at_most(book, days):
    with pytest.raises(BadInput, match="token-days"):
        make(book, days=days)


def test_a_token_needs_an_account(book):
    with pytest.raises(NotFound, match="account-missing"):
        make(book, name="nobody")


def test_revoking_takes_the_one_that_is_named(book):
    make(book)
    other = make(book)
    with write(book.engine) as connection:
        first = next(t for t in repo.tokens(connection) if t.sha256 != tokens.digest(other))
        for begins in ("", "zz"):
            with pytest.raises(NotFound, match="token-missing"):
                repo.revoke(connection, begins)
        assert repo.revoke(connection, first.id).sha256 == first.sha256
    assert tokens.visit(book.engine, other, "192.0.2.7", START)
