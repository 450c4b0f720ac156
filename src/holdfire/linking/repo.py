"""Links, persons' verdicts and incidents: tables and reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, Connection, Double, Row, and_, bindparam, func, or_, select
from sqlalchemy import Index as SqlIndex

from holdfire.db.reads import Read, among, batched
from holdfire.db.schema import Index, Key, Micros, projected, span, standing
from holdfire.linking.model import Link, Verdict
from holdfire.linking.naming import Known
from holdfire.linking.seen import link_claim
from holdfire.places import repo as places
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId, Interval, Toll

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select

    from holdfire.db.reads import Among
    from holdfire.linking.model import LinkClaim, Pair

link = projected(
    "link",
    Column("a", Key, primary_key=True),
    Column("b", Key, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("probability", Double, nullable=False),
    Column("reasons", Key, nullable=False),
    *span(),
    SqlIndex("link_b", "b"),
)
verdict = projected(
    "verdict",
    Column("entry", Index, primary_key=True),
    Column("a", Key, nullable=False),
    Column("b", Key, nullable=False),
    Column("verdict", Key, nullable=False),
    Column("actor", Key, nullable=False),
    Column("at", Micros, nullable=False),
    *span(),
)
incident = projected(
    "incident",
    Column("id", Key, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("start", Micros),
    Column("end", Micros),
    Column("times_agree", Index, nullable=False),
    Column("lon", Double),
    Column("lat", Double),
    Column("radius_km", Double),
    Column("place", Key, nullable=False),
    Column("within", Key, nullable=False),
    Column("types", Key, nullable=False),
    Column("actors", Key, nullable=False),
    Column("killed", Key, nullable=False),
    Column("sources", Index, nullable=False),
    Column("origins", Index, nullable=False),
    Column("members", Key, nullable=False),
    Column("reports", Key, nullable=False),
    *span(),
    SqlIndex("incident_start", "start"),
)
membership = projected(
    "membership",
    Column("claim", Key, primary_key=True),
    Column("made_by", Index, primary_key=True),
    Column("incident", Key, nullable=False),
    Column("report", Index, nullable=False),
    *span(),
    SqlIndex("membership_incident", "incident"),
    SqlIndex("membership_report", "report"),
)
"""Which claim stands in which incident, as which report says it now."""


class Filed(NamedTuple):
    """An incident as filed; `types` are (type, number of claims that say so), times UTC microseconds.

    `reports` are the entries that it was read from, one for each of `members`: a claim keeps its id when its report is
    corrected, and then the next run reads the correction.
    """

    id: str
    when: Interval | None
    times_agree: bool
    lon: float | None
    lat: float | None
    radius_km: float | None
    place: str
    within: str
    types: tuple[tuple[str, int], ...]
    actors: tuple[str, ...]
    killed: Toll | None
    sources: int
    origins: int
    members: tuple[ClaimId, ...]
    reports: tuple[int, ...]


class PersonVerdict(NamedTuple):
    """What a person said of two claims, and when (UTC microseconds)."""

    entry: int
    a: ClaimId
    b: ClaimId
    verdict: Verdict
    actor: str
    at: int


def link_claims(connection: Connection) -> list[LinkClaim]:
    """Read every standing claim as linking sees it: where a person said it was, or the source, or the gazetteer."""
    found = places.locations(connection)
    out = []
    for claim_id, filed in reports.claims(connection):
        located = found.get((filed.entry, claim_id.n))
        point = (located.lon, located.lat, located.radius_km) if located else None
        by_person = located is not None and located.by_person
        out.append(link_claim(claim_id, filed.report, point, over=by_person))
    return out


def last_run(connection: Connection) -> int | None:
    """Say which run's entry made the newest of what stands."""
    query = select(func.max(membership.c.made)).where(membership.c.ended.is_(None))
    return connection.execute(query).scalar()


def links(connection: Connection, at: int | None = None, claims: set[str] | None = None) -> list[Link]:
    """Read the standing links, of these claims only if given, most probable first."""
    query = select(link).where(standing(link, at))
    if claims is not None:
        query = query.where(link.c.a.in_(claims) | link.c.b.in_(claims))
    rows = connection.execute(query.order_by(link.c.probability.desc(), link.c.a, link.c.b))
    return [
        Link(
            ClaimId.parse(r.a),
            ClaimId.parse(r.b),
            r.probability,
            tuple((code, values) for code, values in json.loads(r.reasons)),
        )
        for r in rows
    ]


