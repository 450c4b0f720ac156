"""How values are written for people. Pure; whatever is unknown is left to the template to say."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_decimal

from holdfire.agreement.names import fold
from holdfire.i18n import comma, day_words, digits, moment_words, whole, zone_words
from holdfire.record.encoding import EPOCH

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from holdfire.reports.model import Interval

folded = fold


def moment(micros: int, zone: ZoneInfo) -> dt.datetime:
    """Put an instant, UTC microseconds, in a zone."""
    return (EPOCH + dt.timedelta(microseconds=micros)).astimezone(zone)


def moment_text(micros: int, zone: ZoneInfo, locale: str) -> str:
    """Write an instant with its zone, to the minute."""
    return whole(moment_words(moment(micros, zone), locale), locale)


def day_text(day: dt.date, locale: str) -> str:
    """Write a day."""
    return whole(day_words(day, locale), locale)


def begins_day(at: dt.datetime) -> bool:
    """Whether an instant is the first of its day: 00:00, or 01:00 where clocks go forward at midnight."""
    return dt.datetime.combine(at.date(), dt.time(), at.tzinfo).astimezone(dt.UTC) == at.astimezone(dt.UTC)


@lru_cache(maxsize=16384)
def interval(value: Interval, zone: ZoneInfo, locale: str) -> str:
    """Write a half-open interval: as days where it is whole days of the zone, else with times and zone."""
    start, end = moment(value.start, zone), moment(value.end, zone)
    if begins_day(start) and begins_day(end) and value.start < value.end:
        last = end.date() - dt.timedelta(days=1)
        first = day_words(start.date(), locale)
        return whole(first if last == start.date() else f"{first} – {day_words(last, locale)}", locale)
    if start.date() == end.date():
        hours = digits(f"{start:%H:%M}–{end:%H:%M} ", locale) + zone_words(end, locale)
        return whole(f"{day_words(start.date(), locale)}{comma(locale)}{hours}", locale)
    return whole(f"{moment_words(start, locale)} – {moment_words(end, locale)}", locale)


def days(value: Interval, zone: ZoneInfo) -> tuple[dt.date, dt.date]:
    """Give the first and the last day that a half-open interval touches."""
    last = max(value.start, value.end - 1)
    return moment(value.start, zone).date(), moment(last, zone).date()


def month(day: dt.date, locale: str) -> str:
    """Write a day's month and year: `Jan 2017`."""
    return digits(format_date(day, "LLL y", locale=locale), locale)


@lru_cache(maxsize=16384)
def number(value: float, locale: str, places: int | None = None) -> str:
    """Write a number with the language's separators and digits; with so many places after the point, if given."""
    pattern = None if places is None else f"#,##0.{'0' * places}"
    written = format_decimal(value, pattern, locale=locale, numbering_system="default")
    return digits(written, locale)


def degrees(value: float, axis: str) -> str:
    """Write a longitude (`axis` "EW") or latitude ("NS") to three decimals, about 100 m."""
    return f"{abs(value):.3f}° {axis[value < 0]}"


def pretty(value: Any) -> str:
    """Write a value of an entry as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


WORDS_A_MINUTE = {"ar": 138, "en": 228, "fa": 138, "ru": 184, "tr": 166}
"""Words read a minute: means of S. Trauzettel-Klosinski and K. Dietz, Standardized assessment of reading performance:
the new international reading speed texts IReST (2012). They have no Persian; it is given the speed of Arabic."""


def reading_minutes(text: str, language: str) -> int:
    """Say how many minutes a text takes to read, at least one; of a language without a figure, as English."""
    return max(1, round(len(text.split()) / WORDS_A_MINUTE.get(language, WORDS_A_MINUTE["en"])))
