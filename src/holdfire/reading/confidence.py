"""The measured confidence of each family of rules, as `holdfire lexicon measure --write` keeps it in the package."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

FILE = "measured.json"
UNMEASURED = "unmeasured"


def of(family: str) -> float | str:
    """Give the lower Wilson bound of a family's precision on gold, or `unmeasured` below 20 firings."""
    known = measured().get(family)
    return UNMEASURED if known is None else known


@cache
def measured() -> dict[str, float | None]:
    """Read the bounds by family."""
    found: dict[str, float | None] = json.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    return found
