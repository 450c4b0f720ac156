"""Gazetteers in the forms that they come in: our own CSV, GeoNames dumps, OCHA's tables of places with P-codes."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Where
from holdfire.places import gazetteer
from holdfire.places.model import FIRST_LEVEL, GazetteerEntry
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from holdfire.places.gazetteer import Gazetteer

RADIUS_KM = {"PPLC": 12.0, "PPLA": 6.0, "PPLA2": 4.0}
SETTLEMENT_KM = 3.0
_DISTRICT = re.compile(r"\s*\([^()]*\)$")
_CODE = re.compile(r"(PP_)?PCODE|ADM4_PCODE|.*_PCODE")


def load(data: bytes, file: str) -> Gazetteer:
    """Read one gazetteer, whichever of the three forms it has."""
    return gazetteer.index(entries(data, file))


def load_all(files: Sequence[tuple[bytes, str]]) -> Gazetteer:
    """Read several as one; a place that two have, by a name's key within 5 km, stands once with the names of both."""
    rows: list[GazetteerEntry] = []
    for data, file in files:
        rows = list(gazetteer.merged(rows, entries(data, file)))
    return gazetteer.index(rows)


def entries(data: bytes, file: str) -> list[GazetteerEntry]:
    """Read a file's entries.

    A GeoNames dump has 19 columns parted by tabs and no heading; OCHA's tables have headings such as `ADM1_EN` and
    `PP_PCODE` (places) or `ADM3_PCODE` (areas, with `lon` and `lat` of their middle). Anything else is read by
    `gazetteer.load`, whose errors it raises; `gazetteer-number` too for a coordinate that is none.
    """
    head = data[:4000].split(b"\n", 1)[0].decode("utf-8", "replace").lstrip("\ufeff")
    if head.count("\t") == 18:
        return list(_geonames(_text(data, file), file))
    names = [c.strip() for c in head.strip().split(",")]
    if any(_CODE.fullmatch(name) for name in names):
        rows = csv.DictReader(io.StringIO(_text(data, file), newline=""))
        return list(_ocha(rows, file))
    return list(gazetteer.load(data, file).entries)


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = say("the gazetteer is not UTF-8 text")
        raise BadInput("gazetteer-not-utf-8", words, where=Where(file)) from error


def _geonames(text: str, file: str) -> Iterator[GazetteerEntry]:
    """Read GeoNames' dump: populated places and first-level areas; a place's area is named by its code's own row."""
    lines = [line.split("\t") for line in text.splitlines() if line.count("\t") == 18]
    areas = {f"{f[8]}.{f[10]}": f[1] for f in lines if f[7] == FIRST_LEVEL}
    for n, f in enumerate(lines, 1):
        if f[6] != "P" and f[7] != FIRST_LEVEL:
            continue
        is_area = f[7] == FIRST_LEVEL
        yield GazetteerEntry(
            id=f[0],
            name=f[1],
            names=tuple(dict.fromkeys(x for x in (f[2], *f[3].split(",")) if x and x != f[1])),
            kind=f[7],
            within="" if is_area else areas.get(f"{f[8]}.{f[10]}", f[10]),
            lon=_number(f[5], "longitude", file, n),
            lat=_number(f[4], "latitude", file, n),
            radius_km=50.0 if is_area else RADIUS_KM.get(f[7], SETTLEMENT_KM),
        )


def _ocha(rows: Iterable[dict[str, str]], file: str) -> Iterator[GazetteerEntry]:
    for n, row in enumerate(rows, 1):
        level = next((k for k in (4, 3, 2) if row.get(f"ADM{k}_EN")), 1)
        place = row.get("PP_NAME_EN") or row.get(f"ADM{level}_EN") or ""
        if not place:
            continue
        names = (v for key, v in row.items() if v and _is_name(key, level))
        yield GazetteerEntry(
            id=row.get("PP_PCODE") or row.get(f"ADM{level}_PCODE") or place,
            name=place,
            names=tuple(dict.fromkeys(n for v in names for n in _spellings(v.strip()) if n != place)),
            kind="PPL" if "PP_PCODE" in row else f"ADM{level}",
            within=row.get("ADM1_EN", ""),
            lon=_number(row.get("longitude") or row.get("lon") or "", "longitude", file, n),
            lat=_number(row.get("latitude") or row.get("lat") or "", "latitude", file, n),
            radius_km=SETTLEMENT_KM if "PP_PCODE" in row else 10.0,
        )


def _spellings(name: str) -> tuple[str, ...]:
    """Give a name, its parts around a dash, and it without the district in brackets that tells it from others."""
    plain = _DISTRICT.sub("", name)
    both = plain.split(" - ") if plain.count(" - ") == 1 else []
    return tuple(dict.fromkeys(n.strip() for n in (name, plain, *both) if len(n.strip()) > 3 or n == name))


def _is_name(key: str, level: int) -> bool:
    own = rf"PP_(NAME|REF|ALT)\w*|ADM{level}_(EN|AR|FA|RU|TR|FR|UA|REF)|ADM{level}ALT\d\w\w"
    return bool(re.fullmatch(own, key))


def _number(text: str, field: str, file: str, row: int) -> float:
    try:
        return float(text)
    except ValueError as error:
        words = say("{text} is not a number", text=repr(text))
        raise BadInput("gazetteer-number", words, where=Where(file, row, field=field)) from error
