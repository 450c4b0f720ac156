"""A bulletin as plain text: light to load, read aloud by the browser's own voice."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from holdfire.bulletins import repo
from holdfire.bulletins.making import gathered
from holdfire.bulletins.render import set_as
from holdfire.bulletins.subject import of
from holdfire.web.show import reading_minutes
from serving import served

VOICE = """
window.said = [];
const voice = { lang: "en-GB", name: "Test" };
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => VOICES, addEventListener() {}, cancel() { clearTimeout(this.timer); },
  speak(u) { window.said.push([u.text, u.lang, u.rate]); this.timer = setTimeout(() => u.onend(), 30); },
} });
"""


@pytest.fixture(scope="module")
def entry(books):
    with books["exercise"].reading() as connection:
        return repo.publications(connection, None)[-1].entry


@pytest.mark.parametrize(
    ("words", "language", "minutes"),
    [(10, "en", 1), (684, "en", 3), (684, "ar", 5), (684, "fa", 5), (684, "xx", 3)],
)
def test_how_long_a_text_takes_to_read(words, language, minutes):
    assert reading_minutes("word " * words, language) == minutes


def test_the_page_has_every_line_of_the_published_text_and_is_light(client, books, entry):
    page = client.get(f"/exercise/bulletins/{entry}/text").text
    with books["exercise"].reading() as connection:
        found = next(p for p in repo.publications(connection, None) if p.entry == entry)
        text = set_as("txt", gathered(connection, of(found.sort, found.of), found.size)).decode()
    lines = [escape(line.strip()) for line in text.splitlines() if line.strip()]
    assert re.findall(r"<p data-line[^>]*>(.*?)</p>", page) == lines
    assert len(lines) > 10
    assert len(page.encode()) - len(text.encode()) < 20_000
    assert client.get("/exercise/bulletins/1/text").status_code == 404


@pytest.mark.browser
def test_it_is_read_line_by_line_at_the_chosen_speed_and_can_be_paused(app, browser, entry):
    with served(app) as address:
        page = browser.new_page()
        page.add_init_script(VOICE.replace("VOICES", "[voice]"))
        page.goto(f"{address}/exercise/bulletins/{entry}/text")
        page.select_option("#aloud-speed", "1.5")
        page.click("#aloud-play")
        for _ in range(200):
            if page.evaluate("window.said.length") >= 3:
                break
            page.wait_for_timeout(20)
        page.click("#aloud-play")
        said = page.evaluate("window.said")
        lines = page.locator("#text [data-line]").all_text_contents()
        assert [text for text, _, _ in said] == lines[: len(said)]
        assert {(lang, rate) for _, lang, rate in said} == {("en", 1.5)}
        page.wait_for_timeout(100)
        assert page.evaluate("window.said.length") == len(said)
        assert page.locator("#text [aria-current]").count() == 1
        assert re.search(r"\d", page.locator("#aloud-where").text_content())
        page.close()


@pytest.mark.browser
def test_without_a_voice_for_the_language_it_says_so_and_shows_no_buttons(app, browser, entry):
    with served(app) as address:
        page = browser.new_page()
        page.add_init_script(VOICE.replace("VOICES", "[]"))
        page.goto(f"{address}/exercise/bulletins/{entry}/text")
        assert page.locator("#aloud").is_hidden()
        assert page.locator("#aloud-none").is_visible()
        page.close()
