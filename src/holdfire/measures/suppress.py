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

    Each row counts the same sorts of allegations in the same order. Rows with a number of 1 to 4 go first, then the
    smallest that are left, all of one size together, until what is held back is `_safe` (complementary suppression: L.
    H. Cox, J. Am. Stat. Assoc. 75 (1980) 377-385, in the one dimension that the tables here have).
    """
    hidden = {name for name, counts in rows.items() if not publishable(counts)}
    while hidden and len(hidden) < len(rows) and not _safe([rows[name] for name in hidden]):
        least = min(counts[-1] for name, counts in rows.items() if name not in hidden)
        hidden |= {name for name, counts in rows.items() if counts[-1] == least}
    return frozenset(hidden)


def may_be_named(rows: Mapping[str, Counts], hidden: frozenset[str]) -> bool:
    """Tell whether the rows that are held back may be named: that tells the reader that each is of something."""
    return _open([rows[name] for name in hidden])


def _safe(hidden: list[Counts]) -> bool:
    """Tell whether a reader who subtracts what is shown from the total, and knows this rule, learns no small number.

    What is held back is two rows or more, fit to print when added up, `_open`, and of no sort just 4 a row: where the
    rows that are shown are so small that all of these must be below 5, that would be 4 for each.
    """
    together = tuple(map(sum, zip(*hidden, strict=True)))
    return (
        len(hidden) > 1
        and publishable(together)
        and _open(hidden)
        and (FLOOR - 1) * len(hidden) not in together
    )


def _open(hidden: list[Counts]) -> bool:
    """Tell whether each row, being of one allegation or more, can be of 1, 2, 3 or 4, for all that their sum says."""
    return sum(counts[-1] for counts in hidden) - (len(hidden) - 1) >= FLOOR - 1
