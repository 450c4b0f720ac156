"""Who gets in by a token: until it runs out or is revoked, with its scopes, and no more than its account."""

import pytest

from api import program, token
from desk import Desk, row
from holdfire.accounts import repo, tokens
from holdfire.accounts.model import Role, Scope
from holdfire.db.engine import write
from holdfire.web.app import create
from people import Watch, copy, enrol

PATH = "/api/v1/exercise/reports"


@pytest.fixture
def watch(file_desk: Desk):
    clock = Watch()
    file_desk.take(row(1))
    file_desk.book.clock = clock
    enrol(file_desk.book, "intake-desk", Role.MONITOR, "intake")
    return clock


@pytest.fixture
def client(watch, file_desk):
    with program(create({"exercise": file_desk.book})) as made:
        yield made


def asked(client, bearer, method="GET", path=PATH):
    answer = client.request(method, path, headers={"authorization": bearer})
    return answer.status_code, answer.json().get("code"), answer.headers.get("www-authenticate")


def test_without_a_token_it_says_that_one_is_wanted(client):
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-wanted")
    assert answer.headers["www-authenticate"] == 'Bearer realm="holdfire"'


def test_a_token_lets_in_until_it_runs_out(client, watch, file_desk):
    bearer = f"Bearer {token(file_desk.book, 'intake-desk', days=2)}"
    assert asked(client, bearer)[0] == 200
    watch.on(2 * 86_400)
    assert asked(client, bearer) == (401, "token-unfit", 'Bearer realm="holdfire", error="invalid_token"')


@pytest.mark.parametrize("how", ["revoked", "disabled"])
def test_a_token_ends_at_once_when_it_is_revoked_or_its_account_disabled(client, watch, file_desk, how):
    bearer = f"Bearer {token(file_desk.book, 'intake-desk')}"
    assert asked(client, bearer)[0] == 200
    with write(file_desk.book.engine) as connection:
        if how == "revoked":
            repo.revoke(connection, repo.tokens(connection)[0].id)
        else:
            repo.set_disabled(connection, "intake-desk", watch.now)
    assert asked(client, bearer)[:2] == (401, "token-unfit")


@pytest.mark.parametrize("given", ["Bearer", "Bearer x", "Basic aW50YWtl", "bearer é", "x" * 5000])
def test_what_is_no_token_is_told_alike(client, given):
    headers = [(b"authorization", given.encode())]
    answer = client.get(PATH, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-unfit")


def test_a_scope_that_is_missing_is_named(client, file_desk):
    read, hand = (token(file_desk.book, "intake-desk", s) for s in (Scope.READ, Scope.REPORTS))
    assert asked(client, f"Bearer {hand}") == (
        403,
        "scope-missing",
        'Bearer realm="holdfire", error="insufficient_scope"',
    )
    assert asked(client, f"Bearer {read}", "POST")[1] == "scope-missing"
    assert asked(client, f"Bearer {hand}", "POST", "/api/v1/exercise/submit")[1] == "scope-missing"
    assert asked(client, f"Bearer {hand}", "POST")[1] == "row-not-json"


def test_too_many_false_tokens_from_an_address_wait_and_stop_no_true_one(client, watch, file_desk):
    true = f"Bearer {token(file_desk.book, 'intake-desk')}"
    codes = [asked(client, f"Bearer false-{n}")[:2] for n in range(30)]
    assert codes[0] == (401, "token-unfit")
    assert codes[-1] == (429, "token-limited")
    assert asked(client, true)[0] == 200
    watch.on(3600)
    assert asked(client, "Bearer false")[1] == "token-unfit"


def test_use_is_noted_no_more_often_than_every_five_minutes(client, watch, file_desk):
    bearer = f"Bearer {token(file_desk.book, 'intake-desk')}"
    noted = []
    for _ in range(4):
        asked(client, bearer)
        with file_desk.book.reading() as connection:
            noted.append(repo.tokens(connection)[0].used)
        watch.on(200)
    assert len(set(noted)) == 2


def test_a_token_is_of_one_book_only(client, file_desk, exercise_book, tmp_path):
    bearer = token(file_desk.book, "intake-desk")
    other = copy(exercise_book, tmp_path)
    with program(create({"exercise": file_desk.book, "other": other}), bearer) as both:
        assert both.get("/api/v1/other/reports").json()["code"] == "token-unfit"
        assert both.get("/api/v1/books").status_code == 200


def test_a_token_stands_nowhere_but_as_its_digest(client, file_desk):
    made = token(file_desk.book, "intake-desk")
    assert made.startswith(tokens.PREFIX)
    with file_desk.book.reading() as connection:
        (kept,) = repo.tokens(connection)
        rows = connection.exec_driver_sql("SELECT * FROM token").fetchall()
    assert kept.sha256 not in made
    assert all(made not in str(value) for r in rows for value in r)
