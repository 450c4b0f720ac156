"""How grave an incident is, by its types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.taxonomy import taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.agreement.model_rules import Gravity

_HEAVIEST: tuple[Gravity, ...] = ("grave", "serious", "minor")


def gravity(types: Iterable[str]) -> Gravity:
    """Give an incident's gravity: the gravest default of its types; minor where no type is known."""
    known = {taxonomy()[t].gravity for t in types if t in taxonomy()}
    return next((g for g in _HEAVIEST if g in known), "minor")
