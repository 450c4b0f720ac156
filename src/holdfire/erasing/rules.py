"""Whether an erasure counts, and what it reaches. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.errors import HoldfireError, Refused
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from holdfire.agreement.model import Agreement

SAME_SOURCE = frozenset({"reading", "evidence", "custody"})
"""Kinds that repeat what the report said that they refer to: its article, its files, and where those went."""


def objection(agreement: Agreement, officers: Collection[str]) -> HoldfireError | None:
    """Say why an erasure that these bodies' protection officers signed does not count, or None.

    The agreement says how many it takes; one if it does not.
    """
    rule = agreement.rules.erasure
    needed = rule.officers if rule else 1
    if len(set(officers)) < needed:
        return Refused(
            "erasure-unsigned",
            say("an erasure needs the protection officers of {n} bodies", n=needed),
            hint=say("`--as` for each key, or `--request`, then `holdfire sign` and `holdfire submit`"),
        )
    return None


def reached(targets: Iterable[int], entries: Iterable[tuple[int, str, tuple[int, ...]]]) -> Iterator[int]:
    """Yield the targets and, of (index, kind, references) in the order of the log, those that repeat what they say."""
    found = set(targets)
    yield from sorted(found)
    for index, kind, refs in entries:
        if kind in SAME_SOURCE and index not in found and found & set(refs):
            found.add(index)
            yield index
