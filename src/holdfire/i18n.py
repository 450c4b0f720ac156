"""Words on screen and on paper: every one through Babel, English being the language of the source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    import datetime as dt

CATALOGUES = Path(__file__).parent / "locale"
RIGHT_TO_LEFT = frozenset({"ar", "fa"})


def environment(templates: Path, locale: str = "en") -> Environment:
    """Make a Jinja environment for one language: escaping on, unknown names an error, `_` and `ngettext` inside.

    Templates also get `locale`, `direction` (`ltr` or `rtl`) and the filters `day` and `moment`, which write a
    date, and a date with time and zone, as the language does.
    """
    env = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(locale=locale, direction="rtl" if locale in RIGHT_TO_LEFT else "ltr")
    env.filters["day"] = lambda value: day_words(value, locale)
    env.filters["moment"] = lambda value: moment_words(value, locale)
    return env


def translations(locale: str) -> NullTranslations:
    """Load a language's catalogue; English needs none."""
    return Translations.load(CATALOGUES, [locale], domain="holdfire")


def day_words(day: dt.date, locale: str) -> str:
    """Write a day: `9 January 2017`."""
    return format_date(day, "d MMMM y", locale=locale)


def moment_words(moment: dt.datetime, locale: str) -> str:
    """Write an instant with its zone: `9 January 2017, 12:00 UTC`."""
    return (
        format_datetime(moment, "d MMMM y, HH:mm", tzinfo=moment.tzinfo, locale=locale)
        + f" {moment.tzname()}"
    )
