"""Days and intervals that words name, counted from the day of publication. Pure."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from holdfire.reading.model import Grain, Span, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.reading.fold import Folded
    from holdfire.reading.lexicon import Lexicon

DAY = dt.timedelta(days=1)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")


class _Found(NamedTuple):
    start: int
    end: int
    first: dt.date
    last: dt.date
    grain: Grain
    rule: str
    anchored: bool


class _Patterns(NamedTuple):
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    weekday: re.Pattern[str]
    week: re.Pattern[str]


def dates(folded: Folded, lexicon: Lexicon, published: dt.date | None) -> list[When]:
    """Find days and intervals, in the order of their words.

    A weekday is the latest on or before the day of publication, with a word for "next" the first after it; a day and
    month without a year are those nearest to it; "since" a day runs to publication; "last week" is Monday to Sunday.
    Without a day of publication only full dates are found.
    """
    taken: list[_Found] = []
    for found in _all(folded.text, lexicon, published):
        if not any(found.start < t.end and t.start < found.end for t in taken):
            taken.append(found)
    taken = [_since(f, folded.text, lexicon, published) for f in taken]
    return [
        When(
            f.first,
            f.last,
            f.grain,
            Span(*folded.span(f.start, f.end)),
            published if f.anchored else None,
            f.rule,
        )
        for f in sorted(taken)
    ]


def _since(found: _Found, text: str, lexicon: Lexicon, published: dt.date | None) -> _Found:
    """Let a day that follows "since" run to publication."""
    before = text[max(0, found.start - 12) : found.start].rstrip()
    ends = [m.end() for m in lexicon.phrases["since"].finditer(before)]
    if found.grain != "day" or published is None or found.last > published or len(before) not in ends:
        return found
    return found._replace(last=published, grain="interval", rule="date-since", anchored=True)


def _all(text: str, lexicon: Lexicon, published: dt.date | None) -> Iterator[_Found]:
    yield from _full(text)
    yield from _months(text, lexicon, published)
    if published is not None:
        yield from _relative(text, lexicon, published)
        yield from _weekdays(text, lexicon, published)


def _full(text: str) -> Iterator[_Found]:
    for m in _ISO.finditer(text):
        yield from _day(m, m[1], int(m[2]), m[3], None, "date-iso")
    for m in _DOTTED.finditer(text):
        yield from _day(m, m[3], int(m[2]), m[1], None, "date-dotted")


def _months(text: str, lexicon: Lexicon, published: dt.date | None) -> Iterator[_Found]:
    patterns = _patterns(lexicon)
    for m in patterns.day_month.finditer(text):
        yield from _day(m, m[3], lexicon.months[m[2]], m[1], published, "date-day-month")
    for m in patterns.month_day.finditer(text):
        yield from _day(m, m[3], lexicon.months[m[1]], m[2], published, "date-month-day")


def _day(
    m: re.Match[str], year: str | None, month: int, day: str, published: dt.date | None, rule: str
) -> Iterator[_Found]:
    years = [int(year)] if year else [published.year + n for n in (0, -1, 1)] if published else []
    days = []
    for y in years:
        try:
            days.append(dt.date(y, month, int(day)))
        except ValueError:
            continue
    if days:
        found = min(days, key=lambda d: abs(d - published)) if published else days[0]
        yield _Found(m.start(), m.end(), found, found, "day", rule, not year)


def _relative(text: str, lexicon: Lexicon, published: dt.date) -> Iterator[_Found]:
    for pattern, (first, last) in lexicon.relative:
        for m in pattern.finditer(text):
            a, b = published + first * DAY, published + last * DAY
            yield _Found(
                m.start(), m.end(), a, b, "day" if a == b else "interval", "date-relative", anchored=True
            )
    for m in _patterns(lexicon).week.finditer(text):
        monday = published - (published.weekday() + 7) * DAY
        yield _Found(m.start(), m.end(), monday, monday + 6 * DAY, "week", "date-last-week", anchored=True)


def _weekdays(text: str, lexicon: Lexicon, published: dt.date) -> Iterator[_Found]:
    for m in _patterns(lexicon).weekday.finditer(text):
        back = (published.weekday() - lexicon.weekdays[m["day"]]) % 7
        if m["next"] or m["after"]:
            day = published + (7 - back) * DAY
        else:
            day = published - (back or (7 if m["last"] else 0)) * DAY
        if m["since"]:
            yield _Found(m.start(), m.end(), day, published, "interval", "date-since", anchored=True)
        elif m["night"]:
            yield _Found(m.start(), m.end(), day - DAY, day, "interval", "date-night-to", anchored=True)
        else:
            yield _Found(m.start(), m.end(), day, day, "day", "date-weekday", anchored=True)


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    months = "|".join(map(re.escape, sorted(lexicon.months, key=len, reverse=True))) or "(?!)"
    days = "|".join(map(re.escape, sorted(lexicon.weekdays, key=len, reverse=True))) or "(?!)"
    end = rf"(?:{lexicon.suffixes})?(?!\w)" if lexicon.suffixes else r"(?!\w)"
    word = {
        n: lexicon.phrases[n].pattern
        for n in ("last", "next", "since", "day_of", "night_to", "week", "after")
    }
    return _Patterns(
        re.compile(
            rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|-?го)?\.?\s+(?:of\s+)?({months}){end}\.?(?:,?\s+(\d{{4}})(?!\d))?"
        ),
        re.compile(rf"(?<!\w)({months})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(\d{{4}})(?!\d))?"),
        re.compile(
            rf"(?P<night>{word['night_to']}\s+)?(?P<since>{word['since']}\s+)?(?P<last>{word['last']}\s+)?"
            rf"(?P<next>{word['next']}\s+)?(?:{word['day_of']}\s+)?(?<!\w)(?P<day>{days}){end}"
            rf"(?:\s+{word['day_of']})?(?P<after>\s+{word['after']})?"
        ),
        re.compile(word["week"]),
    )
