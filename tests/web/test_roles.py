"""A monitor, an officer of a party and a chair at their desks, in a real browser, in English and in Arabic."""

import pytest

from holdfire.accounts.model import Role
from holdfire.web.app import create
from people import PASSWORD, copy, enrol
from serving import served

pytestmark = pytest.mark.browser
EVERYBODYS = ("agreement", "bulletins", "record", "account")
DESK = (
    "",
    "reports",
    "reports/5",
    "incidents",
    "incidents/i2",
    "due",
    "cases",
    "cases/c101",
    "search?q=tarn",
    "tallies",
)
ROLES = {
    "intake-desk": (Role.MONITOR, "intake", "", (*DESK, *EVERYBODYS)),
    "ridge-duty": (
        Role.PARTY,
        "ridge-movement",
        "cases",
        ("due", "cases", "cases/c101", "search?q=tarn", *EVERYBODYS),
    ),
    "envoy-chair": (Role.CHAIR, "isles-envoy", "", (*DESK, *EVERYBODYS)),
}


@pytest.fixture(scope="module")
def address(exercise_book, tmp_path_factory):
    book = copy(exercise_book, tmp_path_factory.mktemp("roles"))
    for name, (role, actor, _home, _pages) in ROLES.items():
        enrol(book, name, role, actor)
    with served(create({"exercise": book})) as at:
        yield at
    book.engine.dispose()


@pytest.fixture
def faults():
    return []


@pytest.fixture
def page(browser, address, faults):
    """A page that writes down every error, and every request that leaves this server."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    made.on("pageerror", lambda e: faults.append(str(e)))
    made.on(
        "request", lambda r: None if r.url.startswith((address, "data:")) else faults.append(f"asked {r.url}")
    )
    yield made
    context.close()


def log_in(page, address, name, lang):
    page.goto(f"{address}/exercise/login?lang={lang}")
    page.keyboard.press("Tab")
    page.fill("[name=name]", name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".who button")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", ROLES)
def test_a_shift_from_login_to_logout(page, address, faults, name, lang):
    log_in(page, address, name, lang)
    tail = "" if lang == "en" else "?lang=ar"
    assert page.url == f"{address}/exercise/{ROLES[name][2]}{tail}"
    for path in ROLES[name][3]:
        answer = page.goto(f"{address}/exercise/{path}{'&' if '?' in path else '?'}lang={lang}")
        assert answer.status == 200, path
        assert page.get_attribute("html", "dir") == ("rtl" if lang == "ar" else "ltr")
        assert page.inner_text(".who a") == name
    page.click(".who button")
    page.wait_for_url(f"{address}/exercise/login{tail}")
    assert faults == []
    page.goto(f"{address}/exercise/cases")
    assert "/login?next=" in page.url


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_login_and_account_fit_a_small_screen(page, address, faults, lang):
    page.set_viewport_size({"width": 320, "height": 640})
    log_in(page, address, "envoy-chair", lang)
    for path in ("account", "search?q=tarn", "bulletins", "login"):
        page.goto(f"{address}/exercise/{path}{'&' if '?' in path else '?'}lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert faults == []


def test_what_the_monitor_of_the_intake_reads_the_chair_does_not(page, address):
    said = {}
    for name in ("intake-desk", "envoy-chair"):
        log_in(page, address, name, "en")
        page.goto(f"{address}/exercise/reports/5")
        said[name] = page.inner_text("section[aria-labelledby=words-h]")
    assert "Shells killed" in said["intake-desk"]
    assert "Shells" not in said["envoy-chair"]
    assert "until a release" in said["envoy-chair"]
