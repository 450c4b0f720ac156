"""A book with accounts and a token of each, and programs that ask its API."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from holdfire.accounts import tokens
from holdfire.accounts.model import Scope
from holdfire.db.engine import write
from people import OURS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

if TYPE_CHECKING:
    from fastapi import FastAPI

    from holdfire.book import Book

ALL = tuple(Scope)


def token(book: Book, name: str, *scopes: Scope, days: int = 90) -> str:
    """Make a token of an account; with every scope unless some are named."""
    with write(book.engine) as connection:
        return tokens.make(connection, name, scopes or ALL, days, book.clock())


def program(app: FastAPI, bearer: str = "") -> Any:
    """A client that is no browser: no cookie, no Origin, and a token if given."""
    headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
    return TestClient(app, base_url=OURS, headers=headers, follow_redirects=False)
