"""Who may do what in a case, and when; whatever the act would say. Pure; each rule gives the objection, or None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from holdfire.agreement.when import by_id, members_at, status_at
from holdfire.casework import acts, escalation, parties
from holdfire.casework.clocks import deadline
from holdfire.casework.decide import procedure_at
from holdfire.casework.finding import seated
from holdfire.casework.model import UNKNOWN, Case
from holdfire.errors import Conflict, HoldfireError, NotFound, Refused
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from holdfire.casework.model import Thread
    from holdfire.casework.world import World

    Rule = Callable[[World, Any, str, int], HoldfireError | None]


def _known(world: World, _thread: Thread | None, actor: str, _about: int) -> HoldfireError | None:
    """Anybody whom the agreement knows may allege and raise an alert, but for those it leaves out."""
    found = by_id(world.agreement.actors).get(actor)
    if found is None:
        return NotFound("actor-missing", say("the agreement has no actor {actor}", actor=repr(actor)))
    if status_at(found, world.day) == "excluded":
        return Refused("not-yours", say("{actor} is left out of the agreement", actor=actor))
    return None


def _panel(world: World, _thread: Thread | None, actor: str, _about: int) -> HoldfireError | None:
    """Members of the panel do it, none of those who walked out."""
    try:
        panel = {m.actor for m in procedure_at(world.agreement, world.day).panel}
    except Refused as e:
        return e
    if actor not in panel:
        return Refused(
            "not-a-member",
            say("{member} does not assess under this agreement on that day", member=actor),
            hint=say("only those whom the rules name as members or chair assess; observers read"),
        )
    if actor in world.away:
        return Refused(
            "walked-out",
            say("{member} takes no part at present", member=actor),
            hint=say("it can come back: `holdfire case return`"),
        )
    return None


def _seated_or_observing(
    world: World, _thread: Thread | None, actor: str, _about: int
) -> HoldfireError | None:
    """Members, the chair and observers do it, and guarantors."""
    seats = {m.actor for m in members_at(world.agreement, world.day)}
    if actor in seats | parties.guarantors(world.agreement, world.day):
        return None
    return _not_yours(actor, say("the members, the observers, and the guarantors"))


def _not_yours(actor: str, who: Words) -> Refused:
    return Refused("not-yours", say("{actor} may not do that; who may: {who}", actor=actor, who=who))


def _only(actor: str, allowed: Iterable[str]) -> HoldfireError | None:
    names = sorted(set(allowed))
    if actor in names:
        return None
    return _not_yours(actor, say("{names}", names=", ".join(names) or "–"))


def _claimant(_world: World, case: Case, actor: str, about: int) -> HoldfireError | None:
    found = case.get(about)
    return _only(actor, [found.actor] if found else [])


def _addressee(world: World, case: Case, actor: str, about: int) -> HoldfireError | None:
    """Who got the notice says that it arrived, or a larger actor that it belongs to."""
    to = cast("acts.Notice", _body(case, about)).to
    return _only(actor, parties.answerable(world.agreement, to, world.day))


def _accused(world: World, case: Case, actor: str, about: int) -> HoldfireError | None:
    return _only(actor, parties.answerable(world.agreement, case.alleged(about).accused, world.day))


def _asked_or_team(world: World, case: Case, actor: str, about: int) -> HoldfireError | None:
    """Who was asked for access answers, or one who answers for it; the team says what happened at the gate."""
    request = case.get(about)
    assert request is not None
    of = cast("acts.AccessRequest", request.body).of
    team = cast("acts.Tasking", _body(case, request.about)).team
    return _only(actor, {*parties.answerable(world.agreement, of, world.day), *team})


def _team(_world: World, case: Case, actor: str, about: int) -> HoldfireError | None:
    return _only(actor, cast("acts.Tasking", _body(case, about)).team)


def _body(case: Case, entry: int) -> acts.Body:
    found = case.get(entry)
    assert found is not None
    return found.body


def _follows(world: World, case: Case, actor: str, about: int) -> HoldfireError | None:
    """Members agree, block and check; who is to do it says that it is done."""
    to = cast("acts.Response", _body(case, about)).to
    if _panel(world, case, actor, about) is None:
        return None
    return _only(actor, parties.answerable(world.agreement, to, world.day))


def _standing(_world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
    """The allegation is neither withdrawn nor determined."""
    if case.withdrawn(about):
        return Conflict("allegation-closed", say("the allegation was withdrawn"))
    if case.determination(about):
        return Conflict(
            "allegation-closed",
            say("the allegation is determined"),
            hint=say("reopen it first, on new evidence or with a reason"),
        )
    return None


def _not_withdrawn(_world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
    return (
        Conflict("allegation-closed", say("the allegation was withdrawn")) if case.withdrawn(about) else None
    )


def _determined(_world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
    if case.determination(about) is None:
        return Conflict("not-determined", say("the allegation has no determination that stands"))
    return None


def _once(kind: str) -> Rule:
    """Do it once for each act that it is about."""

    def rule(_world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
        if case.of(kind, about=about):
            return Conflict("done-already", say("that was done already"))
        return None

    return rule


def _once_each(kind: str) -> Rule:
    """Each actor does it once for each act that it is about, and once more when that was reopened."""

    def rule(_world: World, case: Case, actor: str, about: int) -> HoldfireError | None:
        if any(a.actor == actor for a in case.anew(kind, about)):
            return Conflict("done-already", say("{actor} has done that already", actor=actor))
        return None

    return rule


def _judged(world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
    """What the rules hear on a track of its own is recorded, and no finding comes of it."""
    recorded = world.rules.tracks.recorded if world.rules.tracks else ()
    said = case.alleged(about)
    evidence = world.evidence(said)
    kind = parties.track(world.agreement, said, evidence, world.day)
    if evidence.whole and kind in recorded:
        return Refused(
            "track-recorded",
            say("the agreement only records what is on the track “{track}”; nothing is found", track=kind),
            hint=say("what is a breach after all is alleged anew"),
        )
    return None


def _finds(world: World, _case: Case, _actor: str, _about: int) -> HoldfireError | None:
    """A mechanism that only observes finds nothing."""
    decision = world.rules.decision
    if decision is not None and decision.rule == "observe only":
        return Refused("observes-only", say("under this agreement the mechanism observes and finds nothing"))
    return None


def _sitting(world: World, _case: Case, _actor: str, _about: int) -> HoldfireError | None:
    """Where the rules say that cases wait for a member that walked out, nothing is determined meanwhile.

    An observer, or who is a member no longer, holds nothing up.
    """
    rule = world.rules.walkout
    away = sorted(m.actor for m in seated(world).panel if m.actor in world.away)
    if rule and rule.then == "cases wait" and away:
        return Conflict(
            "suspended",
            say("cases wait while {names} take no part", names=", ".join(away)),
            hint=say("the agreement says so; the linter warns of it"),
        )
    return None


def heard(world: World, case: Case, about: int) -> bool:
    """Tell whether the accused was told and had its time to answer.

    It replied; or the clock for a reply has run out since it was told; or, where there is none, that for the
    determination has. Nobody has to be heard who is not known, but every guarantor has to be told.
    """
    said = case.alleged(about)
    told = [(cast("acts.Notice", n.body).to, n.at) for n in case.of("notice", about=about)]
    waits = [
        [at for to, at in told if to in who]
        for who in parties.to_be_told(world.agreement, said.accused, world.day)
    ]
    if not all(waits):
        return False
    if case.of("reply", about=about) or said.accused == UNKNOWN:
        return True
    last = max((min(times) for times in waits), default=0)
    due = deadline(world.agreement, said.gravity, "reply", last)
    if due is None:
        due = deadline(world.agreement, said.gravity, "determine", case.since(about))
    return due is not None and world.now >= due


def _heard(world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
    """Nothing is determined before the accused was told and could answer; any member can tell it."""
    if heard(world, case, about):
        return None
    return Conflict(
        "not-heard",
        say("the accused has not been told, or still has time to reply"),
        hint=say("any member can give notice: `holdfire case notice`"),
    )


def _ripe(world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
    """All members have assessed since the allegation was opened or reopened, or the clock has run out."""
    said = {a.actor for a in case.anew("assessment", about)}
    waiting = sorted({m.actor for m in seated(world).panel} - said)
    due = deadline(world.agreement, case.alleged(about).gravity, "determine", case.since(about))
    if waiting and (due is None or world.now < due):
        return Conflict(
            "too-early",
            say("not assessed yet by {names}", names=", ".join(waiting)),
            hint=say("wait for them, or for the deadline") if due else say("the agreement sets no deadline"),
        )
    return None


def _open_response(_world: World, case: Case, _actor: str, about: int) -> HoldfireError | None:
    """A response that was blocked or checked is at its end."""
    steps = {cast("acts.FollowUp", f.body).step for f in case.of("follow-up", about=about)}
    if steps & {"blocked", "checked"}:
        return Conflict("response-closed", say("the response was blocked, or is done and checked"))
    return None


def _triggered(world: World, case: Case, _actor: str, _about: int) -> HoldfireError | None:
    """Something has come that takes the case up a rung on which it is not yet."""
    taken = {cast("acts.Escalation", e.body).rung for e in case.of("escalation")}
    if escalation.reached(world, case).keys() - taken:
        return None
    return Conflict("not-triggered", say("nothing takes the case up to a rung on which it is not yet"))


def _own_seat(world: World, _thread: Thread | None, actor: str, _about: int) -> HoldfireError | None:
    """A member walks out, and comes back, by its own word alone."""
    return _only(actor, [m.actor for m in members_at(world.agreement, world.day)])


def _away(world: World, _thread: Thread | None, actor: str, _about: int) -> HoldfireError | None:
    return None if actor in world.away else Conflict("not-away", say("{actor} takes part", actor=actor))


def _here(world: World, _thread: Thread | None, actor: str, _about: int) -> HoldfireError | None:
    return (
        Conflict("walked-out", say("{member} takes no part at present", member=actor))
        if actor in world.away
        else None
    )


def _by_the_clock(_world: World, _thread: Thread | None, _actor: str, _about: int) -> HoldfireError | None:
    """The desk's own key enters what the clock says; its form is judged by the agreement."""
    return None


