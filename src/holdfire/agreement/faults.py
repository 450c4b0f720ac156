"""What a well-formed agreement can still have wrong: ids, references, intervals, languages, zones, sources.

Each check yields (code, words, hint, path of the field).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale

from holdfire.agreement.base import Named, Sourced, Span, parts
from holdfire.agreement.fault import Fault
from holdfire.agreement.geometry import geometry_fault
from holdfire.agreement.model import Agreement, Instrument, Meeting, TextVersion
from holdfire.agreement.names import clashes
from holdfire.agreement.outcomes import uncovered
from holdfire.agreement.references import references
from holdfire.agreement.tangles import tangles
from holdfire.agreement.taxonomy import taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.base import Path


def faults(agreement: Agreement) -> Iterator[Fault]:
    """Yield every fault of an agreement whose fields are each of the right form."""
    yield from _ids(agreement)
    yield from _references(agreement)
    yield from _names(agreement)
    yield from _languages(agreement)
    yield from _intervals(agreement)
    yield from _zones(agreement)
    yield from _types(agreement)
    yield from _sources(agreement)
    yield from _outcomes(agreement)
    yield from tangles(agreement)


LISTS = ("sources", "sides", "areas", "actors", "instruments", "terms", "zones", "talks", "conditions")
KINDS = {"places": "zone or area", "subjects": "instrument or talks"}
"""What the lists that hold several are called."""


def _ids(agreement: Agreement) -> Iterator[Fault]:
    for name in LISTS:
        seen: set[str] = set()
        for n, thing in enumerate(getattr(agreement, name)):
            if thing.id in seen:
                yield Fault("id-twice", f"two of {name} have the id {thing.id}", "", (name, n, "id"))
            seen.add(thing.id)
    shared = {area.id for area in agreement.areas}
    for n, zone in enumerate(agreement.zones):
        if zone.id in shared:
            words = f"a zone and an area share the id {zone.id}, and terms name both in `where`"
            yield Fault("id-twice", words, "rename the zone", ("zones", n, "id"))
    texts = {instrument.id for instrument in agreement.instruments}
    for n, meeting in enumerate(agreement.talks):
        if meeting.id in texts:
            words = (
                f"talks and an instrument share the id {meeting.id}, and conditions name both in `subject`"
            )
            yield Fault("id-twice", words, "rename the talks", ("talks", n, "id"))


def _references(agreement: Agreement) -> Iterator[Fault]:
    known = {name: {thing.id for thing in getattr(agreement, name)} for name in LISTS}
    known["places"] = known["zones"] | known["areas"]
    known["subjects"] = known["instruments"] | known["talks"]
    for path, kind, wanted in references(agreement):
        if wanted not in known[kind]:
            words = f"no {KINDS.get(kind, kind.removesuffix('s'))} has the id {wanted}"
            yield Fault("reference-unknown", words, "", path)


def _names(agreement: Agreement) -> Iterator[Fault]:
    for name in ("actors", "areas"):
        for n, first, spelling in clashes(getattr(agreement, name)):
            words = f"“{spelling}” also names {first}, so that it means neither"
            yield Fault("name-ambiguous", words, "make one of the names or aliases longer", (name, n))


def _languages(agreement: Agreement) -> Iterator[Fault]:
    known = Locale("en").languages
    written: list[tuple[Path, str]] = [(("languages", n), lang) for n, lang in enumerate(agreement.languages)]
    for path, part in parts(agreement):
        if isinstance(part, Named):
            written += [((*path, "names", lang), lang) for lang in part.names]
        if isinstance(part, TextVersion):
            written.append(((*path, "lang"), part.lang))
    for path, lang in written:
        if lang not in known:
            yield Fault(
                "language-unknown", f"{lang} is no ISO 639 language code", "such as ar, en, fa, ru, tr", path
            )


def _intervals(agreement: Agreement) -> Iterator[Fault]:
    for path, part in parts(agreement):
        if isinstance(part, Span) and part.since and part.until and part.until <= part.since:
            words = f"it ends on {part.until}, which is not after {part.since}, when it begins"
            yield Fault(
                "interval-backwards", words, "`until` is the first day on which it no longer holds", path
            )
        if isinstance(part, Meeting) and part.last_day and part.last_day < part.first_day:
            yield Fault("interval-backwards", "the last day is before the first", "", (*path, "last_day"))
        if isinstance(part, Instrument):
            yield from _dates(part, path)


def _dates(instrument: Instrument, path: Path) -> Iterator[Fault]:
    steps = ("drafted", "signed", "in_force", "expires")
    dated = [(step, day) for step in steps if (day := getattr(instrument, step)) is not None]
    for (before, early), (after, late) in pairwise(dated):
        if late < early:
            words = f"{after} ({late}) is before {before} ({early})"
            yield Fault("interval-backwards", words, "", (*path, after))


def _zones(agreement: Agreement) -> Iterator[Fault]:
    try:
        ZoneInfo(agreement.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        words = f"{agreement.timezone} is no time zone of the IANA database"
        yield Fault("timezone-unknown", words, "such as Asia/Damascus", ("timezone",))
    for n, zone in enumerate(agreement.zones):
        words = geometry_fault(zone.geometry, agreement.bounds) if zone.geometry is not None else ""
        if words:
            yield Fault("geometry-wrong", words, "GeoJSON, longitude first", ("zones", n, "geometry"))


def _types(agreement: Agreement) -> Iterator[Fault]:
    for n, term in enumerate(agreement.terms):
        for m, code in enumerate(term.defines):
            if code not in taxonomy():
                words = f"{code} is no type of incident"
                yield Fault(
                    "type-unknown", words, f"one of {', '.join(taxonomy())}", ("terms", n, "defines", m)
                )


def _sources(agreement: Agreement) -> Iterator[Fault]:
    if agreement.exercise:
        return
    for path, part in parts(agreement):
        if isinstance(part, Sourced) and not part.source and part.states_a_fact():
            words = "a fact about real events needs a source"
            yield Fault(
                "source-missing",
                words,
                "name one of `sources`; an invented agreement says exercise: true",
                path,
            )


def _outcomes(agreement: Agreement) -> Iterator[Fault]:
    rows = agreement.rules.outcomes
    gap = uncovered(rows) if rows else None
    if gap is not None:
        answers = ", ".join(f"{question} {answer}" for question, answer in gap.items())
        words = f"no row fits the joint answers {answers}"
        yield Fault("outcomes-incomplete", words, "end with a row that fits anything", ("rules", "outcomes"))
