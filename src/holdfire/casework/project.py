"""How an act becomes rows: judged by the state that the one before it left, filed, and its case's lines renewed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

import msgspec
from sqlalchemy import bindparam, update

from holdfire.agreement import repo as agreement_repo
from holdfire.casework import acts as forms
from holdfire.casework import coding, concerns, parties, repo, rules
from holdfire.casework.acts import DESK, OPENING
from holdfire.casework.clocks import alert_clocks, clocks
from holdfire.casework.gravity import gravity
from holdfire.casework.model import Case, Done, Thread
from holdfire.casework.surroundings import surroundings
from holdfire.db.bulk import insert
from holdfire.errors import BadInput, HoldfireError, Refused
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.agreement.repo import RegisteredKey
    from holdfire.casework.world import World
    from holdfire.record.kinds import Entry

_NAME = re.compile(r"([ac][0-9]{1,18})?")


def acts(connection: Connection, entries: Sequence[Entry]) -> None:
    """File acts one by one, refused ones among them.

    What decides may have been erased since, or never opened to this holder. There the log's word stands, which it gave
    in the entry that follows the act, when every member held those values, and can give at no other time. So none that
    was refused comes to count when what spoke against it is erased.
    """
    keys = {k.key_id: k for k in agreement_repo.keys(connection)}
    for e in entries:
        _act(connection, e, [keys[s] for s in e.signers])


def nothing(_connection: Connection, _entries: Sequence[Entry]) -> None:
    """Make no row of a refusal: it is read with the act before it."""


def _act(connection: Connection, e: Entry, signers: Sequence[RegisteredKey]) -> None:
    done, objection = _read(e, signers)
    thread = _thread(connection, done)
    world = surroundings(connection, thread, done.at)
    told = ""
    if objection is None:
        attempt = rules.Attempt(
            e.kind,
            done.actor,
            done.body,
            done.about,
            done.head,
            done.signers,
            done.held,
            done.absent,
            e.logged - e.at,
        )
        objection = rules.objection(world, thread, attempt)
        told = e.refused or "" if rules.leans(world, thread, attempt) else ""
    code = told or (objection.code if objection else "")
    done = done._replace(refused=code)
    _file(connection, done, code if e.refused is None else e.refused)
    if not code:
        _renew(connection, world, thread, done)


def _read(e: Entry, signers: Sequence[RegisteredKey]) -> tuple[Done, HoldfireError | None]:
    """Read an act out of its entry; parts that are not of their kind make it one that does not count."""
    case, head, about = e.open.get("case", ""), e.open.get("head"), e.open.get("about", 0)
    objection: HoldfireError | None = None
    try:
        body = coding.read(e.kind, e.closed)
        named = isinstance(case, str) and _NAME.fullmatch(case)
        sound = named and type(about) is int and (head is None or type(head) is int)
        sound = sound and set(coding.named(body)) <= set(e.refs)
        opens = not case and e.kind in (*OPENING, "alert", *DESK)
        if not sound or (not opens and (not case or head is None)):
            raise TypeError
    except (msgspec.ValidationError, TypeError):
        objection, body = _malformed(), forms.FORMS[e.kind]()
        case, head, about = "", None, 0
    if objection is None and not case and e.kind not in DESK:
        case = repo.alert_id(e.index) if e.kind == "alert" else repo.case_id(e.index)
    names = tuple(dict.fromkeys(s.actor for s in signers))
    actor = "" if e.kind == "overdue" else str(e.open.get("actor", ""))
    if e.kind != "overdue" and actor not in names:
        objection, actor = objection or _unsigned(actor), names[0]
    held = "host" if any(s.held == "host" for s in signers) and e.kind != "overdue" else "member"
    done = Done(e.index, case, e.kind, actor, names, held, e.logged, head, about, "", e.absent, body)
    return done, objection


def _malformed() -> HoldfireError:
    return BadInput(
        "act-malformed",
        say("a part of this act is missing, or not of its kind"),
        hint=say("make it with Holdfire"),
    )


def _unsigned(actor: str) -> HoldfireError:
    return Refused(
        "actor-unsigned",
        say("{actor} is said to speak, and no key of its own signed", actor=repr(actor)),
        hint=say("whoever speaks signs"),
    )


def _thread(connection: Connection, done: Done) -> Thread | None:
    """Read the case or the alert that an act belongs to; None for what opens one, or belongs to none."""
    if not done.case or done.case == repo.case_id(done.entry) or done.case == repo.alert_id(done.entry):
        return None
    if done.case.startswith("a"):
        return repo.alert(connection, done.case) if done.kind in forms.ALERT else None
    return repo.case(connection, done.case) if done.kind not in forms.ALERT else None


def _file(connection: Connection, done: Done, ruled: str) -> None:
    row = done._asdict() | {
        "signers": json.dumps(done.signers),
        "body": coding.encode(done.body),
        "ruled": ruled,
        "made": done.entry,
        "ended": None,
    }
    insert(connection, repo.act, [row])


def _renew(connection: Connection, world: World, thread: Thread | None, done: Done) -> None:
    """Write anew what lists and clocks say of what the act belongs to, which it follows, or opens."""
    acts = (*thread.acts, done) if thread else (done,)
    if done.kind == "walkout":
        reason = cast("forms.Walkout", done.body).reason
        row = {"member": done.actor, "made": done.entry, "reason": reason, "ended": None}
        connection.execute(repo.absence.insert(), row)
    elif done.kind == "return":
        here = (repo.absence.c.member == done.actor) & repo.absence.c.ended.is_(None)
        connection.execute(update(repo.absence).where(here).values(ended=done.entry))
    elif done.case.startswith("a"):
        concerns.note(connection, done)
        alert = Thread(done.case, acts)
        weight = gravity([cast("forms.Alert", alert.counting[0].body).type])
        _renew_clocks(connection, done, [c._asdict() for c in alert_clocks(world.agreement, alert, weight)])
    elif done.case:
        case = Case(done.case, acts)
        _renew_lines(connection, world, done, case)
        _renew_clocks(connection, done, [c._asdict() for c in clocks(world.agreement, case)])


_END_LINE = (
    update(repo.allegation)
    .where(repo.allegation.c.ended.is_(None), repo.allegation.c.entry == bindparam("of"))
    .values(ended=bindparam("now"))
)


def _renew_lines(connection: Connection, world: World, done: Done, case: Case) -> None:
    there = {b.entry: b for b in repo.briefs(connection, case=case.id)}
    for allegation in case.allegations:
        before = there.get(allegation.entry)
        line = _line(case, allegation, before.track if before else _track(world, case, allegation))
        if before == line:
            continue
        if before:
            connection.execute(_END_LINE, {"now": done.entry, "of": allegation.entry})
        insert(connection, repo.allegation, [{**line._asdict(), "made": done.entry, "ended": None}])


def _track(world: World, case: Case, allegation: Done) -> str:
    """Say on which track an allegation is, by what its incident rests on when it is made."""
    said = case.alleged(allegation.entry)
    return parties.track(world.agreement, said, world.evidence(said), world.day)


def _line(case: Case, allegation: Done, track: str) -> repo.Brief:
    said = case.alleged(allegation.entry)
    standing = case.determination(allegation.entry)
    found = cast("forms.Determination", standing.body) if standing else forms.Determination()
    state = (
        "determined" if standing else "reopened" if case.of("reopening", about=allegation.entry) else "open"
    )
    return repo.Brief(
        allegation.entry,
        case.id,
        said.basis,
        said.incident,
        said.term,
        said.accused,
        allegation.actor,
        said.gravity,
        track,
        allegation.at,
        "withdrawn" if case.withdrawn(allegation.entry) else state,
        len(case.assessments(allegation.entry)),
        found.outcome,
        found.question,
        standing.entry if standing else None,
    )


_OVER = ("now", "in_case", "of_step", "of_about", "of_whom")
_END = (
    update(repo.clock)
    .where(
        repo.clock.c.ended.is_(None),
        repo.clock.c.case == bindparam("in_case"),
        repo.clock.c.step == bindparam("of_step"),
        repo.clock.c.about == bindparam("of_about"),
        repo.clock.c.whom == bindparam("of_whom"),
    )
    .values(ended=bindparam("now"))
)


def _renew_clocks(connection: Connection, done: Done, found: Sequence[Mapping[str, Any]]) -> None:
    """End the clocks that changed, and write their new state; those that did not change stay as they are."""
    key = ("step", "about", "whom")
    there = {tuple(c._asdict()[k] for k in key): c._asdict() for c in repo.clocks_of(connection, done.case)}
    now = {tuple(c[k] for k in key): c for c in found}
    changed = [n for n in sorted(there.keys() | now.keys()) if there.get(n) != now.get(n)]
    over = [dict(zip(_OVER, (done.entry, done.case, *n), strict=True)) for n in changed if n in there]
    made = [{**now[n], "case": done.case, "made": done.entry, "ended": None} for n in changed if n in now]
    if over:
        connection.execute(_END, over)
    insert(connection, repo.clock, made)
