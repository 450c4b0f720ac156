"""The desk under an officer's hands: a morning by keyboard, named filters, and drafts that survive a crash."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest

from desk import row
from holdfire.linking import repo as linking
from holdfire.places import repo as places
from holdfire.reports import triage
from holdfire.web.app import create
from serving import CHROMIUM, chromium, served

pytestmark = pytest.mark.browser
MORNING = 40


@pytest.fixture(scope="module")
def browser():
    with chromium() as made:
        yield made


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    yield made
    context.close()


def some(n):
    """Reports of different hours and sorts; every fourth names a place that the gazetteer has twice, or none."""
    return [
        row(
            i,
            start=f"2031-03-{10 + i // 4:02}T06:{i:02}:00-02:00",
            end=f"2031-03-{10 + i // 4:02}T06:{i + 10:02}:00-02:00",
            language=("en", "ar")[i % 2],
            **({"lon": None, "lat": None, "radius_km": None} if i % 4 == 3 else {}),
        )
        for i in range(n)
    ]


def said(page, words):
    page.wait_for_function("w => document.getElementById('said').textContent.includes(w)", arg=words)


def test_forty_reports_are_cleared_by_keyboard_with_every_action(file_desk, page, record_property):
    file_desk.take(*some(MORNING))
    file_desk.link()
    faults = []
    page.on("pageerror", lambda e: faults.append(str(e)))
    with served(create({"truce": file_desk.book})) as address:
        page.goto(f"{address}/truce/desk")
        began = time.monotonic()
        for n in range(MORNING):
            page.keyboard.press("j") if n == 0 else None
            if n % 8 == 1:
                page.keyboard.press("m")
                page.keyboard.press("k")
            if n % 8 == 2:
                page.keyboard.press("s")
                page.keyboard.press("u")
            page.keyboard.press("x" if n % 10 == 9 else "a")
        page.wait_for_function("() => document.querySelectorAll('#triage tr.soft').length === 40")
        took = time.monotonic() - began
        record_property("seconds", round(took, 1))
    assert not faults
    with file_desk.book.reading() as connection:
        assert triage.waiting(connection) == []
        states = [s.state for s in triage.states(connection, range(2, 42)).values()]
        assert (states.count("accepted"), states.count("set aside")) == (36, 4)
        assert {v.verdict.value for v in linking.verdicts(connection)} == {"same"}
    assert took < 60
    print(f"\n{MORNING} reports in {took:.1f} s")  # noqa: T201


def test_a_place_is_given_by_keyboard_and_the_way_leads_back(file_desk, page):
    file_desk.take(row(0, lon=None, lat=None, radius_km=None, place="Tarn", within="Nowhere"))
    file_desk.link()
    file_desk.locate()
    with served(create({"truce": file_desk.book})) as address:
        page.goto(f"{address}/truce/desk?language=en")
        for key in ("j", "l"):
            page.keyboard.press(key)
        page.wait_for_url("**/desk/locate?**")
        page.wait_for_selector("form[data-ready]")
        page.keyboard.press(" ")
        page.keyboard.press("Enter")
        page.wait_for_url("**/truce/desk?language=en&**")
        assert page.get_by_role("heading", name="Just dealt with").is_visible()
        page.get_by_role("button", name="Undo", exact=True).click()
        page.wait_for_url("**/truce/desk**")
    with file_desk.book.reading() as connection:
        assert not places.locations(connection)[(2, 0)].by_person


def test_notify_opens_the_form_of_an_allegation_and_signs_nothing(file_desk, page):
    file_desk.take(row(0, perpetrators=["ridge-movement"]), row(1, perpetrators=["ridge-movement"]), row(2))
    file_desk.link()
    size = file_desk.book.size()
    with served(create({"truce": file_desk.book})) as address:
        page.goto(f"{address}/truce/desk")
        for key in ("j", "n"):
            page.keyboard.press(key)
        page.wait_for_url("**/act/allegation?incident=i2")
        assert page.locator("[name=accused]").input_value() == "ridge-movement"
        assert page.get_by_text("2 of 3 reports name who did it").is_visible()
    assert file_desk.book.size() == size


def test_a_filter_is_kept_by_name(file_desk, page):
    file_desk.take(*some(4))
    with served(create({"truce": file_desk.book})) as address:
        page.goto(f"{address}/truce/desk?language=ar")
        page.locator("[name=filter]").fill("In Arabic")
        page.get_by_role("button", name="Keep", exact=True).click()
        page.goto(f"{address}/truce/desk")
        assert page.locator("#triage tr[data-report]").count() == 4
        page.get_by_role("link", name="In Arabic").click()
        page.wait_for_url("**language=ar**")
        assert page.locator("#triage tr[data-report]").count() == 2
        page.get_by_role("button", name="Throw away: In Arabic").click()
        assert page.get_by_role("link", name="In Arabic").count() == 0


def test_what_comes_in_touches_no_form(file_desk, page):
    file_desk.take(*some(2))
    with served(create({"truce": file_desk.book})) as address:
        page.goto(f"{address}/truce/desk")
        page.get_by_label("Source").fill("Post half-wri")
        page.locator("tr[data-report] [type=checkbox]").first.check()
        file_desk.take(row(7))
        page.get_by_text("New entries in the record: 2.").wait_for(timeout=5_000)
        assert page.get_by_label("Source").input_value() == "Post half-wri"
        assert page.locator("tr[data-report] :checked").count() == 1


def test_a_half_written_form_is_there_after_the_browser_was_killed(file_desk, browser, tmp_path):
    """The browser gets no chance to close: its processes are killed a moment after the last letter was kept."""
    file_desk.take(row(0))
    file_desk.link()
    words = "They fired twice, and then"
    with served(create({"truce": file_desk.book})) as address:
        where = f"{address}/truce/act/allegation?incident=i2&by=kellan"
        with killed(browser.browser_type, tmp_path / "profile") as page:
            page.goto(where)
            page.wait_for_selector("form[data-ready]")
            reason = page.locator("[name=reason]")
            reason.press_sequentially(words)
            page.locator("[data-draft-said]").wait_for()
            file_desk.take(row(9))
            page.wait_for_timeout(1_500)
            assert reason.input_value() == words
        with killed(browser.browser_type, tmp_path / "profile") as page:
            page.goto(where)
            page.wait_for_selector("form[data-ready]")
            assert page.locator("[name=reason]").input_value() == words
            page.get_by_role("button", name="Throw the draft away").click()
            assert page.locator("[name=reason]").input_value() == ""


@contextmanager
def killed(chromium_, profile):
    """A page of a browser with a profile of its own, whose processes are killed (SIGKILL) at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = ["--headless=new", "--no-sandbox", "--no-first-run", f"--remote-debugging-port={port}"]
    process = subprocess.Popen(
        [CHROMIUM, *flags, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield connected(chromium_, port).contexts[0].pages[0]
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def connected(chromium_, port):
    """Connect as soon as the browser listens."""
    from playwright.sync_api import Error

    until = time.monotonic() + 20
    while True:
        try:
            return chromium_.connect_over_cdp(f"http://127.0.0.1:{port}")
        except Error:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
