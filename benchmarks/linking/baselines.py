"""Plain ways of linking, and the rule of weights, on the coded reports of Kenya: the rows that the folds are scored on.

    python benchmarks/linking/baselines.py

The window rule joins all that lie within a day and 3 km and share a type: the window and taxonomy of MELTT (Donnay et
al. 2019) with types as its only taxonomy, without its one-to-one matching between data sets.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from learning import Scored, kenya, report
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from holdfire.linking import methods
from holdfire.linking.trained.columns import columns
from holdfire.linking.trained.features import features
from holdfire.linking.trained.near import pairs

NOTHING = (np.empty(0),) * 2


def main() -> None:
    claims, truth, _ = kenya()
    left = [f"left out {n}" for n in range(len(truth) - len(claims))]
    founders = methods.run("weights", claims, {}).founders
    ways = {
        "alone": [str(n) for n in range(len(claims))],
        "same day and place": [f"{c.when} {c.within}" for c in claims],
        "window rule": window(claims),
        "rule of weights (2007 was seen)": [str(founders[c.id]) for c in claims],
    }
    for name, found in ways.items():
        print(name, json.dumps(report([Scored(truth, found + left, *NOTHING)], 100)))


def window(claims: list[Any]) -> list[str]:
    c = columns(claims)
    a, b = pairs(c)
    f = features(c, (a, b))
    near = (f["gap_days"] <= 1) & (f["km"] <= 3) & (f["kinds"] > 0)
    graph = coo_matrix((np.ones(near.sum()), (a[near], b[near])), (c.n, c.n))
    return [str(n) for n in connected_components(graph, directed=False)[1]]


if __name__ == "__main__":
    main()
