"""A whole case in a browser, by clicks and keys: five people at their own pages, and each sees its own alone.

The monitor accepts a report; a member's officer alleges a breach and gives notice of it; the accused party's officer
replies; members assess, and the chair determines; the public reads what two signed, and checks one figure.
"""

from __future__ import annotations

import re
import time

import pytest
from click.testing import CliRunner

from desk import DAY, row
from holdfire.accounts.model import Role
from holdfire.cli import cli
from holdfire.record.keys import save
from holdfire.reports import triage
from holdfire.web.app import create
from people import cookie_of, enrol, token
from serving import chromium, served

pytestmark = pytest.mark.browser
WORDS = "EXERCISE. Two rounds fell by the mill at Tarn."
SHEET = {
    "answers.happened": "yes",
    "answers.covered": "yes",
    "answers.exempt": "no",
    "answers.accused": "cannot say",
    **{f"reasons.{q}": "The monitors heard it." for q in ("happened", "covered", "exempt")},
}


class Officer:
    """Somebody at a browser of its own, who signs on a machine of its own."""

    def __init__(self, browser, address, app, desk, name, folder):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        if name:
            value = token(desk.book, name)
            self.context.add_cookies([{"name": cookie_of(app, "truce"), "value": value, "url": address}])
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.home, self.folder = f"{address}/truce/", folder

    def open(self, path):
        return self.page.goto(self.home + path)

    def closed(self, *paths):
        """Whether none of these pages is there for it."""
        return all(self.open(p).status == 404 or "/login" in self.page.url for p in paths)

    def fill(self, **fields):
        for name, value in fields.items():
            field = self.page.locator(f"form.act [name='{name}']")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def sign(self, *names):
        """Show what is to be signed, take it away, sign it as these, and hand it in."""
        self.page.get_by_role("button", name="Show what is to be signed").click()
        with self.page.expect_download() as down:
            self.page.get_by_role("button", name="Download the request").click()
        request = self.folder / f"{time.monotonic_ns()}.json"
        down.value.save_as(request)
        files = []
        for name in names:
            files.append(str(self.folder / f"{request.stem}.{name}.json"))
            key = str(self.folder / f"{name}.decision.key")
            done = CliRunner().invoke(cli, ["sign", str(request), "--key", key, "--out", files[-1], "--yes"])
            assert done.exit_code == 0, done.output
        self.open("submit")
        self.page.get_by_label("Responses").set_input_files(files)
        self.page.get_by_role("button", name="Hand in").click()
        self.page.wait_for_url(re.compile("entered="))
        assert self.page.get_by_text(re.compile(r"Entered: \d+")).is_visible()


@pytest.fixture
def mechanism(file_desk, tmp_path):
    """A book with accounts, and members' keys in files of their own; two reports came in and were linked."""
    file_desk.take(
        row(0, source_type="witness", source="Miller", text=WORDS, perpetrators=["ridge-movement"]),
        row(1, perpetrators=["ridge-movement"]),
    )
    file_desk.link()
    for name, role, actor in (
        ("post-1", Role.MONITOR, "intake"),
        ("kellan-1", Role.LIAISON, "kellan"),
        ("ridge-1", Role.PARTY, "ridge-movement"),
        ("field-1", Role.PARTY, "field-team"),
        ("chair-1", Role.CHAIR, "isles-envoy"),
    ):
        enrol(file_desk.book, name, role, actor)
    for name, key in file_desk.members.items():
        save(key, tmp_path / f"{name}.decision.key")
    return file_desk


def test_a_case_from_a_report_to_a_published_figure(mechanism, tmp_path, record_property):
    app = create({"truce": mechanism.book})
    began = time.monotonic()
    with chromium() as browser, served(app) as address:

        def officer(name):
            return Officer(browser, address, app, mechanism, name, tmp_path)

        monitor, liaison, party, chair = map(officer, ("post-1", "kellan-1", "ridge-1", "chair-1"))
        accept(monitor, mechanism)
        case = allege(liaison)
        reply(party, case)
        assess(liaison, mechanism, case)
        determine(chair, case)
        other = officer("field-1")
        assert other.closed(f"cases/{case}", "desk/locate")
        other.open("desk")
        assert case not in other.page.content()
        mechanism.publish(DAY)
        read(officer(""), mechanism, released=False)
        mechanism.release(mechanism.publications()[-1])
        read(officer(""), mechanism, released=True)
        assert not [f for who in (monitor, liaison, party, chair) for f in who.faults]
    took = time.monotonic() - began
    record_property("seconds", round(took, 1))
    mechanism.book.check(workers=1)
    assert took < 40


def accept(who, desk):
    """The report's words are there for its intake; one key accepts both that are chosen."""
    who.open("desk")
    assert who.page.get_by_text(WORDS).is_visible()
    for key in ("j", " ", "j", " ", "a"):
        who.page.keyboard.press(key)
    who.page.wait_for_function("() => document.querySelectorAll('#triage tr.soft').length === 2")
    with desk.book.reading() as connection:
        assert triage.waiting(connection) == []
    assert who.closed("act/nothing")


def allege(who):
    """From the incident to an allegation and its notice; no witness's words, and nobody else's desk."""
    assert who.closed("desk/locate")
    who.open("incidents/i2")
    assert WORDS not in who.page.content()
    assert "Miller" not in who.page.content()
    who.page.get_by_role("link", name="Allege a breach").click()
    assert who.page.locator("[name=accused]").input_value() == "ridge-movement"
    who.fill(term="no-fire", reason="Their guns were heard.")
    who.sign("kellan")
    case = re.search(r"cases/(c\d+)", who.page.url)[1]
    who.open("act/allegation?incident=i2")
    who.page.get_by_role("link", name="Prepare the notice").click()
    assert who.page.locator("[name=to]").input_value() == "dorvia"
    who.fill(channel="Liaison line")
    who.sign("kellan")
    return case


def reply(who, case):
    """The accused sees its case and no report, and answers."""
    assert who.closed("desk/locate", "reports/2", "incidents/i2", "handover")
    who.open("desk")
    assert "Reports that wait" not in who.page.content()
    who.open(f"cases/{case}")
    who.page.locator("a[href*='act/reply']").first.click()
    who.fill(answer="denied", words="Not us.")
    who.sign("ridge-movement")


def assess(who, desk, case):
    """One member on the page, the others by their own programs."""
    who.open(f"cases/{case}")
    assert who.page.get_by_text("Not us.").first.is_visible()
    who.page.locator("a[href*='act/assessment']").first.click()
    who.fill(**SHEET)
    who.sign("kellan")
    for member in ("dorvia", "isles-envoy"):
        desk.assess(case, member, accused="cannot say")


def determine(who, case):
    """The chair prepares what every member signs."""
    who.open(f"cases/{case}")
    who.page.locator("a[href*='act/determination']").first.click()
    who.sign("isles-envoy", "kellan", "dorvia")
    assert who.page.get_by_text("author undetermined").first.is_visible()


def read(who, desk, *, released):
    """The public: what is released, and what one figure rests on; no desk, report, incident or case."""
    assert who.closed("desk", "reports/2", "incidents/i2", "cases", "handover")
    who.open("bulletins")
    name = who.page.get_by_role("link", name=DAY.isoformat())
    assert (name.count() > 0) is released
    if released:
        name.first.click()
        who.page.get_by_role("link", name="Check one figure: what each of them rests on").click()
        assert who.page.get_by_text("The same, byte for byte.").is_visible()
        assert WORDS not in who.page.content()
