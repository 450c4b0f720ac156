"""Small numbers held back from what is published, so that no shown figure or total gives them away. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOOR = 5
"""A count of 1 to 4 is not published."""
Counts = tuple[int, ...]
"""Numbers of allegations that a figure gives away, sort by sort, and last of all."""


def publishable(counts: Counts) -> bool:
    """Tell whether each of the numbers that a figure gives away is 0 or at least 5."""
    return all(n == 0 or n >= FLOOR for n in counts)


def held_back(rows: Mapping[str, Counts]) -> frozenset[str]:
    """Choose which rows of a table to hold back; the sum of all rows is known to the reader.

    Each row counts the same sorts of allegations in the same order. Rows with a number of 1 to 4 go first. As the
    reader can subtract what is shown from the total, what is held back must itself be fit to print when added up, be of
    two rows or more, and leave open of each of them whether it is of 1, 2, 3 or 4 allegations. Until it is, the next
    smallest row goes too (complementary suppression: L. H. Cox, J. Am. Stat. Assoc. 75 (1980) 377-385, in the one
    dimension that the tables here have).
    """
    hidden = {name for name, counts in rows.items() if not publishable(counts)}
    while hidden and not _safe([rows[name] for name in hidden]):
        shown = [(counts[-1], name) for name, counts in rows.items() if name not in hidden]
        if not shown:
            break
        hidden.add(min(shown)[1])
    return frozenset(hidden)


def may_be_named(rows: Mapping[str, Counts], hidden: frozenset[str]) -> bool:
    """Tell whether the rows that are held back may be named: that tells the reader that each is of something."""
    return _safe([rows[name] for name in hidden])


def _safe(hidden: list[Counts]) -> bool:
    together = tuple(map(sum, zip(*hidden, strict=True)))
    return len(hidden) > 1 and publishable(together) and together[-1] - (len(hidden) - 1) >= FLOOR - 1
