"""The pages in a real browser: they fit, they answer, nothing is asked of any other host."""

import time

import pytest

from serving import chromium, served

pytestmark = pytest.mark.browser
FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
PAGES = (
    "", "desk", "map", "map/weeks", "reports", "reports/5", "incidents", "incidents/i2", "due", "cases", "cases/c101",
    "alerts",
    "act/alert", "act/assessment?case=c166&about=166", "submit", "search?words=Tarn", "tallies",
    "agreement", "agreement/texts/truce", "agreement/terms",
    "agreement/actors", "agreement/positions", "agreement/conditions",
    "agreement/findings", "bulletins", "record", "record/check", "record/0",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(app):
    with served(app) as origin:
        yield origin


@pytest.fixture(scope="module")
def browser():
    with chromium(*FLAGS) as made:
        yield made


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
    ours = (address, "data:", "blob:")
    made.on("request", lambda r: None if r.url.startswith(ours) else faults.append(f"asked {r.url}"))
    yield made
    context.close()


@pytest.mark.parametrize(("width", "lang"), [(320, "en"), (320, "ar"), (320, "ru"), (1280, "en")])
def test_no_page_is_wider_than_the_screen(page, address, faults, width, lang):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(f"{address}/exercise/{path}{'&' if '?' in path else '?'}lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert not faults


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_a_page_from_right_to_left_keeps_numbers_hashes_and_charts_in_order(page, address, faults, lang):
    for path in PAGES:
        page.goto(f"{address}/exercise/{path}{'&' if '?' in path else '?'}lang={lang}")
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path
        sides = page.eval_on_selector_all(
            "code, pre, .entry", "all => all.map(e => getComputedStyle(e).direction)"
        )
        assert set(sides) <= {"ltr"}, path
    page.goto(f"{address}/exercise/?lang={lang}")
    chart, labels = (
        page.eval_on_selector_all(
            s, "all => all.map(e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right])"
        )
        for s in (".strip", ".strip .label")
    )
    assert labels
    assert all(chart[0][0] <= left < right <= chart[0][1] for left, right in labels)
    assert not faults


def test_the_positions_can_be_dragged_through_time(page, address, faults):
    page.goto(f"{address}/syria-2016/agreement/positions?day=2016-12-20")
    standing = "#dragged td > [data-from^='2']:not([hidden])"
    before = page.locator(standing).count()
    slider = page.get_by_role("slider")
    slider.press("End")
    assert page.locator(standing).count() > before
    last = page.locator("input[name=day]").input_value()
    assert f"day={last}" in page.url
    slider.press("Home")
    assert 0 < page.locator(standing).count() <= before
    assert (
        not page.locator("#dragged tbody td").filter(has_not=page.locator(":scope > :not([hidden])")).count()
    )
    assert not faults


def test_the_keyboard_reaches_the_content_and_the_focus_can_be_seen(page, address):
    page.goto(f"{address}/exercise/incidents")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_stranger_checks_one_published_figure(page, address, faults):
    """From the first page to the words of a report, by clicks alone; no address typed but the first."""
    began = time.monotonic()
    page.goto(address)
    page.get_by_role("link", name="The Marenna truce (exercise)").first.click()
    page.get_by_role("link", name="Bulletins").first.click()
    page.get_by_role("link", name="2031-03-04").click()
    page.get_by_role("link", name="Check one figure: what each of them rests on").click()
    assert page.get_by_text("The same, byte for byte.").is_visible()
    page.get_by_role("row").filter(has_text="incidents of the day").first.get_by_role("link").click()
    page.locator("main a[href*='/reports/']").first.click()
    assert page.locator("blockquote, .words, pre").first.is_visible()
    page.locator("main a.entry").first.click()
    assert page.get_by_text("Leaf hash").is_visible()
    assert time.monotonic() - began < 120
    assert not faults
