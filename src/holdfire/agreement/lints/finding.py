from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.agreement.when import by_id
from holdfire.words import Name, listed

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


def called(agreement: Agreement, actor_ids: Iterable[str]) -> Words | str:
    """Name actors, each in the reader's language where the agreement does."""
    actors = by_id(agreement.actors)
    return listed(Name.of(actors[actor_id].names) for actor_id in actor_ids)


def side_called(agreement: Agreement, side: str) -> Name:
    """Name a side in the same way."""
    return Name.of(by_id(agreement.sides)[side].names)
