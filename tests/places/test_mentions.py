"""A gazetteer's names are found in running words, with what a language hangs on them. Exercises."""

from __future__ import annotations

import pytest

from holdfire.places.mentions import finder


@pytest.mark.parametrize(
    ("language", "text", "words", "name", "rule"),
    [
        ("en", "Shells fell on Tall Karbash on Monday.", "Tall Karbash", "Tall Karbash", "place-key"),
        ("ar", "سقطت قذائف على تل كرباش أمس", "تل كرباش", "Tall Karbash", "place-key"),
        ("ar", "القصف بتل كرباش مستمر", "تل كرباش", "Tall Karbash", "place-proclitic"),
        ("tr", "Vardia'ya top mermisi düştü", "Vardia", "Vardia", "place-ending"),
        ("en", "He spoke of a tall karbash.", None, "", ""),
        ("en", "Rockets hit Unlisted yesterday.", "Unlisted", "", "place-capital"),
    ],
)
def test_a_name_in_running_words(gazetteer, language, text, words, name, rule):
    found = finder(gazetteer)(text, language)
    if words is None:
        assert found == []
        return
    [mention] = found
    assert (text[slice(*mention.span)], mention.name, mention.rule) == (words, name, rule)


def test_a_name_does_not_run_over_a_full_stop(gazetteer):
    assert [m.name for m in finder(gazetteer)("It was in Tall. Karbash said so.", "en") if m.name] == []
