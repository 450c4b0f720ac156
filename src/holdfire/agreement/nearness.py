"""Who is of the side of some parties, and when: pure, as spans of time that a database can ask for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.when import first_instant, groups_at, side_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from holdfire.agreement.model import Agreement

FIRST, ONE = dt.date(2000, 1, 1), dt.timedelta(days=1)
"""Any day, of an agreement in which nobody ever changes sides; and the step to the day before the first change."""


class Near(NamedTuple):
    """That an actor is of the side from an instant on until another (UTC microseconds; None: always, for ever)."""

    actor: str
    since: int | None
    until: int | None


def nearness(agreement: Agreement, parties: Collection[str]) -> list[Near]:
    """List who is of the side of any of these parties: one of them, belonging to one, or on the side of one."""
    turns = sorted(_turns(agreement))
    bounds = [None, *(first_instant(agreement, day) for day in turns), None]
    days = [turns[0] - ONE if turns else FIRST, *turns]
    found: list[Near] = []
    for actor in dict.fromkeys((*(a.id for a in agreement.actors), *sorted(parties))):
        for n, day in enumerate(days):
            if not _near(agreement, parties, actor, day):
                continue
            if found and found[-1].actor == actor and found[-1].until == bounds[n] is not None:
                found[-1] = found[-1]._replace(until=bounds[n + 1])
            else:
                found.append(Near(actor, bounds[n], bounds[n + 1]))
    return found


def _turns(agreement: Agreement) -> Iterator[dt.date]:
    for actor in agreement.actors:
        for span in (*actor.memberships, *actor.sides):
            yield from (day for day in (span.since, span.until) if day)


def _near(agreement: Agreement, parties: Collection[str], actor: str, day: dt.date) -> bool:
    sides = {side_at(agreement, p, day) for p in parties} - {None}
    within = not set(parties).isdisjoint(groups_at(agreement, actor, day))
    return within or side_at(agreement, actor, day) in sides
