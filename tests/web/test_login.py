"""Logging in and out by form: sessions, cookies, limits, where one goes on to."""

import pytest

from holdfire.accounts import repo, sessions
from holdfire.accounts.model import Role
from holdfire.db.engine import write
from holdfire.web.app import create
from people import PASSWORD, browser, cookie_of, copy, enrol, token

HOUR = 3600


@pytest.fixture
def book(exercise_book, tmp_path):
    made = copy(exercise_book, tmp_path)
    enrol(made, "kellan-desk", Role.LIAISON, "kellan")
    enrol(made, "ridge-duty", Role.PARTY, "ridge-movement")
    return made


@pytest.fixture
def app(book):
    return create({"exercise": book})


@pytest.fixture
def client(app):
    return browser(app)


def enter(client, *, name="kellan-desk", password=PASSWORD, wanted="", path="/exercise/login"):
    return client.post(path, data={"name": name, "password": password, "next": wanted})


def held(book, name="kellan-desk"):
    with book.reading() as connection:
        return [s.token_sha256 for s in repo.sessions(connection, name)]


def test_a_login_opens_the_pages_and_a_logout_shuts_them(client, book):
    assert client.get("/exercise/reports").headers["location"] == "/exercise/login?next=%2Fexercise%2Freports"
    answer = enter(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/exercise/")
    page = client.get("/exercise/reports")
    assert page.status_code == 200
    assert "kellan-desk" in page.text
    assert client.post("/exercise/logout").status_code == 303
    assert client.get("/exercise/reports").status_code == 303
    assert held(book) == []


def test_the_cookie_is_for_the_server_alone_and_not_for_scripts(client, app):
    said = enter(client).headers["set-cookie"]
    assert said.startswith(f"{cookie_of(app)}=")
    assert "HttpOnly; Path=/; SameSite=lax" in said
    assert "Max-Age" not in said
    assert "Domain" not in said


def test_behind_tls_the_cookie_is_secure_and_tied_to_the_host(book):
    base = "https://desk.example.org"
    app = create({"exercise": book}, base)
    client = browser(app, base=base)
    answer = enter(client)
    assert answer.headers["set-cookie"].startswith("__Host-holdfire-")
    assert "; Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/exercise/reports").status_code == 200
    elsewhere = client.get("/exercise/login", headers={"host": "127.0.0.1"})
    assert "host-foreign" in elsewhere.text
    assert enter(browser(app, base="https://desk.example.org:444")).status_code == 403


def test_behind_tls_a_book_without_accounts_is_shut_all_the_same(exercise_book):
    base = "https://desk.example.org"
    app = create({"exercise": exercise_book}, base)
    assert browser(app, base=base).get("/exercise/reports").status_code == 303


def test_a_session_is_new_at_every_login_and_the_old_one_ends(client, book, app):
    enter(client)
    (first,) = held(book)
    enter(client)
    (second,) = held(book)
    assert first != second
    given = "a-token-that-somebody-put-there"
    fixed = browser(app, given)
    enter(fixed)
    assert sessions.digest(given) not in held(book)
    assert given not in [c.value for c in fixed.cookies.jar if c.domain == "127.0.0.1"]
    assert browser(app, given).get("/exercise/reports").status_code == 303


def test_a_session_of_one_book_opens_no_other(book, exercise_book, tmp_path):
    (tmp_path / "other").mkdir()
    other = copy(exercise_book, tmp_path / "other")
    enrol(other, "kellan-desk", Role.LIAISON, "kellan")
    app = create({"exercise": book, "other": other})
    client = browser(app, token(book, "kellan-desk"))
    client.cookies.set(cookie_of(app, "other"), token(book, "kellan-desk"))
    assert client.get("/exercise/reports").status_code == 200
    assert client.get("/other/reports").status_code == 303


def test_what_was_wrong_is_not_said(client, book):
    with write(book.engine) as connection:
        repo.set_disabled(connection, "ridge-duty", book.clock())
    pages = [
        enter(client, name="kellan-desk", password="not the password"),
        enter(client, name="nobody-here", password="not the password"),
        enter(client, name="ridge-duty"),
    ]
    texts = {
        p.text.replace("kellan-desk", "X").replace("nobody-here", "X").replace("ridge-duty", "X")
        for p in pages
    }
    assert [p.status_code for p in pages] == [403, 403, 403]
    assert len(texts) == 1
    assert "login-refused" in pages[0].text
    assert all("set-cookie" not in p.headers for p in pages)


def test_a_disabled_account_is_out_at_its_next_request(client, book):
    enter(client)
    with write(book.engine) as connection:
        repo.set_disabled(connection, "kellan-desk", book.clock())
    assert client.get("/exercise/reports").status_code == 303
    assert client.post("/exercise/account/sessions").status_code == 303


def test_idle_sessions_end_and_used_ones_are_written_down(client, book):
    enter(client)
    book.clock.on(HOUR - 1)
    assert client.get("/exercise/cases").status_code == 200
    book.clock.on(HOUR - 1)
    assert client.get("/exercise/cases").status_code == 200
    book.clock.on(HOUR)
    assert client.get("/exercise/cases").status_code == 303


