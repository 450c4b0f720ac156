"""Commands about incidents: link, judge, incidents."""

from __future__ import annotations

import click

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import day_of
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import (
    at_option,
    book_argument,
    demand_size,
    keys_option,
    open_to_write,
    page_options,
    signer,
)
from holdfire.errors import BadInput
from holdfire.linking import entries, repo
from holdfire.linking.model import Verdict
from holdfire.record.keys import Role
from holdfire.reports.model import ClaimId
from holdfire.words import say


@click.command("link")
@book_argument
@keys_option
def link(book: str, keys: str | None) -> None:
    """Link claims into incidents, under persons' verdicts."""
    opened = open_to_write(book, keys)
    opened.submit(entries.run, signer(opened, Role.INTAKE, None))
    with opened.reading() as connection:
        tell(f"{repo.count(connection)} incidents, {len(repo.links(connection))} links")


@click.command("judge")
@book_argument
@click.argument("a")
@click.argument("b")
@click.argument("verdict", type=click.Choice([v.value for v in Verdict]))
@keys_option
def judge(book: str, a: str, b: str, verdict: str, keys: str | None) -> None:
    """Say of two claims whether they are about one incident. The last word on a pair stands; the machine keeps to it.

    `same` joins them. `not same` undoes a link and keeps them apart. `undecided` leaves the pair without a link.
    `withdrawn` takes the last word back: the machine judges the pair again.
    """
    opened = open_to_write(book, keys)
    first, second = claim_id(a), claim_id(b)
    if first == second:
        raise BadInput("claim-id", say("a claim cannot be compared with itself"), hint=say("name two claims"))
    opened.submit(
        lambda c: entries.judge(c, first, second, Verdict(verdict)), signer(opened, Role.INTAKE, None)
    )
    with opened.reading() as connection:
        tell(f"{a} in {repo.of_claim(connection, first)}, {b} in {repo.of_claim(connection, second)}")


def claim_id(text: str) -> ClaimId:
    """Read a claim's id; BadInput `claim-id`."""
    try:
        return ClaimId.parse(text)
    except ValueError as e:
        raise BadInput(
            "claim-id", say("a claim's id is a number, the entry of its report"), hint=say("17, or 17.2")
        ) from e


@click.command("incidents")
@book_argument
@at_option
@page_options
def incidents(book: str, at: int | None, limit: int | None, offset: int) -> None:
    """List the incidents: id, day in the mechanism's zone, place, types, origins, their claims."""
    with Book(book).reading() as connection:
        demand_size(connection, at)
        agreement = agreement_repo.current(connection, at).agreement
        for i in repo.incidents(connection, at, limit=limit, offset=offset):
            day = day_of(agreement, i.when.start).isoformat() if i.when else "–"
            types = ",".join(t for t, _ in i.types) or "–"
            members = " ".join(str(m) for m in i.members)
            tell(f"{i.id}\t{day}\t{i.place or i.within or '–'}\t{types}\t{i.origins} origins\t{members}")
