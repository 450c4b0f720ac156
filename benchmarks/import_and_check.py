"""Import N reports, each its own leaf, then check the record: rates, memory, and the share of the bare signature rate.

    python benchmarks/import_and_check.py [--rows 100000]

The reports come from the invented stream of `../shared/bench/exercise_stream.py`. Each size runs in a process of its
own, so that resident memory is comparable. Rates are rows or entries a second; read them against the bare Ed25519
rate measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from holdfire.book import Book
from holdfire.projecting import KINDS
from holdfire.record import check
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role
from holdfire.reports import formats, intake

STREAM = (
    Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).parents[2] / "shared"))
    / "bench"
    / "exercise_stream.py"
)
AGREEMENT = b"{id: bench, names: {en: Benchmark}, exercise: true, timezone: UTC, languages: [en]}"
REPORTS_PER_INCIDENT = 2.1
"""About; the stream is cut at the rows asked for."""


def stream(rows: int, path: Path) -> None:
    """Write the first `rows` lines of the invented stream."""
    incidents = str(int(rows / REPORTS_PER_INCIDENT) + 100)
    made = subprocess.run([sys.executable, str(STREAM), incidents], capture_output=True, check=True).stdout
    lines = made.splitlines(keepends=True)[:rows]
    assert len(lines) == rows
    path.write_bytes(b"".join(lines))


def import_one(rows: int, folder: Path) -> dict[str, float]:
    """Import and say how fast, wall and CPU, and how much memory was resident at most (MiB)."""
    path = folder / f"{rows}.jsonl"
    book = Book.create(str(folder / f"{rows}.book"), AGREEMENT, KeyRing(folder / f"{rows}.keys"))
    assert book.keys is not None
    key = book.keys.only(Role.INTAKE)
    wall, cpu = time.perf_counter(), time.process_time()
    read = formats.read(path, format="jsonl", mapping=None, zone=ZoneInfo("UTC"))
    taken = intake.take(path, read, lambda build: book.submit(build, key))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert taken.reports == rows
    return {"rows": rows, "rows_per_s": rows / wall, "rows_per_cpu_s": rows / cpu, "peak_mib": peak_mib()}


def peak_mib() -> float:
    """Give the most memory that was resident in this process since it started its program, MiB (Linux)."""
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


class Rate(NamedTuple):
    """How many a second, by the clock, and how much time of a processor one takes, over all processes."""

    per_second: float
    cpu_us: float

    def __str__(self) -> str:
        """Write both."""
        return f"{self.per_second:.0f}/s, {self.cpu_us:.1f} us of a processor each"


def cpu_seconds() -> float:
    """Give the user and system time of this process and those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def checked(book: str, *, signatures: bool) -> Rate:
    """Check the record part of a book on all cores."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    size = check.check(book, {k.name: k.role for k in KINDS.values()}, signatures=signatures).size
    return Rate(size / (time.perf_counter() - wall), 1e6 * (cpu_seconds() - cpu) / size)


def verify_bare(count: int) -> None:
    """Verify signatures and do nothing else."""
    private = Ed25519PrivateKey.generate()
    public, message = private.public_key(), b"m" * 1200
    signature = private.sign(message)
    for _ in range(count):
        public.verify(signature, message)


def bare(count: int = 20000, warm: int = 100) -> Rate:
    """Verify signatures on all cores with nothing around them; the clock starts when the processes have."""
    cores, cpu = len(os.sched_getaffinity(0)), cpu_seconds()
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(verify_bare, [warm] * cores))
        wall = time.perf_counter()
        list(pool.map(verify_bare, [count] * cores))
        wall = time.perf_counter() - wall
    return Rate(cores * count / wall, 1e6 * (cpu_seconds() - cpu) / (cores * (count + warm)))


def by_clock(alone: Rate, full: Rate) -> float:
    """Share of the bare rate that the check reaches, by the clock."""
    return round(full.per_second / alone.per_second, 3)


def by_cpu(alone: Rate, full: Rate) -> float:
    """The same by processor time, which other programs on the machine hardly change."""
    return round(alone.cpu_us / full.cpu_us, 3)


def main() -> None:
    """Run every measurement and print a line for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--child", nargs=2)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(import_one(int(args.child[0]), Path(args.child[1]))))
        return
    if not STREAM.is_file():
        sys.exit("skipped: ../shared/bench/exercise_stream.py is not here")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        memory = []
        for rows in (args.rows // 10, args.rows):
            stream(rows, folder / f"{rows}.jsonl")
            child = [sys.executable, __file__, "--child", str(rows), name]
            found = json.loads(subprocess.run(child, capture_output=True, check=True).stdout)
            memory.append(found["peak_mib"])
            print("import", {k: round(v) for k, v in found.items()})
        print(f"peak memory at {args.rows} / at a tenth: {memory[1] / memory[0]:.2f}")
        book = str(folder / f"{args.rows}.book")
        plain = [checked(book, signatures=False) for _ in range(3)]
        print(f"check, hashes, tree and disclosures: {sorted(plain)[1]} (median of 3)")
        pairs = [(bare(), checked(book, signatures=True)) for _ in range(3)]
        for what, of in (("by the clock", by_clock), ("of processor time", by_cpu)):
            shares = sorted(of(*pair) for pair in pairs)
            print(f"check with signatures: share of bare Ed25519 {what} {shares[1]:.2f} (all: {shares})")
        for alone, full in pairs:
            print(f"  check {full}; bare Ed25519 {alone}")
        start = time.perf_counter()
        Book(book).check_tables()
        print(
            f"rebuild in memory and compare every table: {args.rows / (time.perf_counter() - start):.0f} entries/s"
        )


if __name__ == "__main__":
    main()
