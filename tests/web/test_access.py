"""Every route, walked as every role and as nobody, is what the table in docs/access.md says."""

import html
import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from holdfire.accounts.model import Role
from holdfire.agreement import repo as agreement
from holdfire.db.engine import write
from holdfire.mirror.passing import header
from holdfire.record.keys import Role as KeyRole
from holdfire.record.keys import new_key
from holdfire.web import access
from holdfire.web.api import document
from holdfire.web.app import PAGES, create
from holdfire.web.pages import triage
from people import OURS, browser, copy, enrol, token

TEXT = (Path(__file__).parents[2] / "docs" / "access.md").read_text()
VISITORS = [*(r.value for r in Role), access.NOBODY, access.MIRROR]
MIRROR = new_key(KeyRole.MIRROR, "kellan", "member")


def documented():
    """{route: {visitor: rule}} as the document's table has it."""
    lines = [
        [c.strip(" `") for c in line.strip("|").split("|")]
        for line in TEXT.splitlines()
        if line.startswith("| ")
    ]
    head, *rows = [x for x in lines if x[0] == "route" or x[0].startswith("/")]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


@pytest.fixture(scope="module")
def book(exercise_book, tmp_path_factory):
    made = copy(exercise_book, tmp_path_factory.mktemp("walk"))
    for role in Role:
        enrol(made, role.value.replace(" ", "-"), role)
    with write(made.engine) as connection:
        row = {**MIRROR.public.to_json(), "key_id": MIRROR.public.key_id, "made": 0}
        connection.execute(agreement.key.insert(), row)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def app(book):
    """The pages; no check of the whole record is begun beside them, and nobody waits for what is new."""
    made = create({"exercise": book})
    made.state.checks.start = lambda _slug, _book: None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(triage, "LONGEST", 0)
        yield made


@pytest.fixture(scope="module")
def routes(app):
    """{(path, method)} of every route but the style sheets and scripts."""
    assert len(app.routes) == len(PAGES) + len(document.routers()) + 1
    assert [r.path for r in app.routes if hasattr(r, "path")] == ["/static"]
    found = [r for page in PAGES for r in page.router.routes]
    assert all(isinstance(r, APIRoute) for r in found)
    return {(r.path, m) for r in found for m in r.methods - {"HEAD"}}


@pytest.fixture(scope="module")
def there(book):
    """What fills the places of a route, so that there is something there."""
    from holdfire.bulletins import repo

    with book.reading() as connection:
        bulletin = repo.publications(connection, None)[-1]
        agreed = agreement.current(connection).sha256
    size = book.size()
    return {
        "{slug}": "exercise",
        "{path:path}": f"0/000.p/{size}",
        "mirror/files/{entry}/{file}": f"mirror/files/0/{agreed}",
        "{file}": "5",
        "{entry}": {"reports": "5", "bulletins": str(bulletin.entry)},
        "{form}": "pdf",
        "{kind}": "alert",
        "{incident}": "i2",
        "{instrument}": "truce",
        "{case}": "c101",
        "{index}": "5",
    }


def fill(route, there):
    path = route
    for place, value in there.items():
        path = path.replace(
            place, value if isinstance(value, str) else value.get((path + "//").split("/")[2], "")
        )
    assert "{" not in path
    return path


def test_the_document_names_every_route_and_no_other(routes):
    assert set(documented()) == {path for path, _ in routes} == set(access.TABLE)


def test_the_document_names_every_role(app):
    assert all(list(row) == VISITORS for row in documented().values())


