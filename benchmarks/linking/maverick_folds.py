"""Measure the comparison on election violence in Kenya, learned on other elections and on invented worlds.

    python benchmarks/linking/maverick_folds.py

Folds: the elections of 2007 and of 2017, and all others. Nothing was chosen on a fold's own claims; the bar for joining
is the one that the rule of weights had before. Rows that cannot be used count as incidents of their own. Then, on the
same folds, a simulated person answers questions, always rightly, in rounds of a twentieth of a question a report.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from learning import Scored, kenya, report, worlds

from holdfire.linking.ask import questions
from holdfire.linking.model import Link, Verdict
from holdfire.linking.trained.comparison import comparison
from holdfire.linking.trained.learn import learn, lesson
from holdfire.linking.trained.link import linked

if TYPE_CHECKING:
    from holdfire.linking.trained.link import Linked

FOLDS = ("K-General-2007", "K-General-2017", "")
ROUNDS, SHARE = 8, 0.05


def main() -> None:
    claims, truth, elections = kenya()
    fold = [e if e in FOLDS else "" for e in elections]
    invented = worlds()
    found: list[Scored] = []
    asked: list[list[Scored]] = [[] for _ in range(ROUNDS)]
    for held in FOLDS:
        known = [n for n in range(len(claims)) if fold[n] != held]
        own = lesson(
            [claims[n] for n in known], [truth[n] for n in known], [elections[n][:-1] for n in known]
        )
        by = comparison(*learn([own, *invented], "a fold", "fold"))
        unseen = [n for n in range(len(claims)) if fold[n] == held]
        mine, right = [claims[n] for n in unseen], [truth[n] for n in unseen]
        left = [truth[n] for n in range(len(claims), len(truth)) if fold[n] == held]
        got = linked(mine, by=by)
        found.append(Scored.of(got, right, left))
        print(held or "others", json.dumps(report(found[-1:], 0)), flush=True)
        for n, answered in enumerate(answers(mine, right, got, by)):
            asked[n].append(Scored.of(answered, right, left))
    print("all", json.dumps(report(found)))
    bins(np.concatenate([s.p for s in found]), np.concatenate([s.y for s in found]))
    for n, parts in enumerate(asked, 1):
        print("asked", round(n * SHARE, 2), "a report", json.dumps(report(parts, 100 if n == ROUNDS else 0)))


def answers(claims: list[Any], truth: list[str], got: Linked, by: Any) -> list[Linked]:
    """Answer rounds of questions rightly; gives the linking after each round."""
    number = {c.id: n for n, c in enumerate(claims)}
    said: dict[Any, Verdict] = {}
    out = []
    for _ in range(ROUNDS):
        a, b = got.compared.pairs
        links = [
            Link(claims[a[n]].id, claims[b[n]].id, float(got.compared.probability[n]), ()) for n in got.kept
        ]
        founders = {c.id: claims[f].id for c, f in zip(claims, got.founder, strict=True)}
        for q in questions(links, founders, said.keys())[: math.floor(len(claims) * SHARE)]:
            same = truth[number[q.link.a]] == truth[number[q.link.b]]
            said[frozenset((q.link.a, q.link.b))] = Verdict.SAME if same else Verdict.NOT_SAME
        got = linked(claims, said, by)
        out.append(got)
    return out


def bins(p: Any, y: Any) -> None:
    """Print what was said and what was true, by tenths."""
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        here = (p >= low) & (p < low + 0.1 + 0.1 * (low == 0.9))
        print(f"  {low}: {here.sum()} pairs, said {p[here].mean():.3f}, true {y[here].mean():.3f}")


if __name__ == "__main__":
    main()
