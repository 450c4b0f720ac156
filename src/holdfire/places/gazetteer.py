"""Reads a gazetteer file and indexes its names."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from holdfire.errors import BadInput, Where
from holdfire.places import exonyms
from holdfire.places.keys import asked, bare, name_key, skeleton
from holdfire.places.model import GazetteerEntry
from holdfire.places.sounds import bones, heard, sound
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

REQUIRED = ("name", "names", "within", "lon", "lat", "radius_km")
HINT = say(
    "the first line names the columns {names}; id and kind may follow; names are split by |",
    names=", ".join(REQUIRED),
)
LEAST_LETTERS = 5
"""Letters of a sound at least for a likeness to mean anything."""

LIMITS = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0), "radius_km": (0.0, 20_040.0)}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Entries in file order; which of them a key or a skeleton names; which area a key or skeleton means."""

    entries: tuple[GazetteerEntry, ...]
    by_key: Mapping[str, tuple[GazetteerEntry, ...]]
    by_skeleton: Mapping[str, tuple[GazetteerEntry, ...]]
    by_sound: Mapping[str, tuple[GazetteerEntry, ...]]
    by_bones: Mapping[str, tuple[GazetteerEntry, ...]]
    by_start: Mapping[str, tuple[GazetteerEntry, ...]]
    areas: Mapping[str, str]
    known_areas: Mapping[str, str]
    sounds: Mapping[str, Mapping[str, tuple[GazetteerEntry, ...]]]
    counts: Mapping[str, int]

    def area(self, name: str) -> str:
        """Return the gazetteer's name of an area, by key, else skeleton, else sound; empty if unknown or not unique.

        Where it has none of the name, it is asked for the other names of that area that `exonyms.csv` knows.
        """
        return next((found for each in exonyms.of(name) if (found := self._area(each))), "")

    def settlements(self, area: str) -> int:
        """Count the settlements of an area."""
        return self.counts.get(area, 0)

    def lies_in(self, entry: GazetteerEntry, area: str) -> bool:
        """Whether an entry lies in an area of the gazetteer's name."""
        return entry.within == area or (bool(area) and self.known_areas.get(entry.within) == area)

    def close(self, names: Sequence[str], area: str, least: float) -> list[tuple[GazetteerEntry, float]]:
        """List settlements of an area whose sound is like a name's to `least` of 100, the likest first."""
        sounds = self.sounds.get(area, {})
        found: dict[str, tuple[GazetteerEntry, float]] = {}
        for name in names:
            if len(sound(name)) < LEAST_LETTERS:
                continue
            for spelled, likeness, _ in process.extract(
                sound(name), sounds.keys(), score_cutoff=least, scorer=ratio, limit=5
            ):
                for entry in sounds[spelled]:
                    if likeness > found.get(entry.id, (entry, 0.0))[1]:
                        found[entry.id] = (entry, likeness)
        return sorted(found.values(), key=lambda pair: (-pair[1], pair[0].id))

    def longer(self, name: str) -> tuple[GazetteerEntry, ...]:
        """List the entries with a name that begins with all words of this one, and goes on."""
        return self.by_start.get(sound(name), ()) if len(sound(name)) >= LEAST_LETTERS else ()

    def _area(self, name: str) -> str:
        said = asked(name)
        return (
            self.areas.get(said.key)
            or self.areas.get(skeleton(said.key))
            or self.areas.get(f"~{sound(bare(name))}", "")
        )


def load(data: bytes, file: str = "gazetteer.csv") -> Gazetteer:
    """Read CSV in UTF-8 with the columns of `REQUIRED`, and `id` (else the name) and `kind` if there.

    Raises BadInput, naming file, row and field where there is one (row 1 comes after the column names):
    `gazetteer-not-utf-8`, `gazetteer-columns` (one is missing), `gazetteer-row` (no name, or too few or too
    many values), `gazetteer-number` (lon, lat or radius_km is not a number in its range).
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "gazetteer-not-utf-8", say("the gazetteer is not UTF-8 text"), where=Where(file)
        ) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [c for c in REQUIRED if c not in (reader.fieldnames or ())]
    if missing:
        words = say("the gazetteer has no column {names}", names=", ".join(missing))
        raise BadInput("gazetteer-columns", words, hint=HINT, where=Where(file))
    return index(_entry(row, Where(file, n)) for n, row in enumerate(reader, 1))


def index(entries: Iterable[GazetteerEntry]) -> Gazetteer:
    """Return the entries with their names indexed; each stands once under a key, in the order given."""
    rows = tuple(entries)
    areas = _areas(rows)
    made = Gazetteer(
        rows,
        by_key=_by(rows, name_keys),
        by_skeleton=_by(rows, lambda e: {skeleton(key) for key in name_keys(e)}),
        by_sound=_by(rows, lambda e: map(sound, names_of(e))),
        by_bones=_by(rows, lambda e: map(bones, names_of(e))),
        by_start=_by(rows, _starts),
        areas=areas,
        known_areas={},
        sounds={},
        counts={},
    )
    known = {within: made.area(within) for within in {e.within for e in rows if e.within}}
    counts = Counter(known.get(e.within) or e.within for e in rows if not e.is_area)
    return replace(made, known_areas=known, sounds=_sounds(rows, known), counts=counts)


def _by(
    rows: Iterable[GazetteerEntry], keys: Callable[[GazetteerEntry], Iterable[str]]
) -> dict[str, tuple[GazetteerEntry, ...]]:
    """Index entries by keys; each stands once under a key, in the order given."""
    found: defaultdict[str, list[GazetteerEntry]] = defaultdict(list)
    for entry in rows:
        for key in set(keys(entry)) - {""}:
            found[key].append(entry)
    return _frozen(found)


def _starts(entry: GazetteerEntry) -> Iterator[str]:
    for name in names_of(entry):
        words = heard(name)
        yield from ("".join(words[:k]) for k in range(1, len(words)))


def _sounds(
    rows: Iterable[GazetteerEntry], known: Mapping[str, str]
) -> dict[str, dict[str, tuple[GazetteerEntry, ...]]]:
    """Index settlements by area and sound."""
    found: defaultdict[str, defaultdict[str, list[GazetteerEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in rows:
        for name in names_of(entry) if not entry.is_area else ():
            found[known.get(entry.within) or entry.within][sound(name)].append(entry)
    return {area: _frozen(heard_there) for area, heard_there in found.items()}


def names_of(entry: GazetteerEntry) -> tuple[str, ...]:
    """Return all of an entry's names, the main one first."""
    return (entry.name, *entry.names)


