"""From a book at a cut-off to a bulletin's figures. The same book, day and cut-off give the same bulletin."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.names import find_area
from holdfire.agreement.taxonomy import taxonomy
from holdfire.agreement.words import ANSWERS, QUESTIONS
from holdfire.bulletins.as_geojson import Spot, coarse
from holdfire.bulletins.document import Name
from holdfire.bulletins.model import Bulletin, Finding, IncidentLine, SideCount
from holdfire.casework import repo as casework
from holdfire.errors import BadInput
from holdfire.linking import repo as linking
from holdfire.linking.rule import METHOD as LINKING
from holdfire.record import checkpoint
from holdfire.record import repo as record
from holdfire.record.encoding import EPOCH
from holdfire.record.envelope import parse_payload, unseal
from holdfire.reports import repo as reports
from holdfire.reports.tallies import tally_warnings
from holdfire.words import Words, say, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.casework import acts
    from holdfire.reports.model import Tally

MICROSECOND = dt.timedelta(microseconds=1)


def gather(connection: Connection, day: dt.date, size: int | None = None) -> Bulletin:
    """Gather the bulletin of a day from the book as it was at `size` entries (default: as it is).

    An incident is of the day, in the mechanism's zone, on which it began. Places are given by area alone unless
    the agreement allows more, and what is younger than its delay is withheld and counted. BadInput `size-wrong`.
    """
    have = record.size(connection)
    at = have if size is None else size
    if not 1 <= at <= have:
        raise BadInput(
            "size-wrong", say("the log has {have} entries, so there is no cut-off at {at}", have=have, at=at)
        )
    agreement = agreement_repo.current(connection, at).agreement
    cutoff = _time_of(connection, at - 1)
    found = _of_day(connection, agreement, day, at)
    open_ones = [i for i in found if not _withheld(agreement, i, cutoff)]
    alleged = by_incident(connection, at)
    cases = {i.id: alleged.get(i.id, []) for i in open_ones}
    lines = tuple(_line(agreement, i, cases[i.id]) for i in open_ones)
    findings = tuple(
        _finding(connection, b, at) for i in open_ones for b in cases[i.id] if b.determined is not None
    )
    counts = tuple(_counts(connection, agreement, day, at))
    return Bulletin(
        mechanism=Name.of(agreement.names),
        exercise=agreement.exercise,
        day=day,
        timezone=agreement.timezone,
        log=_log(connection),
        size=at,
        root=_root(connection, at),
        cutoff=cutoff,
        areas=tuple(_areas(agreement, counts, lines)),
        counts=counts,
        incidents=lines,
        withheld=len(found) - len(open_ones),
        by_status=tuple(sorted(Counter(line.status for line in lines).items(), key=_by_words)),
        findings=findings,
        by_outcome=tuple(sorted(Counter(f.outcome for f in findings).items(), key=_by_words)),
        reporting=tuple(_reporting(connection, open_ones)),
        linking=LINKING,
        precision=_precision(agreement),
        delay=str(agreement.rules.publication.delay) if agreement.rules.publication else "",
    )


def _time_of(connection: Connection, index: int) -> dt.datetime:
    leaf = record.leaf(connection, index)
    assert leaf is not None
    return EPOCH + parse_payload(unseal(leaf).payload).at * MICROSECOND


def _log(connection: Connection) -> str:
    return checkpoint.parse(record.last_checkpoint(connection)).log


def _root(connection: Connection, at: int) -> str:
    """Root at the cut-off where a checkpoint was signed there; empty else (any later checkpoint covers it)."""
    signed = checkpoint.parse(record.last_checkpoint(connection, at))
    return signed.root.hex() if signed.size == at else ""


def _of_day(connection: Connection, agreement: Agreement, day: dt.date, at: int) -> list[linking.Filed]:
    zone = ZoneInfo(agreement.timezone)
    start, end = (
        (dt.datetime.combine(d, dt.time(), zone) - EPOCH) // MICROSECOND for d in (day, day + dt.timedelta(1))
    )
    found = linking.incidents(connection, at, start=start, end=end)
    return [i for i in found if i.when and start <= i.when.start < end]


def _withheld(agreement: Agreement, incident: linking.Filed, cutoff: dt.datetime) -> bool:
    rule = agreement.rules.publication
    return bool(rule and incident.when and EPOCH + incident.when.end * MICROSECOND + rule.delay > cutoff)


def _precision(agreement: Agreement) -> str:
    rule = agreement.rules.publication
    return "area" if rule is None or rule.precision_km == "area" else f"{rule.precision_km:g} km"


def _line(agreement: Agreement, i: linking.Filed, cases: Sequence[casework.Brief]) -> IncidentLine:
    rule = agreement.rules.publication
    fine = rule.precision_km if rule and rule.precision_km != "area" else None
    coarse_enough = fine is not None and i.radius_km is not None and i.radius_km >= fine
    area = find_area(agreement, i.within) if i.within else None
    return IncidentLine(
        id=i.id,
        area=area or i.within,
        place=i.place if coarse_enough else "",
        types=tuple(Name.of(taxonomy()[t].names) if t in taxonomy() else t for t, _ in i.types),
        killed=i.killed,
        spot=_spot(i, fine),
        origins=i.origins,
        sources=i.sources,
        status=status_of(i, cases),
        reports=i.reports,
    )


def status_of(incident: linking.Filed, cases: Sequence[casework.Brief]) -> Words:
    """Say an incident's status: how its cases stand, else by how many origins it is reported, and no more."""
    standing = {c.status for c in cases if c.state != "withdrawn"}
    if standing:
        return together(sorted(standing, key=str))
    if incident.origins < 2:
        return say("reported by one origin")
    return say("reported by two or more origins")


