"""The map in a real browser: days, filters, what a mark opens, and a link that leads to the very same view."""

import re
import time

import pytest

from holdfire.casework.status import STATUSES
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
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    made = context.new_page()
    made.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    made.on("pageerror", lambda e: faults.append(str(e)))
    ours = (address, "data:", "blob:")
    made.on("request", lambda r: None if r.url.startswith(ours) else faults.append(f"asked {r.url}"))
    yield made
    context.close()


def open_map(page, address, path):
    page.goto(f"{address}/{path}")
    page.wait_for_selector("#map[data-ready]", timeout=60_000)


def in_view(page):
    return int(re.match(r"[\d,]+", page.inner_text("#view"))[0].replace(",", ""))


def move(page, day):
    page.locator("#day").evaluate("(s, v) => { s.value = v; s.dispatchEvent(new Event('input')); }", str(day))


def listed(page, total):
    page.wait_for_function("n => document.getElementById('total').textContent === n", arg=str(total))


def test_the_slider_moves_the_map_and_the_table_beside_it(page, address, faults):
    open_map(page, address, "syria-2016/map")
    assert page.locator("#shown").inner_text() == "28 February 2017"
    assert in_view(page) == 103
    move(page, 0)
    assert page.locator("#shown").inner_text() == "30 December 2016"
    few = in_view(page)
    assert 0 < few < 10
    listed(page, few)
    page.select_option("#window", "1")
    move(page, 5)
    one = in_view(page)
    page.select_option("#window", "30")
    assert one < in_view(page)
    listed(page, in_view(page))
    assert not faults


def test_a_link_leads_to_the_same_view(page, address, faults):
    open_map(page, address, "syria-2016/map")
    page.select_option("form.filters [name=type]", "A5")
    page.locator("form.filters button").click()
    page.wait_for_selector("#map[data-ready]", timeout=60_000)
    page.select_option("#window", "7")
    move(page, 12)
    page.locator("#map canvas").focus()
    page.keyboard.press("+")
    page.wait_for_timeout(600)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    page.click("#copy")
    page.wait_for_function("() => document.getElementById('copied').textContent === 'Copied'")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert "type=A5" in link
    seen = [page.inner_text(s) for s in ("#shown", "#view", "#total")]
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("#map[data-ready]", timeout=60_000)
    assert page.url == link
    assert page.input_value("#window") == "7"
    assert page.input_value("form.filters [name=type]") == "A5"
    assert [page.inner_text(s) for s in ("#shown", "#view", "#total")] == seen
    assert not faults


def test_playing_goes_on_day_by_day_and_can_be_stopped(page, address, faults):
    open_map(page, address, "exercise/map")
    page.locator("#play").focus()
    page.keyboard.press("Enter")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    assert page.inner_text("#play") == "Pause"
    until = time.monotonic() + 30
    while int(page.input_value("#day")) < 2 and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert int(page.input_value("#day")) >= 2
    page.keyboard.press("Enter")
    assert page.inner_text("#play") == "Play"
    assert "day=2031-03-" in page.url
    assert not faults


def test_marks_of_two_statuses_are_never_one(page, address):
    open_map(page, address, "exercise/map")
    page.keyboard.press("Tab")
    made = page.evaluate(
        """async () => {
          const { arrange, read } = await import('/static/map/plot.js');
          const plot = read(await (await fetch(document.getElementById('map').dataset.plot)).arrayBuffer());
          const world = { west: 0, east: 1, north: 0, south: 1, size: 512 };
          const { marks } = arrange(plot, { low: -Infinity, high: 1e9, all: true }, world);
          return [plot.n, marks.map((m) => [m.status, m.n, m.at])];
        }"""
    )
    total, marks = made
    assert len(marks) == len({m[0] for m in marks}) > 1
    assert all(0 <= m[0] < len(STATUSES) for m in marks)
    assert sum(m[1] for m in marks) == total
    assert len({tuple(m[2]) for m in marks}) == len(marks)


def test_a_mark_and_a_zone_open_what_is_known_and_give_the_focus_back(page, address, faults):
    open_map(page, address, "exercise/map?status=exempt")
    canvas = page.locator("#map canvas").first
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".maplibregl-popup-content")
    assert "agreed by" in page.inner_text(".maplibregl-popup-content")
    page.keyboard.press("Escape")
    page.wait_for_selector(".maplibregl-popup-content", state="detached")
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"
    page.keyboard.press("Enter")
    page.wait_for_selector(".maplibregl-popup-content")
    assert page.evaluate("document.activeElement.closest('.maplibregl-popup') !== null")
    assert not faults


def test_without_a_script_the_table_has_everything(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/syria-2016/map")
    assert page.inner_text("#total") == "103"
    assert page.locator("#rows tbody tr:visible").count() == 40
    assert page.locator("#no-map").is_visible()
    assert page.locator("#chart").is_visible()
    context.close()


@pytest.mark.parametrize("path", ["map", "map/weeks"])
def test_on_paper_there_are_legend_cut_off_scale_and_address(page, address, faults, path):
    page.goto(f"{address}/exercise/{path}")
    if path == "map":
        page.wait_for_selector("#map[data-ready]", timeout=60_000)
    page.emulate_media(media="print")
    paper = page.inner_text("main")
    for words in ("no assessments", "Cut-off", "The address of this view", "km", "which is not zero"):
        assert words in paper, words
    assert not page.locator("form.filters").is_visible()
    if path == "map":
        page.wait_for_function("() => document.getElementById('printed').naturalWidth > 100")
        assert page.locator("#printed").is_visible()
    assert not faults
