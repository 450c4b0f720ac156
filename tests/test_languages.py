"""Every catalogue says all that the template says: complete, with the same places and code, in its own script."""

from __future__ import annotations

import io
import re
import time
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from babel.support import Translations
from docs_tool import tool

from holdfire import i18n
from holdfire.i18n import CATALOGUES, languages, translate, translations
from holdfire.words import say, say_n

if TYPE_CHECKING:
    from babel.messages.catalog import Message

TEMPLATE = (CATALOGUES / "holdfire.pot").read_bytes()
LANGUAGES = sorted(path.parent.name for path in CATALOGUES.glob("*/holdfire.po"))
PLURALS = {"ar": 6, "fa": 1, "ru": 3, "tr": 1}
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}")
KEPT = re.compile(r"`[^`]*`|</?\w+>|--\w+|https?://\S+|%[dmY][.\w%]*")
"""Code, tags, options and addresses, which stay as they are."""
WORD = re.compile(r"[A-Za-z]{2,}")
NAMES = """
Holdfire holdfire judge JavaScript WebGL GeoJSON Natural Earth PostgreSQL openpyxl Excel read
MiB GiB csv xlsx docs agreement md pip install base url chmod text html plain windows base64url
ar en fa ru tr id kind low best high exercise true false date answer happened yes Asia Damascus
keys km lon lat columns constants map as port format examples excel postgres web
show check user host name shore duty interest test about pdf word Word postgresql localhost http Ed
evidence identities link vault
"""
"""Names, commands, codes and formats that stand in Latin letters in every language."""
LATIN = frozenset(NAMES.split())


def messages(content: bytes, language: str | None = None) -> dict[object, Message]:
    return {
        (m.context, m.id): m
        for m in read_po(io.BytesIO(content), locale=language, abort_invalid=True)
        if m.id
    }


def of(language: str) -> dict[object, Message]:
    return messages((CATALOGUES / language / "holdfire.po").read_bytes(), language)


def ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def said(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_there_are_catalogues() -> None:
    assert {"ar", "fa", "ru", "tr"} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalogue:
    def test_it_has_every_message_of_the_template_and_no_other(self, language: str) -> None:
        assert of(language).keys() == messages(TEMPLATE).keys()

    def test_every_message_is_translated_in_as_many_forms_as_the_language_has(self, language: str) -> None:
        lacking = [
            m.id
            for m in of(language).values()
            if not all(said(m)) or len(said(m)) != (PLURALS[language] if m.pluralizable else 1)
        ]
        assert lacking == []

    def test_places_are_those_of_the_message(self, language: str) -> None:
        """A plural form may leave out places that the English singular leaves out, or say the number in a word."""
        wrong = []
        for m in of(language).values():
            wanted = set(PLACE.findall(ids(m)[-1]))
            optional = {"{n}", "%(n)s"} | (wanted - set(PLACE.findall(ids(m)[0])))
            for text in said(m):
                found = set(PLACE.findall(text))
                if found != wanted and not (
                    m.pluralizable and found <= wanted and wanted - found <= optional
                ):
                    wrong.append((m.id, text))
        assert wrong == []

    def test_code_tags_and_options_stay_as_they_are(self, language: str) -> None:
        wrong = [
            (m.id, text)
            for m in of(language).values()
            for text in said(m)
            if sorted(KEPT.findall(ids(m)[-1])) != sorted(KEPT.findall(text))
        ]
        assert wrong == []

    def test_white_space_at_the_ends_stays_as_it_is(self, language: str) -> None:
        wrong = [m.id for m in of(language).values() for text in said(m) if text != text.strip()]
        assert wrong == []

    def test_no_english_is_left(self, language: str) -> None:
        left = [m.id for m in of(language).values() for text in said(m) if english(language, ids(m)[0], text)]
        assert left == []

    def test_it_is_read_in_good_time(self, language: str) -> None:
        i18n._load.cache_clear()
        start = time.perf_counter()
        first = translations(language)
        taken = time.perf_counter() - start
        assert translations(language) is first
        assert taken < 1


def english(language: str, message: str, text: str) -> bool:
    """Whether English words are left: Latin ones that are no names, or in Turkish the message itself."""
    words = {w for w in bare(text) if not w.isupper()} - LATIN
    if language != "tr":
        return bool(words)
    return text == message and bool(words)


def bare(text: str) -> list[str]:
    return WORD.findall(KEPT.sub(" ", PLACE.sub(" ", text)))


def test_the_test_finds_english() -> None:
    assert english("ar", "the record", "the السجلّ")
    assert english("tr", "the record", "the record")
    assert not english("ar", "read `note` of {name} as JSON", "اقرأ `note` من {name} بصيغة JSON")
    assert not english("tr", "the record", "kayıt")


def test_arabic_has_the_form_for_each_number() -> None:
    arabic = translations("ar")
    forms = {
        n: translate(say_n("{n} entry has this name", "{n} entries have this name", n), arabic)
        for n in (0, 1, 2, 3, 11, 100)
    }
    assert len(set(forms.values())) == 6
    assert "100" in forms[100]


def test_a_sentence_of_python_comes_out_in_persian() -> None:
    assert translate(say("there is no such file"), translations("fa")) == "چنین فایلی نیست"


def test_a_language_without_a_catalogue_stays_english() -> None:
    assert not isinstance(translations("de"), Translations)
    assert translate(say("there is no such file"), translations("de")) == "there is no such file"
    assert list(languages()) == ["en", *LANGUAGES]
    assert languages()["ar"] == "العربية"


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_as_the_tool_writes_them(language: str) -> None:
    content = (CATALOGUES / language / "holdfire.po").read_bytes()
    assert tool().merged(TEMPLATE, content, language) == content, "run `python tools/docs.py`"


def catalogue(*entries: tuple[object, object], language: str | None = None) -> bytes:
    made = Catalog(locale=language)
    for message, text in entries:
        made.add(message, text)
    out = io.BytesIO()
    write_po(out, made)
    return out.getvalue()


def test_merging_keeps_what_is_translated_and_guesses_nothing() -> None:
    template = catalogue(("a member", None), ("two members", None), (("one", "many"), None))
    old = catalogue(("a member", "عضو"), ("three members", "أعضاء"), ("one", "واحد"), language="ar")
    merged = tool().merged(template, old, "ar")
    assert [(m.id, m.string) for m in messages(merged, "ar").values()] == [
        ("a member", "عضو"),
        (("one", "many"), ("",) * 6),
        ("two members", ""),
    ]
    assert b"fuzzy" not in merged
    assert not re.search(rb"Date|Translator", merged)
    assert tool().merged(template, merged, "ar") == merged
