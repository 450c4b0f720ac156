"""`holdfire agreement show`: how everything stood on a day, from a file and from a book."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from desk import EXERCISE
from holdfire.cli.agreement_show import show
from holdfire.errors import BadInput, NotFound

FILE = str(EXERCISE / "mechanism.yaml")


def said(*words):
    done = CliRunner().invoke(show, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_a_file_is_shown_as_it_stood_on_the_last_day_of_which_it_says_anything():
    text = said(FILE)
    assert text.startswith("marenna-truce (EXERCISE: invented), as on 2031-03-12\n")
    assert "pause: agreement, in force [humanitarian pause, evacuation, detainee exchange]" in text
    assert "presented to fell-band by ridge-movement on a day not known; received: no" in text
    assert "fell-band: accounts differ on whether it was presented" in text
    assert "ridge-movement reserves on let-leave since 2031-03-09, ended 2031-03-10" in text
    assert "2031-03-10 accepts, as others say" in text
    assert "absent: fell-band" in text
    assert "unknown: no record of incidents is at hand to count in" in text
    assert "2031-09-01  truce: lapses unless it is renewed by agreement before" in text


def test_a_part_alone_and_another_day():
    text = said(FILE, "--date", "2031-03-05", "--part", "conditions")
    assert "hill-talks / guns-gone: not set on this day, set by ridge-movement" in text
    assert "calendar" not in text


def test_a_book_counts_what_a_file_alone_cannot(exercise_book):
    seen = json.loads(said(exercise_book.url, "--date", "2031-03-10", "--part", "conditions", "--json"))
    quiet = next(c for c in seen["conditions"] if c["id"] == "quiet-in-the-middle")
    assert [part["met"] for part in quiet["result"]["parts"]] == ["not met", "met", "not met"]
    assert quiet["result"]["parts"][2]["why"].startswith("2 violations determined, accused: Shore Army,")


def test_a_book_of_the_past_knows_less(exercise_book):
    seen = json.loads(said(exercise_book.url, "--at", 88, "--date", "2031-03-10", "--json"))
    quiet = next(c for c in seen["conditions"] if c["id"] == "quiet-in-the-middle")
    assert quiet["result"]["parts"][2]["met"] != "not met"


def test_json_has_every_part_in_codes_and_english():
    seen = json.loads(said(FILE, "--json"))
    assert list(seen) == [
        "agreement",
        "exercise",
        "day",
        "texts",
        "positions",
        "talks",
        "conditions",
        "calendar",
    ]
    draft = seen["texts"][0]
    assert draft["reached"]["fell-band"] == "disputed"
    assert draft["presented"][2] == {
        "to": "fell-band",
        "by": "ridge-movement",
        "day": None,
        "words": "",
        "received": "no",
        "source": [],
    }
    assert not next(p for p in seen["positions"] if p["instrument"] == "pause" and p["actor"] == "fell-band")[
        "confirmed"
    ]


@pytest.mark.parametrize(
    ("words", "error", "code"),
    [
        ((FILE, "--at", "3"), BadInput, "size-wrong"),
        ((FILE, "--date", "2031-02-30"), BadInput, "day-malformed"),
        (("none.yaml",), NotFound, "file-missing"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_its_code(words, error, code):
    with pytest.raises(error) as caught:
        said(*words)
    assert caught.value.code == code


def test_where_nothing_has_a_day_one_has_to_be_given(tmp_path):
    bare = tmp_path / "bare.yaml"
    bare.write_text("{id: bare, names: {en: Bare}, exercise: true, timezone: UTC, languages: [en]}")
    with pytest.raises(BadInput, match="day-malformed"):
        said(bare)
    assert "as on 2031-01-01" in said(bare, "--date", "2031-01-01")
