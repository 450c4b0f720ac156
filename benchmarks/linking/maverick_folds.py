"""Measure the comparison on election violence in Kenya, learned on other elections and on invented worlds.

    python benchmarks/linking/maverick_folds.py

Folds: the elections of 2007 and of 2017, and all others. Nothing was chosen on a fold's own claims; the bar for joining
is the one that the rule of weights had before. Rows that cannot be used count as incidents of their own.
"""

from __future__ import annotations

import json

import numpy as np
from learning import Scored, kenya, report, worlds

from holdfire.linking.trained.comparison import comparison
from holdfire.linking.trained.learn import learn, lesson
from holdfire.linking.trained.link import linked

FOLDS = ("K-General-2007", "K-General-2017", "")


def main() -> None:
    claims, truth, elections = kenya()
    fold = [e if e in FOLDS else "" for e in elections]
    invented, found = worlds(), []
    for held in FOLDS:
        known = [n for n in range(len(claims)) if fold[n] != held]
        part = [elections[n][:-1] for n in known]
        own = lesson([claims[n] for n in known], [truth[n] for n in known], part)
        by = comparison(*learn([own, *invented], "a fold", "fold"))
        unseen = [n for n in range(len(claims)) if fold[n] == held]
        got = linked([claims[n] for n in unseen], by=by)
        left = [truth[n] for n in range(len(claims), len(truth)) if fold[n] == held]
        found.append(Scored.of(got, [truth[n] for n in unseen], left))
        print(held or "others", json.dumps(report(found[-1:], 0)), flush=True)
    print("all", json.dumps(report(found)))
    np.savez(
        "/tmp/lk/folds.npz", p=np.concatenate([s.p for s in found]), y=np.concatenate([s.y for s in found])
    )


if __name__ == "__main__":
    main()
