"""The fields of a claim, as every format but GED and tallies hands them over -> one Report.

A format turns its row into a mapping of field -> text, number, list or nothing; `report` does the rest, so
that one rule holds for all. Fields that are not listed here are ignored. What cannot be read makes the row
bad (BadInput with the field's name); what can be read but is odd is kept, with a caution.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from holdfire.errors import BadInput, Where
from holdfire.reports.formats import times
from holdfire.reports.model import Caution, Claim, Interval, Report, Spot, Toll
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfire.reports.formats.base import Found
    from holdfire.reports.formats.times import Clock

TEXTS = (
    *(
        "report_id",
        "document",
        "source",
        "source_type",
        "origin",
        "url",
        "cited",
        "language",
        "title",
        "text",
    ),
    *("place", "city", "within", "context", "target"),
)
DATES = ("published", "start", "end")
NUMBERS = ("lon", "lat", "radius_km")
LISTS = ("types", "perpetrators", "victims", "actors")
TOLLS = ("killed", "injured")
TOLL_PARTS = tuple(f"{toll}_{part}" for toll in TOLLS for part in ("low", "best", "high"))

MAX_PEOPLE = 10**9
HALF_EARTH_KM = 20_038  # half the equator: no radius is larger
NO_CLAIM = Claim()
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)
_UNTOLD = frozenset({"und", "mis", "zxx"})  # ISO 639-2: undetermined, uncoded, no words


def report(values: Mapping[str, Any], original: str, media_type: str, clock: Clock, found: Found) -> Report:
    """Build the report of one row; BadInput names the field that cannot be read, `found` gathers cautions."""
    published = times.read(values.get("published"), "published", clock)
    claim = _claim(values, clock, found)
    return Report(
        original=original,
        source=text(values, "source"),
        source_type=text(values, "source_type"),
        source_id=identifier(values.get("report_id"), "report_id"),
        origin=text(values, "origin"),
        document=identifier(values.get("document"), "document"),
        url=text(values, "url"),
        cited=text(values, "cited"),
        published=None if published is None else published.start,
        language=language(values),
        media_type=media_type,
        title=text(values, "title"),
        words=text(values, "text"),
        claim=None if claim == NO_CLAIM else claim,
    )


def _claim(values: Mapping[str, Any], clock: Clock, found: Found) -> Claim:
    claim = Claim(
        when=_when(values, clock, found),
        spot=spot(values, found),
        types=names(values, "types"),
        context=text(values, "context"),
        target=text(values, "target"),
        perpetrators=names(values, "perpetrators"),
        victims=names(values, "victims"),
        killed=toll(values.get("killed"), "killed", found),
        injured=toll(values.get("injured"), "injured", found),
    )
    return _with_actors(claim, values["actors"]) if values.get("actors") else claim


def caution(found: Found, code: str, field: str, words: Words) -> None:
    """Note something odd about a field of the row at hand."""
    found.cautions.append(Caution(code, words, found.where(field)))


def text(values: Mapping[str, Any], field: str) -> str:
    """Read a field of text, without blanks around it; unknown is empty. BadInput `text-invalid`."""
    value = values.get(field)
    return "" if value is None else _sound(value, field)


def _sound(value: Any, field: str) -> str:
    """Refuse what is no text, and what no database or UTF-8 file can hold: NUL, halves of surrogate pairs."""
    if type(value) is not str:
        raise _no_text(say("this must be text"), field)
    if "\0" in value:
        raise _no_text(say("the text holds a NUL character"), field)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _no_text(say("the text holds half of a surrogate pair"), field) from None
    return value.strip()


def _no_text(words: Words, field: str) -> BadInput:
    return BadInput("text-invalid", words, where=Where(field=field))


def identifier(value: Any, field: str) -> str:
    """Read an id, which may be written as a whole number. BadInput `text-invalid`."""
    if value is None:
        return ""
    return str(value) if type(value) is int and abs(value) < 10**30 else _sound(value, field)


def language(values: Mapping[str, Any]) -> str:
    """Read a language code (ISO 639-1, or as RFC 5646 extends it); `und` is unknown.

    BadInput `language-invalid`.
    """
    value = text(values, "language").lower()
    if value and not _LANGUAGE.fullmatch(value):
        hint = say("write a code such as ar, en, fa, ru or tr")
        raise BadInput(
            "language-invalid", say("this is not a language code"), hint=hint, where=Where(field="language")
        )
    return "" if value in _UNTOLD else value


def names(values: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """Read a list of words or ids, in order and each once. BadInput `list-invalid`."""
    value = values.get(field)
    if value is None or value == []:
        return ()
    if type(value) is not list:
        raise BadInput("list-invalid", say("this must be a list"), where=Where(field=field))
    return _once([identifier(item, field) for item in value])


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, items)))


def number(values: Mapping[str, Any], field: str, low: float, high: float) -> float | None:
    """Read a number between two bounds. BadInput `number-invalid` or `number-out-of-range`."""
    value = values.get(field)
    if value is None:
        return None
    if type(value) not in (int, float):
        raise BadInput("number-invalid", say("this must be a number"), where=Where(field=field))
    if not low <= value <= high:
        hint = say("are longitude and latitude swapped?") if field == "lat" and abs(value) <= 180 else None
        words = say("this must lie between {low} and {high}", low=low, high=high)
        raise BadInput("number-out-of-range", words, hint=hint, where=Where(field=field))
    return float(value)


def spot(values: Mapping[str, Any], found: Found) -> Spot:
    """Read where it was. The city is the larger area of a place, if `within` does not name another."""
    lon, lat = number(values, "lon", -180, 180), number(values, "lat", -90, 90)
    if (lon is None) != (lat is None):
        missing = "lon" if lon is None else "lat"
        caution(
            found,
            "coordinates-half",
            missing,
            say("one of lon and lat is missing; both are taken as unknown"),
        )
        lon = lat = None
    place, city, within = text(values, "place"), text(values, "city"), text(values, "within")
    name = place or city
    return Spot(
        name=name,
        within=within or (city if city != name else ""),
        lon=lon,
        lat=lat,
        radius_km=number(values, "radius_km", 0, HALF_EARTH_KM),
    )


def _when(values: Mapping[str, Any], clock: Clock, found: Found) -> Interval | None:
    start = times.read(values.get("start"), "start", clock)
    end = times.read(values.get("end"), "end", clock)
    if start is not None:
        return times.interval(start, end)
    if end is not None:
        caution(found, "start-missing", "start", say("an end without a start; the time is taken as unknown"))
    return None


def toll(value: Any, field: str, found: Found) -> Toll | None:
    """Read `[low, best, high]`. BadInput `toll-invalid`; what is odd is mended and said in a caution.

    A missing part takes the nearest given one (low and high that of best, best that of low, else of high).
    Out of order: best stays, low becomes the least and high the greatest of the three.
    """
    if value is None:
        return None
    if type(value) is not list or len(value) != 3:
        raise _no_toll(say("this must be [low, best, high]"), field)
    low, best, high = _people(value[0], field), _people(value[1], field), _people(value[2], field)
    if low is None and best is None and high is None:
        return None
    if low is None or best is None or high is None:
        caution(
            found,
            "toll-partial",
            field,
            say("low, best or high is missing; the nearest given number stands for it"),
        )
        best = next(n for n in (best, low, high) if n is not None)
        low, high = best if low is None else low, best if high is None else high
    return in_order(low, best, high, field, found)


def in_order(low: int, best: int, high: int, field: str, found: Found) -> Toll:
    """Put a toll in order, keeping best; say so if it was not."""
    if low <= best <= high:
        return Toll(low, best, high)
    words = say(
        "low, best and high are out of order; best is kept, low and high are the least and the greatest"
    )
    caution(found, "toll-out-of-order", field, words)
    return Toll(min(low, best, high), best, max(low, best, high))


def _people(value: Any, field: str) -> int | None:
    if type(value) is int:
        return people(value, field)
    if type(value) is float and value.is_integer():
        return people(int(value), field)
    if value is None:
        return None
    raise _no_toll(say("a number must be whole"), field)


def people(count: int, field: str) -> int:
    """Refuse a count below zero or above a thousand million. BadInput `toll-invalid`."""
    if not 0 <= count <= MAX_PEOPLE:
        raise _no_toll(say("a number must not be negative, nor above a thousand million"), field)
    return count


def _no_toll(words: Words, field: str) -> BadInput:
    return BadInput("toll-invalid", words, where=Where(field=field))


def _with_actors(claim: Claim, actors: Any) -> Claim:
    """Add the `actors` list: ids, or objects with `id` (else `name`) and `roles`.

    All of them took part; those in the role of perpetrator or of victim are added to these fields as well.
    """
    if type(actors) is not list:
        raise BadInput("list-invalid", say("this must be a list"), where=Where(field="actors"))
    known = [(_actor(item), _roles(item)) for item in actors]
    return replace(
        claim,
        actors=_once(name for name, _ in known),
        perpetrators=_once([*claim.perpetrators, *(name for name, roles in known if "perpetrator" in roles)]),
        victims=_once([*claim.victims, *(name for name, roles in known if "victim" in roles)]),
    )


def _actor(item: Any) -> str:
    if type(item) is not dict:
        return identifier(item, "actors")
    return identifier(item.get("id"), "actors") or identifier(item.get("name"), "actors")


def _roles(item: Any) -> tuple[str, ...]:
    return names({"actors": item.get("roles")}, "actors") if type(item) is dict else ()
