"""What to know of the sides' published counts before they are shown side by side.

Rules without I/O. A caution never changes a count.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from holdfire.errors import Where
from holdfire.reports.model import Caution, Tally
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def tally_warnings(tallies: Iterable[Tally]) -> tuple[tuple[Tally, Caution], ...]:
    """Return every caution about these tallies, beside the tally it is about, by day, unit and side.

    Codes: `tally-combined`, `tally-partial`, `tally-over`, `tally-headline` (each of one tally alone) and
    `tally-one-way` (one side judged the other's count of a day, and was not judged in return).
    """
    ordered = sorted(tallies, key=lambda t: (t.day, t.unit, t.side, t.original))
    alone = [(tally, caution) for tally in ordered for caution in cautions_of(tally)]
    return (*alone, *one_way(ordered))


def cautions_of(tally: Tally, file: str = "", row: int | None = None) -> tuple[Caution, ...]:
    """Return the cautions that one tally gives rise to by itself."""
    return tuple(Caution(code, words, Where(file, row, None, field)) for code, field, words in _faults(tally))


def _faults(tally: Tally) -> Iterator[tuple[str, str, Words]]:
    areas = sum(count for _, count in tally.by_area)
    if tally.combined_with:
        yield (
            "tally-combined",
            "combined_with",
            say("one count covers two sides and cannot be split between them"),
        )
    if tally.by_area and areas < tally.total:
        words = say(
            "the areas add up to {areas} and the total is {total}: the rest was not broken down",
            areas=areas,
            total=tally.total,
        )
        yield "tally-partial", "total", words
    if areas > tally.total:
        yield (
            "tally-over",
            "total",
            say(
                "the areas add up to {areas}, more than the total of {total}", areas=areas, total=tally.total
            ),
        )
    if tally.headline is not None and tally.headline != tally.total:
        words = say(
            "the headline says {headline} and the body {total}: the body's is used",
            headline=tally.headline,
            total=tally.total,
        )
        yield "tally-headline", "headline_total", words


def one_way(tallies: Iterable[Tally]) -> Iterator[tuple[Tally, Caution]]:
    """Yield the counts, above zero, of sides that judged another's count of that day and were not judged."""
    words = say("the other side gave no verdict on this count, though this side gave one on the other's")
    for _, group in groupby(tallies, key=lambda t: (t.day, t.unit)):
        same = list(group)
        judges = {t.verdict_by for t in same if judged(t) and t.verdict_by != t.side}
        for tally in same:
            if tally.side in judges and tally.total and not judged(tally):
                yield tally, Caution("tally-one-way", words, Where(field="verdict_by"))


def judged(tally: Tally) -> bool:
    """Say whether another side's verdict on this count is known, in numbers or in words."""
    numbers = (tally.confirmed, tally.exempt, tally.not_confirmed)
    return bool(tally.verdict_by) and (bool(tally.verdict) or any(n is not None for n in numbers))
