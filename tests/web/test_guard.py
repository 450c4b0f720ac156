"""Only this machine, only reading, nothing from elsewhere, and nothing that a report says runs."""

import re

import pytest

OURS = "http://127.0.0.1"
HOSTILE = "<script>alert('words')</script>"

PAGES = [
    "/",
    "/syria-2016/",
    "/syria-2016/map",
    "/exercise/cases",
    "/exercise/record",
    "/nowhere/",
    "/static/holdfire.css",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_headers(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8016", "localhost", "LOCALHOST:1", "[::1]:8016", "[::1]"]
)
def test_a_loopback_name_is_answered(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "localhost.example.org:80", "10.0.0.1", "", "[::2]"]
)
def test_any_other_name_is_refused(client, host):
    response = client.get("/syria-2016/", headers={"host": host})
    assert response.status_code == 400
    assert "host-foreign" in response.text
    assert "Nationwide" not in response.text
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_no_page_knows_is_refused(client, method):
    response = client.request(method, "/syria-2016/", headers={"origin": OURS})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST"
    assert "read-only" in response.text


def test_a_page_that_is_read_takes_nothing_in(client):
    response = client.post("/syria-2016/", headers={"origin": OURS})
    assert response.status_code == 405
    assert "read-only" in response.text


FOREIGN = [
    {},
    {"origin": "null"},
    {"origin": "https://example.org"},
    {"origin": "http://127.0.0.1.example.org"},
    {"origin": "http://127.0.0.1:8017"},
    {"origin": "https://127.0.0.1"},
    {"origin": OURS, "sec-fetch-site": "cross-site"},
    {"origin": OURS, "sec-fetch-site": "same-site"},
    {"origin": OURS, "sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["login", "logout", "account/password", "account/sessions", "cases"])
def test_a_post_that_does_not_come_from_a_page_of_ours_is_refused(client, path, headers):
    response = client.post(f"/exercise/{path}", headers=headers, data={"name": "a", "password": "b"})
    assert response.status_code == 403
    assert "cross-site" in response.text
    assert "set-cookie" not in response.headers


def test_what_a_page_shows_is_kept_by_no_cache_and_files_may_be(client):
    assert client.get("/exercise/cases").headers["cache-control"] == "no-store"
    assert "cache-control" not in client.get("/static/holdfire.css").headers


@pytest.mark.parametrize(
    "path", ["/", "/syria-2016/", "/syria-2016/incidents.geojson", "/exercise/bulletins"]
)
def test_head_is_answered_without_a_body(client, path):
    response = client.head(path)
    assert response.status_code == 200
    assert not response.content


INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/syria-2016/",
        "/syria-2016/map",
        "/syria-2016/tallies",
        "/syria-2016/agreement",
        "/syria-2016/agreement/positions",
        "/syria-2016/record/check",
        "/syria-2016/record/5",
        "/exercise/reports/80",
        "/exercise/incidents",
        "/exercise/cases",
    ],
)
def test_no_page_has_inline_script_or_style(client, path):
    assert not INLINE.search(client.get(path).text)


@pytest.mark.parametrize("path", ["reports", "reports/1", "record/1", "incidents", "map"])
def test_what_a_report_says_is_shown_and_never_run(client, path):
    page = client.get(f"/hostile/{path}").text
    assert HOSTILE not in page
    for broken_out in (
        "<img src=x",
        "<script>",
        "<style>",
        "<b>origin",
        'onload="',
        'href="javascript:',
        "</td><script",
    ):
        assert broken_out not in page


def test_the_hostile_words_are_there_to_read(client):
    page = client.get("/hostile/reports/1").text
    assert "&lt;script&gt;alert(&#39;words&#39;)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "49" not in re.findall(r'class="title".*?</p>', page)[0]


def test_the_address_of_a_book_cannot_leave_its_folder(client):
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404


@pytest.mark.parametrize(("mode", "status"), [("no-cors", 403), ("cors", 403), ("navigate", 200)])
def test_another_site_may_link_here_and_use_nothing(client, mode, status):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode}
    assert client.get("/exercise/record/check", headers=headers).status_code == status
