"""Words on screen and on paper: every one through Babel, English being the language of the source."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from holdfire.words import Name, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfire.words import Value

CATALOGUES = Path(__file__).parent / "locale"
RIGHT_TO_LEFT = frozenset({"ar", "fa"})
DIGITS = {
    system: {ord("0") + n: zero + n for n in range(10)}
    for system, zero in (("arab", 0x660), ("arabext", 0x6F0))
}
GROUPED_FROM = 10_000
"""From five digits on a figure is grouped (as ISO 80000-1 has it): a year, or 1234, reads well without."""


def environment(templates: Path, locale: str = "en") -> Environment:
    """Make a Jinja environment for one language: escaping on, unknown names an error, `_` and `ngettext` inside.

    A sentence from Python (`Words`) is put into the language as it is written out; inside
    `trans`, and before other filters, by the filter `said`. Templates also get `locale`,
    `direction` (`ltr` or `rtl`), `comma`, which parts the items of a list, and the filters `day` and
    `moment`, which write a date, and a date with time and zone, as the language does.
    """
    env = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    catalogue = translations(locale)
    env.globals.update(gettext=_gettext(catalogue, locale), ngettext=_ngettext(catalogue, locale))
    env.globals["_"] = env.globals["gettext"]
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.finalize = lambda value: translate(value, catalogue) if isinstance(value, Words) else value
    env.filters["said"] = env.finalize
    env.globals.update(locale=locale, direction=direction(locale))
    env.globals["comma"] = comma(locale)
    env.filters["day"] = lambda value: day_words(value, locale)
    env.filters["moment"] = lambda value: moment_words(value, locale)
    return env


def _gettext(catalogue: NullTranslations, locale: str) -> Callable[..., str]:
    """Make what templates call for a sentence: its values are escaped, and its figures have the language's digits."""

    def gettext(message: str, /, **values: object) -> Markup:
        return Markup(catalogue.ugettext(message)) % _placed(values, locale)  # noqa: S704 - the catalogue is ours

    return gettext


def _ngettext(catalogue: NullTranslations, locale: str) -> Callable[..., str]:
    """Make what templates call for a sentence of a number of things; the place `num`, and `n` if unset, is it."""

    def ngettext(one: str, many: str, n: int, /, **values: object) -> Markup:
        found = _placed({"num": n, "n": n, **values}, locale)
        return Markup(catalogue.ungettext(one, many, n)) % found  # noqa: S704 - the catalogue is ours

    return ngettext


def _placed(values: Mapping[str, object], locale: str) -> dict[str, object]:
    return {name: told(value, locale) for name, value in values.items()}


def told(value: object, locale: str) -> object:
    """Write a figure with the language's digits; whatever is no figure (an id, a text) stays as it is."""
    figures = isinstance(value, (int, float)) and not isinstance(value, bool)
    return figure(value, locale) if figures else value


def translations(locale: str) -> NullTranslations:
    """Load a language's catalogue, once; English, and a language without one, needs none."""
    language = locale.split("_", maxsplit=1)[0]
    return _load(CATALOGUES / language / "holdfire.po", language)


@lru_cache(maxsize=16)
def _load(path: Path, locale: str) -> NullTranslations:
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain="holdfire")


@lru_cache(maxsize=1)
def languages() -> Mapping[str, str]:
    """List the languages that words can be shown in, English first, each by its own name."""
    codes = ["en", *sorted(path.parent.name for path in CATALOGUES.glob("*/holdfire.po"))]
    return {code: Locale.parse(code).get_language_name() or code for code in codes}


def translate(words: Words, catalogue: NullTranslations) -> str:
    """Put a sentence that arose in Python, and the sentences in it, into the catalogue's language."""
    if words.plural:
        pattern = catalogue.ungettext(words.pattern, words.plural, words.n)
    else:
        pattern = catalogue.ugettext(words.pattern)
    locale = str(catalogue.info().get("language", ""))
    return pattern.format_map({k: _value(v, catalogue, locale) for k, v in words.values.items()})


