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
from holdfire.agreement.words import answered
from holdfire.words import say

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
KINDS = {"places": say("zone or area"), "subjects": say("instrument or talks")}
"""What the lists that hold several are called."""


def _ids(agreement: Agreement) -> Iterator[Fault]:
    for name in LISTS:
        seen: set[str] = set()
        for n, thing in enumerate(getattr(agreement, name)):
            if thing.id in seen:
                yield Fault(
                    "id-twice",
                    say("two of {name} have the id {id}", name=name, id=thing.id),
                    None,
                    (name, n, "id"),
                )
            seen.add(thing.id)
    shared = {area.id for area in agreement.areas}
    for n, zone in enumerate(agreement.zones):
        if zone.id in shared:
            words = say("a zone and an area share the id {id}, and terms name both in `where`", id=zone.id)
            yield Fault("id-twice", words, say("rename the zone"), ("zones", n, "id"))
    texts = {instrument.id for instrument in agreement.instruments}
    for n, meeting in enumerate(agreement.talks):
        if meeting.id in texts:
            words = say(
                "talks and an instrument share the id {id}, and conditions name both in `subject`",
                id=meeting.id,
            )
            yield Fault("id-twice", words, say("rename the talks"), ("talks", n, "id"))


def _references(agreement: Agreement) -> Iterator[Fault]:
    known = {name: {thing.id for thing in getattr(agreement, name)} for name in LISTS}
    known["places"] = known["zones"] | known["areas"]
    known["subjects"] = known["instruments"] | known["talks"]
    for path, kind, wanted in references(agreement):
        if wanted not in known[kind]:
            words = say(
                "no {value} has the id {wanted}", value=KINDS.get(kind, kind.removesuffix("s")), wanted=wanted
            )
            yield Fault("reference-unknown", words, None, path)


def _names(agreement: Agreement) -> Iterator[Fault]:
    for name in ("actors", "areas"):
        for n, first, spelling in clashes(getattr(agreement, name)):
            words = say(
                "“{spelling}” also names {first}, so that it means neither", spelling=spelling, first=first
            )
            yield Fault("name-ambiguous", words, say("make one of the names or aliases longer"), (name, n))


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
                "language-unknown",
                say("{lang} is no ISO 639 language code", lang=lang),
                say("such as ar, en, fa, ru, tr"),
                path,
            )


def _intervals(agreement: Agreement) -> Iterator[Fault]:
    for path, part in parts(agreement):
        if isinstance(part, Span) and part.since and part.until and part.until <= part.since:
            words = say(
                "it ends on {until}, which is not after {since}, when it begins",
                until=part.until,
                since=part.since,
            )
            yield Fault(
                "interval-backwards", words, say("`until` is the first day on which it no longer holds"), path
            )
        if isinstance(part, Meeting) and part.last_day and part.last_day < part.first_day:
            yield Fault(
                "interval-backwards", say("the last day is before the first"), None, (*path, "last_day")
            )
        if isinstance(part, Instrument):
            yield from _dates(part, path)


def _dates(instrument: Instrument, path: Path) -> Iterator[Fault]:
    steps = ("drafted", "signed", "in_force", "expires")
    dated = [(step, day) for step in steps if (day := getattr(instrument, step)) is not None]
    for (before, early), (after, late) in pairwise(dated):
        if late < early:
            words = say(
                "{after} ({late}) is before {before} ({early})",
                after=after,
                late=late,
                before=before,
                early=early,
            )
            yield Fault("interval-backwards", words, None, (*path, after))


def _zones(agreement: Agreement) -> Iterator[Fault]:
    try:
        ZoneInfo(agreement.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        words = say("{timezone} is no time zone of the IANA database", timezone=agreement.timezone)
        yield Fault("timezone-unknown", words, say("such as Asia/Damascus"), ("timezone",))
    for n, zone in enumerate(agreement.zones):
        wrong = geometry_fault(zone.geometry, agreement.bounds) if zone.geometry is not None else None
        if wrong:
            yield Fault("geometry-wrong", wrong, say("GeoJSON, longitude first"), ("zones", n, "geometry"))


def _types(agreement: Agreement) -> Iterator[Fault]:
    for n, term in enumerate(agreement.terms):
        for m, code in enumerate(term.defines):
            if code not in taxonomy():
                words = say("{code} is no type of incident", code=code)
                yield Fault(
                    "type-unknown",
                    words,
                    say("one of {names}", names=", ".join(taxonomy())),
                    ("terms", n, "defines", m),
                )


def _sources(agreement: Agreement) -> Iterator[Fault]:
    if agreement.exercise:
        return
    for path, part in parts(agreement):
        if isinstance(part, Sourced) and not part.source and part.states_a_fact():
            words = say("a fact about real events needs a source")
            yield Fault(
                "source-missing",
                words,
                say("name one of `sources`; an invented agreement says exercise: true"),
                path,
            )


def _outcomes(agreement: Agreement) -> Iterator[Fault]:
    rows = agreement.rules.outcomes
    gap = uncovered(rows) if rows else None
    if gap is not None:
        words = say("no row fits the joint answers {answers}", answers=answered(gap))
        yield Fault(
            "outcomes-incomplete", words, say("end with a row that fits anything"), ("rules", "outcomes")
        )
