"""Days and intervals that words name, counted from a Saturday. Languages by the lexicons."""

from __future__ import annotations

import datetime as dt

import pytest

from holdfire.reading.dates import dates
from holdfire.reading.fold import fold
from holdfire.reading.lexicon import lexicon

SATURDAY = dt.date(2031, 3, 8)


@pytest.mark.parametrize(
    ("language", "words", "first", "last"),
    [
        ("en", "on Saturday", "03-08", "03-08"),
        ("en", "late on Friday", "03-07", "03-07"),
        ("en", "last Saturday", "03-01", "03-01"),
        ("en", "next Monday", "03-10", "03-10"),
        ("en", "overnight", "03-07", "03-08"),
        ("en", "since Thursday", "03-06", "03-08"),
        ("en", "since March 2", "03-02", "03-08"),
        ("en", "last week", "02-24", "03-02"),
        ("en", "on April 2", "04-02", "04-02"),
        ("en", "on the 4th of March", "03-04", "03-04"),
        ("en", "in the past 24 hours", "03-07", "03-08"),
        ("ar", "يوم السبت", "03-08", "03-08"),
        ("ar", "أول أمس", "03-06", "03-06"),
        ("ar", "مساء أمس", "03-07", "03-07"),
        ("ar", "في ٢٣ مارس", "03-23", "03-23"),
        ("ar", "في 23 آذار", "03-23", "03-23"),
        ("ar", "يوم الاثنين المقبل", "03-10", "03-10"),
        ("ar", "الليلة الماضية", "03-07", "03-08"),
        ("ru", "в пятницу вечером", "03-07", "03-07"),
        ("ru", "в ночь на пятницу", "03-06", "03-07"),
        ("ru", "за последние сутки", "03-07", "03-08"),
        ("ru", "23 марта", "03-23", "03-23"),
        ("ru", "позавчера", "03-06", "03-06"),
        ("fa", "روز جمعه", "03-07", "03-07"),
        ("fa", "۲۳ مارس", "03-23", "03-23"),
        ("fa", "دیروز", "03-07", "03-07"),
        ("fa", "شب گذشته", "03-07", "03-08"),
        ("tr", "23 Mart'ta", "03-23", "03-23"),
        ("tr", "cuma günü", "03-07", "03-07"),
        ("tr", "dün gece", "03-07", "03-08"),
        ("tr", "geçen hafta", "02-24", "03-02"),
    ],
)
def test_words_for_a_day(language, words, first, last):
    [found] = dates(fold(words), lexicon(language), SATURDAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (f"2031-{first}", f"2031-{last}")
    assert found.anchor == SATURDAY


def test_a_full_date_needs_no_day_to_count_from():
    [found] = dates(fold("on 30 December 2016"), lexicon("en"), None)
    assert (found.first, found.anchor) == (dt.date(2016, 12, 30), None)


@pytest.mark.parametrize("words", ["on 31 February 2031", "2031-13-01", "We said so", "may follow"])
def test_what_is_no_date_is_none(words):
    assert dates(fold(words), lexicon("en"), SATURDAY) == []


def test_without_a_day_of_publication_a_weekday_means_nothing():
    assert dates(fold("on Monday"), lexicon("en"), None) == []
