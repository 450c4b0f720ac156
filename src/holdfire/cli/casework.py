"""Commands of a case: allege, assess, determine, cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from holdfire.book import Book, Build
from holdfire.casework import entries, repo
from holdfire.cli import tell
from holdfire.cli.options import (
    actor_option,
    at_option,
    book_argument,
    demand_size,
    keys_option,
    open_to_write,
    signer,
)
from holdfire.errors import BadInput, Conflict, Refused
from holdfire.record.keys import PrivateKey, Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from holdfire.record.kinds import Draft

head_option = click.option(
    "--head", type=int, help="The last act in the case that you saw (default: as it stands)."
)


@click.command("allege")
@book_argument
@click.argument("incident")
@click.option("--term", required=True, help="The term that it breached.")
@click.option("--accused", required=True, help="An actor's id, or `unknown`.")
@click.option("--reason", default="", help="In words.")
@actor_option
@keys_option
def allege(
    book: str, incident: str, term: str, accused: str, reason: str, actor: str | None, keys: str | None
) -> None:
    """Allege that INCIDENT breached a term. Opens a case."""
    opened = open_to_write(book, keys)
    key = signer(opened, Role.DECISION, actor)
    index = act(
        opened,
        lambda c: entries.allege(
            c, incident, term=term, accused=accused, claimant=key.public.actor, reason=reason
        ),
        key,
    )
    tell(f"case {repo.case_id(index)} (entry {index})")


@click.command("assess")
@book_argument
@click.argument("case")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="QUESTION=ANSWER",
    help="happened, accused, covered, exempt.",
)
@click.option("--reason", "reasons", multiple=True, metavar="QUESTION=WORDS", help="Why, in words.")
@head_option
@actor_option
@keys_option
def assess(
    book: str,
    case: str,
    answers: Sequence[str],
    reasons: Sequence[str],
    head: int | None,
    actor: str | None,
    keys: str | None,
) -> None:
    """Give one member's answers to the four questions: yes, no, or cannot say."""
    opened = open_to_write(book, keys)
    key = signer(opened, Role.DECISION, actor)
    said, why = _pairs(answers), _pairs(reasons)
    index = act(
        opened,
        lambda c: entries.assess(
            c, case, member=key.public.actor, answers=said, reasons=why, at=opened.clock(), head=head
        ),
        key,
    )
    tell(f"assessed by {key.public.actor} (entry {index})")


@click.command("determine")
@book_argument
@click.argument("case")
@head_option
@actor_option
@keys_option
def determine(book: str, case: str, head: int | None, actor: str | None, keys: str | None) -> None:
    """Write what the rule makes of the assessments, with every dissent."""
    opened = open_to_write(book, keys)
    key = signer(opened, Role.DECISION, actor)
    build: Build = lambda c: entries.determine(c, case, actor=key.public.actor, at=opened.clock(), head=head)  # noqa: E731
    index = act(opened, build, key)
    with opened.reading() as connection:
        found = repo.case(connection, case)
    assert found is not None
    assert found.determination is not None
    question = f", question: {found.determination.question}" if found.determination.question else ""
    tell(f"{found.determination.outcome}{question} (entry {index})")
    for d in found.determination.dissents:
        tell(f"  dissent of {d['member']} on {d['question']}: {d['answer']}")


@click.command("cases")
@book_argument
@at_option
def cases(book: str, at: int | None) -> None:
    """List the cases: id, incident, term, accused, how far they are."""
    with Book(book).reading() as connection:
        demand_size(connection, at)
        for c in repo.cases(connection, at):
            a = c.allegation
            tell(f"{c.id}\t{a.incident}\t{a.term}\taccused {a.accused}\tby {a.claimant}\t{c.status}")


def act(opened: Book, build: Build, key: PrivateKey) -> int:
    """Submit one act; what the rules do not let count stays on the record as refused, and its author is told."""

    def once(connection: Connection) -> Sequence[Draft]:
        return build(connection)

    index = opened.submit(once, key)[0].index
    with opened.reading() as connection:
        refused = repo.refusal(connection, index)
    if refused == "head-stale":
        raise Conflict(
            refused,
            say("the case had moved on; entry {index} is kept as refused", index=index),
            hint=say("read it and act again"),
        )
    if refused:
        raise Refused(refused, say("entry {index} is kept as refused: it does not count", index=index))
    return index


def _pairs(given: Sequence[str]) -> dict[str, str]:
    out = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark:
            raise BadInput(
                "pair-malformed",
                say("{text} is not QUESTION=WORDS", text=repr(text)),
                hint=say("--answer happened=yes"),
            )
        out[name.strip()] = value.strip()
    return out
