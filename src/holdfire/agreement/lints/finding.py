from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.agreement.when import by_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.agreement.model import Agreement
    from holdfire.words import Words


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an agreement leaves open: a stable code, plain words, and the field it concerns."""

    code: str
    words: Words
    where_field: str


def called(agreement: Agreement, actor_ids: Iterable[str]) -> str:
    """Write actors by their names, with commas."""
    actors = by_id(agreement.actors)
    return ", ".join(actors[actor_id].name for actor_id in actor_ids)