def verdicts(connection: Connection, at: int | None = None) -> list[PersonVerdict]:
    """Read persons' standing verdicts: the last for each pair, unless that was withdrawn."""
    rows = connection.execute(select(verdict).where(standing(verdict, at)).order_by(verdict.c.entry))
    return [_said(r) for r in rows]


def verdicts_of(connection: Connection, entries: Iterable[int]) -> dict[int, PersonVerdict]:
    """Read verdicts by their entries, standing or not; an entry that is no verdict is left out."""
    found = connection.execute(select(verdict).where(verdict.c.entry.in_(list(entries))))
    return {r.entry: _said(r) for r in found}


def _said(r: Row[Any]) -> PersonVerdict:
    return PersonVerdict(r.entry, ClaimId.parse(r.a), ClaimId.parse(r.b), Verdict(r.verdict), r.actor, r.at)


def by_pair(given: list[PersonVerdict]) -> dict[Pair, Verdict]:
    """Arrange verdicts as the linking rule wants them."""
    return {frozenset((v.a, v.b)): v.verdict for v in given}


def incidents(
    connection: Connection,
    at: int | None = None,
    *,
    start: int | None = None,
    end: int | None = None,
    limit: int | None = None,
    offset: int = 0,
    only: Among = None,
) -> list[Filed]:
    """Read the standing incidents, earliest first; those that overlap `[start, end)` if given; or a part of them.

    `only` are those that may be shown.
    """
    shown = among(incident.c.id, only)
    query = listed(at, start=start, end=end).where(*shown).limit(limit).offset(offset)
    return [filed(r) for r in connection.execute(query)]


def listed(at: int | None, *, start: int | None = None, end: int | None = None) -> Select[Any]:
    """Ask for the standing incidents, earliest first, those without a time last."""
    order = (incident.c.start.is_(None), incident.c.start, incident.c.id)
    return select(incident).where(*within(at, start=start, end=end)).order_by(*order)


def behind(start: int | None, name: str) -> ColumnElement[bool]:
    """Say of an incident that it stands in `listed` behind the one that began at `start` and has that id."""
    i = incident.c
    if start is None:
        return and_(i.start.is_(None), i.id > name)
    return or_(i.start.is_(None), i.start > start, and_(i.start == start, i.id > name))


def within(at: int | None, *, start: int | None = None, end: int | None = None) -> list[ColumnElement[bool]]:
    """Give the conditions that an incident stands and overlaps `[start, end)`, UTC microseconds."""
    found = [standing(incident, at)]
    if start is not None:
        found.append(incident.c.end > start)
    if end is not None:
        found.append(incident.c.start < end)
    return found


def neighbours(
    connection: Connection, at: int | None, start: int, end: int, only: Among = None
) -> tuple[int | None, int | None]:
    """Give when the last incident before `[start, end)` began, and the first from its end on (UTC microseconds).

    Of these incidents only, if given.
    """
    began = incident.c.start
    here = [standing(incident, at), *among(incident.c.id, only)]
    before = select(func.max(began)).where(*here, began < start)
    after = select(func.min(began)).where(*here, began >= end)
    return connection.execute(before).scalar(), connection.execute(after).scalar()


_ONE = Read(
    lambda at: select(incident).where(standing(incident, at) & (incident.c.id == bindparam("wanted")))
)


def get(connection: Connection, wanted: str, at: int | None = None) -> Filed | None:
    """Read one incident."""
    row = _ONE(connection, at, wanted=wanted).first()
    return filed(row) if row else None


_OF_CLAIM = Read(
    lambda at: select(membership.c.incident).where(
        standing(membership, at) & (membership.c.claim == bindparam("claim"))
    )
)


def of_claim(connection: Connection, claim: ClaimId, at: int | None = None) -> str:
    """Say in which incident a claim stands; empty if in none."""
    return str(_OF_CLAIM(connection, at, claim=str(claim)).scalar() or "")