READING: frozenset[Rule] = frozenset(
    {
        _addressee,
        _accused,
        _asked_or_team,
        _team,
        _follows,
        _judged,
        _heard,
        _ripe,
        _open_response,
        _triggered,
    }
)
"""Rules that look into what earlier acts say."""

RULES: dict[str, tuple[Rule, ...]] = {
    "allegation": (_known,),
    "overdue": (_by_the_clock,),
    "notice": (_seated_or_observing, _not_withdrawn),
    "receipt": (_addressee, _once("receipt")),
    "reply": (_accused, _standing, _once_each("reply")),
    "withdrawal": (_claimant, _standing),
    "tasking": (_panel,),
    "access-request": (_seated_or_observing,),
    "access": (_asked_or_team,),
    "visit": (_team,),
    "finding": (_team, _once_each("finding")),
    "assessment": (_panel, _finds, _standing, _judged),
    "determination": (_panel, _finds, _standing, _judged, _sitting, _ripe, _heard),
    "reopening": (_panel, _determined),
    "response": (_panel, _not_withdrawn),
    "follow-up": (_follows, _open_response),
    "escalation": (_panel, _triggered),
    "alert": (_known,),
    "call": (_seated_or_observing,),
    "acknowledgement": (_addressee, _once("acknowledgement")),
    "stand-down": (_seated_or_observing,),
    "firing": (_known,),
    "return-fire": (_known,),
    "roster": (_known,),
    "hand-over": (_seated_or_observing,),
    "walkout": (_own_seat, _here),
    "return": (_own_seat, _away),
}
"""By kind of act: who may, then when; the first objection is the one that is told."""
