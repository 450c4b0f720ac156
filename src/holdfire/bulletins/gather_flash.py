"""From a book at a cut-off to a flash notice on one alert or incident, no sooner than the agreement allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import day_of
from holdfire.bulletins import alarms
from holdfire.bulletins import gather as daily
from holdfire.bulletins.flash import Flash
from holdfire.bulletins.model import NOBODY
from holdfire.casework import repo as casework
from holdfire.casework.model import UNKNOWN
from holdfire.casework.words import ALERT_STATES
from holdfire.casework.world import MICROSECOND
from holdfire.errors import NotFound, Refused
from holdfire.linking import repo as linking
from holdfire.record.encoding import EPOCH
from holdfire.reports import repo as reports
from holdfire.words import Name, Words, listed, say, say_n, together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.bulletins.model import AlertLine, IncidentLine
    from holdfire.bulletins.subject import Matter
    from holdfire.casework.model import Thread


def gather(
    connection: Connection, matter: Matter, size: int | None = None, *, to_members: bool = False
) -> Flash:
    """Gather the notice on a matter from the book as it was at `size` entries.

    The agreed delay runs from when it ended, or was last heard of; before it is over at the cut-off, Refused
    `flash-too-early`, unless it goes `to_members` alone. NotFound `matter-missing`, BadInput `size-wrong`.
    """
    at = daily.demand_size(connection, size)
    agreement = agreement_repo.current(connection, at).agreement
    cutoff = daily.cutoff_of(connection, at)
    now = (cutoff - EPOCH) // MICROSECOND
    alert = casework.alert(connection, matter.id, at)
    incident = None if alert else linking.get(connection, matter.id, at)
    if alert:
        end, said = alarms.ended(alert), _of_alert(connection, agreement, alert, at, now)
    elif incident:
        end, said = _last(connection, incident), _of_incident(connection, agreement, incident, at)
    else:
        raise NotFound(
            "matter-missing", say("there is no alert or incident {id} at this cut-off", id=matter.id)
        )
    if not to_members:
        _demand_delay(agreement, end, cutoff)
    return Flash(
        id=matter.id,
        mechanism=Name.of(agreement.names),
        exercise=agreement.exercise,
        log=daily.log_of(connection),
        size=at,
        root=daily.root_of(connection, at),
        cutoff=cutoff,
        members_only=to_members,
        **said,
    )


def _demand_delay(agreement: Agreement, end: int, cutoff: dt.datetime) -> None:
    rule = agreement.rules.publication
    if rule and daily.withheld(agreement, end, cutoff):
        raise Refused(
            "flash-too-early",
            say(
                "the agreement lets this be published from {when} on",
                when=_moment(agreement, end) + rule.delay,
            ),
            hint=say("`--to-members` writes it for members alone and publishes nothing"),
        )


def _moment(agreement: Agreement, at: int) -> dt.datetime:
    return (EPOCH + at * MICROSECOND).astimezone(ZoneInfo(agreement.timezone))


def _last(connection: Connection, incident: linking.Filed) -> int:
    """Say when an incident ended; if nobody says, when its last report came in."""
    end = daily.end_of(incident)
    return max(r.received for r in reports.by_entries(connection, incident.reports)) if end is None else end


def _of_alert(
    connection: Connection, agreement: Agreement, alert: Thread, at: int, now: int
) -> dict[str, Any]:
    line = alarms.line(connection, agreement, alert, at, now)
    names = daily.names_of(agreement)
    known = line.accused not in ("", UNKNOWN)
    return {
        "day": day_of(agreement, alert.opened),
        "what": daily.types_of([line.type] if line.type else []),
        "by": say("{who}, in an alert", who=names.get(line.by, line.by)),
        "accused": names.get(line.accused, line.accused) if known else NOBODY,
        "where": line.area or None,
        "spot": None,
        "precision": "area",
        "since": line.since,
        "stands": ALERT_STATES[line.state],
        "cases": (),
        "killed": None,
        "called": _called(names, line),
        "asked": listed(names.get(x, x) for x in line.asked),
        "unknown": tuple(_alert_unknown(line, known=known, firing=bool(alert.of("firing")))),
        "entries": line.acts,
    }


def _called(names: dict[str, str], line: AlertLine) -> Words | str:
    def one(to: str, answered: bool) -> Words:
        who = names.get(to, to)
        return say("{who}: answered", who=who) if answered else say("{who}: no answer", who=who)

    found = [one(c.to, c.answered) for c in line.called]
    return together(found) if found else ""


def _alert_unknown(line: AlertLine, *, known: bool, firing: bool) -> Iterator[Words]:
    if not known:
        yield say("who fires")
    if not line.area:
        yield say("in which area")
    yield say("whether anybody was hurt")
    if not firing:
        yield say("whether firing goes on")


def _of_incident(
    connection: Connection, agreement: Agreement, incident: linking.Filed, at: int
) -> dict[str, Any]:
    about = daily.by_incident(casework.briefs(connection, at, incident=incident.id))
    (line,) = daily.lines_of(agreement, [incident], about)
    when = incident.when
    sources = say_n("{n} source", "{n} sources", line.sources)
    origins = say_n("{n} origin", "{n} origins", line.origins)
    where = listed(x for x in (alarms.named(agreement, line.area), line.place) if x) or None
    return {
        "day": day_of(agreement, when.start if when else _last(connection, incident)),
        "what": line.types,
        "by": say("{sources} of {origins}", sources=sources, origins=origins),
        "accused": None,
        "where": where,
        "spot": line.spot,
        "precision": daily.precision_of(agreement) if line.place else "area",
        "since": _moment(agreement, when.start) if when else None,
        "stands": daily.status_of(incident, ()),
        "cases": tuple(dict.fromkeys(b.case for b in about.get(incident.id, ()))),
        "killed": line.killed,
        "called": "",
        "asked": "",
        "unknown": tuple(_incident_unknown(line, dated=when is not None)),
        "entries": line.reports,
    }


def _incident_unknown(line: IncidentLine, *, dated: bool) -> Iterator[Words]:
    yield say("who did it")
    if not dated:
        yield say("when it began")
    if not line.area:
        yield say("in which area")
    if line.killed is None:
        yield say("whether anybody was killed")
