"""Whether a condition is met on a day, by what the agreement and the record have: met, not met or unknown, and why.

Unknown is a value, and no data is never "met". All, any and not are those of Kleene's three-valued logic, so that
whatever is settled stays so when an unknown part becomes known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdfire.agreement.counting import count, window
from holdfire.agreement.model_conditions import (
    Accepted,
    AtMost,
    Fulfilled,
    Held,
    InForce,
    Not,
    Stated,
    Together,
)
from holdfire.agreement.positions import latest
from holdfire.agreement.when import by_id, groups_at, holds, state_at
from holdfire.agreement.words import COUNTED, GRAVITIES, STANCES
from holdfire.words import Words, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping

    from holdfire.agreement import base
    from holdfire.agreement.counting import Facts
    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_conditions import Condition, Met, Need, Statement


@dataclass(frozen=True, slots=True)
class Result:
    """An answer, the reason for it, and the answers that it is made of."""

    met: Met
    why: Words
    parts: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A condition and how it stands on a day; without a result, on a day on which it is not set."""

    condition: Condition
    result: Result | None


def english(names: Mapping[str, str]) -> str:
    """Choose the English name, or else the first one given."""
    return names.get("en") or next(iter(names.values()))


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer rests on: the agreement, the day, the record's facts (None: no record is at hand)."""

    agreement: Agreement
    day: dt.date
    facts: Facts | None = None
    named: Callable[[Mapping[str, str]], str] = field(default=english)

    def actors(self, ids: Iterable[str]) -> str:
        """Name actors, with commas."""
        return self._names(self.agreement.actors, ids)

    def places(self, ids: Iterable[str]) -> str:
        """Name zones and areas, with commas."""
        return self._names((*self.agreement.zones, *self.agreement.areas), ids)

    def _names(self, things: Iterable[base.Named], ids: Iterable[str]) -> str:
        known = by_id(things)
        return ", ".join(self.named(known[i].names) for i in ids)


def standings(ground: Ground) -> list[Standing]:
    """Evaluate every condition that is set on the day; the others come without a result."""
    return [
        Standing(c, evaluate(c.needs, ground) if holds(c, ground.day) else None)
        for c in ground.agreement.conditions
    ]


def evaluate(need: Need, ground: Ground) -> Result:
    """Say whether what a condition needs was so on the day, and why."""
    match need:
        case InForce():
            result = _in_force(need, ground)
        case Accepted():
            result = _accepted(need, ground)
        case AtMost():
            result = _at_most(need, ground)
        case Held():
            result = _held(need, ground)
        case Fulfilled():
            result = _fulfilled(need, ground)
        case Stated():
            result = _stated(need.statements, ground)
        case Together():
            result = together(need.what == "all", tuple(evaluate(part, ground) for part in need.of))
        case Not():
            result = contrary(evaluate(need.of, ground))
    return result


def together(every: bool, parts: tuple[Result, ...]) -> Result:
    """Join answers: of all, one that is not met settles it; of any, one that is met; else an unknown leaves it open."""
    settles: Met = "not met" if every else "met"
    given = [part.met for part in parts]
    met: Met = settles if settles in given else "unknown" if "unknown" in given else given[0]
    n, of = given.count(met), len(parts)
    words = {
        "met": say("{n} of {of} parts are met", n=n, of=of),
        "not met": say("{n} of {of} parts are not met", n=n, of=of),
        "unknown": say("{n} of {of} parts are unknown, and no other settles it", n=n, of=of),
    }
    return Result(met, words[met], parts)


def contrary(part: Result) -> Result:
    """Turn met and not met round; unknown stays unknown."""
    turned: dict[Met, Met] = {"met": "not met", "not met": "met", "unknown": "unknown"}
    return Result(turned[part.met], say("the contrary is asked for"), (part,))


def _in_force(need: InForce, ground: Ground) -> Result:
    """A text without a day of entry into force is unknown, unless it is a draft, lapsed, or not even signed."""
    text = by_id(ground.agreement.instruments)[need.instrument]
    state = state_at(text, ground.day)
    title = text.title
    if state == "in force" and text.in_force:
        return Result("met", say("{title} is in force since {day}", title=title, day=text.in_force))
    if state == "lapsed" and text.expires:
        return Result("not met", say("{title} lapsed on {day}", title=title, day=text.expires))
    if text.in_force:
        words = say("{title} comes into force only on {day}", title=title, day=text.in_force)
        return Result("not met", words)
    if text.kind == "draft":
        return Result("not met", say("{title} is a draft", title=title))
    if text.signed and ground.day < text.signed:
        return Result("not met", say("{title} is signed only on {day}", title=title, day=text.signed))
    return Result("unknown", say("nothing says when {title} comes into force", title=title))


def _accepted(need: Accepted, ground: Ground) -> Result:
    """What an actor said last by its own mouth counts; what others say of it settles nothing."""
    each = tuple(_accepts(need.instrument, actor, ground) for actor in need.by)
    return each[0] if len(each) == 1 else together(True, each)


