"""The exercise with an account of every role, a token of each, and the API over it."""

import pytest

from api import program, token
from holdfire.accounts.model import Role
from holdfire.web.app import create
from people import copy, enrol


@pytest.fixture(scope="module")
def book(exercise_book, tmp_path_factory):
    made = copy(exercise_book, tmp_path_factory.mktemp("api"))
    made.keys = exercise_book.keys
    for role in Role:
        enrol(made, role.value.replace(" ", "-"), role, "intake" if role is Role.MONITOR else "")
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def app(book):
    return create({"exercise": book})


@pytest.fixture(scope="module")
def bearers(book):
    """{role: token}, of every role; nobody has none."""
    return {**{role.value: token(book, role.value.replace(" ", "-")) for role in Role}, "nobody": ""}


@pytest.fixture(scope="module")
def by(app, bearers):
    """{role: a program of that role}."""
    return {name: program(app, bearer) for name, bearer in bearers.items()}


@pytest.fixture(scope="module")
def there(book):
    """What fills the places of an operation, so that there is something there."""
    from holdfire.bulletins import repo

    with book.reading() as connection:
        bulletin = repo.publications(connection, None)[-1].entry
    return {
        "slug": "exercise",
        "incident": "i2",
        "case": "c101",
        "alert": "a94",
        "index": "5",
        "form": "csv",
        "entry": {"reports": "5", "publications": str(bulletin)},
    }