def test_a_session_ends_after_twelve_hours_of_work(client, book):
    enter(client)
    for _ in range(23):
        book.clock.on(HOUR / 2)
        assert client.get("/exercise/account").status_code == 200
    book.clock.on(HOUR / 2)
    assert client.get("/exercise/account").status_code == 303


def test_guessing_is_slowed_down_and_goes_on_being_after_a_restart(book, client):
    for _ in range(5):
        assert enter(client, password="not the password").status_code == 403
    again = browser(create({"exercise": book}))
    answer = enter(again)
    assert answer.status_code == 429
    assert "login-limited" in answer.text
    book.clock.on(1)
    assert enter(again).status_code == 303


def test_guesses_at_one_book_slow_nobody_down_at_another(book, client, exercise_book, tmp_path):
    (tmp_path / "other").mkdir()
    other = copy(exercise_book, tmp_path / "other")
    enrol(other, "kellan-desk", Role.LIAISON, "kellan")
    for _ in range(6):
        last = enter(client, password="not the password")
    assert last.status_code == 429
    beside = browser(create({"exercise": book, "other": other}))
    assert enter(beside, path="/other/login").status_code == 303
    assert enter(beside).status_code == 429
    with exercise_book.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM attempt").scalar() == 0


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/exercise/cases?at=100", "/exercise/cases?at=100"),
        ("", "/exercise/"),
        ("https://example.org/", "/exercise/"),
        ("//example.org/exercise/", "/exercise/"),
        ("/exercise/../other/", "/exercise/"),
        ("/exercise/\\example.org", "/exercise/"),
        ("/other/cases", "/exercise/"),
        ("/exercise/cases\r\nx: y", "/exercise/"),
    ],
)
def test_a_login_goes_on_to_a_page_of_its_book_alone(client, wanted, there):
    assert enter(client, wanted=wanted).headers["location"] == there


def test_each_role_begins_where_it_works(client):
    assert enter(client, name="ridge-duty").headers["location"] == "/exercise/cases"


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, app, book):
    enter(client)
    other = browser(app, token(book, "kellan-desk"))
    form = {"old": PASSWORD, "new": "four herons over the weir"}
    wrong = client.post("/exercise/account/password", data={**form, "old": "x"})
    assert (wrong.status_code, "login-refused" in wrong.text) == (403, True)
    short = client.post("/exercise/account/password", data={**form, "new": "short"})
    assert (short.status_code, "password-unfit" in short.text) == (400, True)
    assert other.get("/exercise/account").status_code == 200
    assert client.post("/exercise/account/password", data=form).status_code == 303
    assert "every other session has ended" in client.get("/exercise/account?done=password").text
    assert other.get("/exercise/account").status_code == 303
    assert enter(other, password="four herons over the weir").status_code == 303


def test_other_sessions_can_be_ended(client, app, book):
    enter(client)
    other = browser(app, token(book, "kellan-desk"))
    assert client.get("/exercise/account").text.count("another</td>") == 1
    assert client.post("/exercise/account/sessions").status_code == 303
    assert other.get("/exercise/account").status_code == 303
    assert client.get("/exercise/account").status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"credential": 1}', b'{"credential": {}}', b'{"credential": {"response": 4}}', b"\xff",
     b'{"credential": {"id": "\\u0000", "response": {"clientDataJSON": "e30"}}}', b"[" * 9000, b"x" * 40_000],
)  # fmt: skip
@pytest.mark.parametrize("path", ["login/passkey", "account/passkey"])
def test_what_is_no_passkeys_answer_is_refused_and_breaks_nothing(client, path, body):
    enter(client)
    assert client.post(f"/exercise/{path}", content=body).status_code in (400, 403)


def test_a_passkey_is_added_soon_after_the_login_alone(client, book):
    enter(client)
    assert client.get("/exercise/account/passkey").json()["user"]["name"] == "kellan-desk"
    book.clock.on(16 * 60)
    late = client.get("/exercise/account/passkey")
    assert (late.status_code, "login-old" in late.text) == (403, True)


def test_an_endless_form_is_no_form(client):
    assert client.post("/exercise/login", content=b"name=" + b"a" * 40_000).status_code == 403


def test_whoever_reads_arabic_logs_in_and_out_in_arabic(client):
    asked = client.get("/exercise/cases?at=100&lang=ar").headers["location"]
    assert asked == "/exercise/login?next=%2Fexercise%2Fcases%3Fat%3D100%26lang%3Dar&lang=ar"
    assert 'action="/exercise/login?lang=ar"' in client.get(asked).text
    there = enter(client, wanted="/exercise/cases?at=100&lang=ar", path="/exercise/login?lang=ar")
    assert there.headers["location"] == "/exercise/cases?at=100&lang=ar"
    assert client.post("/exercise/logout?lang=ar").headers["location"] == "/exercise/login?lang=ar"
    assert client.post("/exercise/logout?lang=xx").headers["location"] == "/exercise/login"
