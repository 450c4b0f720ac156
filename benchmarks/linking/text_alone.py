"""Measure linking where there are texts and days of publication only: four folds by time, each learned on earlier ones.

    python benchmarks/linking/text_alone.py syria|ukraine

The first fold has nothing before it and is left out of the scores, here and in the baselines on the same rows: all
texts of one day are one incident, and no two are.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from learning import SHARED, Scored, Table, claims, made, report

from holdfire.linking.trained.comparison import comparison
from holdfire.linking.trained.learn import learn, lesson
from holdfire.linking.trained.link import linked

WHERE = {"syria": "syria-reports/reports.jsonl", "ukraine": "ukraine-civilian-harm"}
FOLDS = 4


def main() -> None:
    which = sys.argv[1]
    lines = made("reports_as_claims.py", which, str(SHARED / "data" / WHERE[which]))
    told, rows = claims(lines)
    order = sorted(range(len(told)), key=lambda n: (told[n].published or 0, n))
    cuts = np.array_split(np.array(order), FOLDS)
    found, days = [], []
    for fold in range(1, FOLDS):
        before = sorted(int(n) for part in cuts[:fold] for n in part)
        own = lesson([told[n] for n in before], [rows[n]["incident"] for n in before])
        by = comparison(*learn([own], which, "fold"))
        now = sorted(int(n) for n in cuts[fold])
        truth = [rows[n]["incident"] for n in now]
        got = linked([told[n] for n in now], by=by)
        found.append(Scored.of(got, truth))
        days.append(Scored(truth, [rows[n]["published"][:10] for n in now], *(np.empty(0),) * 2))
        print(fold, json.dumps(report(found[-1:], 0)), flush=True)
    alone = [Scored(s.truth, [str(n) for n in range(len(s.truth))], s.p[:0], s.y[:0]) for s in found]
    for name, parts in (("linked", found), ("same day", days), ("alone", alone)):
        print(name, json.dumps(report(parts, 200)))
    print("linked less same day: pair F1, then B-cubed of several, each with its interval", over(found, days))


def over(parts: list[Scored], base: list[Scored]) -> list[float]:
    """Give the gain in B-cubed over reports whose incident has several, with its 95 % interval."""
    truth = {f"{n}-{i}": f"{n}-{t}" for n, s in enumerate(parts) for i, t in enumerate(s.truth)}
    ours, theirs = (
        Table(truth, {f"{n}-{i}": f"{n}-{f}" for n, s in enumerate(p) for i, f in enumerate(s.found)})
        for p in (parts, base)
    )
    rng, n = np.random.default_rng(0), len(ours.size)
    drawn = [np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(200)]
    out = []
    for score in (Table.pair_f1, Table.several):
        gain = [score(ours, d) - score(theirs, d) for d in (np.ones(n), *drawn)]
        out += [gain[0], *np.percentile(gain[1:], [2.5, 97.5])]
    return [round(float(x), 4) for x in out]


if __name__ == "__main__":
    main()
