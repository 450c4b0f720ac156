"""Time what a desk with many open cases reads all day: every clock, the lists, the alerts, one case.

    python benchmarks/cases.py [--cases 10000]

The book is invented: allegations and notices under the exercise's agreement, in a few transactions. Prints figures as
JSON; times are the best of five, milliseconds. Ends with status 1 where one is over its limit.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from holdfire.agreement import entries as agreement
from holdfire.book import Book
from holdfire.casework import acts, coding, repo
from holdfire.casework.alerts import stand
from holdfire.casework.options import options
from holdfire.casework.surroundings import surroundings
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role, new_key
from holdfire.record.kinds import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

AGREEMENT = Path(__file__).parents[1] / "examples" / "exercise" / "mechanism.yaml"
START = 1_931_760_000_000_000
PAGE = 200
LIMITS = {"clocks": 1000.0}
LIST = 100.0
"""Milliseconds: for every clock of every case, and for anything else."""

KELLAN = {"actor": "kellan"}


def build(folder: Path, cases: int) -> Book:
    """Make a book of so many open cases, each with its notice, and a tenth as many alerts, each with a call."""
    book = Book.create(
        str(folder / "cases.book"), AGREEMENT.read_bytes(), KeyRing(folder / "keys"), clock=lambda: START
    )
    key = new_key(Role.DECISION, "kellan", "member")
    assert book.keys is not None
    book.submit(lambda _c: [agreement.add_keys([key.public])], book.keys.only(Role.LOG))
    first = book.size()
    for kind, of, about in (("allegation", first, False), ("notice", first, True)):
        drafts = [_draft(kind, of + n, about=about) for n in range(cases)]
        book.submit(lambda _c, drafts=drafts: drafts, key)
    first = book.size()
    alert = coding.to_fields(acts.Alert(place="Tarn", type="A1", words="Exercise."))
    call = coding.to_fields(acts.Call(to="dorvia", channel="Liaison line"))
    book.submit(lambda _c: [Draft("alert", KELLAN, alert)] * (cases // 10), key)
    book.submit(
        lambda _c: [
            Draft("call", KELLAN | {"case": f"a{first + n}", "head": first + n}, call)
            for n in range(cases // 10)
        ],
        key,
    )
    return book


def _draft(kind: str, entry: int, *, about: bool) -> Draft:
    if about:
        opened = KELLAN | {"case": repo.case_id(entry), "head": entry, "about": entry}
        return Draft(kind, opened, coding.to_fields(acts.Notice(to="dorvia")))
    said = acts.Allegation(
        incident=f"i{entry}", term="no-fire", accused="ridge-movement", reason="Exercise.", gravity="serious"
    )
    return Draft(kind, KELLAN, coding.to_fields(said))


def measured(book: Book) -> dict[str, float]:
    """Time each read, milliseconds."""
    now = START + 86_400_000_000 * 5
    with book.reading() as connection:
        last = repo.briefs(connection)[-1].case
        works: dict[str, Callable[[Connection], Any]] = {
            "clocks": lambda c: [r.clock.state(now) for r in repo.running(c)],
            "clocks, first page": lambda c: [r.clock.state(now) for r in repo.running(c, limit=PAGE)],
            "allegations, first page": lambda c: repo.briefs(c, limit=PAGE),
            "allegations, last page": lambda c: repo.briefs(c, limit=PAGE, offset=repo.count(c) - PAGE),
            "allegations, past": lambda c: repo.briefs(c, book.size() // 2, limit=PAGE),
            "allegations by status": repo.by_status,
            "alerts, first page": lambda c: [stand(a, now) for a in repo.alerts(c, limit=PAGE)],
            "one case": lambda c: _show(c, last, now),
        }
        return {name: best(work, connection) for name, work in works.items()}


def _show(connection: Connection, name: str, now: int) -> Any:
    case = repo.case(connection, name)
    assert case is not None
    return repo.clocks_of(connection, name), list(
        options(surroundings(connection, case, now), case, "kellan")
    )


def best(work: Callable[[Connection], Any], connection: Connection) -> float:
    """Give the best of five, milliseconds."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work(connection)
        times.append(time.perf_counter() - start)
    return round(1000 * min(times), 1)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        book = build(Path(name), args.cases)
        figures: dict[str, float] = {"acts": book.size() - 2}
        figures["acts_per_s"] = round(figures["acts"] / (time.perf_counter() - start))
        times = measured(book)
    print(json.dumps({**figures, "ms": times}, indent=1))
    if any(took > LIMITS.get(what, LIST) for what, took in times.items()):
        sys.exit(1)


if __name__ == "__main__":
    main()
