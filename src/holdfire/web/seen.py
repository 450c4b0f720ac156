"""What of a book's reports, incidents and cases a visitor sees: the compartments, and the protected extract.

Every page reads through here. The extract of a report holds coded facts and no words: the same for every member.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from holdfire.accounts.model import Role
from holdfire.agreement.when import day_of, groups_at, side_at
from holdfire.bulletins import release as bulletins_release
from holdfire.bulletins import repo as bulletins
from holdfire.casework import repo as casework
from holdfire.casework.facts import Atlas
from holdfire.disclosing import repo as disclosing
from holdfire.evidence import repo as evidence
from holdfire.linking import repo as linking
from holdfire.reports import release
from holdfire.reports import repo as reports
from holdfire.reports.extract import BODIES, DECIMALS, KM, extract
from holdfire.reports.model import Spot
from holdfire.search.model import KINDS, Reach
from holdfire.web.access import Rule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Sequence

    from sqlalchemy import Row

    from holdfire.bulletins.repo import Publication
    from holdfire.casework.acts import Alert, Call, StandDown
    from holdfire.casework.model import Thread
    from holdfire.casework.repo import Brief
    from holdfire.linking.repo import Filed
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
    found = linking.incidents(desk.connection, desk.at, start=start, end=end)
    lying = lies_in_zones(desk)
    return [coarse(desk, i) for i in found if lying(i)]


def incident(desk: Desk, wanted: str) -> Filed | None:
    """Read one incident, if the visitor sees it."""
    found = linking.get(desk.connection, wanted, desk.at)
    return coarse(desk, found) if found and in_zones(desk, found) else None


def in_zones(desk: Desk, found: Filed) -> bool:
    """Tell whether an incident certainly lies in an area, or at its precision may lie in a zone, of the visitor's."""
    return lies_in_zones(desk)(found)


def lies_in_zones(desk: Desk) -> Callable[[Filed | Row[Any]], bool]:
    """Give what `in_zones` asks, for many incidents, or rows with their place."""
    zones = desk.visitor.zones
    if not zones:
        return lambda _found: True
    atlas = Atlas(desk.agreement, zones)
    outlined = {z.id for z in desk.agreement.zones if z.geometry}

    def lying(found: Filed | Row[Any]) -> bool:
        spot = Spot("", found.within, found.lon, found.lat, found.radius_km or 0)
        within, perhaps = atlas.whereabouts(spot)
        return bool(within or (found.lon is not None and perhaps & outlined))

    return lying


def coarse(desk: Desk, found: Filed) -> Filed:
    """Put an incident's place at members' precision; in a book without accounts it stays as it is."""
    if not desk.visitor.locked or found.lon is None or found.lat is None:
        return found
    lon, lat, radius = coarsened(found.lon, found.lat, found.radius_km)
    return found._replace(lon=lon, lat=lat, radius_km=radius)


def coarsened(lon: float, lat: float, radius_km: float | None) -> tuple[float, float, float | None]:
    """Put a place at members' precision."""
    return round(lon, DECIMALS), round(lat, DECIMALS), None if radius_km is None else max(radius_km, KM)


def incident_ids(desk: Desk) -> list[str] | None:
    """Name the incidents that the visitor sees; None: all."""
    return [i.id for i in incidents(desk)] if desk.visitor.zones else None


def briefs(desk: Desk, *, case: str = "", incident: str = "") -> list[Brief]:
    """Read the allegations of the cases that the visitor sees, or of one of them, or about one incident."""
    found = casework.briefs(desk.connection, desk.at, case=case, incident=incident)
    if not _has_own(desk):
        return found
    near = _nearness(desk)
    whole = found if not incident else casework.briefs(desk.connection, desk.at)
    shown = {b.case for b in whole if near((b.claimant, b.accused), b.at) and _lies(desk, b)}
    return [b for b in found if b.case in shown]


def cases(desk: Desk) -> frozenset[str] | None:
    """Name the cases that the visitor sees; None: all."""
    return frozenset(b.case for b in briefs(desk)) if _has_own(desk) else None


def threads(desk: Desk) -> frozenset[str] | None:
    """Name the cases and alerts that the visitor sees; None: all."""
    shown = cases(desk)
    return None if shown is None else shown | {a.id for a in alerts(desk)}


