"""A run that is killed or stopped in the middle: the book opens and checks, and the same command completes it."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest

from desk import Desk, row
from holdfire.book import Book
from holdfire.reports import repo as reports

ROWS = 2000
IMPORT = """
import sys
from holdfire.cli import main
from holdfire.reports import intake
intake.BATCH = 100
sys.argv[0] = "holdfire"
main()
"""
"""The command itself, with smaller batches, so that a run of a second has many of them."""


@pytest.fixture
def place(tmp_path):
    """A new book, and a file of `ROWS` reports of which every fifth has no id of its own."""
    desk = Desk.open(str(tmp_path / "test.book"), tmp_path / "test.keys")
    desk.book.engine.dispose()
    rows = [json.dumps(row(n, report_id=f"R-{n}")) for n in range(ROWS)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows) + "\n")
    return desk


def start(desk):
    folder = desk.folder.parent
    command = [sys.executable, "-c", IMPORT, "import", desk.book.url, str(folder / "rows.jsonl")]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "NO_COLOR": "1"}
    )


def taken(desk):
    """Say how many reports are in; the file is opened anew."""
    with closing(sqlite3.connect(desk.book.url)) as file:
        return file.execute("SELECT count(*) FROM report").fetchone()[0]


def stop_at(desk, run, count, sig):
    """Send the signal once `count` reports are in, or the run has ended."""
    while run.poll() is None and taken(desk) < count:
        time.sleep(0.005)
    if run.poll() is None:
        run.send_signal(sig)
    out, err = run.communicate(timeout=60)
    return run.returncode, out.decode(), err.decode()


def demand_complete(desk):
    """Every row is in once."""
    with Book(desk.book.url).reading() as connection:
        found = Counter(f.report.source_id for f in reports.page(connection, limit=2 * ROWS))
    assert found == Counter({f"R-{n}": 1 for n in range(ROWS)})
    intact = Book(desk.book.url).check(workers=1)
    assert (intact.kinds["report"], intact.kinds["import"]) == (ROWS, 1)


def stopped_again_and_again(desk, stops, sig):
    """Stop the import at each count; return the exit statuses that the stopped runs had."""
    codes = []
    for count in stops:
        before = taken(desk)
        run = start(desk)
        code, _, _ = stop_at(desk, run, count, sig)
        codes.append(code)
        after = taken(desk)
        assert after >= before
        assert after % 100 == 0, "a batch is in whole or not at all"
        Book(desk.book.url).check(workers=1)
    return codes


def demand_rerun_completes(desk):
    run = start(desk)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err.decode()
    assert "0 bad" in out.decode()
    demand_complete(desk)


def test_an_import_that_is_killed_is_completed_by_the_next(place):
    codes = stopped_again_and_again(place, [1, 1000], signal.SIGKILL)
    assert set(codes) <= {-signal.SIGKILL, 0}
    assert -signal.SIGKILL in codes
    demand_rerun_completes(place)


def test_an_import_that_is_stopped_by_hand_exits_130_and_is_completed_by_the_next(place):
    run = start(place)
    code, _, err = stop_at(place, run, 500, signal.SIGINT)
    assert code == 130
    assert "goes on from there" in err
    assert "Traceback" not in err
    assert 0 < taken(place) < ROWS
    demand_rerun_completes(place)
    size = Book(place.book.url).size()
    out, _ = start(place).communicate(timeout=120)
    assert f"{ROWS} in already" in out.decode()
    assert Book(place.book.url).size() == size


@pytest.mark.slow
def test_an_import_that_is_killed_at_fifty_random_moments(place):
    chance = random.Random(20161230)
    for _ in range(50):
        run = start(place)
        time.sleep(chance.uniform(0.05, 1.6))
        run.kill()
        run.communicate(timeout=60)
        assert taken(place) % 100 == 0
        Book(place.book.url).check(workers=1)
        if taken(place) == ROWS:
            demand_complete(place)
            for each in place.folder.parent.glob("test.book*"):
                each.unlink()
            place.book.engine.dispose()
            for key in place.folder.glob("*.key"):
                key.unlink()
            again = Desk.open(place.book.url, place.folder)
            again.book.engine.dispose()
    demand_rerun_completes(place)
