"""What begins, falls due or lapses on which day, as far as the agreement says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfire.words import Words, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from holdfire.agreement.base import Span
    from holdfire.agreement.model import Agreement, Instrument

Event = Literal[
    "in force", "lapses", "renews itself", "renewal due", "term due", "zone begins", "zone ends",
    "condition set", "condition ends", "member joins", "member leaves",
]  # fmt: skip
List = Literal["instruments", "terms", "zones", "conditions", "actors"]
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
    """One day of the calendar: what happens, and to what: its id, and the list of the agreement it is in."""

    day: dt.date
    event: Event
    among: List
    of: str


def calendar(agreement: Agreement) -> list[Dated]:
    """List every day on which something comes into force, falls due, ends or lapses, earliest first.

    A day is the first on which it holds, or no longer does; of what is due, the last day to do it.
    """
    return sorted(_dated(agreement), key=lambda one: one.day)


def _dated(agreement: Agreement) -> Iterator[Dated]:
    for instrument in agreement.instruments:
        if instrument.in_force:
            yield Dated(instrument.in_force, "in force", "instruments", instrument.id)
        if instrument.expires:
            yield Dated(instrument.expires, _lapse(instrument), "instruments", instrument.id)
    for term in agreement.terms:
        if term.due:
            yield Dated(term.due, "term due", "terms", term.id)
    for zone in agreement.zones:
        yield from _span(zone, "zones", zone.id, "zone begins", "zone ends")
    for condition in agreement.conditions:
        yield from _span(condition, "conditions", condition.id, "condition set", "condition ends")
    for member in agreement.rules.members:
        yield from _span(member, "actors", member.actor, "member joins", "member leaves")


def _lapse(instrument: Instrument) -> Event:
    how = instrument.renewal.how if instrument.renewal else "not renewed"
    return "renews itself" if how == "automatic" else "renewal due" if how == "by agreement" else "lapses"


def _span(span: Span, among: List, of: str, begins: Event, ends: Event) -> Iterator[Dated]:
    if span.since:
        yield Dated(span.since, begins, among, of)
    if span.until:
        yield Dated(span.until, ends, among, of)
