"""Data stay as they are and cannot turn the words around them; words and figures are in the reader's language."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given

from holdfire import i18n
from holdfire.bulletins.document import Line, Link
from holdfire.bulletins.runs import BREAKS, FIRST_STRONG_ISOLATE, POP, Run, Voice, balanced, clean
from holdfire.words import Name, listed, say, say_n
from papers import HOSTILE, NOON, texts

EN, AR, FA = Voice("en"), Voice("ar"), Voice("fa")


def reach(text: str) -> int:
    """How many isolates are open at the end, or -1 if a mark once closed one that this text did not open (UAX #9)."""
    depth = 0
    for c in text:
        depth += (c in "\u2066\u2067\u2068") - (c == POP)
        if depth < 0:
            return -1
    return depth


@given(texts)
def test_isolated_data_close_all_that_they_open_on_each_line(text):
    for voice in (EN, AR):
        for line in BREAKS.split(voice.isolated(clean(text))):
            assert reach(line) == 0 or not voice.turns(clean(text))


@given(texts)
def test_isolating_adds_marks_at_the_ends_of_lines_and_changes_nothing_else(text):
    for line in BREAKS.split(clean(text)):
        inside = balanced(line)
        assert inside.lstrip(FIRST_STRONG_ISOLATE).rstrip(POP) == line.lstrip(FIRST_STRONG_ISOLATE).rstrip(
            POP
        )
        assert line in inside


@pytest.mark.parametrize(
    ("voice", "text", "marked"),
    [
        (EN, "Kellan 12", False),
        (EN, "دمشق", True),
        (EN, "\u202eevil", True),
        (AR, "دمشق", False),
        (AR, "Kellan", True),
        (AR, "12", True),
        (AR, "…", False),
    ],
)
def test_only_what_could_turn_its_neighbours_is_isolated(voice, text, marked):
    assert (voice.isolated(text) != text) is marked


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_ours_is_never_data_and_what_is_data_never_ours(text):
    runs = EN.runs(say("before {a} between {b} after", a=text, b=say("inner {c}", c=text)))
    assert "".join(r.text for r in runs if not r.data) == "before  between inner  after"
    assert [r.text for r in runs if r.data] == [clean(text)] * 2


@given(texts)
def test_the_values_of_a_sentence_are_never_read_as_patterns(text):
    assert EN.bare(say("{a}{b}", a=text, b="{a}")) == clean(text) + "{a}"


@pytest.mark.parametrize(
    ("locale", "n", "written"),
    [
        ("en", 1234, "1234"),
        ("en", 12345, "12,345"),
        ("ar", 12345, "12,345"),
        ("ar_SY", 12345, "١٢٬٣٤٥"),
        ("fa", 12345, "۱۲٬۳۴۵"),
        ("fa", 0, "۰"),
        ("ru", 12345, "12\u00a0345"),
        ("tr", 12345.5, "12.345,5"),
    ],
)
def test_figures_have_the_digits_that_cldr_gives_the_language(locale, n, written):
    assert Voice(locale).plain(n) == written
    assert Voice(locale).plain(say("{n}", n=n)) == written


def test_dates_have_the_languages_months_and_digits():
    assert FA.plain(dt.date(2031, 3, 10)) == "۱۰ مارس ۲۰۳۱"
    assert FA.plain(NOON) == "۱۰ مارس ۲۰۳۱، ۱۲:۰۵ UTC"
    assert Voice("tr").plain(dt.date(2031, 3, 10)) == "10 Mart 2031"
    assert Voice("ru").plain(NOON) == "10 марта 2031, 12:05 UTC"


def test_none_is_a_dash_for_people_and_nothing_for_machines_and_no_nought():
    assert (EN.plain(None), EN.bare(None), EN.plain(0)) == ("–", "", "0")


def test_a_name_is_set_in_the_readers_language_if_it_is_known():
    name = Name.of({"ar": "كيلان", "en": "Kellan"})
    assert name == "Kellan"
    assert [v.bare(name) for v in (EN, AR, FA, Voice("ar_SY"))] == ["Kellan", "كيلان", "Kellan", "كيلان"]
    assert Name.of({"fa": "تهران"}) == "تهران"
    assert AR.bare(say("{who} answered", who=name)) == "كيلان answered"


def test_a_link_leads_to_the_web_or_nowhere():
    assert EN.runs(Link("x", "https://example.org/")) == (Run("x", data=True, url="https://example.org/"),)
    for url in ("javascript:alert(1)", "data:text/html,x", "//example.org", "https://a\x00b"):
        assert EN.runs(Link("x", url)) == (Run("x", data=True),)


def test_parts_stand_beside_each_other():
    assert EN.plain(Line((say("one"), "two", 3))) == "one two 3"
    assert EN.plain(listed(["a", say("b"), "c"])) == "a, b, c"
    assert listed([]) == ""
    assert EN.plain(say_n("{n} report", "{n} reports", 2)) == "2 reports"


def test_words_and_the_words_in_them_are_translated(monkeypatch):
    class Catalogue(i18n.NullTranslations):
        def ugettext(self, message):
            return {"{a} of {n}": "{n} von {a}", "none": "keine"}.get(message, message)

    monkeypatch.setattr(i18n, "translations", lambda _locale: Catalogue())
    assert Voice("de").plain(say("{a} of {n}", a=say("none"), n=12345)) == "12.345 von keine"


@given(texts)
def test_a_cleaned_text_can_stand_in_any_file(text):
    found = clean(text)
    assert clean(found) == found
    assert "\r" not in found
    assert all(unicodedata.category(c) != "Cc" or c in "\t\n" or ord(c) > 0x7E for c in found)
    found.encode()


def test_a_list_of_thousands_is_set_in_its_order():
    entries = [str(n) for n in range(5000)]
    assert EN.plain(listed(entries)) == ", ".join(entries)


def test_a_number_among_spaces_needs_no_isolation_and_one_in_an_interval_does():
    assert AR.plain(listed(["12", "13"])) == "12، 13"
    assert (
        AR.plain(say("{low}–{high} (best {best})", low="0", high="2", best="1")).count(FIRST_STRONG_ISOLATE)
        == 3
    )
