from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an agreement leaves open: a stable code, plain words, and the field it concerns."""

    code: str
    words: str
    where_field: str