def _by_words(counted: tuple[Words, int]) -> str:
    return str(counted[0])


def _spot(i: linking.Filed, fine: float | None) -> Spot | None:
    if fine is None or i.lon is None or i.lat is None or i.radius_km is None:
        return None
    return coarse(i.lon, i.lat, i.radius_km, fine)


def by_incident(connection: Connection, at: int | None) -> dict[str, list[casework.Brief]]:
    """Read the allegations by the incident that they are about."""
    out: dict[str, list[casework.Brief]] = {}
    for brief in casework.briefs(connection, at):
        out.setdefault(brief.incident, []).append(brief)
    return out


def _finding(connection: Connection, b: casework.Brief, at: int) -> Finding:
    case = casework.case(connection, b.case, at)
    assert case is not None
    d = case.determination(b.entry)
    assert d is not None
    said = cast("acts.Determination", d.body)
    dissents = tuple((x.member, QUESTIONS[x.question], ANSWERS[x.answer], x.reason) for x in said.dissents)
    question = QUESTIONS.get(said.question)
    return Finding(b.case, b.incident, b.term, b.accused, b.status, question, d.entry, dissents)


def _counts(connection: Connection, agreement: Agreement, day: dt.date, at: int) -> Iterable[SideCount]:
    found = reports.tallies(connection, at, day.isoformat())
    warnings: dict[str, list[Words]] = {}
    for tally, caution in tally_warnings(t for _, t in found):
        warnings.setdefault(tally.original, []).append(caution.words)
    for entry, tally in found:
        yield _side_count(agreement, entry, tally, tuple(warnings.get(tally.original, ())))


def _side_count(agreement: Agreement, entry: int, t: Tally, warnings: tuple[Words, ...]) -> SideCount:
    by_area: Counter[str] = Counter()
    for name, n in t.by_area:
        by_area[find_area(agreement, name) or name] += n
    names = {a.id: Name.of(a.names) for a in agreement.actors}
    return SideCount(
        entry=entry,
        side=names.get(t.side, t.side),
        unit=t.unit,
        total=t.total,
        by_area=by_area,
        not_broken_down=max(0, t.total - sum(by_area.values())) if by_area else t.total,
        headline=t.headline,
        combined_with=tuple(names.get(s.strip(), s.strip()) for s in t.combined_with.split(";") if s.strip()),
        verdict_by=names.get(t.verdict_by, t.verdict_by),
        verdict=t.verdict,
        confirmed=t.confirmed,
        exempt=t.exempt,
        not_confirmed=t.not_confirmed,
        warnings=warnings,
        source=t.source,
        url=t.url if t.url.startswith(("https://", "http://")) else "",
    )


def _areas(
    agreement: Agreement, counts: Sequence[SideCount], lines: Sequence[IncidentLine]
) -> Iterable[tuple[str, str]]:
    used = {area for c in counts for area in c.by_area} | {line.area for line in lines if line.area}
    known = {a.id: Name.of(a.names) for a in agreement.areas}
    yield from ((a, name) for a, name in known.items() if a in used)
    yield from ((a, a) for a in sorted(used - known.keys()))


def _reporting(connection: Connection, incidents: Sequence[linking.Filed]) -> Iterable[tuple[str, int]]:
    entries = {entry for i in incidents for entry in i.reports}
    found = Counter(f.report.source for f in reports.by_entries(connection, entries))
    return sorted(found.items())
