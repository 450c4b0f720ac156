"""From a case to what the measures look at: each of its allegations with what became of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from holdfire.casework.clocks import heaviest
from holdfire.casework.model import assessment_of
from holdfire.measures.model import Assessed, Found, Matter, Stated
from holdfire.measures.spells import Hearing, Watch, hearings, of_allegation, of_investigation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from holdfire.casework import acts
    from holdfire.casework.model import Case, Done
    from holdfire.measures.model import Spell, State
    from holdfire.measures.who import Who


class Look(NamedTuple):
    """What a case does not say itself: where its incident was, how well it was known, whether it is only recorded.

    `area` gives the id of a first-level area, or empty; `level` the rung on which a determination stood, or empty.
    """

    area: Callable[[acts.Allegation], str]
    level: Callable[[Case, acts.Allegation, Done], str]
    recorded: Callable[[acts.Allegation, int], bool]


def matters(who: Who, case: Case, look: Look, now: int) -> Iterator[Matter]:
    """Give each allegation of a case, with what became of it up to `now` (UTC microseconds)."""
    alleged = case.allegations
    heard = {a.entry: hearings(case, a) for a in alleged}
    ends = [h[-1].ended for h in heard.values()]
    closed = max(e.at for e in ends if e) if all(ends) else None
    whole = list(of_investigation(Watch(who, heaviest(case), now), case, closed))
    for n, allegation in enumerate(alleged):
        yield _matter(
            Watch(who, case.alleged(allegation.entry).gravity, now),
            case,
            look,
            allegation,
            (heard[allegation.entry], whole if n == 0 else []),
        )


def _matter(
    watch: Watch, case: Case, look: Look, allegation: Done, given: tuple[Sequence[Hearing], Sequence[Spell]]
) -> Matter:
    entry, at, who = allegation.entry, allegation.at, watch.who
    said = case.alleged(entry)
    recorded = look.recorded(said, at)
    heard = [] if recorded else given[0]
    spells = list(of_allegation(watch, case, allegation, heard))
    reply, replied = _reply(case, entry, spells)
    return Matter(
        entry=entry,
        case=case.id,
        claimant=allegation.actor,
        claimant_side=who.side(allegation.actor, at),
        accused=said.accused,
        accused_side=who.side(said.accused, at),
        area=look.area(said),
        gravity=said.gravity,
        at=at,
        state=_state(case, entry, recorded=recorded),
        spells=(*spells, *given[1]),
        reply=reply,
        replied=replied,
        assessed=tuple(_assessed(watch, case, allegation, heard)) if heard else (),
        stated=tuple(_stated(case, entry, heard)),
        found=tuple(_found(case, look, said, heard)),
    )


def _state(case: Case, entry: int, *, recorded: bool) -> State:
    if case.withdrawn(entry):
        return "withdrawn"
    if recorded:
        return "recorded"
    if case.determination(entry):
        return "determined"
    return "reopened" if case.of("reopening", about=entry) else "open"


def _reply(case: Case, entry: int, spells: Sequence[Spell]) -> tuple[str, int | None]:
    """Say what the accused answered by its deadline; where there is no deadline, what it answered."""
    spell = next((s for s in spells if s.step == "reply"), None)
    if spell is None or (spell.until is None and spell.in_time is None):
        return "", None
    if spell.in_time is False:
        return "none", None
    reply = case.of("reply", about=entry)[0]
    return cast("acts.Answered", reply.body).answer, reply.entry


def _assessed(watch: Watch, case: Case, allegation: Done, heard: Sequence[Hearing]) -> Iterator[Assessed]:
    """Give what each member of the panel said in the last hearing, or before it if it has not spoken again."""
    last = case.assessments(allegation.entry)
    accused = case.alleged(allegation.entry).accused
    since = heard[-1].begun
    for member in watch.who.panel(since.at):
        spell = watch.spell("assess", member.actor, since, [])
        late = heard[-1].ended is not None or (spell.due is not None and watch.now >= spell.due)
        own = watch.who.is_own(member, accused, allegation.at)
        said = last.get(member.actor)
        answers = said.answers if said else {}
        entry = said.entry if said else None
        side = member.backs or watch.who.side(member.actor, allegation.at)
        yield Assessed(member.actor, side, own, answers, late, entry)


def _stated(case: Case, entry: int, heard: Sequence[Hearing]) -> Iterator[Stated]:
    """Give each stated confidence, with whether the joint answer of that hearing came out as the member said."""
    said = case.of("assessment", about=entry)
    for hearing in heard:
        if hearing.ended is None or hearing.ended.kind != "determination":
            continue
        joint = cast("acts.Determination", hearing.ended.body).joint.get("accused")
        for done in {a.actor: a for a in said if hearing.holds(a)}.values():
            own = assessment_of(done)
            answer = own.answers.get("accused")
            if joint in ("yes", "no") and answer in ("yes", "no") and own.confidence is not None:
                yield Stated(done.actor, own.confidence, answer == joint, (done.entry, hearing.ended.entry))


def _found(case: Case, look: Look, said: acts.Allegation, heard: Sequence[Hearing]) -> Iterator[Found]:
    before: str | None = None
    for hearing in heard:
        done = hearing.ended
        if done is not None and done.kind == "determination":
            body = cast("acts.Determination", done.body)
            changed = None if before is None else body.outcome != before
            yield Found(done.entry, done.at, body.outcome, body.joint, look.level(case, said, done), changed)
            before = body.outcome
