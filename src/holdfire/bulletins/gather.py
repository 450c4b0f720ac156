"""From a book at a cut-off to a bulletin's figures. The same book, day and cut-off give the same bulletin."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.names import find_area, fold, index
from holdfire.agreement.taxonomy import taxonomy
from holdfire.agreement.when import by_id, day_of
from holdfire.bulletins import repo
from holdfire.bulletins.alarms import dues, ended, line
from holdfire.bulletins.alleged import alleged, in_pairs
from holdfire.bulletins.as_geojson import Spot, coarse
from holdfire.bulletins.errata import changed
from holdfire.bulletins.model import METHOD, Bulletin, IncidentLine, SideCount
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
from holdfire.words import Name, Words, say, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.bulletins.model import Alleged
    from holdfire.reports.model import Tally

MICROSECOND = dt.timedelta(microseconds=1)


def gather(connection: Connection, day: dt.date, size: int | None = None) -> Bulletin:
    """Gather the bulletin of a day from the book as it was at `size` entries (default: as it is).

    An incident is of the day, in the mechanism's zone, on which it began; an allegation is of the day on which it was
    made, and of that of what it is about. Places are given by area alone unless the agreement allows more, and what
    is younger than its delay is withheld and counted. What changed since the last publication of the day that the
    cut-off holds is listed. BadInput `size-wrong`.
    """
    at = demand_size(connection, size)
    found = as_it_stood(connection, day, at)
    before = [p for p in repo.publications(connection, at, day.isoformat()) if p.sort == "day"]
    if not before:
        return found
    last = before[0]
    old = as_it_stood(connection, day, last.size) if last.method == METHOD else None
    return replace(found, changed=changed(connection, last.entry, last.size, old, found))


def demand_size(connection: Connection, size: int | None) -> int:
    """Give the cut-off: the size asked for, or the log's; BadInput `size-wrong`."""
    have = record.size(connection)
    at = have if size is None else size
    if not 1 <= at <= have:
        raise BadInput(
            "size-wrong", say("the log has {have} entries, so there is no cut-off at {at}", have=have, at=at)
        )
    return at


def as_it_stood(connection: Connection, day: dt.date, at: int) -> Bulletin:
    """Gather the figures of a day at a cut-off that the log has reached, without what changed."""
    agreement = agreement_repo.current(connection, at).agreement
    cutoff = cutoff_of(connection, at)
    found = of_day(connection, agreement, day, at)
    open_ones = [i for i in found if not withheld(agreement, end_of(i), cutoff)]
    briefs = casework.briefs(connection, at)
    about = by_incident(briefs)
    lines = tuple(lines_of(agreement, open_ones, about))
    counts = tuple(counts_of(connection, agreement, day, at))
    mine = [b for b in briefs if _is_of(agreement, b, day, {i.id for i in found})]
    told = [b for b in mine if not withheld(agreement, over(connection, b, found, at), cutoff)]
    names = names_of(agreement)
    now = (cutoff - EPOCH) // MICROSECOND
    heard = alleged(connection, agreement, at, now, told, {i.id: i.actors for i in found})
    alerts = [a for a in casework.alerts(connection, at)[::-1] if day_of(agreement, a.opened) == day]
    shown = [a for a in alerts if not withheld(agreement, ended(a), cutoff)]
    return Bulletin(
        mechanism=Name.of(agreement.names),
        exercise=agreement.exercise,
        day=day,
        timezone=agreement.timezone,
        log=log_of(connection),
        size=at,
        root=root_of(connection, at),
        cutoff=cutoff,
        areas=tuple(_areas(agreement, counts, lines)),
        counts=counts,
        incidents=lines,
        withheld=len(found) - len(open_ones),
        by_status=tuple(sorted(Counter(x.status for x in lines).items(), key=by_words)),
        names=names,
        members=tuple(_members(agreement, heard)),
        pairs=tuple(in_pairs(agreement, names, heard)),
        alleged_withheld=len(mine) - len(told),
        alerts=tuple(line(connection, agreement, a, at, now) for a in shown),
        alerts_withheld=len(alerts) - len(shown),
        dues=tuple(dues(connection, agreement, at, now, day, {b.entry for b in told})),
        reporting=tuple(reporting_of(connection, open_ones)),
        linking=LINKING,
        precision=precision_of(agreement),
        delay=str(agreement.rules.publication.delay) if agreement.rules.publication else "",
    )


def cutoff_of(connection: Connection, at: int) -> dt.datetime:
    """Give the time of a cut-off: what its last entry states, or when the log took an act in, if that is later.

    What was signed away from the log states the time of its signing, and comes in later.
    """
    return EPOCH + max(_stated(connection, at - 1), casework.latest(connection, at)) * MICROSECOND


def _stated(connection: Connection, index: int) -> int:
    leaf = record.leaf(connection, index)
    assert leaf is not None
    return parse_payload(unseal(leaf).payload).at


def log_of(connection: Connection) -> str:
    """Give the name of the log."""
    return checkpoint.parse(record.last_checkpoint(connection)).log


def root_of(connection: Connection, at: int) -> str:
    """Root at the cut-off where a checkpoint was signed there; empty else (any later checkpoint covers it)."""
    signed = checkpoint.parse(record.last_checkpoint(connection, at))
    return signed.root.hex() if signed.size == at else ""


