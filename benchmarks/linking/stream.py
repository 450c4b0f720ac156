"""Measure the shipped comparison, and the rule of weights, on `exercise_stream.py`, which neither has learned from.

    python benchmarks/linking/stream.py 2000 [200000]

Beside them an oracle, which knows every incident's day and type and that its point is where claims say it is: it puts a
claim to the nearest incident that fits, and so gives what the claims themselves allow.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from learning import Scored, claims, made, report

from holdfire.linking import methods
from holdfire.linking.trained.link import linked

DENSITIES = (1, 10, 30)


def main() -> None:
    for n in map(int, sys.argv[1:]):
        for density in DENSITIES:
            told, rows = claims(made("exercise_stream.py", str(n), "--density", str(density)))
            truth = [r["incident"] for r in rows]
            began = time.monotonic()
            got = linked(told)
            print(
                n,
                density,
                "forests",
                round(time.monotonic() - began, 1),
                "s",
                json.dumps(report([Scored.of(got, truth)], 100)),
                flush=True,
            )
            if len(told) <= 50_000:
                founders = methods.run("weights", told, {}).founders
                found = [str(founders[c.id]) for c in told]
                print(
                    n,
                    density,
                    "weights",
                    json.dumps(report([Scored(truth, found, *(np.empty(0),) * 2)], 0)),
                    flush=True,
                )
                oracle = Scored(truth, oracled(told, truth), *(np.empty(0),) * 2)
                print(n, density, "oracle", json.dumps(report([oracle], 0)), flush=True)


def oracled(told: list, truth: list[str]) -> list[str]:
    """Put each claim to the incident that fits it best: by day, type and distance from the incident's finest point."""
    finest: dict[str, int] = {}
    for n, incident in enumerate(truth):
        if incident not in finest or told[n].radius_km < told[finest[incident]].radius_km:
            finest[incident] = n
    names = sorted(finest)
    at = np.array(
        [
            (told[finest[i]].lon * 92, told[finest[i]].lat * 110.57, told[finest[i]].when.start / 86.4e9)
            for i in names
        ]
    )
    kind = np.array([told[finest[i]].types[0] for i in names])
    order = np.argsort(at[:, 2], kind="stable")
    days = at[order, 2]
    out = []
    for c in told:
        low, high = np.searchsorted(days, [c.when.start / 86.4e9 - 1.01, c.when.start / 86.4e9 + 1.01])
        near = order[low:high]
        km = np.hypot(at[near, 0] - c.lon * 92, at[near, 1] - c.lat * 110.57)
        cost = (
            (km / max(c.radius_km, 0.2)) ** 2
            + 5 * (kind[near] != c.types[0])
            + 4 * (at[near, 2] != c.when.start / 86.4e9)
        )
        out.append(names[near[int(np.argmin(cost))]])
    return out


if __name__ == "__main__":
    main()
