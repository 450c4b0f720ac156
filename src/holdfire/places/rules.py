"""From a place's name, and the area it is said to lie in, to one place of the gazetteer or to a choice.

Nothing is guessed: where two places fit, or the area disagrees, nobody's coordinates are taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio

from holdfire.places.gazetteer import name_keys
from holdfire.places.keys import asked, skeleton
from holdfire.places.model import GazetteerEntry, Located, Precision, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfire.places.gazetteer import Gazetteer
    from holdfire.places.reasons import Reason

Ranked = list[tuple[GazetteerEntry, float]]

CONFIDENCE: dict[Rule, float] = {
    "exact-within": 0.95,
    "exact-alone": 0.8,
    "area": 0.95,
    "skeleton-within": 0.8,
    "none": 0.0,
}
"""Share of right answers by rule: a settlement within 5 km of the gold point, an area within its own radius.

From the even rows of the gold that `tests/places/test_quality.py` names, with the gazetteer of the Syrian
example: rule 1, 37 of 37 (65 of 69 with a fuller gazetteer); 2, 22 of 22; 3, 119 of 144; 4, 4 of 5
(76 of 87).
"""

LEAST_RATIO = 75.0
LEAST_LEAD = 5.0
MOST_CANDIDATES = 3


def locate(gazetteer: Gazetteer, name: str, within: str = "") -> Located | None:
    """Find a name; `within` is the area (governorate) the source gave, or empty. None: no entry is like it.

    The first rule that fits exactly one entry accepts it:

    1. `exact-within`: a settlement has a name of the same key, and lies in the area given.
    2. `area`: the name is an area's, and it says so (`governorate`), or no area is given. A bare name that a
       governorate shares with its seat is read as the governorate, since that holds both.
    3. `exact-alone`: no area is given, and only one settlement anywhere has a name of this key.
    4. `skeleton-within`: no key is equal, but the consonants are, in the area given; the closest by
       rapidfuzz's ratio of keys is taken if it has 75 of 100 and 5 more than the next.

    Two names of one place may be written `A/B village`; without such a word (`A/B border`) a slash is not
    taken to part two names.

    Otherwise it is unresolved, with the closest entries as candidates.
    """
    says = asked(name).says
    wanted = [asked(part) for part in (name.split("/") if says == "settlement" else [name])]
    keys = {w.key for w in wanted} - {""}
    area = gazetteer.area(within) if within else ""
    same = _once(e for key in sorted(keys) for e in gazetteer.by_key.get(key, ()))
    alike = _ranked(
        keys, _once(e for key in sorted(keys) for e in gazetteer.by_skeleton.get(skeleton(key), ()))
    )
    if within and not area:
        return _unresolved(same or _entries(alike), ("no such area", {}))
    return (
        _exact(same, says, area)
        or (_skeleton(alike, area) if area and says != "area" else None)
        or _unresolved(same or _entries(alike), _why_open(same, area))
    )


def _exact(same: list[GazetteerEntry], says: str, area: str) -> Located | None:
    """Rules 1 to 3: the one settlement or area of this name, where exactly one fits."""
    areas = [e for e in same if e.is_area and says != "settlement" and area in ("", e.name)]
    settlements = [e for e in same if not e.is_area and says != "area" and area in ("", e.within)]
    if area and len(settlements) == 1:
        found = settlements[0]
        return _accepted(found, "exact-within", ("one in the area", {"area": area}))
    if len(areas) == 1 and not (area and settlements):
        return _accepted(areas[0], "area", ("an area", {}))
    if not area and not areas and len(settlements) == 1:
        return _accepted(settlements[0], "exact-alone", ("only one", {}))
    return None


def _skeleton(alike: Ranked, area: str) -> Located | None:
    """Rule 4: the closest spelling in the area, if close enough and clearly ahead."""
    near = [(e, r) for e, r in alike if not e.is_area and e.within == area]
    if not near or near[0][1] < LEAST_RATIO or (len(near) > 1 and near[0][1] - near[1][1] < LEAST_LEAD):
        return None
    found, likeness = near[0]
    why = ("consonants", {"name": found.name, "area": area, "alike": round(likeness)})
    return _accepted(found, "skeleton-within", why, _entries(near))


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


def _ranked(keys: set[str], entries: list[GazetteerEntry]) -> Ranked:
    """Order entries by how alike their closest name is, 0 to 100; equals by id, so that reruns agree."""
    scored = [(e, max(ratio(key, k) for key in keys for k in name_keys(e))) for e in entries]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].id))


def _entries(ranked: Ranked) -> list[GazetteerEntry]:
    return [entry for entry, _ in ranked]


def _once(entries: Iterable[GazetteerEntry]) -> list[GazetteerEntry]:
    return list(dict.fromkeys(entries))
