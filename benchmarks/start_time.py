"""User and system time of `python -m holdfire --help`: the median of ten, in milliseconds."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys


def once() -> float:
    """Run it once: user and system time, ms."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "holdfire", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    once()
    times = [once() for _ in range(10)]
    print(
        f"holdfire --help: median {statistics.median(times):.0f} ms of user and system time, worst {max(times):.0f}"
    )
