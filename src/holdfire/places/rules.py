"""From a place's name, and the area it is said to lie in, to one place of the gazetteer or to a choice.

Nothing is guessed: where two places fit, or the area disagrees, nobody's coordinates are taken.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio

from holdfire.places.gazetteer import km, names_of
from holdfire.places.keys import asked, bare, beside, name_key, skeleton
from holdfire.places.model import GazetteerEntry, Located, Precision, Rule
from holdfire.places.sounds import bones, sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfire.places.gazetteer import Gazetteer
    from holdfire.places.reasons import Reason

Ranked = list[tuple[GazetteerEntry, float]]

CONFIDENCE: dict[Rule, float] = {
    "exact-within": 0.94,
    "exact-alone": 0.8,
    "area": 0.95,
    "sound-within": 0.91,
    "skeleton-within": 0.82,
    "begins-within": 0.7,
    "close-within": 0.6,
    "beside-within": 0.75,
    "none": 0.0,
}
"""Share of right answers by rule: a settlement within 5 km of the gold point, an area within its own radius.

From the even rows of the gold that `tests/places/test_quality.py` names. With OCHA's table and the Syrian example's
gazetteer: rule 1, 107 of 114; 4, 100 of 109; 5, 61 of 75; 6, 3 of 3 (too few: 0.7 is put down); 7, 9 of 15 of both
gazetteers; 8, 11 of 15. With the example's alone: rule 2, 119 of 144; 3, 85 of 101.
"""

LEAST_RATIOS = {3: 74.0, 4: 66.0, 5: 52.0}
"""Least likeness of sounds, of 100, by the number of consonants that are equal."""

LEAST_CLOSE = 88.0
LEAST_LEAD = 5.0
DENSE = 60
"""Settlements that the gazetteer has in an area for a likeness to prove anything: in a sparser one the place that is
meant is as likely to be missing, and another is like it."""

BESIDE_KM = 6.0
SAME_KM = 5.0
"""Within this distance it does not matter which of several entries is meant."""

_SLASH = re.compile(r"[/()]")
_VOWELLESS = re.compile("[\u0620-\u06d3]")
MOST_CANDIDATES = 3


def locate(gazetteer: Gazetteer, name: str, within: str = "") -> Located | None:
    """Find a name; `within` is the area (governorate) the source gave, or empty. None: no entry is like it.

    The first rule that fits exactly one entry accepts it:

    1. `exact-within`: a settlement has a name of the same key, and lies in the area given.
    2. `area`: the name is an area's, and it says so (`governorate`), or no area is given. A bare name that a
       governorate shares with its seat is read as the governorate, since that holds both.
    3. `exact-alone`: no area is given, and only one settlement anywhere has a name of this key.
    4. `sound-within`: no key is equal, but the sound is (`sounds.sound`), in the area given.
    5. `skeleton-within`: neither is, but the consonants are; the closest by rapidfuzz's ratio of sounds is taken if
       it is like enough for their number (`LEAST_RATIOS`) and 5 of 100 ahead of the next.
    6. `begins-within`: one settlement of the area has a name that begins with all of the words.
    7. `close-within`: not even those are equal, and one settlement of the area sounds like it to 88 of 100.
    8. `beside-within`: the name is that of a camp, base, hill or the like, called after one settlement of the area that
       rules 1 or 4 find; the radius is 6 km.


    Rules 5 to 7 ask that the gazetteer has at least `DENSE` settlements of the area.

    Entries within 5 km of one another count as one place.

    Two names of one place may be written `A/B village`; without such a word (`A/B border`) a slash is not
    taken to part two names.

    Otherwise it is unresolved, with the closest entries as candidates.
    """
    found = _Asked(gazetteer, name, within)
    if within and not found.area:
        return _unresolved(found.same or found.alike(), ("no such area", {}))
    return (
        _exact(found)
        or (_sounded(found) if found.area and found.says != "area" else None)
        or _beside(gazetteer, name, within)
        or _unresolved(found.same or found.alike(), _why_open(found.same, found.area))
    )


class _Asked:
    """A name as it was asked for: its parts, its area, and the entries that have just this name."""

    def __init__(self, gazetteer: Gazetteer, name: str, within: str) -> None:
        self.says = asked(name).says
        self.parts = [bare(p) for p in (_SLASH.split(name) if self.says == "settlement" else [name])]
        self.keys = {asked(part).key for part in self.parts} - {""}
        self.gazetteer = gazetteer
        self.area = gazetteer.area(within) if within else ""
        self.same = _once(e for key in sorted(self.keys) for e in gazetteer.by_key.get(key, ()))

    def alike(self) -> list[GazetteerEntry]:
        """Give the entries whose consonants are the name's, the likest first."""
        return _entries(self.ranked())

    def ranked(self) -> Ranked:
        """Order the entries with the name's consonants by how alike they sound, 0 to 100; equals by id."""
        near = _once(
            e
            for part in self.parts
            for e in (
                *self.gazetteer.by_skeleton.get(skeleton(asked(part).key), ()),
                *self.gazetteer.by_bones.get(bones(part), ()),
            )
        )
        return _ranked(self.parts, near)

    def here(self, entries: Iterable[GazetteerEntry]) -> list[GazetteerEntry]:
        """Keep the settlements that lie in the area."""
        return [e for e in entries if not e.is_area and self.gazetteer.lies_in(e, self.area)]


