"""Commands about incidents: link, judge, ask, reconcile, incidents."""

from __future__ import annotations

from pathlib import Path

import click

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import day_of
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import (
    at_option,
    book_argument,
    demand_size,
    file_bytes,
    keys_option,
    open_to_write,
    page_options,
    signer,
)
from holdfire.errors import BadInput
from holdfire.linking import alone, entries, methods, repo
from holdfire.linking.ask import questions
from holdfire.linking.model import Verdict
from holdfire.linking.reasons import words
from holdfire.linking.reconcile import reconcile as match_lists
from holdfire.record.keys import Role
from holdfire.reports import formats
from holdfire.reports.model import ClaimId
from holdfire.words import say


@click.command("link")
@click.argument("book", metavar="BOOK|CLAIMS")
@click.option(
    "--out", help="Read CLAIMS, a file and no book, and write its groups here, one JSON object a line."
)
@click.option(
    "--pairs", help="With --out: write here how probable each pair is, and what spoke for and against."
)
@click.option("--map", "map_file", help="With --out: which column holds which field, for CSV and Excel.")
@click.option(
    "--method",
    type=click.Choice(methods.NAMES),
    help="Rule of weights, or trained forests (default: a book's last one, in a new book the weights; for a file the"
    " forests, where the extra link is installed)",
)
@keys_option
def link(
    book: str, out: str | None, pairs: str | None, map_file: str | None, method: str | None, keys: str | None
) -> None:
    """Link claims into incidents: a book's, under persons' verdicts, or with --out a file's.

    A row of the file that cannot be used is named and left out. Dates without an offset are UTC there.
    """
    if out:
        _alone(Path(book), Path(out), Path(pairs) if pairs else None, map_file, method or _best())
        return
    if pairs or map_file:
        raise BadInput("option-without-out", say("--pairs and --map are for a file: they need --out"))
    opened = open_to_write(book, keys)
    opened.submit(lambda c: entries.run(c, method or ""), signer(opened, Role.INTAKE, None))
    with opened.reading() as connection:
        tell(f"{repo.count(connection)} incidents, {len(repo.links(connection))} links")


def _best() -> str:
    return "forests" if methods.installed() else "weights"


def _alone(path: Path, out: Path, pairs: Path | None, map_file: str | None, method: str) -> None:
    mapping = formats.load_map(file_bytes(map_file), map_file) if map_file else None
    told, bad = alone.claims_of(path, mapping=mapping)
    answers, links = alone.group(told, method, explain=pairs is not None)
    alone.write(answers, out)
    if pairs:
        alone.write_pairs(links, pairs)
    tell(
        f"{len(told)} claims, {len({a.incident for a in answers})} incidents by {method}; {len(bad)} rows left out"
    )
    for error in bad:
        tell(f"  left out: {error}")


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


@click.command("ask")
@book_argument
@click.option(
    "--limit", type=click.IntRange(1), default=1, metavar="N", help="So many questions (default: one)."
)
def ask(book: str, limit: int) -> None:
    """Say which two claims to judge next: those whose answer is expected to mend most.

    Each line: both claims, how probable it is that they are about one incident, whether they are in one now, what the
    answer is worth in pairs of claims, and what speaks for and against.
    """
    with Book(book).reading() as connection:
        judged = repo.by_pair(repo.verdicts(connection))
        founders = {m: i.members[0] for i in repo.incidents(connection) for m in i.members}
        asked = questions(repo.links(connection), founders, judged)
    for q in asked[:limit]:
        now = "one incident now" if q.together else "two incidents now"
        said = "; ".join(str(words(reason, {})) for reason in q.link.reasons)
        tell(f"{q.link.a}\t{q.link.b}\t{q.link.probability:.0%}\t{now}\t{q.worth:.2f}\t{said}")
    if not asked:
        tell("nothing to ask: no pair is in doubt")


@click.command("reconcile")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--out", help="Write every line here, with reasons, one JSON object a line.")
@click.option(
    "--map", "map_file", help="Which column holds which field, for CSV and Excel; the same for both."
)
@click.option("--method", type=click.Choice(methods.NAMES), help="Rule of weights, or trained forests.")
def reconcile(a: str, b: str, out: str | None, map_file: str | None, method: str | None) -> None:
    """Set two lists of claims against each other: matched one to one, only in A, only in B.

    A row that cannot be used is named and left out. Dates without an offset are UTC.
    """
    mapping = formats.load_map(file_bytes(map_file), map_file) if map_file else None
    lists = [alone.claims_of(Path(name), mapping=mapping) for name in (a, b)]
    found = match_lists(lists[0][0], lists[1][0], method or _best())
    for m in found.both:
        tell(f"both\t{m.a}\t{m.b}\t{m.probability:.0%}\t{'; '.join(str(words(r, {})) for r in m.reasons)}")
    for side, left in (
        ("only in A", [m.a for m in found.only_a]),
        ("only in B", [m.b for m in found.only_b]),
    ):
        for name in left:
            tell(f"{side}\t{name}")
    tell(f"{len(found.both)} in both, {len(found.only_a)} only in A, {len(found.only_b)} only in B")
    for error in (e for _, bad in lists for e in bad):
        tell(f"  left out: {error}")
    if out:
        alone.write_lists(found, Path(out))


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