def client_of(app, book, visitor):
    """Ask as a role, as nobody, or as a member's mirror, whose key signs each request."""
    if visitor == access.NOBODY:
        return browser(app)
    if visitor != access.MIRROR:
        return browser(app, token(book, visitor.replace(" ", "-")))
    client = browser(app)

    def sign(request):
        target = request.url.raw_path.decode()
        signed = header(MIRROR, request.method, request.headers["host"], target, book.clock() // 1_000_000)
        request.headers["authorization"] = signed

    client.event_hooks["request"].append(sign)
    return client


def open_to(response):
    """Whether an answer is the page, whatever else it finds wrong, rather than that there is none or a login."""
    if response.status_code == 303 and "/login" in response.headers["location"]:
        return False
    return "page-missing" not in response.text


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_opens_is_what_the_document_says(app, routes, book, there, visitor):
    """`logout` ends the session and comes last; it alone leads a visitor who may open it to the login."""
    client = client_of(app, book, visitor)
    table, wrong = documented(), []
    for path, method in sorted(routes, key=lambda r: r[0].endswith("/logout")):
        answer = client.request(method, fill(path, there))
        assert answer.status_code < 500, path
        allowed = table[path][visitor] != "no"
        if path.endswith("/logout") and allowed:
            assert "Max-Age=0" in answer.headers["set-cookie"]
            assert client.get("/exercise/account").status_code == 303
        elif open_to(answer) is not allowed:
            wrong.append((path, method, answer.status_code))
        if not allowed:
            nobody = visitor in (access.NOBODY, access.MIRROR)
            assert answer.status_code == (303 if nobody else 404), path
    assert wrong == []


def test_head_is_walked_like_get(app, routes, book, there):
    for visitor in ("public", "party officer"):
        client = browser(app, token(book, visitor.replace(" ", "-")))
        for path, method in routes:
            if method == "GET":
                got, head = (client.request(m, fill(path, there)).status_code for m in ("GET", "HEAD"))
                assert head in (got, 405), path


def test_a_route_that_the_table_does_not_name_is_open_to_nobody(app, book, monkeypatch):
    monkeypatch.setattr(access, "TABLE", {k: v for k, v in access.TABLE.items() if k != "/{slug}/tallies"})
    for role in Role:
        assert (
            browser(app, token(book, role.value.replace(" ", "-"))).get("/exercise/tallies").status_code
            == 404
        )
    assert browser(app).get("/exercise/tallies").status_code == 404


def test_no_page_that_opens_leads_to_one_that_does_not(app, routes, book, there):
    """The links of each role's pages, other than to files, are to pages that it may open.

    Of links that differ in numbers alone a party's officer follows all, for it sees some of them, and others one.
    """
    for role in Role:
        client = browser(app, token(book, role.value.replace(" ", "-")))
        seen = {}
        for path, method in sorted(routes):
            if (
                method == "GET"
                and access.rule(path, role) is not access.Rule.NO
                and path.startswith("/{slug}")
            ):
                answer = client.get(fill(path, there))
                if answer.status_code == 200:
                    for link in map(html.unescape, re.findall(r'href="(/exercise/[^"#]*)', answer.text)):
                        seen[link if role is Role.PARTY else re.sub(r"\d+", "N", link)] = link
        dead = {link for link in seen.values() if client.get(link).status_code == 404}
        assert dead == set(), role


def test_without_accounts_everything_is_open_and_there_is_no_account(exercise_book, routes, there):
    app = create({"exercise": exercise_book})
    client = browser(app)
    for path, method in routes:
        if method == "GET" and not re.search("/account|/start$|{form}$|/live$|/files/|/tile/", path):
            assert client.get(fill(path, there)).status_code == 200, path
    assert client.get("/exercise/account").status_code == 404
    assert client.post("/exercise/account/sessions").status_code == 404
    assert "no accounts" in client.get("/exercise/login").text
    assert client.post("/exercise/login", data={"name": "a1", "password": "b"}).status_code == 403
    assert "set-cookie" not in client.post("/exercise/login", data={"name": "a1", "password": "b"}).headers
    with exercise_book.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM attempt").scalar() == 0


def test_the_front_page_says_of_a_locked_book_only_that_it_is_there(app, book):
    page = browser(app).get("/").text
    assert "The Marenna truce" in page
    assert "/exercise/login" in page
    assert "incidents, as reported" not in page
    assert "incidents, as reported" in browser(app, token(book, "analyst")).get("/").text
    assert OURS not in page
