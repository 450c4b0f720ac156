"""The daily bulletin in sentences for radio and SMS: each figure with whose it is, none added to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins.figures import name_of
from holdfire.bulletins.words import OUTCOME, REPLY
from holdfire.casework.words import ALERT_STATES
from holdfire.words import listed, say, say_n

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.model import Bulletin, Pair
    from holdfire.words import Words

MESSAGES = 6
"""How many messages a daily bulletin may take."""


def spoken(b: Bulletin) -> Iterator[Words]:
    """Say a bulletin: its day and cut-off, incidents, what was alleged, alerts, the sides' counts, what changed.

    Incidents come by status and allegations by pair, as everywhere. An area, a place or an hour is not said.
    """
    yield say("Bulletin of {day}, {size} entries.", day=b.day, size=b.size)
    if b.by_status:
        told = listed(say("{status} {n}", status=status, n=n) for status, n in b.by_status)
        yield say("Incidents: {told}.", told=told)
    else:
        yield say("No incident that may be shown was reported; that is not zero.")
    if b.withheld:
        yield say("Withheld until the agreed delay is over: {n} incidents.", n=b.withheld)
    for pair in b.pairs:
        yield _pair(pair)
    for a in b.alerts:
        yield say("Alert {id}: {state}.", id=a.id, state=ALERT_STATES[a.state])
    for c in b.counts:
        yield say("{side} itself counted {n} ({unit}).", side=c.side, n=c.total, unit=c.unit)
    if b.changed and b.changed.errata:
        yield say_n("{n} figure was corrected.", "{n} figures were corrected.", len(b.changed.errata))


def _pair(pair: Pair) -> Words:
    if not pair.alleged:
        return say("{pair}: no allegation.", pair=name_of(pair))
    replies = listed(
        _counted(REPLY[r], sum(a.reply == r for a in pair.alleged)) for r in REPLY if _any(pair, r)
    )
    outcomes = listed(
        _counted(words, n)
        for code, words in OUTCOME.items()
        if (n := sum(a.outcome == code for a in pair.alleged))
    )
    return say(
        "{pair}: alleged {n}; {replies}; {outcomes}.",
        pair=name_of(pair),
        n=len(pair.alleged),
        replies=replies,
        outcomes=outcomes,
    )


def _any(pair: Pair, reply: str) -> bool:
    return any(a.reply == reply for a in pair.alleged)


def _counted(words: Words, n: int) -> Words:
    return say("{status} {n}", status=words, n=n)