def _exact(found: _Asked) -> Located | None:
    """Rules 1 to 3: the one settlement or area of this name, where exactly one fits."""
    area, same = found.area, found.same
    areas = [e for e in same if e.is_area and found.says != "settlement" and area in ("", e.name)]
    settlements = [e for e in same if not e.is_area and found.says != "area"]
    settlements = found.here(settlements) if area else settlements
    if area and _one_place(settlements):
        return _accepted(settlements[0], "exact-within", ("one in the area", {"area": area}))
    if len(areas) == 1 and not (area and settlements):
        return _accepted(areas[0], "area", ("an area", {}))
    if not area and not areas and _one_place(settlements):
        return _accepted(settlements[0], "exact-alone", ("only one", {}))
    return None


def _one_place(entries: Sequence[GazetteerEntry]) -> bool:
    """Whether entries are one place, or lie so close that it does not matter which is meant."""
    first = entries[0] if entries else None
    return first is not None and all(km(first.lon, first.lat, e.lon, e.lat) <= SAME_KM for e in entries)


def _beside(gazetteer: Gazetteer, name: str, within: str) -> Located | None:
    """Rule 8: a feature that is called after a settlement."""
    after = beside(name)
    found = locate(gazetteer, after, within) if after and within else None
    if found is None or found.rule not in {"exact-within", "sound-within"}:
        return None
    return replace(found, rule="beside-within", radius_km=BESIDE_KM, confidence=CONFIDENCE["beside-within"])


def _sounded(found: _Asked) -> Located | None:
    """Rules 4 to 7: nothing has just this name, and one settlement of the area sounds like it."""
    if found.here(found.same):
        return None
    heard = found.here(
        _once(e for part in found.parts for e in found.gazetteer.by_sound.get(sound(part), ()))
    )
    if heard:
        return _like(found, heard[0], 100, "sound-within", heard) if _one_place(heard) else None
    if found.gazetteer.settlements(found.area) < DENSE:
        return None
    near = [(e, r) for e, r in found.ranked() if found.here([e])]
    if near and near[0][1] >= _least(found.parts) and _leads(near):
        return _like(found, near[0][0], near[0][1], "skeleton-within", _entries(near))
    return _longer(found) or _close(found)


def _longer(found: _Asked) -> Located | None:
    """Rule 6: one settlement whose name begins so."""
    longer = found.here(_once(e for p in found.parts for e in found.gazetteer.longer(p)))
    return _like(found, longer[0], 100, "begins-within", longer) if _one_place(longer) else None


def _close(found: _Asked) -> Located | None:
    """Rule 7: one settlement whose name is nearly so."""
    close = found.gazetteer.close(found.parts, found.area, LEAST_CLOSE)
    if not close or not _leads(close):
        return None
    return _like(found, close[0][0], close[0][1], "close-within", _entries(close))


def _least(parts: Sequence[str]) -> float:
    """Give the least likeness for equal consonants to count: the more of them there are, the less it takes."""
    most = max((len(bones(p)) for p in parts), default=0)
    return LEAST_RATIOS.get(most, 100.0) if most < 5 else LEAST_RATIOS[5]


def _leads(ranked: Ranked) -> bool:
    """Whether the first is clearly ahead of all that do not lie beside it."""
    first, likeness = ranked[0]
    others = [r for e, r in ranked[1:] if km(first.lon, first.lat, e.lon, e.lat) > SAME_KM]
    return not others or likeness - max(others) >= LEAST_LEAD


def _like(
    found: _Asked, entry: GazetteerEntry, likeness: float, rule: Rule, candidates: Sequence[GazetteerEntry]
) -> Located:
    why = ("consonants", {"name": entry.name, "area": found.area, "alike": round(likeness)})
    return _accepted(entry, rule, why, candidates)


def _accepted(
    found: GazetteerEntry, rule: Rule, reason: Reason, candidates: Sequence[GazetteerEntry] = ()
) -> Located:
    precision: Precision = "area" if found.is_area else "settlement"
    top = tuple(candidates[:MOST_CANDIDATES]) or (found,)
    return Located(found.lon, found.lat, found.radius_km, precision, rule, CONFIDENCE[rule], top, reason)


def _unresolved(candidates: Sequence[GazetteerEntry], reason: Reason) -> Located | None:
    top = tuple(candidates[:MOST_CANDIDATES])
    return Located(None, None, None, "unresolved", "none", CONFIDENCE["none"], top, reason) if top else None


def _why_open(same: list[GazetteerEntry], area: str) -> Reason:
    """Say why none was accepted."""
    here = [e for e in same if area in ("", e.within, e.name)]
    if len(here) > 1:
        return (
            ("several in the area", {"n": len(here), "area": area}) if area else ("several", {"n": len(here)})
        )
    if same:
        return ("in another area", {"area": area}) if area else ("another kind", {})
    return "spelled like it", {}


def _ranked(parts: Sequence[str], entries: Iterable[GazetteerEntry]) -> Ranked:
    """Order entries by how alike their closest name sounds, 0 to 100; equals by id, so that reruns agree."""
    scored = [(e, max(_alike(p, n) for p in parts for n in _comparable(p, e))) for e in entries]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].id))


def _comparable(name: str, entry: GazetteerEntry) -> Sequence[str]:
    """Give the names of an entry that have vowels if the name asked for has, where there are such."""
    names = names_of(entry)
    if _VOWELLESS.search(name):
        return names
    return [n for n in names if not _VOWELLESS.search(n)] or names


def _alike(one: str, other: str) -> float:
    """Give the likeness of two names: by sound where both have vowels, else by their consonants."""
    if _VOWELLESS.search(one) or _VOWELLESS.search(other):
        return ratio(bones(one), bones(other)) if bones(one) else 0.0
    return max(ratio(sound(one), sound(other)), ratio(name_key(one), name_key(other)))


def _entries(ranked: Ranked) -> list[GazetteerEntry]:
    return [entry for entry, _ in ranked]


def _once(entries: Iterable[GazetteerEntry]) -> list[GazetteerEntry]:
    return list(dict.fromkeys(entries))
