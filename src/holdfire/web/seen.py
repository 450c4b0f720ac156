"""What of a book's reports, incidents and cases a visitor sees: the compartments, and the protected extract.

Every page reads through here. The extract of a report holds coded facts and no words: the same for every member.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfire.accounts.model import Role
from holdfire.agreement.nearness import Near, nearness
from holdfire.bulletins import release as bulletins_release
from holdfire.bulletins import repo as bulletins
from holdfire.casework import concerns
from holdfire.casework import repo as casework
from holdfire.db.reads import which
from holdfire.disclosing import repo as disclosing
from holdfire.evidence import repo as evidence
from holdfire.linking import repo as linking
from holdfire.linking.whereabouts import incidents_in, reports_in
from holdfire.reports import release
from holdfire.reports import repo as reports
from holdfire.reports.extract import BODIES, DECIMALS, KM, extract
from holdfire.search.model import KINDS, Reach
from holdfire.web.access import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select

    from holdfire.agreement.model import Agreement
    from holdfire.bulletins.repo import Publication
    from holdfire.casework.repo import Brief
    from holdfire.db.reads import Among
    from holdfire.linking.repo import Filed
    from holdfire.places.repo import Location
    from holdfire.record.kinds import Entry
    from holdfire.reports.repo import Filed as FiledReport
    from holdfire.search.model import Kind
    from holdfire.web.desk import Desk

INTAKE = frozenset({Role.MONITOR, Role.ANALYST, Role.PROTECTION})
"""Roles that read the words of the reports which their own intake received."""

OFFICERS = frozenset({"erasure", "unsealing", "release"})
"""Kinds of entry of which protection officers alone read the reasons."""


def incidents(desk: Desk, *, start: int | None = None, end: int | None = None) -> list[Filed]:
    """Read the incidents that the visitor sees, as `linking.repo.incidents`."""
    if desk.visitor.rule("/{slug}/incidents") is Rule.NO:
        return []
    found = linking.incidents(desk.connection, desk.at, start=start, end=end, only=incident_ids(desk))
    return [coarse(desk, i) for i in found]


def incident(desk: Desk, wanted: str) -> Filed | None:
    """Read one incident, if the visitor sees it."""
    found = linking.get(desk.connection, wanted, desk.at)
    seen = found is not None and which(desk.connection, incident_ids(desk), [wanted])
    return coarse(desk, found) if found and seen else None


def coarse(desk: Desk, found: Filed) -> Filed:
    """Put an incident's place at members' precision; in a book without accounts it stays as it is."""
    if not desk.visitor.locked or found.lon is None or found.lat is None:
        return found
    lon, lat, radius = coarsened(found.lon, found.lat, found.radius_km)
    return found._replace(lon=lon, lat=lat, radius_km=radius)


def coarsened(lon: float, lat: float, radius_km: float | None) -> tuple[float, float, float | None]:
    """Put a place at members' precision."""
    return round(lon, DECIMALS), round(lat, DECIMALS), None if radius_km is None else max(radius_km, KM)


def located(desk: Desk, found: Location | None, hidden: bool) -> Location | None:
    """Give where a report was located, as the visitor reads it: of an extract at members' precision, with no reason."""
    if found is None or not (hidden and desk.visitor.locked and found.by_person):
        return found
    lon, lat = (None if x is None else round(x, DECIMALS) for x in (found.lon, found.lat))
    radius = None if found.radius_km is None else max(found.radius_km, KM)
    return found._replace(lon=lon, lat=lat, radius_km=radius, reason=(found.rule, {}))


def incident_ids(desk: Desk) -> Select[Any] | None:
    """Ask for the incidents that the visitor sees, by id: those that may lie in its zones; None: all."""
    return incidents_in(desk.visitor.zones, desk.at) if desk.visitor.zones else None


def briefs(desk: Desk, *, case: str = "", incident: str = "") -> list[Brief]:
    """Read the allegations of the cases that the visitor sees, or of one of them, or about one incident."""
    found = casework.briefs(desk.connection, desk.at, case=case, incident=incident)
    shown = which(desk.connection, cases(desk), {b.case for b in found})
    return [b for b in found if b.case in shown]


def cases(desk: Desk) -> Select[Any] | None:
    """Ask for the cases that the visitor sees; None: all."""
    return concerns.cases(near(desk), desk.visitor.zones, desk.at) if _has_own(desk) else None


def threads(desk: Desk) -> Select[Any] | None:
    """Ask for the cases and alerts that the visitor sees; None: all."""
    return concerns.threads(near(desk), desk.visitor.zones, desk.at) if _has_own(desk) else None


def _has_own(desk: Desk) -> bool:
    return bool(desk.visitor.parties or desk.visitor.zones)


def near(desk: Desk) -> tuple[Near, ...] | None:
    """Say who is of the side of the visitor's parties, and when; None if it has none."""
    if not desk.visitor.parties:
        return None
    return _near(_Side(desk.standing.sha256, frozenset(desk.visitor.parties), desk.agreement))


class _Side(NamedTuple):
    """Parties to an agreement, which its hash names."""

    sha256: str
    parties: frozenset[str]
    agreement: Agreement

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Side) and self[:2] == other[:2]

    def __hash__(self) -> int:
        return hash(self[:2])


