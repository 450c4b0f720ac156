"""The commands `case`, `alert` and `duty`: every act, and what stands, what is due, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import by_id, day_of
from holdfire.agreement.words import STEPS
from holdfire.book import Book, Build
from holdfire.casework import acts as forms
from holdfire.casework import entries, lists, options, repo
from holdfire.casework.alerts import stand
from holdfire.casework.surroundings import surroundings
from holdfire.casework.turn import turn as turn_
from holdfire.casework.words import ALERT_STATES, KINDS, STATES, said_in, told
from holdfire.cli import tell
from holdfire.cli.acts import (
    about_option,
    carry_out,
    command,
    head_option,
    request_option,
)
from holdfire.cli.options import (
    actor_option,
    at_option,
    book_argument,
    demand_size,
    keys_option,
    open_to_write,
    page_options,
    signer,
)
from holdfire.errors import NotFound
from holdfire.record.encoding import instant_text
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from holdfire.casework.model import Done, Thread
    from holdfire.casework.turn import Turn

now_option = click.option(
    "--now", metavar="INSTANT", help="Read the clocks as at this instant (default: now)."
)


def _instant(opened: Book, now: str | None) -> int:
    from holdfire.casework.inputs import instant

    return instant(now) if now else opened.clock()


@click.group("case")
def case() -> None:
    """Hear cases: allege, notify, reply, investigate, assess, determine, follow up."""


@case.command("allege")
@book_argument
@click.argument("incident")
@click.option("--term", required=True, help="The term that it breached.")
@click.option("--accused", required=True, help="An actor's id, or `unknown`.")
@click.option("--reason", required=True, help="In words.")
@click.option(
    "--nature", type=click.Choice(["breach", "crime", "accident"]), default="breach", show_default=True
)
@click.option("--case", "joined", default="", help="Join a case about that incident (default: open one).")
@request_option
@actor_option
@keys_option
def allege(
    book: str,
    incident: str,
    joined: str,
    request: str | None,
    actor: str | None,
    keys: str | None,
    **said: Any,
) -> None:
    """Allege that INCIDENT breached a term. Opens a case, or joins one."""
    opened = open_to_write(book, keys)
    key = signer(opened, Role.DECISION, actor)
    build: Build = lambda c: entries.allege(  # noqa: E731
        c, incident, claimant=key.public.actor, at=opened.clock(), case=joined, held=key.public.held, **said
    )
    carry_out(opened, build, key, request)


@case.command("determine")
@book_argument
@click.argument("case")
@about_option
@head_option
@request_option
@actor_option
@keys_option
def determine(
    book: str,
    case: str,
    about: int,
    head: int | None,
    request: str | None,
    actor: str | None,
    keys: str | None,
) -> None:
    """Write what the rule makes of the assessments, with every dissent.

    Where the agreement asks for several signatures, write a request, gather them with `holdfire sign`, and enter it
    with `holdfire submit`.
    """
    opened = open_to_write(book, keys)
    key = signer(opened, Role.DECISION, actor)

    def build(connection: Connection) -> Any:
        return entries.determine(
            connection,
            case,
            actor=key.public.actor,
            at=opened.clock(),
            allegation=about,
            head=head,
            signers=entries.whole_panel(connection, case, opened.clock()) if request else (),
            held=key.public.held,
        )

    index = carry_out(opened, build, key, request)
    if index is not None:
        with opened.reading() as connection:
            _tell_act(repo.act_at(connection, index), _namer(connection))


@case.command("overdue")
@book_argument
@keys_option
def overdue(book: str, keys: str | None) -> None:
    """Open a case for each thing that a term owed by a date now past. Safe to run as often as wished."""
    opened = open_to_write(book, keys)
    done = opened.submit(lambda c: entries.overdue(c, opened.clock()), signer(opened, Role.INTAKE, None))
    tell(f"{len(done)} cases opened by the clock")


@case.command("list")
@book_argument
@click.option("--turn", metavar="ACTOR", help="What awaits ACTOR, by when it is due.")
@at_option
@page_options
def list_(book: str, turn: str | None, at: int | None, limit: int | None, offset: int) -> None:
    """List the allegations, the newest first: case, incident, term, accused, by whom, how far they are."""
    with Book(book).reading() as connection:
        demand_size(connection, at)
        wanted = lists.Wanted(turn=_turn(connection, turn, at, repo.latest(connection, at)))
        for b in lists.allegations(connection, at, wanted, lists.Page(limit, offset)):
            about = b.incident or b.basis
            tell(
                f"{b.case}\t{about}\t{b.term}\taccused {b.accused}\tby {b.claimant or 'the clock'}\t{b.status}"
            )


def _turn(connection: Connection, actor: str | None, at: int | None, now: int) -> Turn | None:
    """Say whose clocks an actor can stop at an instant; NotFound `actor-missing`."""
    if actor is None:
        return None
    agreement = agreement_repo.current(connection, at).agreement
    return turn_(agreement, actor, day_of(agreement, now))


@case.command("clocks")
@book_argument
@click.option("--turn", metavar="ACTOR", help="Only those that ACTOR can stop.")
@at_option
@now_option
@page_options
def clocks(
    book: str, turn: str | None, at: int | None, now: str | None, limit: int | None, offset: int
) -> None:
    """List every clock that is running, paused or overdue, soonest due first."""
    opened = Book(book)
    with opened.reading() as connection:
        demand_size(connection, at)
        instant = _instant(opened, now)
        wanted = lists.Due(instant, _turn(connection, turn, at, instant))
        for name, clock in lists.due(connection, at, wanted, lists.Page(limit, offset)):
            state = STATES[clock.state(instant)]
            tell(f"{instant_text(clock.due)}\t{name}\t{STEPS[clock.step]}\t{clock.whom or '–'}\t{state}")


@case.command("show")
@book_argument
@click.argument("case")
@click.option("--as", "actor", help="Say what this actor can do next, and if not, why not.")
@at_option
@now_option
def show(book: str, case: str, actor: str | None, at: int | None, now: str | None) -> None:
    """Show a case or an alert: every act in words, the clocks, and what ACTOR can do next."""
    opened = Book(book)
    with opened.reading() as connection:
        demand_size(connection, at)
        instant = _instant(opened, now)
        thread = repo.alert(connection, case, at) or repo.case(connection, case, at)
        if thread is None:
            raise NotFound("case-missing", say("there is no case {case} in this book", case=case))
        for done in thread.acts:
            _tell_act(done, _namer(connection))
        for clock in repo.clocks_of(connection, case, at):
            state = STATES[clock.state(instant)]
            tell(f"clock: {STEPS[clock.step]} {clock.whom}, due {instant_text(clock.due)}: {state}")
        if actor:
            _tell_options(connection, thread, actor, instant)


def _namer(connection: Connection) -> Callable[[str], str]:
    actors = by_id(agreement_repo.current(connection).agreement.actors)
    return lambda name: f"{actors[name].name} ({name})" if name in actors else name


def _tell_act(done: Done, name: Callable[[str], str]) -> None:
    refused = f", refused: {done.refused}" if done.refused else ""
    by = ", ".join(map(name, done.signers)) if done.kind != "overdue" else "the clock"
    tell(f"#{done.entry} {KINDS[done.kind]} by {by}, {instant_text(done.at)}{refused}")
    if done.about:
        tell(f"    about: #{done.about}")
    for label, words in told(done.kind, said_in(done), name):
        tell(f"    {label}: {words}")


def _tell_options(connection: Connection, thread: Thread, actor: str, now: int) -> None:
    world = surroundings(connection, thread, now)
    for option in options.options(world, thread, actor):
        due = f", by {instant_text(option.due)}" if option.due else ""
        about = f" about #{option.about}" if option.about else ""
        why = f"no: {option.objection.words}" if option.objection else "yes" + due
        tell(f"{KINDS[option.kind]}{about}: {why}")


@click.group("alert")
def alert() -> None:
    """Work through the first hour: raise an alert, call, ask to stop, say whether it stopped."""


@alert.command("list")
@book_argument
@at_option
@now_option
@page_options
def alerts(book: str, at: int | None, now: str | None, limit: int | None, offset: int) -> None:
    """List the alerts, newest first, and how each stands."""
    opened = Book(book)
    with opened.reading() as connection:
        demand_size(connection, at)
        instant = _instant(opened, now)
        for thread in lists.alerts(connection, at, lists.Raised(), lists.Page(limit, offset)):
            first, found = thread.counting[0], stand(thread, instant)
            body = cast("forms.Alert", first.body)
            when, state = instant_text(first.at), ALERT_STATES[found.state]
            tell(f"{thread.id}\t{when}\t{body.place}\t{body.type}\taccused {body.accused}\t{state}")
            for fired in found.returned:
                tell(
                    f"\tfire returned (entry {fired.done.entry}); tried before: {len(fired.tried)} calls and requests"
                )


@click.group("duty")
def duty() -> None:
    """Say who is on duty, and hand a shift over."""


@duty.command("now")
@book_argument
@now_option
def on_duty(book: str, now: str | None) -> None:
    """Say who is on duty now, and over which line."""
    opened = Book(book)
    with opened.reading() as connection:
        instant = _instant(opened, now)
        for actor, roster in sorted(repo.rosters(connection).items()):
            there = [s for s in roster.shifts if s.start <= instant < s.end]
            for shift in there:
                tell(f"{actor}\t{shift.function}\t{shift.line or '–'}\tuntil {instant_text(shift.end)}")
            if not there:
                tell(f"{actor}\tnobody on the roster")


for _kind in forms.FORMS:
    if _kind in forms.ALERT:
        alert.add_command(command(_kind, {"alert": "raise", "acknowledgement": "acknowledge"}.get(_kind, "")))
    elif _kind in ("roster", "hand-over"):
        duty.add_command(command(_kind))
    elif _kind not in ("allegation", "overdue", "determination"):
        names = {
            "assessment": "assess",
            "withdrawal": "withdraw",
            "reopening": "reopen",
            "escalation": "escalate",
        }
        case.add_command(command(_kind, names.get(_kind, "")))
