"""No page has a fault that axe-core finds: WCAG 2.2 A and AA and its best practices, in both directions of writing."""

from __future__ import annotations

import pytest

from serving import served

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
PAGES = (
    "", "desk", "map", "reports", "reports/5", "incidents", "incidents/i2", "due", "cases", "cases/c101", "alerts",
    "act/alert", "act/assessment?case=c166&about=166", "submit", "search?words=Tarn", "tallies", "agreement",
    "agreement/texts/truce", "agreement/terms", "agreement/actors", "agreement/positions", "agreement/conditions",
    "agreement/findings", "bulletins", "bulletins/223", "bulletins/223/figures", "bulletins/223/text", "record",
    "record/check", "record/0",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(app):
    with served(app) as origin:
        yield origin


@pytest.fixture(scope="module")
def page(browser):
    made = browser.new_page(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page, address, path, lang):
    from axe_playwright_python.sync_playwright import Axe

    answer = page.goto(f"{address}/exercise/{path}{'&' if '?' in path else '?'}lang={lang}")
    assert answer.status == 200
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], n["html"][:160], n["failureSummary"]) for v in found for n in v["nodes"]] == []
