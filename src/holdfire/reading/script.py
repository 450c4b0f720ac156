"""A short text's language by its letters, where small words are too few to tell. Pure."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re

from holdfire.reading.fold import fold
from holdfire.reading.lexicon import LANGUAGES, lexicon

_PERSIAN = re.compile("[پچژگکی]")
_ARABIC = re.compile("[ةىيكأإؤئ]")
_FOREIGN = re.compile("[іїєґўٹڈڑےێۆەڕڵښځəêîûñßøåæœ]")
_TURKISH = re.compile("[ışğİ]")
MOST = 600
"""Letters of a note at most; a longer text whose language its small words do not show is left to a person."""


def of_text(text: str) -> str:
    """Give a field note's language, by its script and letters, if a lexicon knows an act in it; else empty."""
    if not text.strip() or len(text) > MOST or _FOREIGN.search(text.lower()):
        return ""
    return next((code for code in _by_letters(text) if _knows(code, text)), "")


def _by_letters(text: str) -> tuple[str, ...]:
    if re.search(r"[\u0620-\u06d3]", text):
        return ("fa", "ar") if len(_PERSIAN.findall(text)) > len(_ARABIC.findall(text)) else ("ar",)
    if re.search(r"[а-яё]", text.lower()):
        return ("ru",)
    return ("tr", "en") if _TURKISH.search(text) else ("en",)


def _knows(code: str, text: str) -> bool:

    words = lexicon(code) if code in LANGUAGES else None
    folded = fold(text).text
    return words is not None and any(pattern.search(folded) for _, pattern in words.kinds)