def name_keys(entry: GazetteerEntry) -> frozenset[str]:
    """Return the keys of all of an entry's names."""
    return frozenset(map(name_key, (entry.name, *entry.names))) - {""}


MERGE_KM = 5.0


def merged(first: Iterable[GazetteerEntry], more: Iterable[GazetteerEntry]) -> Iterator[GazetteerEntry]:
    """Add entries to others; one that shares a name's key with an entry of its sort within 5 km joins it.

    The first entry's coordinates, name and area stand; the names of both are kept.
    """
    rows = list(first)
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(rows):
        for key in name_keys(entry):
            by_key[key].append(n)
    for entry in more:
        near = (n for key in sorted(name_keys(entry)) for n in by_key.get(key, ()))
        same = next((n for n in near if _is_same(rows[n], entry)), None)
        if same is None:
            for key in name_keys(entry):
                by_key[key].append(len(rows))
            rows.append(entry)
        else:
            names = dict.fromkeys((*rows[same].names, entry.name, *entry.names))
            names.pop(rows[same].name, None)
            rows[same] = replace(rows[same], names=tuple(names))
    yield from rows


def _is_same(one: GazetteerEntry, other: GazetteerEntry) -> bool:
    if one.is_area or other.is_area:
        return one.is_area and other.is_area
    return km(one.lon, one.lat, other.lon, other.lat) <= MERGE_KM


def km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in km (haversine; mean Earth radius 6371.0088 km)."""
    p, q = math.radians(lat1), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def _frozen(found: Mapping[str, list[GazetteerEntry]]) -> dict[str, tuple[GazetteerEntry, ...]]:
    return {key: tuple(rows) for key, rows in found.items()}


def _areas(rows: Iterable[GazetteerEntry]) -> dict[str, str]:
    """Map keys and skeletons to areas: those with an entry, else those that entries say they lie in."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    skeletons: defaultdict[str, set[str]] = defaultdict(set)
    for entry in sorted(rows, key=lambda e: not e.is_area):
        name = entry.name if entry.is_area else entry.within
        for key in name_keys(entry) if entry.is_area else {name_key(name)} - keys.keys():
            keys[key].add(name)
            skeletons[skeleton(key)].add(name)
        for spelled in names_of(entry) if entry.is_area else (name,):
            skeletons[f"~{sound(bare(spelled))}"].add(name)
    return {
        key: names.pop()
        for found in (skeletons, keys)
        for key, names in found.items()
        if key and len(names) == 1
    }


def _entry(row: dict[str, str], where: Where) -> GazetteerEntry:
    if None in row or None in row.values():
        words = say("the row has more or fewer values than there are columns")
        raise BadInput("gazetteer-row", words, hint=say("quote a value that holds a comma"), where=where)
    name = row["name"].strip()
    if not name:
        raise BadInput(
            "gazetteer-row", say("the row has no name"), where=Where(where.file, where.row, field="name")
        )
    names = tuple(n for n in map(str.strip, row["names"].split("|")) if n)
    lon, lat, radius = (_number(row[c], c, where) for c in LIMITS)
    return GazetteerEntry(
        id=row.get("id", "") or name,
        name=name,
        names=names,
        kind=row.get("kind", ""),
        within=row["within"].strip(),
        lon=lon,
        lat=lat,
        radius_km=radius,
    )


def _number(text: str, column: str, where: Where) -> float:
    low, high = LIMITS[column]
    at = Where(where.file, where.row, field=column)
    try:
        value = float(text)
    except ValueError as error:
        raise BadInput(
            "gazetteer-number", say("{text} is not a number", text=repr(text)), where=at
        ) from error
    if not low <= value <= high:
        raise BadInput(
            "gazetteer-number",
            say(
                "{text} is not between {low} and {high}",
                text=text,
                low=format(low, "g"),
                high=format(high, "g"),
            ),
            where=at,
        )
    return value