def _has_own(desk: Desk) -> bool:
    return bool(desk.visitor.parties or desk.visitor.zones)


def alerts(desk: Desk) -> list[Thread]:
    """Read the alerts that the visitor sees: with parties, those that concern its side; with zones, none.

    Where an alert is said to be stands in words, in no zone.
    """
    found = casework.alerts(desk.connection, desk.at)
    if not _has_own(desk):
        return found
    near = _nearness(desk)
    return [a for a in found if not desk.visitor.zones and near(_named_in(a), a.opened)]


def alert_seen(desk: Desk, alert: Thread) -> bool:
    """Tell whether an alert was raised by, accuses, or was carried to the visitor's side."""
    return not desk.visitor.zones and _nearness(desk)(_named_in(alert), alert.opened)


def _named_in(alert: Thread) -> list[str]:
    first = alert.counting[0]
    named = [first.actor, cast("Alert", first.body).accused]
    named += [cast("Call", a.body).to for a in alert.of("call")]
    for asked in alert.of("stand-down"):
        stand_down = cast("StandDown", asked.body)
        named += [stand_down.of, stand_down.through]
    return named


def _nearness(desk: Desk) -> Callable[[Iterable[str], int], bool]:
    """Give what tells whether one of some actors is of the visitor's side at an instant.

    That is: one of its parties, or belongs to one, or is on the side of one, on that day.
    """
    parties, agreement = set(desk.visitor.parties), desk.agreement

    @cache
    def near(actor: str, day: dt.date) -> bool:
        sides = {side_at(agreement, p, day) for p in parties} - {None}
        return (
            not parties.isdisjoint(groups_at(agreement, actor, day))
            or side_at(agreement, actor, day) in sides
        )

    def concerns(actors: Iterable[str], at: int) -> bool:
        if not parties:
            return True
        day = day_of(agreement, at)
        return any(near(a, day) for a in actors if a)

    return concerns


def _lies(desk: Desk, brief: Brief) -> bool:
    if not desk.visitor.zones:
        return True
    found = linking.get(desk.connection, brief.incident, desk.at) if brief.incident else None
    return found is not None and in_zones(desk, found)


def case_seen(desk: Desk, case: str) -> bool:
    """Tell whether the visitor sees a case or an alert."""
    if case.startswith("a"):
        alert = casework.alert(desk.connection, case, desk.at)
        return alert is None or alert_seen(desk, alert)
    return not _has_own(desk) or bool(briefs(desk, case=case))


def report_entries(desk: Desk) -> list[int] | None:
    """List the reports that the visitor sees, by entry: those of the incidents in its zones; None for all."""
    return [e for i in incidents(desk) for e in i.reports] if desk.visitor.zones else None


def report_seen(desk: Desk, entry: int) -> bool:
    """Tell whether the visitor sees a report."""
    shown = report_entries(desk)
    return shown is None or entry in shown


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
    only: dict[Kind, Collection[str]] = {}
    shown_cases = threads(desk)
    if shown_cases is not None:
        only["case"] = shown_cases
    if who.zones and "incident" in shown:
        only["incident"] = incident_ids(desk) or ()
    if who.zones and "report" in shown:
        only["report"] = [str(e) for e in report_entries(desk) or ()]
    return Reach(shown, own_intake(desk), only)


def publications(desk: Desk) -> list[Publication]:
    """Read the publications that the visitor sees: the public those alone that two actors have signed."""
    found = bulletins.publications(desk.connection, desk.at)
    if desk.visitor.rule("/{slug}/bulletins") is not Rule.OUT:
        return found
    by = bulletins_release.signers(desk.connection, desk.at)
    return [p for p in found if bulletins_release.out(by.get(p.entry, ()))]


def openable(desk: Desk, names: Iterable[str]) -> frozenset[str]:
    """Say which have a page that the visitor sees: of incidents `i17`, cases `c101`, alerts `a94`, entries `101`."""
    pages = {"i": "incidents/{incident}", "c": "cases/{case}", "a": "cases/{case}"}
    found = {n for n in names if desk.may(pages.get(n[0], "record/{index}"))}
    shown, happened = threads(desk), incident_ids(desk)
    if shown is not None:
        found -= {n for n in found if n[0] in "ca" and n not in shown}
    if happened is not None:
        found -= {n for n in found if n[0] == "i"} - set(happened)
    return frozenset(found)


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
