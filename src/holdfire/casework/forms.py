"""What an act must say to count. Pure; each rule gives the objection, or None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfire.agreement.deciding import suffices
from holdfire.agreement.outcomes import QUESTIONS
from holdfire.agreement.taxonomy import taxonomy
from holdfire.agreement.when import by_id, guarantors_at
from holdfire.casework import escalation, finding, owed, parties
from holdfire.casework.clocks import deadline
from holdfire.casework.model import UNKNOWN
from holdfire.errors import BadInput, Conflict, HoldfireError, NotFound, Refused
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from holdfire.agreement.model import Term
    from holdfire.casework.model import Case
    from holdfire.casework.rules import Attempt
    from holdfire.casework.world import World

    Rule = Callable[[World, Any, Attempt], HoldfireError | None]


def _missing(what: Words) -> BadInput:
    return BadInput("words-missing", say("say {what}", what=what))


def _needs(*fields: tuple[str, Words]) -> Rule:
    """Demand that fields are filled in."""

    def rule(_world: World, _case: Case, attempt: Attempt) -> HoldfireError | None:
        return next((_missing(what) for name, what in fields if not getattr(attempt.said, name)), None)

    return rule


def _known(world: World, actor: str) -> HoldfireError | None:
    if actor in by_id(world.agreement.actors):
        return None
    return NotFound("actor-missing", say("the agreement has no actor {actor}", actor=repr(actor)))


def _actors(name: str) -> Rule:
    """Demand that a field names actors of the agreement; it may be empty."""

    def rule(world: World, _case: Case, attempt: Attempt) -> HoldfireError | None:
        value = getattr(attempt.said, name)
        names: Iterable[str] = value if isinstance(value, tuple) else [value] if value else []
        return next((e for actor in names if (e := _known(world, actor))), None)

    return rule


def _allegation(world: World, case: Case | None, attempt: Attempt) -> HoldfireError | None:
    """An allegation needs a term that forbids or is owed, an accused who is known or `unknown`, and its ground."""
    said = attempt.said
    term = world.term(said.term)
    if term is None:
        return NotFound(
            "term-missing",
            say("the agreement has no term {term}", term=repr(said.term)),
            hint=say("`holdfire agreement check`"),
        )
    if term.mode == "allowed":
        return Refused("term-allows", say("the term {term} allows; nothing can breach it", term=said.term))
    if said.accused != UNKNOWN and (found := _known(world, said.accused)):
        return found
    return _GROUNDS[said.basis](world, case, attempt, term)


def _on_incident(_world: World, case: Case | None, attempt: Attempt, _term: Term) -> HoldfireError | None:
    if not attempt.said.incident:
        return _missing(say("which incident it is about"))
    if case is not None and attempt.said.incident not in {
        case.alleged(a.entry).incident for a in case.allegations
    }:
        return Refused(
            "other-incident",
            say("the case is about another incident"),
            hint=say("leave out the case, and a new one is opened"),
        )
    return None


def _on_omission(world: World, _case: Case | None, attempt: Attempt, term: Term) -> HoldfireError | None:
    return owed.not_due(world.agreement, term, world.day) or _binds(world, term, attempt.said.accused)


def _binds(world: World, term: Term, accused: str) -> HoldfireError | None:
    if accused != UNKNOWN and not parties.is_bound(world.agreement, term, accused, world.day):
        return Refused(
            "not-bound", say("the term {term} does not bind {accused}", term=term.id, accused=accused)
        )
    return None


def _on_denial(world: World, case: Case | None, attempt: Attempt, _term: Term) -> HoldfireError | None:
    denied = finding.deniers(world, case) if case is not None else ()
    if attempt.said.accused not in denied:
        return Conflict(
            "access-not-denied",
            say("no request for access in this case was denied by {accused}", accused=attempt.said.accused),
        )
    return None


_GROUNDS: Mapping[str, Callable[[Any, Any, Any, Any], HoldfireError | None]] = {
    "incident": _on_incident,
    "omission": _on_omission,
    "denial": _on_denial,
}


def _overdue(world: World, case: Case | None, attempt: Attempt) -> HoldfireError | None:
    """What the desk enters by the clock is an omission and nothing else, and opens a case."""
    if case is not None or attempt.said.basis != "omission":
        return Refused("not-due", say("by the clock there is nothing but an omission"))
    if world.owed(attempt.said.term, attempt.said.accused):
        return Conflict("done-already", say("that was done already"))
    return None


def _to_whom(world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Notice goes to the accused, or who answers for it; of an accused who is not known, to guarantors."""
    accused = case.alleged(attempt.about).accused
    allowed = parties.answerable(world.agreement, accused, world.day)
    if attempt.said.to in allowed:
        return None
    return Refused(
        "wrong-addressee",
        say("{to} does not answer for the accused", to=repr(attempt.said.to)),
        hint=say("who does: {names}", names=", ".join(sorted(allowed)) or "–"),
    )