def of_claims(connection: Connection, claims: Iterable[ClaimId], at: int | None = None) -> dict[ClaimId, str]:
    """Say in which incidents claims stand; one that is in none is left out."""
    found: dict[ClaimId, str] = {}
    for part in batched(sorted(str(c) for c in claims)):
        query = select(membership.c.claim, membership.c.incident)
        rows = connection.execute(query.where(standing(membership, at), membership.c.claim.in_(part)))
        found |= {ClaimId.parse(r.claim): r.incident for r in rows}
    return found


class Stood(NamedTuple):
    """From which entry on something stood, and which entry ended it, if one did."""

    made: int
    ended: int | None

    def at(self, size: int | None) -> bool:
        """Tell whether it stood in the record as it was at `size` entries (None: as it is)."""
        if size is None:
            return self.ended is None
        return self.made < size and (self.ended is None or self.ended >= size)


def states(connection: Connection, wanted: Iterable[str]) -> dict[str, list[tuple[Stood, Filed]]]:
    """Read every state in which these incidents are or were."""
    found: dict[str, list[tuple[Stood, Filed]]] = {}
    for part in batched(sorted(set(wanted))):
        for row in connection.execute(select(incident).where(incident.c.id.in_(part))):
            found.setdefault(row.id, []).append((Stood(row.made, row.ended), filed(row)))
    return found


def places_of(connection: Connection, claims: Iterable[ClaimId]) -> dict[ClaimId, list[tuple[Stood, str]]]:
    """Read every incident in which these claims stand or stood."""
    found: dict[ClaimId, list[tuple[Stood, str]]] = {}
    for part in batched(sorted({str(c) for c in claims})):
        for row in connection.execute(select(membership).where(membership.c.claim.in_(part))):
            found.setdefault(ClaimId.parse(row.claim), []).append((Stood(row.made, row.ended), row.incident))
    return found


def history(connection: Connection, wanted: str) -> list[tuple[int, int | None, tuple[ClaimId, ...]]]:
    """List an incident's states: (entry that made it, entry that ended it, members)."""
    rows = connection.execute(select(incident).where(incident.c.id == wanted).order_by(incident.c.made))
    return [(r.made, r.ended, _claims(r.members)) for r in rows]


def known(connection: Connection) -> list[Known]:
    """List every incident that is or was, with its last claims."""
    rows = connection.execute(
        select(incident.c.id, incident.c.members, incident.c.ended).order_by(incident.c.made)
    )
    last = {r.id: Known(r.id, frozenset(_claims(r.members)), r.ended is None) for r in rows}
    return list(last.values())


def count(connection: Connection, at: int | None = None, only: Among = None, *, origins: int = 0) -> int:
    """Count the standing incidents, of these if given; those of so many origins at least."""
    here = (standing(incident, at), *among(incident.c.id, only), incident.c.origins >= origins)
    return int(connection.execute(select(func.count()).select_from(incident).where(*here)).scalar_one())


QUARTER, AGO = 900_000_000, 10**10
"""Microseconds of a quarter of an hour: every zone's days begin on one; and how many of them 1970 is after long ago."""


def starts(connection: Connection, at: int | None = None, only: Among = None) -> list[tuple[int, int]]:
    """Count the incidents whose time is known, by the quarter of an hour (UTC microseconds) in which they began."""
    quarter = ((incident.c.start + AGO * QUARTER) // QUARTER).label("quarter")
    here = (standing(incident, at), *among(incident.c.id, only), incident.c.start.is_not(None))
    rows = connection.execute(select(quarter, func.count()).where(*here).group_by(quarter))
    return [((int(row[0]) - AGO) * QUARTER, row[1]) for row in rows]


def filed(r: Row[Any]) -> Filed:
    """Read an incident out of its row."""
    return Filed(
        r.id,
        Interval(r.start, r.end) if r.start is not None else None,
        bool(r.times_agree),
        r.lon,
        r.lat,
        r.radius_km,
        r.place,
        r.within,
        tuple((t, n) for t, n in json.loads(r.types)),
        tuple(json.loads(r.actors)),
        Toll(*json.loads(r.killed)) if r.killed else None,
        r.sources,
        r.origins,
        _claims(r.members),
        tuple(json.loads(r.reports)),
    )


def _claims(text: str) -> tuple[ClaimId, ...]:
    return tuple(ClaimId.parse(m) for m in json.loads(text))
