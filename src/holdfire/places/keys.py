"""Keys under which two spellings of one name meet.

`name_key` undoes what a keyboard, a font or an article does to a name, and nothing more: names with equal
keys are taken as the same name. `skeleton` undoes what a transliteration does to Arabic: it keeps the
consonants alone, so that different names can meet, and never decides alone.
"""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_LETTERS = str.maketrans(
    {
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ٱ": "ا",
        "ـ": None,  # tatweel
        "ı": "i",
        "đ": "d",
    }
)
_APOSTROPHES = re.compile("[\u02b9-\u02bf\u02c8\u2018\u2019\u201b\u2032'`´\u0621]")
_ARTICLES = frozenset(
    (
        *(
            "al",
            "el",
            "ul",
            "ad",
            "ed",
            "ud",
            "ar",
            "er",
            "ur",
            "as",
            "es",
            "us",
            "ash",
            "esh",
            "ush",
            "at",
            "et",
        ),
        *("ut", "ath", "eth", "az", "ez", "uz", "adh", "edh", "an", "en", "un"),
        *("аль", "эль", "ад", "эд", "ар", "эр", "ас", "эс", "аш", "эш", "ат", "эт", "аз", "эз", "ан", "эн"),
    )
)
_SETTLEMENT = frozenset(
    ("city", "town", "village", "مدينه", "بلده", "قريه", "город", "село", "деревня", "sehri", "koyu")
)
FEATURES = frozenset(
    (
        *(
            "suburb",
            "locality",
            "farm",
            "silos",
            "mountain",
            "hill",
            "base",
            "airbase",
            "airport",
            "field",
            "dam",
        ),
        *(
            "camp",
            "checkpoint",
            "castle",
            "crossing",
            "heliport",
            "pan",
            "heights",
            "plain",
            "factory",
            "station",
        ),
        *(
            "military",
            "air",
            "refugee",
            "oil",
            "gas",
            "army",
            "international",
            "salt",
            "border",
            "old",
            "new",
        ),
    )
)
"""Words for what is no settlement, but is called after the one that it lies beside."""

_AREA = frozenset(
    ("governorate", "province", "muhafazah", "محافظه", "провинция", "мухафаза", "vilayeti", "ili")
)
_DIGRAPHS = (
    ("kh", "X"),
    ("gh", "G"),
    ("sh", "S"),
    ("ch", "S"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("dj", "j"),
)
_ALIKE = str.maketrans({"q": "k", "c": "k", "p": "b", "z": "d"})


class Asked(NamedTuple):
    """A name's key, and what its own words say it is: `settlement`, `area`, or nothing."""

    key: str
    says: str


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", _APOSTROPHES.sub("", bare.translate(_LETTERS)))


def _without_article(words: list[str]) -> list[str]:
    kept = [w for w in words if w not in _ARTICLES] or words
    return [w[2:] if w.startswith("ال") and len(w) > 4 else w for w in kept]


def parts(word: str) -> str:
    """Return what a word of a name adds to the name's key: empty for an article."""
    words = [w for w in _words(word) if w not in _ARTICLES]
    return "".join(w[2:] if w.startswith("ال") and len(w) > 4 else w for w in words)


def asked(name: str) -> Asked:
    """Return the key of a name, and what a word such as `village` or `محافظة` at either end says it is.

    In this order: Unicode NFKC; case folded; combining marks (diacritics, harakat, hamza on its seat)
    dropped; alef, ya, kaf and ta marbuta made alike; tatweel, the Latin signs for ayn and hamza and
    apostrophes dropped; split into words; the word that says what it is dropped; articles (al-, ad-, Эль-,
    ال) dropped; words joined. A name of articles alone keeps them. Without letters and digits it is empty.
    """
    words, says = _words(name), ""
    for end in (0, -1):
        if len(words) > 1 and words[end] in _SETTLEMENT | _AREA:
            says = "area" if words[end] in _AREA else "settlement"
            del words[end]
    return Asked("".join(_without_article(words)), says)


def bare(name: str) -> str:
    """Return a name's words without the one that says what it is."""
    words = name.split()
    for end in (0, -1):
        if len(words) > 1 and "".join(_words(words[end])) in _SETTLEMENT | _AREA:
            del words[end]
    return " ".join(words)


def beside(name: str) -> str:
    """Return the name of the settlement that a feature is called after ("Arak gas field"); empty if it is none."""
    words = name.split()
    kept = list(words)
    while len(kept) > 1 and kept[-1].casefold().strip("()") in FEATURES:
        kept.pop()
    return " ".join(kept) if len(kept) < len(words) else ""


def name_key(name: str) -> str:
    """Return the key alone."""
    return asked(name).key


def skeleton(key: str) -> str:
    """Return the consonants of a Latin key, those that transliterations of Arabic confuse made alike.

    kh, gh and sh/ch count as one consonant each; th is t; dh and z are d; q and c are k; p is b, ph f, dj j;
    vowels, w, v, y and a final h go; doubles are single. Empty, which is like nothing, below three consonants
    or for another script.
    """
    if not key.isascii():
        return ""
    for pair, one in _DIGRAPHS:
        key = key.replace(pair, one)
    bare = re.sub(r"[aeiouwvy]|h$", "", key.translate(_ALIKE))
    single = re.sub(r"(.)\1+", r"\1", bare)
    return single if len(single) >= 3 else ""
