"""Radio and SMS: whole sentences within the messages, an exercise's mark always among them."""

from __future__ import annotations

import datetime as dt

from holdfire.bulletins import render
from holdfire.bulletins.as_sms import sms
from holdfire.bulletins.daily_spoken import MESSAGES, spoken
from holdfire.bulletins.gather import gather
from holdfire.bulletins.short import length
from holdfire.words import say

MARCH = [dt.date(2031, 3, n) for n in range(1, 24)]


def test_the_mark_of_an_exercise_is_never_left_off():
    said = [say("One is here."), say("Another follows {n}.", n="x" * 200)]
    assert sms(said, "en", 1, exercise=True) == b"EXERCISE. One is here. ...\n"
    assert sms(said, "en", 1, exercise=False) == b"One is here. ...\n"


def test_every_day_of_the_exercise_fits_and_keeps_its_kinds_apart(exercise_book):
    for day in MARCH:
        with exercise_book.reading() as connection:
            found = gather(connection, day)
        text = render.set_as("sms", found).decode()
        assert length(text.strip()).messages <= MESSAGES
        assert text.startswith("EXERCISE. Bulletin of")
        sentences = [str(s) for s in spoken(found)]
        assert sum("itself counted" in s for s in sentences) == len(found.counts)
        for pair, s in zip(found.pairs, (s for s in sentences if " against " in s), strict=True):
            assert ("no allegation" in s) is (not pair.alleged)


def test_a_day_without_incidents_does_not_say_zero(exercise_book):
    with exercise_book.reading() as connection:
        text = render.set_as("sms", gather(connection, dt.date(2031, 2, 1))).decode()
    assert "that is not zero" in text


def test_it_is_in_the_readers_digits_and_without_marks_of_direction(exercise_book):
    with exercise_book.reading() as connection:
        text = render.set_as("sms", gather(connection, dt.date(2031, 3, 7)), "fa").decode()
    assert "۷" in text
    assert not set(text) & set("\u2066\u2067\u2068\u2069")
