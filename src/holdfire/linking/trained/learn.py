"""Learning a comparison from claims of which the incidents are known.

Two forests (LightGBM: Ke et al. 2017) and their calibration by isotonic regression (Zadrozny and Elkan 2002). What is
calibrated, and what the second look is shown of the first, are scores of pairs that the scoring forest did not see:
each set of claims is cut into folds, twice over if it can be: into stretches of time, where what is met is like what is
known, and into parts that have little in common (elections, worlds), where it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from holdfire.linking.trained.columns import columns
from holdfire.linking.trained.features import features
from holdfire.linking.trained.near import pairs
from holdfire.linking.trained.rivals import second_look

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from holdfire.linking.model import LinkClaim
    from holdfire.linking.trained.columns import Columns, Floats, Ints

FALLING = ("gap_days", "start_days", "km", "km_of_reach")
"""The farther apart, the less probable, all else equal: held by the forests."""
ROUNDS = (160, 90)
FOLDS = 5
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.6,
    "lambda_l2": 5.0,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbose": -1,
}
SURE = (2e-4, 0.998)
"""No pair is less or more probable than this."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Claims that learn together: pairs of them, what is compared, and which are one incident."""

    c: Columns
    a: Ints
    b: Ints
    rows: NDArray[np.float32]
    names: tuple[str, ...]
    same: NDArray[np.bool_]
    weight: float
    folds: tuple[Ints, ...]
    """One or two ways of cutting the claims into folds, a number a claim."""


def lesson(
    claims: Sequence[LinkClaim], incidents: Sequence[str], part: Sequence[str] = (), weight: float = 1.0
) -> Lesson:
    """Make a lesson; `part` names, for each claim, the part that has little in common with the others."""
    c = columns(claims)
    a, b = pairs(c)
    found = features(c, (a, b))
    known = np.unique(np.array(incidents), return_inverse=True)[1]
    folds = [_stretches(c)]
    if part:
        parts = np.unique(np.array(part), return_inverse=True)[1]
        folds.append(parts if parts.max() else folds[0])
    rows = np.stack(list(found.values()), axis=1)
    return Lesson(c, a, b, rows, tuple(found), known[a] == known[b], weight, tuple(folds))


def _stretches(c: Columns) -> Ints:
    """Cut claims into stretches of time with about as many claims in each."""
    when = np.where(c.timed, c.start, c.published)
    fold = np.empty(c.n, np.int64)
    for n, part in enumerate(np.array_split(np.argsort(when, kind="stable"), FOLDS)):
        fold[part] = n
    return fold


def learn(lessons: Sequence[Lesson], about: str, method: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Learn from lessons; gives what `comparison.comparison` takes."""
    rows = np.concatenate([each.rows for each in lessons])
    same = np.concatenate([each.same for each in lessons])
    weight = np.concatenate([np.full(len(each.a), each.weight) for each in lessons])
    names = lessons[0].names
    ways = [_ends(lessons, way) for way in range(max(len(each.folds) for each in lessons))]
    first = _fit(rows, same, weight, names, ROUNDS[0])
    sights = [_unseen(rows, same, weight, names, ROUNDS[0], ends) for ends in ways]
    looks = [np.concatenate([rows, _look(lessons, sight)], axis=1) for sight in sights]
    more = (*names, *_extra(lessons[0], sights[0][: len(lessons[0].a)]))
    second = _fit(looks[0], same, weight, more, ROUNDS[1])
    again = [
        _unseen(look, same, weight, more, ROUNDS[1], ends) for look, ends in zip(looks, ways, strict=True)
    ]
    found = {
        "about": about,
        "method": method,
        "first": {"features": names, **_calibrated(sights, same, weight)},
        "second": {"features": more, **_calibrated(again, same, weight)},
    }
    return found, {"first": first.model_to_string(), "second": second.model_to_string()}


def _ends(lessons: Sequence[Lesson], way: int) -> tuple[Ints, Ints]:
    """Give the fold of each end of each pair."""
    folds = [each.folds[min(way, len(each.folds) - 1)] for each in lessons]
    return (
        np.concatenate([f[each.a] for f, each in zip(folds, lessons, strict=True)]),
        np.concatenate([f[each.b] for f, each in zip(folds, lessons, strict=True)]),
    )


def _fit(rows: Any, same: Any, weight: Any, names: Sequence[str], rounds: int) -> Any:
    falling = [-1 if name in FALLING else 0 for name in names]
    data = lightgbm.Dataset(rows, same, weight=weight, feature_name=list(names))
    return lightgbm.train({**SETTINGS, "monotone_constraints": falling}, data, rounds)


def _unseen(
    rows: Any, same: Any, weight: Any, names: Sequence[str], rounds: int, ends: tuple[Ints, Ints]
) -> Floats:
    """Score each pair by a forest that saw no pair with an end in its fold."""
    out = np.zeros(len(same))
    for fold in np.unique(ends[0]):
        held = (ends[0] == fold) | (ends[1] == fold)
        if held.all():
            continue
        out[held] = _fit(rows[~held], same[~held], weight[~held], names, rounds).predict(rows[held])
    return out


def _look(lessons: Sequence[Lesson], sight: Floats) -> Any:
    parts = []
    at = 0
    for each in lessons:
        found = _extra(each, sight[at : at + len(each.a)])
        parts.append(np.stack(list(found.values()), axis=1))
        at += len(each.a)
    return np.concatenate(parts)


def _extra(each: Lesson, sight: Floats) -> dict[str, Any]:
    return second_look(each.c, (each.a, each.b), sight)


def _calibrated(scores: Iterable[Floats], same: Any, weight: Any) -> dict[str, list[float]]:
    given = list(scores)
    score, true = np.concatenate(given), np.tile(same, len(given)).astype(float)
    knots = isotonic(score, true, np.tile(weight, len(given)))
    return {
        "scores": [round(float(x), 6) for x in knots[0]],
        "probabilities": [round(float(np.clip(p, *SURE)), 6) for p in knots[1]],
    }


def isotonic(score: Floats, true: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Pool adjacent violators (Ayer et al. 1955): mean score and share true of each pool, both rising."""
    order = np.argsort(score, kind="stable")
    pools: list[list[float]] = []
    for s, t, w in zip(score[order].tolist(), true[order].tolist(), weight[order].tolist(), strict=True):
        pools.append([w, w * s, w * t])
        while len(pools) > 1 and pools[-2][2] * pools[-1][0] >= pools[-1][2] * pools[-2][0]:
            last = pools.pop()
            pools[-1] = [x + y for x, y in zip(pools[-1], last, strict=True)]
    found = np.array(pools)
    return found[:, 1] / found[:, 0], found[:, 2] / found[:, 0]
