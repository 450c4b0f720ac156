"""Counting what happened for a condition: what counts for certain, what may count, and of which days nothing is known.

The agreement knows no incidents. Whoever asks hands them over as `Facts`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from holdfire.agreement.model_rules import Gravity
from holdfire.agreement.when import groups_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_conditions import AtMost

Fits = Literal["yes", "no", "maybe"]
Found = Literal["violation", "violation by somebody", "none", "open"]
_WEIGHT = {gravity: n for n, gravity in enumerate(get_args(Gravity))}


@dataclass(frozen=True, slots=True)
class Happened:
    """An incident, or with `case` one allegation about it.

    `first` and `last` are the days that it may have begun and ended on, None if unknown. It lies in the zones and
    areas `within`, and may lie in those of `perhaps`. `found` is what was determined of the allegation: a violation
    by the accused, one whose author is undetermined or in dispute, none, or nothing yet.
    """

    incident: str
    first: dt.date | None = None
    last: dt.date | None = None
    gravity: Gravity | None = None
    within: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    case: str = ""
    accused: str = ""
    found: Found = "open"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record has: incidents, allegations about them, and the days of which it has anything at all.

    A day outside `heard` is one of which nothing is known: silence is not quiet.
    """

    happened: tuple[Happened, ...] = ()
    heard: frozenset[dt.date] = frozenset()


class Count(NamedTuple):
    """How many count for certain, how many more may, and on how many days of the window nothing was heard."""

    sure: int
    maybe: int
    silent: int
    days: int


def window(need: AtMost, day: dt.date) -> tuple[dt.date, dt.date]:
    """Give the first and the last day that count, both included."""
    if need.days is not None:
        return day - dt.timedelta(days=need.days - 1), day
    assert need.since is not None
    return need.since, day


def count(agreement: Agreement, need: AtMost, day: dt.date, facts: Facts) -> Count:
    """Count what the condition asks for: incidents once each, violations once a case.

    What happened counts by the days on which it may have been, by the accused's larger actors on the first of
    them; where the record leaves a question open, it may count.
    """
    first, last = window(need, day)
    sure: set[str] = set()
    maybe: set[str] = set()
    for one in facts.happened:
        if bool(one.case) == (need.of != "incidents"):
            fits = _all(_answers(agreement, need, one, first, last))
            key = one.case if need.of == "violations" else one.incident
            (sure if fits == "yes" else maybe if fits == "maybe" else set()).add(key)
    days = {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
    return Count(len(sure), len(maybe - sure), len(days - facts.heard), len(days))


def _answers(
    agreement: Agreement, need: AtMost, one: Happened, first: dt.date, last: dt.date
) -> Iterator[Fits]:
    yield _in_time(one, first, last)
    yield _in_place(need, one)
    if need.gravity is not None:
        yield "maybe" if one.gravity is None else _sure(_WEIGHT[one.gravity] >= _WEIGHT[need.gravity])
    if need.of == "violations":
        yield _determined(one, anybody=not need.by)
    if need.by:
        yield _accused(agreement, need, one, last)


def _in_time(one: Happened, first: dt.date, last: dt.date) -> Fits:
    if one.first is None or one.last is None:
        return "maybe"
    if one.last < first or one.first > last:
        return "no"
    return "yes" if first <= one.first and one.last <= last else "maybe"


def _in_place(need: AtMost, one: Happened) -> Fits:
    if not need.where or one.within & set(need.where):
        return "yes"
    return "maybe" if one.perhaps & set(need.where) else "no"


def _determined(one: Happened, *, anybody: bool) -> Fits:
    if one.found == "violation by somebody":
        return "yes" if anybody else "maybe"
    return "yes" if one.found == "violation" else "maybe" if one.found == "open" else "no"


def _accused(agreement: Agreement, need: AtMost, one: Happened, last: dt.date) -> Fits:
    nobody_known = one.accused not in {actor.id for actor in agreement.actors}
    if nobody_known or (need.of == "violations" and one.found == "violation by somebody"):
        return "maybe"
    return _sure(not set(need.by).isdisjoint(groups_at(agreement, one.accused, one.first or last)))


def _sure(true: bool) -> Fits:
    return "yes" if true else "no"


def _all(answers: Iterable[Fits]) -> Fits:
    given = set(answers)
    return "no" if "no" in given else "maybe" if "maybe" in given else "yes"
