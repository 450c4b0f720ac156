"""A publication ready to be set: its document, its tables, what fits a radio message, and its things on a map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.bulletins.as_geojson import Feature
    from holdfire.bulletins.document import Cell, Document, Table
    from holdfire.words import Words


@dataclass(frozen=True, slots=True)
class Paper:
    """What every format is made of.

    `table` is the canonical one; `tables` a document of all tables and no more; `spoken` are sentences for radio and
    SMS, the weightiest first, of which as many are kept as `messages` hold; without `features` there is no map.
    """

    document: Document
    table: Table
    tables: Document
    spoken: tuple[Words, ...]
    messages: int
    features: tuple[Feature, ...] | None = None
    about: Mapping[str, Cell] = field(default_factory=dict)
