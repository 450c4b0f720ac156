"""What begins, falls due or lapses on which day, as far as the agreement says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfire.words import Words, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement, Instrument

Event = Literal[
    "in force", "lapses", "renews itself", "renewal due", "term due", "zone begins", "zone ends",
    "condition set", "condition ends", "member joins", "member leaves",
]  # fmt: skip
EVENTS: dict[Event, Words] = {
    "in force": say("comes into force"),
    "lapses": say("lapses"),
    "renews itself": say("would lapse, and renews itself"),
    "renewal due": say("lapses unless it is renewed by agreement before"),
    "term due": say("what the term makes due is due"),
    "zone begins": say("the zone begins"),
    "zone ends": say("the zone ends"),
    "condition set": say("the condition is set"),
    "condition ends": say("the condition is no longer set"),
    "member joins": say("joins the mechanism"),
    "member leaves": say("leaves the mechanism"),
}


class Dated(NamedTuple):
    """One day of the calendar: what happens, and the id of what it happens to."""

    day: dt.date
    event: Event
    of: str


def calendar(agreement: Agreement) -> list[Dated]:
    """List every day on which something comes into force, falls due, ends or lapses, earliest first.

    A day is the first on which it holds, or no longer does; of what is due, the last day to do it.
    """
    return sorted(_dated(agreement), key=lambda one: one.day)


def _dated(agreement: Agreement) -> Iterator[Dated]:
    for instrument in agreement.instruments:
        if instrument.in_force:
            yield Dated(instrument.in_force, "in force", instrument.id)
        if instrument.expires:
            yield Dated(instrument.expires, _lapse(instrument), instrument.id)
    for term in agreement.terms:
        if term.due:
            yield Dated(term.due, "term due", term.id)
    for zone in agreement.zones:
        yield from _span(zone.since, zone.until, zone.id, ("zone begins", "zone ends"))
    for condition in agreement.conditions:
        ends: tuple[Event, Event] = ("condition set", "condition ends")
        yield from _span(condition.since, condition.until, condition.id, ends)
    for member in agreement.rules.members:
        yield from _span(member.since, member.until, member.actor, ("member joins", "member leaves"))


def _lapse(instrument: Instrument) -> Event:
    how = instrument.renewal.how if instrument.renewal else "not renewed"
    return "renews itself" if how == "automatic" else "renewal due" if how == "by agreement" else "lapses"


def _span(
    since: dt.date | None, until: dt.date | None, of: str, events: tuple[Event, Event]
) -> Iterator[Dated]:
    if since:
        yield Dated(since, events[0], of)
    if until:
        yield Dated(until, events[1], of)