def of_day(connection: Connection, agreement: Agreement, day: dt.date, at: int) -> list[linking.Filed]:
    """Read the incidents that began on a day of the mechanism's zone."""
    zone = ZoneInfo(agreement.timezone)
    start, end = (
        (dt.datetime.combine(d, dt.time(), zone) - EPOCH) // MICROSECOND for d in (day, day + dt.timedelta(1))
    )
    found = linking.incidents(connection, at, start=start, end=end)
    return [i for i in found if i.when and start <= i.when.start < end]


def withheld(agreement: Agreement, end: int | None, cutoff: dt.datetime) -> bool:
    """Say whether the agreed delay, from when a thing ended (UTC microseconds), is not over at the cut-off."""
    rule = agreement.rules.publication
    return bool(rule and end is not None and EPOCH + end * MICROSECOND + rule.delay > cutoff)


def end_of(incident: linking.Filed) -> int | None:
    """Give when an incident ended, UTC microseconds, if that is known."""
    return incident.when.end if incident.when else None


def _is_of(agreement: Agreement, b: casework.Brief, day: dt.date, incidents: set[str]) -> bool:
    """Say whether an allegation was made on the day, or is about what began on it or was owed by it."""
    if b.basis == "omission":
        term = by_id(agreement.terms).get(b.term)
        if term and term.due == day:
            return True
    return b.incident in incidents or day_of(agreement, b.at) == day


def over(connection: Connection, b: casework.Brief, found: Sequence[linking.Filed], at: int) -> int | None:
    """Say from when the delay of an allegation runs: its incident's end, or when it was made if that is not known.

    One without an incident names no place and no time that the delay could protect.
    """
    if b.basis != "incident":
        return None
    incident = next((i for i in found if i.id == b.incident), None) or linking.get(connection, b.incident, at)
    end = end_of(incident) if incident else None
    return b.at if end is None else end


def names_of(agreement: Agreement) -> dict[str, str]:
    """Name every actor and side, by id."""
    return {x.id: Name.of(x.names) for x in (*agreement.actors, *agreement.sides)}


def _members(agreement: Agreement, heard: Sequence[Alleged]) -> Iterable[str]:
    said = dict.fromkeys(p.member for a in heard for p in a.positions)
    known = list(dict.fromkeys(m.actor for m in agreement.rules.members))
    return (*(m for m in known if m in said), *(m for m in said if m not in known))


def precision_of(agreement: Agreement) -> str:
    """Say how exactly places may be published: `area`, or kilometres."""
    rule = agreement.rules.publication
    return "area" if rule is None or rule.precision_km == "area" else f"{rule.precision_km:g} km"


def lines_of(
    agreement: Agreement, incidents: Sequence[linking.Filed], about: Mapping[str, Sequence[casework.Brief]]
) -> Iterable[IncidentLine]:
    """Tell incidents as far as they may be published."""
    areas = index(agreement.areas)
    return (_line(agreement, areas, i, about.get(i.id, ())) for i in incidents)


def _line(
    agreement: Agreement, areas: Mapping[str, str], i: linking.Filed, cases: Sequence[casework.Brief]
) -> IncidentLine:
    fine = fine_of(agreement)
    coarse_enough = fine is not None and i.radius_km is not None and i.radius_km >= fine
    area = areas.get(fold(i.within)) if i.within else None
    return IncidentLine(
        id=i.id,
        area=area or i.within,
        place=i.place if coarse_enough else "",
        types=types_of(t for t, _ in i.types),
        killed=i.killed,
        spot=spot_of(i, fine),
        origins=i.origins,
        sources=i.sources,
        status=status_of(i, cases),
        reports=i.reports,
    )


def fine_of(agreement: Agreement) -> float | None:
    """Say to how many kilometres places may be published; None: by area alone."""
    rule = agreement.rules.publication
    return rule.precision_km if rule and rule.precision_km != "area" else None


def types_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Name kinds of act by their codes; a code that the taxonomy does not have stays as it is."""
    known = taxonomy()
    return tuple(Name.of(known[t].names) if t in known else t for t in codes)


def status_of(incident: linking.Filed, cases: Sequence[casework.Brief]) -> Words:
    """Say an incident's status: how its cases stand, else by how many origins it is reported, and no more."""
    standing = {c.status for c in cases if c.state != "withdrawn"}
    if standing:
        return together(sorted(standing, key=str))
    if incident.origins < 2:
        return say("reported by one origin")
    return say("reported by two or more origins")


def by_words(counted: tuple[Words, int]) -> str:
    """Order counts by their words in English."""
    return str(counted[0])


def spot_of(i: linking.Filed, fine: float | None) -> Spot | None:
    """Give an incident's place no finer than to `fine` kilometres; None where only the area may be published."""
    if fine is None or i.lon is None or i.lat is None or i.radius_km is None:
        return None
    return coarse(i.lon, i.lat, i.radius_km, fine)


def by_incident(briefs: Iterable[casework.Brief]) -> dict[str, list[casework.Brief]]:
    """Arrange allegations by the incident that they are about."""
    out: dict[str, list[casework.Brief]] = {}
    for brief in briefs:
        out.setdefault(brief.incident, []).append(brief)
    return out


def counts_of(connection: Connection, agreement: Agreement, day: dt.date, at: int) -> Iterable[SideCount]:
    """Give what the sides published of a day, each with what is odd about it."""
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
    names = names_of(agreement)
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


def reporting_of(connection: Connection, incidents: Sequence[linking.Filed]) -> Iterable[tuple[str, int]]:
    """Count the reports behind incidents, by source."""
    return reports.sources_of(connection, {entry for i in incidents for entry in i.reports})
