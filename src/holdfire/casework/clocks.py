"""Every clock of a case and of an alert: since when it runs, until when, for whom, and when it was met. Pure.

All run from the times at which the log took acts in, never from what an act says of itself. A denied visit pauses
the clock of the team's report and no other.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from holdfire.agreement.deciding import panel_at
from holdfire.agreement.when import day_of
from holdfire.casework.model import Evidence, access_of
from holdfire.casework.parties import track
from holdfire.casework.world import MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Gravity, Step
    from holdfire.casework import acts
    from holdfire.casework.model import Case, Done, Thread

State = Literal["done", "done late", "running", "paused", "overdue"]
DAY = timedelta(days=1) // MICROSECOND


class Clock(NamedTuple):
    """One clock. `about` is the act that set it going, `whom` who is to act (empty: any member).

    `due` is when it runs out, `done` when what it waits for came, both UTC microseconds; `paused` since when it stands
    still. A step is one of the agreement's, or `respond` (a response's own date), or `quiet` (an alert's 24 hours).
    """

    step: str
    about: int
    whom: str
    since: int
    due: int
    done: int | None = None
    paused: int | None = None

    def state(self, now: int) -> State:
        """Say how it stands at an instant."""
        if self.done is not None:
            return "done" if self.done <= self.due else "done late"
        if self.paused is not None:
            return "paused"
        return "running" if now < self.due else "overdue"

    def is_overdue(self, now: int) -> bool:
        """Whether it ran out with nothing done."""
        return self.state(now) == "overdue"


def deadline(agreement: Agreement, weight: Gravity, step: Step, since: int) -> int | None:
    """Say when a step is due, UTC microseconds, or None where the agreement sets no clock for it."""
    duration: timedelta | None = getattr(getattr(agreement.rules.clocks, weight), step)
    return None if duration is None else since + duration // MICROSECOND


def clocks(agreement: Agreement, case: Case) -> list[Clock]:
    """List every clock of a case, soonest due first."""
    found = [
        clock
        for allegation in case.allegations
        if not case.withdrawn(allegation.entry)
        for clock in _of_allegation(agreement, case, allegation)
    ]
    if case.allegations:
        found += _of_investigation(agreement, case)
    return sorted(found, key=lambda c: (c.due, c.step, c.about, c.whom))


def _of_allegation(agreement: Agreement, case: Case, allegation: Done) -> Iterator[Clock]:
    entry, weight = allegation.entry, case.alleged(allegation.entry).gravity
    notices = case.of("notice", about=entry)
    yield from _clock(agreement, weight, "notify", entry, "", allegation.at, notices)
    for notice in notices:
        to = cast("acts.Notice", notice.body).to
        receipts = case.of("receipt", about=notice.entry)
        yield from _clock(agreement, weight, "acknowledge", notice.entry, to, notice.at, receipts)
    replies = case.of("reply", about=entry)
    if notices and (not replies or replies[0].entry > notices[0].entry):
        accused = case.alleged(entry).accused
        yield from _clock(agreement, weight, "reply", entry, accused, notices[0].at, replies)
    if not _only_recorded(agreement, case, allegation):
        yield from _judging(agreement, case, entry, weight)
    for response in case.of("response", about=entry):
        yield from _response(case, response)


def _only_recorded(agreement: Agreement, case: Case, allegation: Done) -> bool:
    """Tell whether what is alleged is on a track of which no finding comes, as far as the allegation itself says."""
    rule = agreement.rules.tracks
    said, day = case.alleged(allegation.entry), day_of(agreement, allegation.at)
    return rule is not None and track(agreement, said, Evidence(), day) in rule.recorded


def _judging(agreement: Agreement, case: Case, entry: int, weight: Gravity) -> Iterator[Clock]:
    """Give the members' clocks. Once an allegation is determined, nobody's silence runs on."""
    since, standing = case.since(entry), case.determination(entry)
    for member in panel_at(agreement, day_of(agreement, since)):
        said = [a for a in case.anew("assessment", entry) if a.actor == member.actor]
        if said or not standing:
            yield from _clock(agreement, weight, "assess", entry, member.actor, since, said)
    yield from _clock(agreement, weight, "determine", entry, "", since, [standing] if standing else [])


def _clock(
    agreement: Agreement, weight: Gravity, step: Step, about: int, whom: str, since: int, met: list[Done]
) -> Iterator[Clock]:
    due = deadline(agreement, weight, step, since)
    if due is not None:
        yield Clock(step, about, whom, since, due, met[0].at if met else None)


def _response(case: Case, response: Done) -> Iterator[Clock]:
    body = cast("acts.Response", response.body)
    steps = [(f.at, cast("acts.FollowUp", f.body).step) for f in case.of("follow-up", about=response.entry)]
    if body.due is not None and "blocked" not in {step for _, step in steps}:
        done = next((at for at, step in steps if step == "done"), None)
        yield Clock("respond", response.entry, body.to, response.at, body.due, done)


def _of_investigation(agreement: Agreement, case: Case) -> Iterator[Clock]:
    weight = heaviest(case)
    for request in case.of("access-request"):
        of = cast("acts.AccessRequest", request.body).of
        answers = case.of("access", about=request.entry)
        yield from _clock(agreement, weight, "access", request.entry, of, request.at, _final(answers))
    for tasking in case.of("tasking"):
        yield from _report(agreement, case, weight, tasking)


def _final(answers: list[Done]) -> list[Done]:
    """Give the answers since access was last put off: whoever puts it off again has not answered yet."""
    put_off = [n for n, a in enumerate(answers) if access_of(a).answer == "delayed"]
    return answers[put_off[-1] + 1 :] if put_off else answers


def _report(agreement: Agreement, case: Case, weight: Gravity, tasking: Done) -> Iterator[Clock]:
    """Give the clock of a team's report, less the time for which access was denied to it."""
    findings = case.of("finding", about=tasking.entry)
    until = findings[0].at if findings else None
    lost, paused = _denied_for(case, tasking, until)
    for clock in _clock(agreement, weight, "report", tasking.entry, "", tasking.at, findings):
        yield clock._replace(due=clock.due + lost, paused=paused)


def _denied_for(case: Case, tasking: Done, until: int | None) -> tuple[int, int | None]:
    """Give for how long a team was kept out, up to `until`, and since when it still is, if it is."""
    lost, since = 0, None
    requests = {r.entry for r in case.of("access-request", about=tasking.entry)}
    for answer in (a for a in case.of("access") if a.about in requests):
        if until is not None and answer.at >= until:
            break
        denied = access_of(answer).answer == "denied"
        if denied and since is None:
            since = answer.at
        elif not denied and since is not None:
            lost, since = lost + answer.at - since, None
    if until is not None and since is not None:
        lost, since = lost + until - since, None
    return lost, since


def heaviest(case: Case) -> Gravity:
    """Give the gravest allegation's gravity: that is how fast a team has to go."""
    found = {case.alleged(a.entry).gravity for a in case.allegations}
    return next((g for g in ("grave", "serious") if g in found), "minor")


def alert_clocks(agreement: Agreement, alert: Thread, weight: Gravity) -> list[Clock]:
    """List an alert's clocks: each call is to be acknowledged in time; after firing stopped, 24 hours without more."""
    found: list[Clock] = []
    for call in alert.of("call"):
        to = cast("acts.Call", call.body).to
        heard = alert.of("acknowledgement", about=call.entry)
        found += _clock(agreement, weight, "acknowledge", call.entry, to, call.at, heard)
    last = alert.last("firing")
    if last and cast("acts.FiringState", last.body).state == "stopped":
        found.append(Clock("quiet", last.entry, "", last.at, last.at + DAY))
    return sorted(found, key=lambda c: (c.due, c.step, c.about))
