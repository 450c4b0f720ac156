"""What was waited for in a case, since when, and when it came. Pure.

The starts and ends are those of `holdfire.casework.clocks`, but each hearing of an allegation counts by itself, and
what no clock is set for is measured too. Waiting for an answer, an assessment or a determination ends when the
allegation is determined or withdrawn without it: nobody can give it any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from holdfire.casework.acts import OPENING
from holdfire.casework.clocks import clocks, deadline
from holdfire.casework.model import access_of
from holdfire.measures.model import Spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfire.agreement.model_rules import Gravity, Step
    from holdfire.casework import acts
    from holdfire.casework.model import Case, Done
    from holdfire.measures.who import Who


class Hearing(NamedTuple):
    """One hearing of an allegation: what began it, and the determination or withdrawal that ended it."""

    begun: Done
    ended: Done | None

    def holds(self, act: Done) -> bool:
        """Tell whether an act came in this hearing."""
        return self.begun.entry < act.entry and (self.ended is None or act.entry <= self.ended.entry)


def hearings(case: Case, allegation: Done) -> list[Hearing]:
    """Give the hearings of an allegation: the first, and one for each time that it was reopened."""
    found: list[Hearing] = []
    begun: Done | None = allegation
    for act in case.of("determination", "withdrawal", "reopening", about=allegation.entry):
        if act.kind == "reopening":
            begun = act
        elif begun is not None:
            found.append(Hearing(begun, act))
            begun = None
    return found if begun is None else [*found, Hearing(begun, None)]


class Watch(NamedTuple):
    """Makes the spells of one allegation: by its gravity, and up to `now`."""

    who: Who
    weight: Gravity
    now: int

    def spell(
        self, step: str, whom: str, since: Done, met: Sequence[Done], closed: int | None = None
    ) -> Spell:
        """Give one spell: it ends with the first act that met it, or is broken off when the matter was `closed`."""
        due = (
            None
            if step == "visit"
            else deadline(self.who.agreement, self.weight, cast("Step", step), since.at)
        )
        end = met[0].at if met else None
        seen = end if end is not None else self.now if closed is None else max(closed, since.at)
        entries = (since.entry, met[0].entry) if met else (since.entry,)
        return Spell(step, whom, since.at, end, seen, end is None and closed is None, due, entries)


def of_allegation(watch: Watch, case: Case, allegation: Done, heard: Sequence[Hearing]) -> Iterator[Spell]:
    """Give the spells of an allegation itself, hearing by hearing; one that is only `recorded` has no hearings."""
    entry = allegation.entry
    closed = heard[-1].ended.at if heard and heard[-1].ended else None
    gone = case.last("withdrawal", about=entry)
    left = gone.at if gone else None
    notices = case.of("notice", about=entry)
    yield watch.spell("notify", "", allegation, notices, left)
    for notice in notices:
        to = cast("acts.Notice", notice.body).to
        yield watch.spell("acknowledge", to, notice, case.of("receipt", about=notice.entry), left)
    if notices:
        accused = case.alleged(entry).accused
        yield watch.spell("reply", accused, notices[0], case.of("reply", about=entry), closed)
    said = case.of("assessment", about=entry)
    for hearing in heard:
        ended = hearing.ended.at if hearing.ended else None
        for member in watch.who.panel(hearing.begun.at):
            own = [a for a in said if a.actor == member.actor and hearing.holds(a)]
            yield watch.spell("assess", member.actor, hearing.begun, own, ended)
        found = [hearing.ended] if hearing.ended and hearing.ended.kind == "determination" else []
        yield watch.spell("determine", "", hearing.begun, found, ended)


def of_investigation(watch: Watch, case: Case, closed: int | None) -> Iterator[Spell]:
    """Give the spells of what a case's teams do and of what is to follow; `closed` is when all of it was."""
    for request in case.of("access-request"):
        of = cast("acts.AccessRequest", request.body).of
        final = [a for a in case.of("access", about=request.entry) if access_of(a).answer != "delayed"]
        yield watch.spell("access", of, request, final, closed)
    tasked = case.of("tasking")
    for tasking in tasked:
        yield watch.spell("visit", "", tasking, case.of("visit", about=tasking.entry), closed)
    if tasked or case.of("response"):
        yield from _as_their_clocks_say(watch, case, closed)


def _as_their_clocks_say(watch: Watch, case: Case, closed: int | None) -> Iterator[Spell]:
    """A team's report has more time where access was denied, and a response's day is its own: both are clocks'."""
    paced = {(c.step, c.about): c for c in clocks(watch.who.agreement, case)}
    for tasking in case.of("tasking"):
        found = watch.spell("report", "", tasking, case.of("finding", about=tasking.entry), closed)
        clock = paced.get(("report", tasking.entry))
        yield found._replace(due=clock.due if clock and clock.paused is None else None)
    for response in case.of("response"):
        clock = paced.get(("respond", response.entry))
        if clock:
            seen = watch.now if clock.done is None else clock.done
            came = [
                f.entry
                for f in case.of("follow-up", about=response.entry)
                if cast("acts.FollowUp", f.body).step == "done"
            ]
            entries = (response.entry, *came[:1])
            yield Spell(
                "respond", clock.whom, clock.since, clock.done, seen, clock.done is None, clock.due, entries
            )


def opening(case: Case) -> Done:
    """Give the act that opened a case."""
    return case.of(*OPENING)[0]