def _composed(world: World, _case: Case, attempt: Attempt) -> HoldfireError | None:
    """A team has the composition that the rules ask for."""
    rule, team = world.rules.team, set(attempt.said.team)
    if not team:
        return _missing(say("who goes"))
    if rule is None or rule.needs == "anybody":
        return None
    if rule.needs == "every member":
        lacking = {m.actor for m in parties.panel(world.agreement, world.day, world.away)} - team
    else:
        lacking = {s.id for s in world.agreement.sides} - finding.sides_of(world.agreement, team, world.day)
    if not lacking:
        return None
    return Refused(
        "team-incomplete",
        say("the team lacks: {names}", names=", ".join(sorted(lacking))),
        hint=say("the agreement says who must be on it"),
    )


def _present(_world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Somebody was there, and whoever was is of the team."""
    tasking: Any = case.get(attempt.about)
    strangers = set(attempt.said.present) - set(tasking.body.team)
    if strangers:
        return Refused("not-on-team", say("not on the team: {names}", names=", ".join(sorted(strangers))))
    return None


def _interval(world: World, _case: Case, attempt: Attempt) -> HoldfireError | None:
    start, end = attempt.said.start, attempt.said.end
    if start is None or end is None or start > end or end > world.now:
        return BadInput("times-wrong", say("a visit begins before it ends, and is over"))
    return None


def _answers(_world: World, _case: Case, attempt: Attempt) -> HoldfireError | None:
    """Each of the four questions has an answer, and each yes or no its reason."""
    said = attempt.said
    if set(said.answers) != set(QUESTIONS):
        return BadInput(
            "answer-missing",
            say("an assessment answers all four questions"),
            hint=say("`cannot say` is an answer"),
        )
    bare = [q for q, a in said.answers.items() if a != "cannot say" and not said.reasons.get(q)]
    if bare:
        return BadInput(
            "reason-missing", say("a yes or a no needs its reason: {names}", names=", ".join(sorted(bare)))
        )
    return None


def _nobody(_world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Where nobody is accused, nobody did it and nobody is cleared of it: whether the accused did stays unsaid."""
    if case.alleged(attempt.about).accused == UNKNOWN and attempt.said.answers["accused"] != "cannot say":
        return BadInput(
            "nobody-accused",
            say("nobody is accused, so there is nobody whom a yes or a no would be about"),
            hint=say("answer `cannot say` there; whoever is found out later is accused by an allegation"),
        )
    return None


def _interest(world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Whose own side is accused declares it."""
    accused = case.alleged(attempt.about).accused
    seat = next((m for m in finding.seated(world).panel if m.actor == attempt.actor), None)
    if seat and parties.has_interest(world.agreement, seat, accused, world.day) and not attempt.said.interest:
        return Refused(
            "interest-undeclared",
            say("{member} has to declare that its own side is accused", member=attempt.actor),
            hint=say("--interest"),
        )
    return None


def _attributed(world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Where the rules ask for confidence, a "yes" to the accused comes with an attribution."""
    least = finding.least_confidence(world, case.alleged(attempt.about))
    if least and attempt.said.answers["accused"] == "yes" and attempt.said.attribution is None:
        return BadInput(
            "confidence-missing",
            say(
                "say with how much confidence the act is laid to the accused; {least} per cent count",
                least=least,
            ),
        )
    return None


def _tested(world: World, _case: Case, attempt: Attempt) -> HoldfireError | None:
    """Who says that an exemption applies has answered every part of the agreement's test with yes."""
    rule, test = world.rules.exemption, attempt.said.test
    if attempt.said.answers["exempt"] != "yes" or rule is None:
        return None
    if len(test) != len(rule.test) or set(test) != {"yes"}:
        return BadInput(
            "test-not-met",
            say("an exemption needs a yes to each of the {n} parts of the agreed test", n=len(rule.test)),
            hint=say("--test yes, once for each"),
        )
    return None


def _follows(world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Work the outcome out anew: nobody can write another one into the record."""
    whole = world.evidence(case.alleged(attempt.about)).whole
    if attempt.said not in (
        [finding.find(world, case, attempt.about)] if whole else finding.possible(world, case, attempt.about)
    ):
        return BadInput("outcome-false", say("the outcome is not what the rule makes of the assessments"))
    return None


def _signed(world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Where the rules ask for it, a finding that settles the matter bears as many signatures as the rule needs.

    They are counted by member, of those whose answers count. What is contested or undetermined needs one, and so does
    anything once the clock for the determination has run out: the assessments under it are signed, and nobody can keep
    back what follows from them.
    """
    rule, said = world.rules.closing, case.alleged(attempt.about)
    due = deadline(world.agreement, said.gravity, "determine", case.since(attempt.about))
    free = attempt.said.outcome in ("contested", "undetermined") or (due is not None and world.now >= due)
    if rule is None or rule.signed_by == "one member" or free:
        return None
    procedure = finding.counting(world, said, finding.seated(world))
    signed = [m for m in procedure.panel if m.actor in (attempt.actor, *attempt.signers)]
    if suffices(procedure.decision, procedure.panel, procedure.sides, signed):
        return None
    names = ", ".join(m.actor for m in signed)
    return Refused(
        "signatures-missing",
        say("the agreement asks for more signatures; so far: {names}", names=names),
        hint=say("gather them with `holdfire sign`; after its deadline one is enough"),
    )


def _new_ground(_world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """New evidence is newer than the determination that it reopens."""
    standing = case.determination(attempt.about)
    old = [e for e in attempt.said.evidence if standing and e <= standing.entry]
    if old:
        return Refused(
            "evidence-old",
            say("entry {entry} was there when the allegation was determined", entry=str(old[0])),
        )
    return None


def _sanctions(_world: World, _case: Case, attempt: Attempt) -> HoldfireError | None:
    """Targets, goods and sponsors belong to a sanctions draft, which has targets or goods, and a sponsor."""
    said = attempt.said
    given = bool(said.targets or said.goods), bool(said.sponsors)
    if said.measure == "sanctions draft" and not all(given):
        return _missing(say("whom or what the draft is aimed at, and who brought it"))
    if said.measure != "sanctions draft" and any(given):
        return BadInput("measure-wrong", say("targets, goods and sponsors belong to a sanctions draft"))
    return None


def _step(world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """Members agree, block and check; who is to do it says that it is done. Checked is only what is done."""
    said = attempt.said
    response: Any = case.get(attempt.about)
    steps: list[Any] = [f.body for f in case.of("follow-up", about=attempt.about)]
    doers = parties.answerable(world.agreement, response.body.to, world.day)
    if said.step == "done" and attempt.actor not in doers:
        return Refused(
            "not-yours", say("{to} says that it is done, or who answers for it", to=response.body.to)
        )
    if (
        said.step != "done"
        and attempt.actor not in {m.actor for m in finding.seated(world).panel} - world.away
    ):
        return Refused("not-yours", say("members agree, block and check"))
    if said.step == "checked" and (attempt.actor in doers or "done" not in {s.step for s in steps}):
        return Refused("not-yours", say("somebody else checks what was said to be done"))
    return None


def _rung(world: World, case: Case, attempt: Attempt) -> HoldfireError | None:
    """A case goes up a rung of the ladder when one of its triggers has come, and no rung twice."""
    reached = escalation.reached(world, case)
    taken = {a.body.rung for a in case.of("escalation")}  # type: ignore[attr-defined]
    if attempt.said.rung not in reached or attempt.said.rung in taken:
        return Conflict(
            "not-triggered",
            say("nothing takes the case up to rung {rung}, or it is there", rung=attempt.said.rung),
            hint=say("rungs within reach: {n}", n=", ".join(map(str, sorted(set(reached) - taken))) or "–"),
        )
    return None


def _through(world: World, _thread: Any, attempt: Attempt) -> HoldfireError | None:
    """A force is asked to stop directly, or through one that answers for it."""
    said = attempt.said
    if said.through and said.through not in guarantors_at(world.agreement, said.of, world.day):
        return Refused(
            "wrong-addressee",
            say("{through} does not answer for {of}", through=said.through, of=said.of),
        )
    return None


def _type(_world: World, _thread: Any, attempt: Attempt) -> HoldfireError | None:
    if attempt.said.type not in taxonomy():
        return BadInput("type-unknown", say("there is no type of act {type}", type=repr(attempt.said.type)))
    if attempt.said.accused != UNKNOWN:
        return _known(_world, attempt.said.accused)
    return None


def _shifts(_world: World, _thread: Any, attempt: Attempt) -> HoldfireError | None:
    wrong = [s for s in attempt.said.shifts if s.start >= s.end or not s.function]
    return (
        BadInput("times-wrong", say("a shift begins before it ends, and has a function")) if wrong else None
    )


WORDS = ("words", say("what was said, in words"))
REASON = ("reason", say("the reason, in words"))
RULES: dict[str, tuple[Rule, ...]] = {
    "allegation": (_needs(REASON), _allegation),
    "overdue": (_overdue, _allegation),
    "notice": (_to_whom,),
    "reply": (_needs(WORDS),),
    "withdrawal": (_needs(REASON),),
    "tasking": (_needs(("task", say("what the team is to find out"))), _actors("team"), _composed),
    "access-request": (_needs(("of", say("who was asked"))), _actors("of")),
    "visit": (_interval, _needs(("present", say("who was there"))), _present),
    "finding": (_needs(("summary", say("what the team found"))),),
    "assessment": (_answers, _nobody, _interest, _attributed, _tested),
    "determination": (_follows, _signed),
    "reopening": (_needs(REASON), _new_ground),
    "response": (
        _needs(
            ("to", say("who is to do it")),
            ("what", say("what is to be done")),
            ("check", say("how it is checked")),
        ),
        _actors("to"),
        _sanctions,
    ),
    "follow-up": (_step,),
    "escalation": (_rung,),
    "alert": (_needs(("place", say("where"))), _type),
    "call": (_needs(("to", say("who was called"))), _actors("to")),
    "stand-down": (_needs(("of", say("who is to stop"))), _actors("of"), _through),
    "return-fire": (_needs(("by", say("who fired back"))), _actors("by")),
    "roster": (_shifts,),
    "walkout": (_needs(REASON),),
}
"""By kind of act, what its form must hold; the first objection is the one that is told."""