def _value(value: Value, catalogue: NullTranslations, locale: str) -> str | float:
    if isinstance(value, Words):
        return translate(value, catalogue)
    if isinstance(value, dt.date):
        return whole(day_words(value, locale), locale) if locale else value.isoformat()
    if isinstance(value, Name):
        return apart(value.in_language(locale), locale)
    return apart(value, locale) if isinstance(value, str) else figure(value, locale or "en")


def apart(text: str, locale: str) -> str:
    """Keep the order of a text of its own direction, or of numbers, apart from a line that runs from right to left.

    It stands in an isolate of the Unicode bidirectional algorithm (UAX 9), FSI to PDI; elsewhere it stays as it is.
    """
    return f"\u2068{text}\u2069" if text and direction(locale) == "rtl" else text


def whole(text: str, locale: str) -> str:
    """Keep a date or an interval together, in the language's own direction (RLI to PDI)."""
    return f"\u2067{text}\u2069" if direction(locale) == "rtl" else text


def direction(locale: str) -> str:
    """Say which way a language is written: `ltr` or `rtl`."""
    return "rtl" if locale.split("_", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def comma(locale: str) -> str:
    """What parts the items of a list, with the space after it."""
    return ", " if direction(locale) == "ltr" else "\u060c "


def digits(text: str, locale: str) -> str:
    """Write a text's digits as CLDR says that the language does by default: Persian ۱۲, Arabic 12, of Syria ١٢."""
    return text.translate(_digits(locale))


@cache
def _digits(locale: str) -> dict[int, int]:
    return DIGITS.get(Locale.parse(locale).default_numbering_system, {})


@lru_cache(maxsize=4096)
def figure(n: float, locale: str) -> str:
    """Write a number with the language's digits and separators."""
    grouped = abs(n) >= GROUPED_FROM
    return digits(
        format_decimal(n, locale=locale, numbering_system="default", group_separator=grouped), locale
    )


def day_words(day: dt.date, locale: str) -> str:
    """Write a day: `9 January 2017`."""
    return digits(format_date(day, "d MMMM y", locale=locale), locale)


def short_day(day: dt.date, locale: str) -> str:
    """Write a day without its year, as short as the language does: `9 Jan`."""
    return digits(format_date(day, "d MMM", locale=locale), locale)


def moment_words(moment: dt.datetime, locale: str) -> str:
    """Write an instant with its zone: `9 January 2017, 12:00 UTC`."""
    pattern = f"d MMMM y'{comma(locale)}'HH:mm"
    written = format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=locale)
    return f"{digits(written, locale)} {zone_words(moment, locale)}"


def duration_words(duration: dt.timedelta, locale: str) -> str:
    """Write a time limit in days, hours and minutes: `1 day, 12 hours`; what is less than a minute is dropped."""
    minutes = duration // dt.timedelta(minutes=1)
    parts = {"day": minutes // 1440, "hour": minutes // 60 % 24, "minute": minutes % 60}
    written = [
        format_timedelta(dt.timedelta(**{f"{unit}s": n}), unit, threshold=1e9, locale=locale)  # type: ignore[arg-type]
        for unit, n in parts.items()
        if n or (unit == "minute" and not minutes)
    ]
    return digits(comma(locale).join(written), locale)


def zone_words(moment: dt.datetime, locale: str) -> str:
    """Write the zone of an instant: `EET`; or, where it has no name, `UTC-02:00`, kept together in any line."""
    name = str(moment.tzname())
    if name[0] in "+-":
        offset = f"{moment:%z}"
        name = f"UTC{offset[:3]}:{offset[3:]}"
    return (
        f"\u200e{name}" if name.startswith("UTC") and name != "UTC" and direction(locale) == "rtl" else name
    )