@lru_cache(maxsize=256)
def _near(side: _Side) -> tuple[Near, ...]:
    return tuple(nearness(side.agreement, side.parties))


def case_seen(desk: Desk, case: str) -> bool:
    """Tell whether the visitor sees a case or an alert."""
    return bool(which(desk.connection, threads(desk), [case]))


def report_entries(desk: Desk) -> Select[Any] | None:
    """Ask for the reports that the visitor sees, by entry: those of the incidents in its zones; None for all."""
    return reports_in(desk.visitor.zones, desk.at) if desk.visitor.zones else None


def report_seen(desk: Desk, entry: int) -> bool:
    """Tell whether the visitor sees a report."""
    return bool(which(desk.connection, report_entries(desk), [entry]))


def own_intake(desk: Desk) -> str:
    """Name the intake whose reports the visitor reads in their own words; empty if none."""
    who = desk.visitor.account
    return who.actor if who is not None and who.role in INTAKE else ""


def readable(desk: Desk, entries: Iterable[int]) -> frozenset[int]:
    """Say of which of these reports the visitor reads the words: of its own intake's, and of those that are released.

    Released by the intake to every member, or by a protection officer to the visitor's actor: its words and its source.

    A book without accounts is read whole.
    """
    if not desk.visitor.locked:
        return frozenset(entries)
    wanted, who = list(entries), desk.visitor.account
    members = {m.actor for m in desk.agreement.rules.members}
    told = (
        disclosing.spoken_to(desk.connection, wanted, who.actor, members, desk.at)
        if who
        else frozenset[int]()
    )
    return release.readable(desk.connection, wanted, own_intake(desk), desk.at) | told


def filed(desk: Desk, found: Sequence[FiledReport]) -> list[tuple[FiledReport, bool]]:
    """Give reports as the visitor reads them, each with whether that is the extract."""
    open_ = readable(desk, [f.entry for f in found])
    return [(f, False) if f.entry in open_ else (extract(f), True) for f in found]


def source_named(desk: Desk, source: str) -> bool:
    """Tell whether reports can be asked for by the name of their source: by that of a person, only without accounts."""
    if not source or not desk.visitor.locked:
        return True
    return bool(reports.page(desk.connection, at=desk.at, source=source, kinds=BODIES, limit=1))


def kinds(desk: Desk) -> list[Kind]:
    """List the kinds of things that the visitor can find."""
    pages = {"report": "reports", "incident": "incidents", "case": "cases", "actor": "agreement/actors"}
    return [k for k in KINDS if desk.may(pages[k])]


def reach(desk: Desk, *, status: bool) -> Reach | None:
    """Say what the visitor can find; None: all. `status`: whether an incident's status is asked for.

    Whoever sees the cases of some parties alone finds no incident by a status, which is that of all cases about it.
    """
    who = desk.visitor
    if not who.locked:
        return None
    shown = frozenset(kinds(desk)) - ({"incident"} if status and who.parties else set())
    asked: dict[Kind, Among] = {
        "case": threads(desk),
        "incident": incident_ids(desk),
        "report": report_entries(desk),
    }
    return Reach(shown, own_intake(desk), {k: v for k, v in asked.items() if k in shown and v is not None})


def publications(
    desk: Desk, *, after: tuple[str, int] | None = None, limit: int | None = None
) -> list[Publication]:
    """Read the publications that the visitor sees, or a part of them, as `bulletins.repo.publications`.

    The public sees those alone that two actors have signed.
    """
    out = desk.visitor.rule("/{slug}/bulletins") is Rule.OUT
    among = bulletins_release.released(desk.at) if out else None
    return bulletins.publications(desk.connection, desk.at, among=among, after=after, limit=limit)


def openable(desk: Desk, names: Iterable[str]) -> frozenset[str]:
    """Say which have a page that the visitor sees: of incidents `i17`, cases `c101`, alerts `a94`, entries `101`."""
    pages = {"i": "incidents/{incident}", "c": "cases/{case}", "a": "cases/{case}"}
    found = {n for n in names if desk.may(pages.get(n[0], "record/{index}"))}
    happened, heard = ({n for n in found if n[0] in letters} for letters in ("i", "ca"))
    shown = which(desk.connection, incident_ids(desk), happened)
    shown |= which(desk.connection, threads(desk), heard)
    return frozenset(found - happened - heard) | shown


def values_seen(desk: Desk, entry: Entry, case: str) -> bool:
    """Tell whether the visitor reads an entry's closed values: not those of a report, nor of a case it does not see."""
    if not desk.visitor.locked:
        return True
    if entry.kind == "report":
        return entry.index in readable(desk, [entry.index]) and report_seen(desk, entry.index)
    if entry.kind in ("evidence", "custody"):
        report = _report_of(desk, entry)
        return report in readable(desk, [report]) and report_seen(desk, report)
    if entry.kind in OFFICERS:
        return desk.visitor.account is not None and desk.visitor.account.role is Role.PROTECTION
    return entry.kind != "import" and (not case or case_seen(desk, case))


def _report_of(desk: Desk, entry: Entry) -> int:
    """Say with which report a file came, by the entry of the file or of a thing that was done with it."""
    file = entry.refs[0] if entry.kind == "custody" and entry.refs else entry.index
    found = evidence.item(desk.connection, file)
    return found.report if found else -1
