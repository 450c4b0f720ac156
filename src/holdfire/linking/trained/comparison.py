"""The shipped comparison: two small forests, a first and a second look, and how their scores become probabilities.

`shipped/` holds them as LightGBM text beside `about.json`: what they were trained on, the names of the features in
order, and the calibration, pairs of score and probability between which is interpolated.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from holdfire.linking.trained.features import features
from holdfire.linking.trained.rivals import second_look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.linking.trained.columns import Columns, Floats
    from holdfire.linking.trained.features import Column
    from holdfire.linking.trained.near import Pairs

CHUNK = 500_000
"""Pairs that are compared at once, to keep memory small."""


@dataclass(frozen=True, slots=True)
class Look:
    """One forest: its features in order, and the calibration of its scores."""

    forest: Any
    names: tuple[str, ...]
    scores: Floats
    probabilities: Floats

    def probability(self, found: Mapping[str, Column]) -> Floats:
        """Give each pair's probability."""
        n = len(next(iter(found.values())))
        out = np.empty(n)
        for at in range(0, n, CHUNK):
            part = slice(at, at + CHUNK)
            raw = self.forest.predict(np.stack([found[f][part] for f in self.names], axis=1), num_threads=2)
            out[part] = np.interp(raw, self.scores, self.probabilities)
        return out

    def weights(self, found: Mapping[str, Column]) -> Floats:
        """Say what each feature adds to a pair's log-odds (Lundberg and Lee 2017: Shapley values of a forest)."""
        rows = np.stack([found[f] for f in self.names], axis=1)
        given: Floats = self.forest.predict(rows, pred_contrib=True, num_threads=2)
        return given[:, :-1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both looks and the name and version of the method, for the entry of a run."""

    method: str
    first: Look
    second: Look


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs with their features and probabilities."""

    pairs: Pairs
    features: dict[str, Column]
    first: Floats
    probability: Floats


@cache
def shipped() -> Comparison:
    """Load the comparison that comes with Holdfire."""
    folder = resources.files(__package__) / "shipped"
    about = json.loads((folder / "about.json").read_text("utf-8"))
    forests = {
        name: gzip.decompress((folder / f"{name}.txt.gz").read_bytes()).decode()
        for name in ("first", "second")
    }
    return comparison(about, forests)


def comparison(about: Mapping[str, Any], forests: Mapping[str, str]) -> Comparison:
    """Make a comparison of its data."""
    looks = [
        Look(
            lightgbm.Booster(model_str=forests[name]),
            tuple(about[name]["features"]),
            np.array(about[name]["scores"]),
            np.array(about[name]["probabilities"]),
        )
        for name in ("first", "second")
    ]
    return Comparison(about["method"], *looks)


def compare(c: Columns, pairs: Pairs, by: Comparison) -> Compared:
    """Compare pairs: at first sight each alone, then each in the light of the others."""
    found = features(c, pairs)
    if not len(pairs[0]):
        nothing = np.empty(0)
        return Compared(pairs, found, nothing, nothing)
    first = by.first.probability(found)
    found |= second_look(c, pairs, first)
    return Compared(pairs, found, first, by.second.probability(found))
