"""A guess at the language of a text, from its script and its smallest words."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re

_WORDS = {
    "ar": frozenset(["في", "من", "على", "إلى", "أن", "عن", "التي", "الذي", "هذا", "هذه", "مع", "بعد"]),
    "fa": frozenset(["در", "به", "از", "که", "را", "این", "است", "برای", "با", "شد", "آن", "کرد"]),
    "ru": frozenset(["и", "в", "на", "что", "с", "по", "из", "не", "о", "от", "как", "это", "были"]),
    "tr": frozenset(["ve", "bir", "bu", "için", "ile", "da", "de", "olarak", "olan", "sonra", "ise", "daha"]),
    "en": frozenset(["the", "of", "and", "to", "in", "that", "was", "were", "by", "on", "for", "with", "is"]),
}
_NEEDED = {"ru": re.compile("[ыэё]")}
_FOREIGN = {
    "ar": re.compile("[پچژگٹڈڑےێۆەڕڵښځ]"),
    "fa": re.compile("[ٹڈڑےێۆەڕڵښځ]"),
    "ru": re.compile("[іїєґў]"),
    "tr": re.compile("[əêîûqxw]"),
}


def guess(text: str) -> str:
    """Return `ar`, `fa`, `ru`, `tr` or `en` (ISO 639-1), or empty when unsure.

    The language whose few commonest words occur most wins, if they occur at least twice, twice as often as
    the next language's, and make up a twentieth of all words. A language is out where letters stand that it
    does not use (a name in foreign letters can leave a text unsure), Russian also where it has no ы, э or ё.
    So a headline is often unsure, and Ukrainian, Kurdish, Urdu or French always are.
    """
    folded = text.replace("İ", "i").casefold()
    words = re.findall(r"[^\W\d_]+", folded)
    counts = sorted(((_count(words, folded, code), code) for code in _WORDS), reverse=True)
    (best, code), (second, _) = counts[:2]
    return code if best >= 2 and best >= 2 * second and best * 20 >= len(words) else ""


def _count(words: list[str], folded: str, code: str) -> int:
    foreign, needed = _FOREIGN.get(code), _NEEDED.get(code)
    if (foreign and foreign.search(folded)) or (needed and not needed.search(folded)):
        return 0
    return sum(word in _WORDS[code] for word in words)