def _accepts(instrument: str, actor: str, ground: Ground) -> Result:
    said = [
        p
        for p in ground.agreement.positions
        if (p.actor, p.instrument) == (actor, instrument) and p.day <= ground.day
    ]
    name = ground.actors([actor])
    own = latest(p for p in said if p.own_mouth == "yes")
    if own is None:
        words = say("{actor} has not said it itself; others did", actor=name)
        return Result("unknown", words if said else say("no position of {actor} is known", actor=name))
    if own.stance == "accepts" and own.terms:
        words = say(
            "{actor} accepted it on {day}, by its own mouth, with reservations", actor=name, day=own.day
        )
        return Result("met", words)
    if own.stance == "accepts":
        words = say("{actor} accepted it on {day}, by its own mouth", actor=name, day=own.day)
        return Result("met", words)
    words = say("{actor} said on {day}: {stance}", actor=name, day=own.day, stance=STANCES[own.stance])
    return Result("not met", words)


def _at_most(need: AtMost, ground: Ground) -> Result:
    """Met only where nothing that may count could exceed it, and every day of the window has been heard of."""
    first, last = window(need, ground.day)
    if last < first:
        return Result("unknown", say("the count begins only on {day}", day=first))
    if ground.facts is None:
        return Result("unknown", say("no record of incidents is at hand to count in"))
    found = count(ground.agreement, need, ground.day, ground.facts)
    values: dict[str, int | dt.date | Words] = {
        "sure": found.sure,
        "what": _counted(need, ground),
        "first": first,
        "last": last,
        "most": need.n,
        "maybe": found.maybe,
        "silent": found.silent,
        "days": found.days,
    }
    if found.sure > need.n:
        return Result("not met", say("{sure} {what} from {first} to {last}, more than {most}", **values))
    if found.silent:
        words = say(
            "{sure} {what} from {first} to {last}, but nothing at all is on record for {silent} of {days} days",
            **values,
        )
        return Result("unknown", words)
    if found.sure + found.maybe > need.n:
        words = say(
            "{sure} {what} from {first} to {last} for certain, and {maybe} more may be; at most {most} allowed",
            **values,
        )
        return Result("unknown", words)
    return Result("met", say("{sure} {what} from {first} to {last}, at most {most} allowed", **values))


def _counted(need: AtMost, ground: Ground) -> Words:
    what = COUNTED[need.of]
    if need.by:
        what = say("{what}, accused: {actors},", what=what, actors=ground.actors(need.by))
    if need.gravity:
        what = say("{what} ({gravity} or graver)", what=what, gravity=GRAVITIES[need.gravity])
    if need.where:
        what = say("{what} in: {places},", what=what, places=ground.places(need.where))
    return what


def _held(need: Held, ground: Ground) -> Result:
    """Talks were held once their last day has come and somebody is on record as having attended."""
    talks = by_id(ground.agreement.talks)[need.meeting]
    end = talks.last_day or talks.first_day
    if ground.day < end:
        words = say("{title}: they are over only on {day}", title=talks.title, day=end)
        return Result("not met", words)
    away = [actor for actor in need.attended_by if actor in talks.absent]
    if away:
        words = say("{title}: absent: {actors}", title=talks.title, actors=ground.actors(away))
        return Result("not met", words)
    unseen = [actor for actor in need.attended_by if actor not in talks.attended]
    if unseen or not talks.attended:
        words = say("{title}: nothing says who attended", title=talks.title)
        if unseen:
            actors = ground.actors(unseen)
            words = say(
                "{title}: nothing says whether they attended: {actors}", title=talks.title, actors=actors
            )
        return Result("unknown", words)
    return Result("met", say("{title}: held, over on {day}", title=talks.title, day=end))


def _fulfilled(need: Fulfilled, ground: Ground) -> Result:
    """That it was done needs somebody's word who is not bound to do it."""
    term = by_id(ground.agreement.terms)[need.term]
    speakers = {said.by: said.day for said in term.fulfilment if said.by}
    bound = {
        actor
        for actor, day in speakers.items()
        if not set(term.binds).isdisjoint(groups_at(ground.agreement, actor, day))
    }
    return _stated(term.fulfilment, ground, bound)


def _stated(statements: Iterable[Statement], ground: Ground, bound: Collection[str] = ()) -> Result:
    """What each speaker said last counts; where they differ, or nobody says either, it is unknown.

    That it is met is not taken from those alone who are bound to do it.
    """
    last: dict[str | None, Statement] = {}
    for said in sorted(statements, key=lambda one: one.day):
        if said.day <= ground.day:
            last[said.by] = said
    each = tuple(Result(said.says, _quoted(said, ground)) for said in last.values())
    clear = {result.met for result in each} - {"unknown"}
    if not clear:
        return Result("unknown", say("nobody has said so far whether it is so"), each)
    if len(clear) > 1:
        return Result("unknown", say("accounts differ"), each)
    if clear == {"not met"}:
        return Result("not met", say("those who say anything say that it is not so"), each)
    if {said.by for said in last.values() if said.says == "met"} <= set(bound):
        return Result("unknown", say("only those who are bound to do it say that it is done"), each)
    return Result("met", say("those who say anything say that it is so"), each)


def _quoted(said: Statement, ground: Ground) -> Words:
    who = ground.actors([said.by]) if said.by else say("a source")
    if said.words:
        return say("{who} on {day}: {words}", who=who, day=said.day, words=said.words)
    return say("{who} on {day}", who=who, day=said.day)
