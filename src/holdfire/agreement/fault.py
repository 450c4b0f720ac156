from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from holdfire.agreement.base import Path
    from holdfire.words import Words


class Fault(NamedTuple):
    """One thing wrong: an error code, plain words, what to do, and the field."""

    code: str
    words: Words
    hint: Words | None
    path: Path
