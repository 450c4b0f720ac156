"""Words on screen and on paper: every one through Babel, English being the language of the source."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from holdfire.words import Words

if TYPE_CHECKING:
    import datetime as dt

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
    `direction` (`ltr` or `rtl`) and the filters `day` and `moment`, which write a date, and a date with time and
    zone, as the language does.
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
    env.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    env.finalize = lambda value: translate(value, catalogue) if isinstance(value, Words) else value
    env.filters["said"] = env.finalize
    env.globals.update(locale=locale, direction=direction(locale))
    env.filters["day"] = lambda value: day_words(value, locale)
    env.filters["moment"] = lambda value: moment_words(value, locale)
    return env


def translations(locale: str) -> NullTranslations:
    """Load a language's catalogue; English needs none."""
    return Translations.load(CATALOGUES, [locale], domain="holdfire")


def translate(words: Words, catalogue: NullTranslations) -> str:
    """Put a sentence that arose in Python, and the sentences in it, into the catalogue's language."""
    if words.plural:
        pattern = catalogue.ungettext(words.pattern, words.plural, words.n)
    else:
        pattern = catalogue.ugettext(words.pattern)
    values = {k: translate(v, catalogue) if isinstance(v, Words) else v for k, v in words.values.items()}
    return pattern.format_map(values)


def direction(locale: str) -> str:
    """Say which way a language is written: `ltr` or `rtl`."""
    return "rtl" if locale.split("_", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


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


def moment_words(moment: dt.datetime, locale: str) -> str:
    """Write an instant with its zone: `9 January 2017, 12:00 UTC`."""
    comma = "," if direction(locale) == "ltr" else "\u060c"
    written = format_datetime(moment, f"d MMMM y{comma} HH:mm", tzinfo=moment.tzinfo, locale=locale)
    return f"{digits(written, locale)} {moment.tzname()}"
