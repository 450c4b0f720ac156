"""How fast the map is: `python benchmarks/map.py [--rows 10000 100000] [--no-browser]`.

The book holds invented incidents in 1,100 days, in clumps, and an allegation about one in ten. Their rows are written
straight into the projected tables, past the record: an entry each would take longer and change nothing of what is
measured here. Printed are, at the server, the median and the worst time of the page and of the map's data, when nothing
is kept yet (cold) and after that (warm), with the bytes sent; and, in Chromium, the time of a frame while the map is
moved and zoomed for three seconds. The browser draws in software here (SwiftShader): with a graphics card it is faster.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from holdfire.book import Book
from holdfire.casework.repo import allegation
from holdfire.db.bulk import insert
from holdfire.db.engine import write
from holdfire.linking.repo import incident
from holdfire.record.keyring import KeyRing
from holdfire.web.app import create

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

if TYPE_CHECKING:
    from collections.abc import Iterator

AGREEMENT = (
    b"{id: bench, names: {en: Benchmark}, exercise: true, timezone: Asia/Damascus, languages: [en],"
    b" actors: [{id: north, kind: force, names: {en: North}}, {id: south, kind: force, names: {en: South}}]}"
)
START, DAY, DAYS = 1_483_056_000_000_000, 86_400_000_000, 1100
BATCH = 5000
TIMES = 15
ASKED = {
    "page": "map",
    "page of a day": "map?day=2018-06-01&window=1",
    "page, one type": "map?type=A1",
    "page, named or accused": "map?party=north",
    "data": "map/plot",
    "card": "map/cards?n=17",
    "weeks": "map/weeks?page=3",
}
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
MOVE = """() => new Promise((done) => {
  const canvas = document.querySelector('#map canvas'), box = canvas.getBoundingClientRect(), frames = [];
  const at = (n) => ({ clientX: box.x + box.width / 2 + 90 * Math.sin(n / 14), clientY: box.y + box.height / 2 });
  const fire = (kind, n, more) => canvas.dispatchEvent(new kind.of(kind.name, { bubbles: true, ...at(n), ...more }));
  let n = 0, last = performance.now();
  const end = last + 3000;
  fire({ of: MouseEvent, name: 'mousedown' }, 0, { buttons: 1 });
  const step = (now) => {
    frames.push(now - last);
    last = now;
    n += 1;
    fire({ of: MouseEvent, name: 'mousemove' }, n, { buttons: 1 });
    if (n % 3 === 0) fire({ of: WheelEvent, name: 'wheel' }, n, { deltaY: Math.sin(n / 40) > 0 ? -40 : 40 });
    if (now < end) requestAnimationFrame(step); else done(frames.slice(1));
  };
  requestAnimationFrame(step);
})"""


def incidents(rows: int) -> Iterator[dict[str, Any]]:
    """Invent incidents, the same at every run."""
    draw = random.Random(7)
    towns = [(35.5 + 6 * draw.random(), 32.5 + 4.5 * draw.random(), f"Place {n}") for n in range(600)]
    for n in range(rows):
        lon, lat, place = towns[min(int(draw.expovariate(0.01)), 599)]
        start = START + draw.randrange(DAYS) * DAY
        yield {
            "id": f"i{n + 10}",
            "made_by": 0,
            "start": start,
            "end": start + DAY,
            "times_agree": 1,
            "lon": lon + draw.gauss(0, 0.05),
            "lat": lat + draw.gauss(0, 0.05),
            "place": place,
            "radius_km": draw.choice((None, 0.5, 2.0, 10.0)),
            "within": "District",
            "killed": "",
            "types": json.dumps([[draw.choice(("A1", "A2", "B1", "C")), 1]]),
            "actors": json.dumps([draw.choice(("north", "south"))]),
            "sources": 2,
            "origins": 1,
            "members": '["10.0"]',
            "reports": "[0]",
            "made": 0,
            "ended": None,
        }


def allegations(rows: int) -> Iterator[dict[str, Any]]:
    """Invent an allegation about every tenth incident; half of them are determined."""
    outcomes = ("violation", "contested", "undetermined", "not established")
    for n in range(0, rows, 10):
        done = n % 20 == 0
        yield {
            "entry": n,
            "made": 0,
            "case": f"c{n}",
            "basis": "incident",
            "incident": f"i{n + 10}",
            "term": "halt",
            "accused": "north",
            "claimant": "south",
            "gravity": "grave",
            "track": "full",
            "at": START,
            "state": "determined" if done else "open",
            "assessed": 0,
            "question": "",
            "outcome": outcomes[n // 20 % 4] if done else "",
            "determined": n if done else None,
            "ended": None,
        }


def fill(book: Book, rows: int) -> None:
    """Write the rows."""
    for table, made in ((incident, list(incidents(rows))), (allegation, list(allegations(rows)))):
        for n in range(0, len(made), BATCH):
            with write(book.engine) as connection:
                insert(connection, table, made[n : n + BATCH])


def server(book: Book) -> None:
    """Time what the server does."""
    app = create({"bench": book})
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.get("/bench/record").raise_for_status()
        for name, path in ASKED.items():
            app.state.plots.clear()
            taken, sent = [], 0
            for _ in range(TIMES + 1):
                before = time.perf_counter()
                answer = client.get(f"/bench/{path}", headers={"accept-encoding": "gzip"})
                taken.append(1000 * (time.perf_counter() - before))
                answer.raise_for_status()
                sent = int(answer.headers["content-length"])
            cold, *warm = taken
            print(f"  {name:24} cold {cold:7.1f} ms  warm {statistics.median(warm):6.1f} ms", end="")
            print(f"  worst {max(warm):6.1f} ms  {sent / 1000:8.1f} kB", flush=True)


def frames(book: Book) -> None:
    """Time what the browser does."""
    from playwright.sync_api import sync_playwright

    config = uvicorn.Config(create({"bench": book}), host="127.0.0.1", port=0, log_level="error")
    made = uvicorn.Server(config)
    threading.Thread(target=made.run, daemon=True).start()
    while not made.started:
        time.sleep(0.02)
    port = made.servers[0].sockets[0].getsockname()[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        before = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}/bench/map")
        page.wait_for_selector("#map[data-ready]", timeout=60_000)
        print(f"  map drawn after {time.perf_counter() - before:.1f} s", flush=True)
        found = sorted(page.evaluate(MOVE))
        late = found[int(len(found) * 0.95)]
        print(f"  frames in 3 s: {len(found)}, median {statistics.median(found):.1f} ms, p95 {late:.1f} ms")
        before = time.perf_counter()
        steps = "async () => { const s = document.getElementById('day'); for (let n = 0; n < 20; n += 1) {"
        steps += " s.value = String(500 + n); s.dispatchEvent(new Event('input')); } }"
        page.evaluate(steps)
        print(f"  a day of the slider: {1000 * (time.perf_counter() - before) / 20:.1f} ms", flush=True)
        browser.close()
    made.should_exit = True


def main() -> int:
    """Measure each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--browser", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args()
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as folder:
            ring = KeyRing(Path(folder) / "bench.keys")
            book = Book.create(f"{folder}/bench.book", AGREEMENT, ring)
            fill(book, rows)
            print(f"{rows} incidents", flush=True)
            server(book)
            if given.browser:
                frames(book)
            book.engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
