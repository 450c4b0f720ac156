"""A sentence that arose in Python reaches the page in the reader's language, its values and inner sentences too."""

from __future__ import annotations

import datetime as dt
import io
import pickle
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

from holdfire import i18n
from holdfire.errors import NotFound
from holdfire.i18n import duration_words, environment, moment_words, translate
from holdfire.words import say, say_n

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def german() -> Translations:
    catalogue = Catalog(locale="de")
    catalogue.add("{who} answered", "{who} hat geantwortet")
    catalogue.add("nobody", "niemand")
    catalogue.add(("one of {all}", "{n} of {all}"), ("eins von {all}", "{n} der {all}"))
    file = io.BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return Translations(file, domain="holdfire")


def test_a_sentence_is_english_until_it_is_translated() -> None:
    words = say("{who} answered", who=say("nobody"))
    assert str(words) == "nobody answered"
    assert translate(words, german()) == "niemand hat geantwortet"


def test_a_sentence_of_a_number_has_the_form_for_it() -> None:
    assert str(say_n("one of {all}", "{n} of {all}", 1, all=5)) == "one of 5"
    assert str(say_n("one of {all}", "{n} of {all}", 3, all=5)) == "3 of 5"
    assert translate(say_n("one of {all}", "{n} of {all}", 3, all=5), german()) == "3 der 5"


def test_what_no_catalogue_has_stays_english() -> None:
    assert translate(say("no such words"), german()) == "no such words"


def test_a_date_in_a_sentence_is_written_as_the_language_does() -> None:
    words = say("{who} on {day}", who="Kellan", day=dt.date(2017, 1, 9))
    assert str(words) == "Kellan on 2017-01-09"
    assert translate(words, i18n.translations("ru")) == "Kellan, 9 января 2017"
    assert "9 يناير 2017" in translate(words, i18n.translations("ar"))


def test_what_stands_in_a_line_from_right_to_left_keeps_its_own_order() -> None:
    words = say("there is no case {case} in this book", case="c7-b")
    assert translate(words, i18n.translations("ar")) == "لا قضية \u2068c7-b\u2069 في هذا الدفتر"
    assert "\u2068" not in translate(words, i18n.translations("tr"))
    noon = dt.datetime(2017, 1, 9, 12, tzinfo=dt.timezone(dt.timedelta(hours=-2), "-02"))
    assert moment_words(noon, "en") == "9 January 2017, 12:00 UTC-02:00"
    assert moment_words(noon, "ar") == "9 يناير 2017، 12:00 \u200eUTC-02:00"


def test_a_time_limit_is_written_in_days_hours_and_minutes() -> None:
    assert duration_words(dt.timedelta(days=30), "en") == "30 days"
    assert duration_words(dt.timedelta(hours=36, minutes=1), "en") == "1 day, 12 hours, 1 minute"
    assert duration_words(dt.timedelta(0), "en") == "0 minutes"
    assert duration_words(dt.timedelta(days=14), "ar") == "14 يومًا"
    assert duration_words(dt.timedelta(days=2, hours=5), "ru") == "2 дня, 5 часов"


def test_a_page_translates_as_it_is_written_and_escapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "translations", lambda _: german())
    (tmp_path / "page.html").write_text("<p>{{ words }}</p>")
    page = environment(tmp_path, "de").get_template("page.html")
    assert (
        page.render(words=say("{who} answered", who="<b>A</b>"))
        == "<p>&lt;b&gt;A&lt;/b&gt; hat geantwortet</p>"
    )


def test_an_error_keeps_its_sentence_between_processes() -> None:
    error = NotFound("entry-missing", say("there is no entry {n}", n=7), hint=say("look at the record"))
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "entry-missing: there is no entry 7 (look at the record)"
    assert again.words == error.words
