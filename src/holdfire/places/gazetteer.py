"""Reads a gazetteer file and indexes its names."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Where
from holdfire.places.keys import name_key, skeleton
from holdfire.places.model import GazetteerEntry
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REQUIRED = ("name", "names", "within", "lon", "lat", "radius_km")
HINT = say(
    "the first line names the columns {names}; id and kind may follow; names are split by |",
    names=", ".join(REQUIRED),
)
LIMITS = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0), "radius_km": (0.0, 20_040.0)}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Entries in file order; which of them a key or a skeleton names; which area a key or skeleton means."""

    entries: tuple[GazetteerEntry, ...]
    by_key: Mapping[str, tuple[GazetteerEntry, ...]]
    by_skeleton: Mapping[str, tuple[GazetteerEntry, ...]]
    areas: Mapping[str, str]

    def area(self, name: str) -> str:
        """Return the gazetteer's name of an area, by key, else skeleton; empty if unknown or not unique."""
        key = name_key(name)
        return self.areas.get(key) or self.areas.get(skeleton(key), "")


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
    by_key: defaultdict[str, list[GazetteerEntry]] = defaultdict(list)
    by_skeleton: defaultdict[str, list[GazetteerEntry]] = defaultdict(list)
    for entry in rows:
        keys = name_keys(entry)
        for key in keys:
            by_key[key].append(entry)
        for bones in {skeleton(key) for key in keys} - {""}:
            by_skeleton[bones].append(entry)
    return Gazetteer(rows, _frozen(by_key), _frozen(by_skeleton), _areas(rows))


def names_of(entry: GazetteerEntry) -> tuple[str, ...]:
    """Return all of an entry's names, the main one first."""
    return (entry.name, *entry.names)


def name_keys(entry: GazetteerEntry) -> frozenset[str]:
    """Return the keys of all of an entry's names."""
    return frozenset(map(name_key, (entry.name, *entry.names))) - {""}


def _frozen(found: Mapping[str, list[GazetteerEntry]]) -> dict[str, tuple[GazetteerEntry, ...]]:
    return {key: tuple(rows) for key, rows in found.items()}


def _areas(rows: Iterable[GazetteerEntry]) -> dict[str, str]:
    """Map keys and skeletons to areas: those with an entry, else those that entries say they lie in."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    bones: defaultdict[str, set[str]] = defaultdict(set)
    for entry in sorted(rows, key=lambda e: not e.is_area):
        name = entry.name if entry.is_area else entry.within
        for key in name_keys(entry) if entry.is_area else {name_key(name)} - keys.keys():
            keys[key].add(name)
            bones[skeleton(key)].add(name)
    return {
        key: names.pop() for found in (bones, keys) for key, names in found.items() if key and len(names) == 1
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
