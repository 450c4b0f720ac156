"""What the measurements of linking share: the data as claims, the invented worlds, and the scores.

The data stands beside the repository, in `../shared` or where `HOLDFIRE_SHARED` says; nothing of it is kept here.
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

SHARED = Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).parents[3] / "shared"))
sys.path[:0] = [str(SHARED / "bench"), str(Path(__file__).parent)]

import json  # noqa: E402
import tempfile  # noqa: E402

from score_links import b_cubed, pairwise, scores  # noqa: E402
from worlds import world  # noqa: E402

from holdfire.linking.alone import claims_of  # noqa: E402
from holdfire.linking.trained.learn import Lesson, lesson  # noqa: E402

WORLDS, SIZE, WEIGHT, PAIRS = 25, 80, 0.5, 2000
"""Invented worlds, incidents in each, and their weight: half that of a coded pair, less where a world has many pairs."""


def claims(lines: str) -> tuple[list[Any], list[dict[str, Any]]]:
    """Read JSON lines as `holdfire link` does, without the truth: claims, the rows in the same order, then those left out."""
    rows = {str(r["report_id"]): r for r in map(json.loads, lines.splitlines())}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(
            json.dumps({k: v for k, v in r.items() if k not in ("incident", "election")}) + "\n" for r in rows.values()
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
        out.append(Lesson(each.c, each.a, each.b, each.rows, each.names, each.same, WEIGHT * min(1, PAIRS / max(1, len(each.a))), (fold, fold)))
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


def interval(truth: dict[str, str], found: dict[str, str], draws: int, score: Any = None) -> tuple[float, float]:
    """Bootstrap over true incidents: 2.5 and 97.5 % of pair F1 (or another score)."""
    rng, groups = np.random.default_rng(0), {}
    for r, t in truth.items():
        groups.setdefault(t, []).append(r)
    names, got = sorted(groups), []
    score = score or (lambda t, f: pairwise(t, f)[2])
    for _ in range(draws):
        t, f = {}, {}
        for k, n in enumerate(rng.integers(0, len(names), len(names))):
            for r in groups[names[n]]:
                t[f"{k}/{r}"], f[f"{k}/{r}"] = f"{k}", found[r]
        got.append(score(t, _apart(t, f)))
    return tuple(float(x) for x in np.percentile(got, [2.5, 97.5]))


def _apart(t: dict[str, str], f: dict[str, str]) -> dict[str, str]:
    """Keep copies of one incident apart: a group's second copy of the same reports is another group."""
    seen: dict[tuple[str, str], int] = {}
    out = {}
    for key, group in f.items():
        report_ = key.split("/", 1)[1]
        n = seen[group, report_] = seen.get((group, report_), -1) + 1
        out[key] = f"{group}~{n}"
    return out


def calibration(p: Any, y: Any) -> tuple[float, float]:
    """Give the mean gap between said and true in tenths from .5 to 1, weighed by pairs, and how many pairs those are."""
    error, total = 0.0, 0
    for n in range(5):
        here = (p >= 0.5 + n / 10) & ((p < 0.6 + n / 10) | (n == 4))
        if here.any():
            error += abs(p[here].mean() - y[here].mean()) * here.sum()
            total += int(here.sum())
    return error / max(total, 1), total


def several(truth: dict[str, str], found: dict[str, str]) -> float:
    """Give B-cubed F1 over the reports whose incident has several."""
    from collections import Counter

    size = Counter(truth.values())
    return b_cubed(truth, found, [r for r in truth if size[truth[r]] > 1])[2]
