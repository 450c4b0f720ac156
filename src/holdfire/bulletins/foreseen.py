"""What the public will see of an incident, and from when: the agreement's rule of publication, foreseen. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.when import day_of
from holdfire.bulletins.gather import MICROSECOND, end_of, fine_of, lines_of

if TYPE_CHECKING:
    import datetime as dt

    from holdfire.agreement.model import Agreement
    from holdfire.bulletins.as_geojson import Spot
    from holdfire.linking.repo import Filed


class Foreseen(NamedTuple):
    """An incident as a bulletin will give it.

    `settled` is whether the texts have a rule; without one a bulletin gives the area alone, and at once. `fine` is the
    rule's precision in kilometres (None: the area alone). `place` and `spot` are empty where only `area` is given.
    `day` is the day under which bulletins list it, None where it is not dated and no daily bulletin has it; `opens` the
    first instant (UTC microseconds) at which a bulletin may, its `end` and `delay`.
    """

    settled: bool
    fine: float | None
    area: str
    place: str
    spot: Spot | None
    day: dt.date | None
    end: int | None
    delay: dt.timedelta | None
    opens: int | None


def foreseen(agreement: Agreement, incident: Filed) -> Foreseen:
    """Foresee what a bulletin will give of an incident's place and time."""
    rule = agreement.rules.publication
    (line,) = lines_of(agreement, [incident], {})
    end = end_of(incident)
    delay = rule.delay if rule else None
    opens = None if end is None else end + (delay // MICROSECOND if delay else 0)
    day = day_of(agreement, incident.when.start) if incident.when else None
    return Foreseen(
        rule is not None, fine_of(agreement), line.area, line.place, line.spot, day, end, delay, opens
    )
