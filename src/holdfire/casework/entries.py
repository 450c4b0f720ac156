"""The kinds of entry that acts are, how one is drafted, and how each becomes rows, or is kept as refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from holdfire.casework import acts, coding, finding, owed, project, repo, rules
from holdfire.casework.acts import ABOUT, DESK, FORMS
from holdfire.casework.gravity import gravity
from holdfire.casework.misfits import misfit
from holdfire.casework.rules import Attempt
from holdfire.casework.surroundings import surroundings
from holdfire.errors import BadInput, Broken, Conflict, HoldfireError, NotFound
from holdfire.linking import repo as linking
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Kind
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from holdfire.casework.acts import Body
    from holdfire.casework.model import Thread
    from holdfire.casework.world import World


def draft(
    connection: Connection,
    kind: str,
    body: Body,
    *,
    actor: str,
    at: int,
    case: str = "",
    about: int = 0,
    head: int | None = None,
    signers: tuple[str, ...] = (),
    held: str = "member",
) -> list[Draft]:
    """Draft an act; raises the rules' objection. One that races goes in all the same, and is kept as refused.

    `at` is the time of the log, UTC microseconds; `head` the last act that its author saw (default: as the case
    stands). `case` is a case's or an alert's id; without it an allegation or an alert opens one. `about` may be left
    out where only one act can be meant.
    """
    thread = thread_of(connection, case)
    seen = thread.head if thread is not None and head is None else head
    world = surroundings(connection, thread, at)
    if not about and thread is not None and kind in ABOUT:
        about = the_one(world, thread, kind, actor)
    attempt = Attempt(kind, actor, body, about, seen, signers, held)
    found = rules.objection(world, thread, attempt)
    _raise(found if found and found.code != "head-stale" else None)
    return [_drafted(kind, body, actor, case, about, seen)]


def _drafted(kind: str, body: Body, actor: str, case: str, about: int, head: int | None) -> Draft:
    opened: dict[str, Any] = {"actor": actor} if actor else {}
    if case:
        opened |= {"case": case, "head": head}
    if about:
        opened["about"] = about
    refs = {head, about, *coding.named(body)}
    return Draft(kind, opened, coding.to_fields(body), tuple(sorted(r for r in refs if r)))


def thread_of(connection: Connection, case: str) -> Thread | None:
    """Read a case or an alert by its id, None without one; NotFound `case-missing`."""
    if not case:
        return None
    found = repo.alert(connection, case) if case.startswith("a") else repo.case(connection, case)
    if found is None:
        raise NotFound("case-missing", say("there is no case {case} in this book", case=case))
    return found


def allege(
    connection: Connection,
    incident: str,
    *,
    term: str,
    accused: str,
    claimant: str,
    reason: str,
    at: int,
    nature: acts.Nature = "breach",
    case: str = "",
    held: str = "member",
) -> list[Draft]:
    """Draft an allegation on an incident; opens a case, or joins one. NotFound `incident-missing`."""
    found = linking.get(connection, incident)
    if found is None:
        raise NotFound(
            "incident-missing", say("there is no incident {incident} in this book", incident=incident)
        )
    body = acts.Allegation(
        incident=incident,
        reports=tuple(sorted(set(found.reports))),
        term=term,
        accused=accused,
        nature=nature,
        reason=reason,
        gravity=gravity(t for t, _ in found.types),
    )
    return draft(connection, "allegation", body, actor=claimant, at=at, case=case, held=held)


def overdue(connection: Connection, at: int) -> list[Draft]:
    """Draft a case for each thing that a term owed by a date now past, that nobody else has said is done.

    One for each actor that the term binds, or against nobody known where it binds everybody; none twice.
    """
    world = surroundings(connection, None, at)
    return [
        drafted
        for term in owed.overdue_terms(world.agreement, world.day)
        for accused in term.binds or ("unknown",)
        if not world.owed(term.id, accused)
        for drafted in draft(connection, "overdue", _omission(term.id, accused), actor="", at=at)
    ]


def _omission(term: str, accused: str) -> acts.Allegation:
    return acts.Allegation(basis="omission", term=term, accused=accused, reason="overdue", gravity="serious")


def determine(
    connection: Connection,
    case: str,
    *,
    actor: str,
    at: int,
    allegation: int = 0,
    head: int | None = None,
    signers: tuple[str, ...] = (),
    held: str = "member",
) -> list[Draft]:
    """Draft the determination that the rule makes of the assessments; Refused, Conflict where it may not yet.

    `allegation` may be left out where the case has but one that is open.
    """
    standing = repo.case(connection, case)
    if standing is None:
        raise NotFound("case-missing", say("there is no case {case} in this book", case=case))
    world = surroundings(connection, standing, at)
    about = allegation or the_one(world, standing, "determination", actor)
    _raise(rules.about_objection(standing, "determination", about))
    _raise(rules.who_and_when(world, standing, "determination", actor, about))
    if rules.blind(world, standing, "determination") or not world.evidence(standing.alleged(about)).whole:
        raise Conflict(
            "value-absent",
            say("values of this case are not held here, so nothing follows from the others"),
            hint=say("determine where all of it is held"),
        )
    body = finding.find(world, standing, about)
    made = draft(
        connection,
        "determination",
        body,
        actor=actor,
        at=at,
        case=case,
        about=about,
        head=head,
        signers=signers,
        held=held,
    )
    used = {a.entry for a in standing.assessments(about).values()}
    return [Draft(d.kind, d.open, d.closed, tuple(sorted({*d.refs, *used}))) for d in made]


def whole_panel(connection: Connection, case: str, at: int) -> tuple[str, ...]:
    """Name everybody who could sign a determination, for a request that is yet to be signed."""
    panel = finding.seated(surroundings(connection, thread_of(connection, case), at)).panel
    return tuple(m.actor for m in panel)


def the_one(world: World, thread: Thread, kind: str, actor: str) -> int:
    """Give the one act of a case that an actor's next act of a kind can be about.

    That is the only one for which nothing speaks against it, or else the only one there is; BadInput `about-unnamed`.
    """
    there = [a.entry for a in thread.of(*ABOUT[kind])]
    free = [entry for entry in there if rules.who_and_when(world, thread, kind, actor, entry) is None]
    found = free if len(free) == 1 else there
    if len(found) != 1:
        raise BadInput(
            "about-unnamed",
            say("such an act could be about any of: {names}", names=", ".join(f"#{e}" for e in found) or "–"),
            hint=say("name one by its entry: --about"),
        )
    return found[0]


def _raise(objection: HoldfireError | None) -> None:
    if objection:
        raise objection


def form(kind: str, fields: Mapping[str, Any]) -> Body:
    """Fill in a form from plain values; BadInput `act-malformed` says which part is not of its kind."""
    try:
        return msgspec.convert(dict(fields), FORMS[kind], strict=False)
    except msgspec.ValidationError as e:
        raise BadInput(
            "act-malformed",
            say("a part of this act is missing, or not of its kind: {trouble}", trouble=misfit(str(e))),
            hint=say("`holdfire case {kind} --help` lists the parts", kind=kind),
        ) from e


_ACTOR = {"actor": "who speaks; one of its signers"}
_OPENING = {
    "case": "which case or alert; left out where it opens one",
    "head": "the last act in it that its author saw",
}
_ABOUT = {"about": "entry of the act that it is about"}


def _kind(name: str) -> Kind:
    opened = ({} if name == "overdue" else _ACTOR) | ({} if name in (*DESK, "overdue") else _OPENING)
    if name in acts.ABOUT:
        opened |= _ABOUT
    words = str(FORMS[name].__doc__)
    meaning = words[0].lower() + words.rstrip(".")[1:]
    if name == "overdue":
        meaning = "that by the clock a thing owed is not done; opens a case"
    role = Role.INTAKE if name == "overdue" else Role.DECISION
    return Kind(name, role, meaning, opened, coding.meanings(FORMS[name]), project.acts)


def refusals(connection: Connection, since: int) -> list[Draft]:
    """Draft what the log says of the acts from entry `since` on that do not count."""
    found = repo.refused_since(connection, since)
    return [Draft("refusal", {"about": entry, "code": code}, refs=(entry,)) for entry, code in found]


def demand_judged(connection: Connection) -> None:
    """Demand that the log refused what the rules refuse, and nothing else; Broken `refusal-false`."""
    found = repo.misjudged(connection)
    if found is not None:
        raise Broken(
            "refusal-false",
            say(
                "the log says otherwise of the act at entry {entry} than the rules do: {code}",
                entry=found.entry,
                code=found.refused or "–",
            ),
            hint=say("whoever keeps the log has to explain it"),
        )


KINDS = (
    *(_kind(name) for name in FORMS),
    Kind(
        "refusal",
        Role.LOG,
        "that the act before this does not count, as the log found when it came in",
        {"about": "the entry before", "code": "which rule spoke against it"},
        {},
        project.nothing,
    ),
)
"""Every kind of act, and the log's word on one that does not count."""
