"""What held on a day: pure look-ups in the half-open intervals of an agreement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from holdfire.agreement.base import Span
    from holdfire.agreement.model import Actor, Agreement, Instrument, Position, State, Status
    from holdfire.agreement.model_rules import Member


class HasId(Protocol):
    """Anything with an id: actors, areas, instruments, terms, talks ..."""

    @property
    def id(self) -> str:
        """Return what others name it by."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
S = TypeVar("S", bound="Span")
N = TypeVar("N", bound=HasId)


def holds(span: Span, day: dt.date) -> bool:
    """Whether the interval contains the day; an unknown end is no end."""
    return (span.since is None or span.since <= day) and (span.until is None or day < span.until)


def on(spans: Iterable[S], day: dt.date) -> list[S]:
    """Those that hold on the day, in their order."""
    return [span for span in spans if holds(span, day)]


def by_id(things: Iterable[N]) -> dict[str, N]:
    """Things by their id."""
    return {thing.id: thing for thing in things}


def status_at(actor: Actor, day: dt.date, instrument: str | None = None) -> Status | None:
    """Return what the actor was on the day, the latest to begin first; `None` if nothing is known.

    With an `instrument`, what it was to that one comes before what it was to the agreement as a whole.
    """
    held = on(actor.status, day)
    own = [span for span in held if instrument is not None and span.of == instrument]
    whole = [span for span in held if span.of is None]
    found = max(own or whole, key=lambda span: span.since.toordinal() if span.since else 0, default=None)
    return found.status if found else None


def groups_at(agreement: Agreement, actor_id: str, day: dt.date) -> list[str]:
    """Return the actor and every larger one it belonged to on the day, nearest first."""
    actors = by_id(agreement.actors)
    found = [actor_id]
    for current in found:
        wider = on(actors[current].memberships, day) if current in actors else []
        found += [span.of for span in wider if span.of not in found]
    return found


def side_at(agreement: Agreement, actor_id: str, day: dt.date) -> str | None:
    """Side that the actor was on: its own, or else that of the nearest larger actor it belonged to."""
    actors = by_id(agreement.actors)
    for current in groups_at(agreement, actor_id, day):
        for span in on(actors[current].sides, day) if current in actors else []:
            return span.side
    return None


def guarantors_at(agreement: Agreement, actor_id: str, day: dt.date) -> tuple[str, ...]:
    """Who answered for the actor: its own guarantors, or else those of the nearest larger actor."""
    actors = by_id(agreement.actors)
    for current in groups_at(agreement, actor_id, day):
        held = on(actors[current].guarantors, day) if current in actors else []
        if held:
            return tuple(span.guarantor for span in held)
    return ()


def members_at(agreement: Agreement, day: dt.date) -> list[Member]:
    """Members of the mechanism on the day."""
    return on(agreement.rules.members, day)


def state_at(instrument: Instrument, day: dt.date) -> State:
    """Draft until signed or in force, agreed until in force, in force until its expiry, then lapsed.

    A date that is unknown has not come; an instrument that renews itself does not lapse.
    """
    begun = instrument.in_force is not None and instrument.in_force <= day
    ended = instrument.expires is not None and instrument.expires <= day
    if ended and not (instrument.renewal and instrument.renewal.how == "automatic"):
        return "lapsed"
    if begun:
        return "in force"
    return "agreed" if instrument.signed is not None and instrument.signed <= day else "draft"


def position_at(agreement: Agreement, actor_id: str, instrument_id: str, day: dt.date) -> Position | None:
    """Return the actor's latest position on the instrument by the end of the day; of equals the later."""
    said = [
        position
        for position in agreement.positions
        if position.actor == actor_id and position.instrument == instrument_id and position.day <= day
    ]
    return max(enumerate(said), key=lambda pair: (pair[1].day, pair[0]))[1] if said else None


def day_of(agreement: Agreement, at: int) -> dt.date:
    """Give the day, in the mechanism's zone, on which an instant (UTC microseconds) falls."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(agreement.timezone)).date()


def first_instant(agreement: Agreement, day: dt.date) -> int:
    """Give the first instant of a day of the mechanism's zone, UTC microseconds."""
    start = datetime.combine(day, datetime.min.time(), ZoneInfo(agreement.timezone))
    return (start - _EPOCH) // timedelta(microseconds=1)
