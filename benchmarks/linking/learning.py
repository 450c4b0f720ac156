"""What the measurements of linking share: the data as claims, the invented worlds, and the scores.

The data stands beside the repository, in `../shared/data` or where `HOLDFIRE_DATA` says; nothing of it is kept here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

SHARED = Path(os.environ.get("HOLDFIRE_DATA", Path(__file__).parents[3] / "shared" / "data")).parent
sys.path[:0] = [str(SHARED / "bench"), str(Path(__file__).parent)]

import json  # noqa: E402
import tempfile  # noqa: E402

from score_links import scores  # noqa: E402
from worlds import world  # noqa: E402

from holdfire.linking.alone import claims_of  # noqa: E402
from holdfire.linking.trained.learn import Lesson, lesson  # noqa: E402

WORLDS, SIZE, WEIGHT, PAIRS = 25, 80, 0.5, 2000
"""Invented worlds, incidents in each, their weight beside a coded pair, and the pairs above which that falls."""


def claims(lines: str) -> tuple[list[Any], list[dict[str, Any]]]:
    """Read JSON lines as `holdfire link` does, without the truth: claims, their rows, then the rows left out."""
    rows = {str(r["report_id"]): r for r in map(json.loads, lines.splitlines())}
    for r in rows.values():  # the Ukrainian days are written without zeros
        r["published"] = (
            "-".join(f"{p:0>2}" for p in r["published"].split("-")) if r.get("published") else None
        )
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(
            json.dumps({k: v for k, v in r.items() if k not in ("incident", "election")}) + "\n"
            for r in rows.values()
        )
        file.flush()
        told, bad = claims_of(Path(file.name), zone=ZoneInfo("UTC"))
    print(len(rows), "rows,", len(bad), "left out", file=sys.stderr)
    left = [rows[r] for r in sorted(rows.keys() - {t.report for t in told})]
    return [t.claim for t in told], [rows[t.report] for t in told] + left


def made(program: str, *arguments: str, shared: Path = SHARED) -> str:
    """Run one of the programs in `bench` and give its lines."""
    command = [sys.executable, str(shared / "bench" / program), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def kenya(shared: Path = SHARED) -> tuple[list[Any], list[str], list[str]]:
    """Give the claims, incidents and elections of the MAVERICK table."""
    told, rows = claims(made("maverick.py", str(shared / "data" / "maverick" / "reports.csv")))
    return told, [r["incident"] for r in rows], [r["election"] for r in rows]


def worlds(n: int = WORLDS) -> list[Lesson]:
    """Make lessons of invented worlds; world n is always in fold n of five."""
    out = []
    for seed in range(n):
        told, truth = world(seed, SIZE)
        each = lesson(told, truth)
        fold = np.full(each.c.n, seed % 5)
        out.append(
            Lesson(
                each.c,
                each.a,
                each.b,
                each.rows,
                each.names,
                each.same,
                WEIGHT * min(1, PAIRS / max(1, len(each.a))),
                (fold, fold),
            )
        )
    return out


@dataclass
class Scored:
    """A grouping beside the truth, and each candidate pair's probability beside whether it is true."""

    truth: list[str]
    found: list[str]
    p: Any
    y: Any

    @classmethod
    def of(cls, got: Any, truth: list[str], left: list[str] | None = None) -> Scored:
        """Put what linking found beside the truth; those left out stand alone."""
        known = np.unique(np.array(truth), return_inverse=True)[1]
        a, b = got.compared.pairs
        alone = [f"left out {n}" for n in range(len(left or []))]
        found = [str(f) for f in got.founder] + alone
        return cls(truth + (left or []), found, got.compared.probability, known[a] == known[b])


def report(parts: list[Scored], draws: int = 200) -> dict[str, float]:
    """Score groupings together; a 95 % interval of pair F1 by drawing true incidents anew (bootstrap)."""
    truth = {f"{n}-{i}": f"{n}-{t}" for n, s in enumerate(parts) for i, t in enumerate(s.truth)}
    found = {f"{n}-{i}": f"{n}-{t}" for n, s in enumerate(parts) for i, t in enumerate(s.found)}
    out = {k: float(v) for k, v in scores(truth, found).items()}
    if draws:
        out["f1_low"], out["f1_high"] = interval(truth, found, draws)
    p, y = np.concatenate([s.p for s in parts]), np.concatenate([s.y for s in parts])
    out["calibration_error"], out["pairs_above_half"] = calibration(p, y)
    return {k: round(v, 4) for k, v in out.items()}


def interval(
    truth: dict[str, str], found: dict[str, str], draws: int, score: Any = None
) -> tuple[float, float]:
    """Bootstrap over true incidents, each drawn a number of times: 2.5 and 97.5 % of pair F1, or of another score."""
    table = Table(truth, found)
    rng, n = np.random.default_rng(0), len(table.size)
    got = [
        (score or Table.pair_f1)(table, np.bincount(rng.integers(0, n, n), minlength=n)) for _ in range(draws)
    ]
    low, high = np.percentile(got, [2.5, 97.5])
    return float(low), float(high)


class Table:
    """How many reports of each true incident stand in each group found; an incident can be drawn several times."""

    def __init__(self, truth: dict[str, str], found: dict[str, str]) -> None:
        t = np.unique([truth[r] for r in truth], return_inverse=True)[1]
        f = np.unique([found[r] for r in truth], return_inverse=True)[1]
        cells, n = np.unique(np.stack([t, f]), axis=1, return_counts=True)
        self.t, self.f, self.n, self.size = cells[0], cells[1], n, np.bincount(t)

    def pair_f1(self, times: Any) -> float:
        """Pairwise F1 where incident i was drawn times[i] times, its copies being strangers to one another."""
        w = times[self.t]
        hit = (w * self.n * (self.n - 1) / 2).sum()
        group = np.bincount(self.f, w * self.n)
        across = (group**2).sum() - np.bincount(self.f, (w * self.n) ** 2).sum()
        true = (times * self.size * (self.size - 1) / 2).sum()
        return float(2 * hit / max(hit + across / 2 + true, 1e-9))

    def several(self, times: Any) -> float:
        """B-cubed F1 over the reports whose incident has several."""
        w = times[self.t] * (self.size[self.t] > 1)
        group = np.bincount(self.f, times[self.t] * self.n)
        others = group[self.f] - times[self.t] * self.n
        total = max((w * self.n).sum(), 1e-9)
        p = (w * self.n * self.n / np.maximum(self.n + others, 1)).sum() / total
        r = (w * self.n * self.n / self.size[self.t]).sum() / total
        return float(2 * p * r / max(p + r, 1e-9))


def calibration(p: Any, y: Any) -> tuple[float, float]:
    """Give the mean gap between said and true in tenths from .5 to 1, weighed by pairs, and how many pairs."""
    error, total = 0.0, 0
    if not len(p):
        return 0.0, 0
    for n in range(5):
        here = (p >= 0.5 + n / 10) & ((p < 0.6 + n / 10) | (n == 4))
        if here.any():
            error += abs(p[here].mean() - y[here].mean()) * here.sum()
            total += int(here.sum())
    return error / max(total, 1), total
