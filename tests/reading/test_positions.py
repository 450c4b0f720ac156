"""Claims of acceptance are put forward as positions, with who has not said so itself. Exercises."""

from __future__ import annotations

import datetime as dt

import pytest

from holdfire.reading.claims import claims
from holdfire.reading.positions import proposals


@pytest.mark.parametrize(
    ("language", "text", "stance", "actor", "own_mouth"),
    [
        (
            "en",
            "A commander told Dorvia Press that the Fell Band had withheld its approval of the truce.",
            "withholds",
            "the Fell Band",
            False,
        ),
        (
            "en",
            "The Fell Band has not yet approved the truce, a diplomat said.",
            "withholds",
            "The Fell Band",
            False,
        ),
        (
            "en",
            "Several groups say they are withholding their approval of the truce.",
            "withholds",
            "Several groups",
            True,
        ),
        ("en", "The Ridge Movement rejected the draft.", "rejects", "The Ridge Movement", False),
        (
            "en",
            "An official said the proposal has not been formally presented to the Ridge.",
            "not presented",
            None,
            False,
        ),
        (
            "ru",
            "Отряд Фелл пока не одобрил документ, сообщил источник в отряде.",
            "withholds",
            "Отряд Фелл",
            False,
        ),
    ],
)
def test_whose_position_and_from_whose_mouth(language, text, stance, actor, own_mouth):
    [found] = proposals(text, claims(text, language, dt.date(2031, 3, 8)))
    named = text[slice(*found.actor)] if found.actor else None
    assert (found.stance, named, found.own_mouth) == (stance, actor, own_mouth)


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell on Tarn, residents said.",
        "Tobin Arle denied that the Ridge Movement had rejected the draft.",
        "If the Fell Band rejects the draft, talks will end, the envoy said.",
    ],
)
def test_what_is_no_position_proposes_none(text):
    assert proposals(text, claims(text, "en", dt.date(2031, 3, 8))) == []
