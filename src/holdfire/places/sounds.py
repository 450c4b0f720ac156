"""How a name sounds, so that one place's spellings in Latin, Arabic and Cyrillic letters come near one another.

`sound` undoes what transliterations do to vowels and doubles; `bones` leaves the consonants alone. Both are ways to
find candidates: `holdfire.places.rules` says when one is taken.
"""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфцыэіїєґ", "abvgdeziiklmnoprstufcieiieg", strict=True)),
        "ж": "j",
        "х": "h",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ъ": "",
        "ь": "",
        "ю": "yu",
        "я": "ya",
        "ё": "e",
    }
)
_ARABIC = str.maketrans(
    {
        **dict(zip("ابتجحدرزسصضطعفقكلمنهويپچگژ", "abtjhdrzssdt'fqklmnhwypcgj", strict=True)),
        "ث": "th",
        "خ": "kh",
        "ذ": "dh",
        "ش": "sh",
        "ظ": "z",
        "غ": "gh",
        "ء": "",
        "ئ": "i",
        "ؤ": "u",
        "آ": "a",
        "ة": "a",
        "ى": "a",
        "أ": "a",
        "إ": "i",
    }
)
_TURKISH = str.maketrans({"ç": "j", "ş": "sh", "ğ": "gh", "ı": "i", "ö": "u", "ü": "u"})
_WORDS = {
    word: alike
    for alike, many in {
        "kfr": "kafr kafer kfar kfer kufr kafar kfr kefr كفر",
        "tl": "tall tal tell tel til taal تل",
        "ain": "ayn ain ein eyn en عين",
        "jb": "jubb jub jib jeb jobb job jibb جب",
        "bir": "bir beer bi'r ber biir بير بئر",
        "xrbt": "khirbat kherbet khirbet khirbah kherba kharbet kherbah خربة خربه",
        "um": "umm um em am im om ام أم",
        "abu": "abu abou abo bu ابو أبو",
        "bit": "bayt beit bait bet بيت",
        "dir": "dayr deir der dair دير",
        "jbl": "jabal jebel jabel djebel جبل",
        "husS": "hawsh hosh housh حوش",
        "SX": "shaykh sheikh cheikh sheik shekh شيخ",
        "Srk": "sharqi sharqiyah sharqiya sharqieh eastern sharqiyeh شرقي شرقية east",
        "Grb": "gharbi gharbiyah gharbiya gharbieh western gharbiyeh غربي غربية west",
        "Sml": "shamali shamaliyah shamaliya shamaliyeh northern شمالي شمالية north",
        "jnb": "janubi janubiyah janubiya janubiyeh qabli qibli southern جنوبي جنوبية قبلي south",
        "kbr": "kabir kabira kabirah kabireh kbir big great كبير كبيرة",
        "sGr": "saghir saghira saghirah saghireh sghir little small صغير صغيرة",
        "fkn": "fawqani fawqaniyah foqani foqaniyeh upper fokani fuqani فوقاني فوقانية",
        "tht": "tahtani tahtaniyah tahtaniyeh lower تحتاني تحتانية",
        "qsr": "qasr kasr قصر",
    }.items()
    for word in many.split()
}
_SIDES = frozenset(("Srk", "Grb", "Sml", "jnb", "kbr", "sGr", "fkn", "tht"))
_ARABIC_SEATS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ي"})
_ARTICLE = re.compile(r"^(?:al|el|ul|ad|ed|ar|er|as|es|ash|esh|at|et|ath|eth|az|ez|adh|edh|an|en|il|eth|l)$")
_MARKS = re.compile(r"[\u02b9-\u02bf\u2018\u2019\u201b\u2032'`´\u064b-\u0652\u0640]")


@lru_cache(maxsize=100_000)
def sound(name: str) -> str:
    """Write a name by its sound: vowels of three sorts, doubles single, articles and endings gone, words joined.

    Words such as "western" and "little" come last, wherever they stood.
    """
    return "".join(heard(name))


@lru_cache(maxsize=100_000)
def heard(name: str) -> tuple[str, ...]:
    """Write each word of a name by its sound, in the order of `sound`."""
    words = [w for w in map(_word, _split(name)) if w]
    return tuple(sorted(words, key=_SIDES.__contains__))


@lru_cache(maxsize=100_000)
def bones(name: str) -> str:
    """Write the consonants of a name alone, alike in the three scripts; empty below two."""
    found = re.sub(r"[aiu]", "", sound(name)).replace("z", "d").replace("X", "h")
    found = re.sub(r"(.)\1+", r"\1", found)
    return found if len(found) >= 2 else ""


def _split(name: str) -> list[str]:
    low = _MARKS.sub("", name.casefold()).translate(_CYRILLIC).translate(_ARABIC_SEATS).translate(_TURKISH)
    low = unicodedata.normalize("NFKD", low)
    low = "".join(c for c in low if not unicodedata.combining(c))
    words = [w for w in re.findall(r"[^\W\d_]+", low) if not _ARTICLE.match(w)]
    return words or re.findall(r"[^\W\d_]+", low)


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    if word.startswith("ال") and len(word) > 4:
        word = word[2:]
    known = _WORDS.get(word)
    if known is not None:
        return known
    latin = word.translate(_ARABIC).replace("'", "")
    return _latin(latin)


def _latin(word: str) -> str:
    for pair, one in (
        *(("tch", "S"), ("kh", "X"), ("gh", "G"), ("sh", "S"), ("ch", "S"), ("th", "d"), ("dh", "d")),
        *(("ph", "f"), ("dj", "j"), ("q", "k"), ("c", "k"), ("p", "b"), ("g", "j"), ("v", "f")),
    ):
        word = word.replace(pair, one)
    word = re.sub(r"^el(?=.{3})|^al(?=[^aeiouy]{1,2}[aeiou]\w\w)", "", word)
    if len(word) > 3:
        word = re.sub(r"(?<=[^aeiouy])(?:[ie]+y*|e?y+)(?:ah|eh|at|et|a|e)$", "I", word)
    word = re.sub(r"(?:ah|eh|at|et|a|e|h)$", "", word) if len(word) > 3 else re.sub(r"h$", "", word)
    word = re.sub(r"[eiy]+", "i", word)
    word = re.sub(r"ai|ia", "i", word)
    word = re.sub(r"[ouw]+", "u", word)
    word = re.sub(r"au|ua", "u", word)
    return re.sub(r"(.)\1+", r"\1", word.replace("I", "i"))
