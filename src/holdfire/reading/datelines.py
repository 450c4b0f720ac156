"""Datelines and credit lines: where an agency's story says that it is an agency's. Pure."""
# ruff: noqa: RUF001, RUF002 - letters that look like Latin ones are meant

from __future__ import annotations

import re
from typing import NamedTuple

AGENCIES: dict[str, tuple[str, ...]] = {
    "Associated Press": ("associated press", "the associated press", "ap", "أسوشيتد برس", "آسوشیتدپرس"),
    "Reuters": ("reuters", "рейтер", "رويترز", "رویترز"),
    "AFP": ("agence france-presse", "afp", "франс пресс", "فرانس برس", "أ ف ب", "خبرگزاری فرانسه"),
    "TASS": ("tass", "тасс", "itar-tass", "تاس"),
    "RIA Novosti": ("ria novosti", "ria", "риа новости", "риа"),
    "Interfax": ("interfax", "интерфакс"),
    "Anadolu": ("anadolu agency", "anadolu", "aa", "anadolu ajansı", "الأناضول", "آناتولی", "анадолу"),
    "SANA": ("sana", "сана", "سانا"),
    "IRNA": ("irna", "ирна", "إرنا", "ایرنا"),
    "Xinhua": ("xinhua", "синьхуа", "شينخوا"),
    "DPA": ("dpa", "deutsche presse-agentur", "د ب أ"),
    "Kyodo": ("kyodo", "kyodo news"),
    "Ukrinform": ("ukrinform", "укринформ"),
}
"""Names of news agencies, and how they are written in credits."""

_BY_NAME = {written: name for name, many in AGENCIES.items() for written in many}
_LINE = re.compile(
    r"^\s*(?P<place>[A-ZА-ЯЁÇĞİÖŞÜ][A-ZА-ЯЁÇĞİÖŞÜ .'’-]{1,40}|[^\W\d_]{2,25}(?:\s[^\W\d_]{2,25}){0,2})"
    r"(?P<date>[,،]\s*[^()/–—-]{2,25}?)?\s*[(/](?P<agency>[^()/]{2,40})[)/]\s*[.–—:-]{0,2}\s*"
)


_CREDIT = re.compile(
    r"(?:by|this story is by|this (?:article|report) (?:is|was) (?:by|written by)|reporting by|source:|story by"
    r"|источник:|автор:|المصدر:|بقلم|kaynak:|منبع:|haber:)\s+(?P<who>[^.,:;]{2,60})\.?",
    re.IGNORECASE,
)


def credit(line: str) -> str | None:
    """Give whom a line credits that is nothing but a credit: "By ...", "Source: ...", an agency's name alone."""
    bare = line.strip().strip("()/[]")
    if agency_of(bare):
        return bare
    m = _CREDIT.fullmatch(line.strip())
    return m["who"].strip() if m and len(m["who"].split()) <= 8 else None


class Dateline(NamedTuple):
    """Where an agency's story was filed, by whom, and where the story itself begins."""

    place: str
    agency: str
    end: int


def dateline(line: str) -> Dateline | None:
    """Read a dateline: `BEIRUT, Jan 14 (Reuters) -`, `АЛЕППО, 14 янв /ТАСС/.`, `ANKARA (AA) -`.

    The place is in capitals, or the name between the brackets is a known agency's.
    """
    m = _LINE.match(line)
    if m is None:
        return None
    place, agency = m["place"].strip(), m["agency"].strip()
    known = agency_of(agency)
    if not known and not place.isupper():
        return None
    return Dateline(place, known or agency, m.end())


def agency_of(words: str) -> str:
    """Give the agency that words name, written alone; empty if they name none."""
    return _BY_NAME.get(" ".join(words.lower().split()).strip(" .,"), "")
