"""Milliseconds that each page of the demo takes at the server: `python benchmarks/pages.py [FOLDER]`.

FOLDER holds `*.book` files (default: `demo`, as `make demo SERVE=0` builds it). Every page is asked for once to warm
up, then `TIMES` times; the median and the worst are printed, and the exit status is 1 if a median is above `MOST`.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from pathlib import Path

from holdfire.book import Book
from holdfire.casework import repo as casework
from holdfire.linking import repo as linking
from holdfire.web.app import create

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

TIMES = 15
MOST = 100.0
SAME = (
    "", "map", "incidents.geojson", "zones.geojson", "reports", "reports?page=2", "reports/5", "incidents", "cases",
    "tallies", "agreement", "agreement/terms", "agreement/actors", "agreement/positions", "agreement/findings",
    "bulletins", "record", "record/check", "record/5",
)  # fmt: skip


def pages(book: Book) -> list[str]:
    """List what is asked for: the pages that every book has, an incident with most reports, and a case."""
    with book.reading() as connection:
        incidents = linking.incidents(connection)
        cases = [c.id for c in casework.cases(connection)][:1]
    largest = max(incidents, key=lambda i: len(i.members))
    return [*SAME, f"incidents/{largest.id}", *(f"cases/{c}" for c in cases)]


def measure(client: TestClient, address: str) -> tuple[float, float]:
    """Give the median and the worst time of one address, milliseconds."""
    taken = []
    for n in range(TIMES + 1):
        start = time.perf_counter()
        client.get(address).raise_for_status()
        if n:
            taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken), max(taken)


def main(folder: Path) -> int:
    """Measure every page of every book in the folder."""
    books = {path.stem: Book(str(path)) for path in sorted(folder.glob("*.book"))}
    worst = 0.0
    with TestClient(create(books), base_url="http://127.0.0.1") as client:
        for slug, book in books.items():
            for path in pages(book):
                median, most = measure(client, f"/{slug}/{path}")
                worst = max(worst, median)
                print(f"{median:7.1f} ms  (worst {most:6.1f})  /{slug}/{path}")
    print(f"slowest median {worst:.1f} ms, at most {MOST:.0f} wanted")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "demo")))
