"""What of the figures is fit to be published: small numbers held back, no entries named. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfire.measures.suppress import held_back, may_be_named, publishable
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from holdfire.measures.model import By, Figure
    from holdfire.measures.suppress import Counts

ALL = "*"
"""Stands for every part of a split, where not even their names can be published."""
HELD = say("held back: fewer than 5, or beside such a number")
NESTED = frozenset(("whom", "claimant", "accused"))
"""Splits of replies that are sums of their split by pair of sides: the pair is published, these are not."""


def published(figures: Iterable[Figure]) -> list[Figure]:
    """Hold back what would give a small number away; days to a tenth, no entries, and no strata.

    Each family of figures is judged by itself: a reader who subtracts a figure of one from a figure of another may
    still learn a small number. Figures that count nothing of cases (days of absence) are published as they are.
    """
    families: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.by != "stratum" and not (figure.family == "step.reply" and figure.by in NESTED):
            families.setdefault(figure.family, []).append(figure)
    return [_rounded(figure) for family in families.values() for figure in _family(family)]


def _family(figures: Sequence[Figure]) -> Iterator[Figure]:
    by_split: dict[By, list[Figure]] = {}
    for figure in figures:
        by_split.setdefault(figure.by, []).append(figure)
    whole = by_split.pop("", [])
    if whole and not publishable(whole[0].counts):
        yield from map(_held, whole)
        return
    yield from whole
    for some in by_split.values():
        yield from _split(some) if whole else (f if publishable(f.counts) else _held(f) for f in some)


def _split(figures: Sequence[Figure]) -> Iterator[Figure]:
    rows: Mapping[str, Counts] = {f.of: f.counts for f in figures}
    hidden = held_back(rows)
    if hidden and not may_be_named(rows, hidden):
        yield from {f.measure: _held(replace(f, of=ALL)) for f in figures}.values()
        return
    yield from (_held(f) if f.of in hidden else f for f in figures)


def _held(figure: Figure) -> Figure:
    return replace(figure, value=None, low=None, high=None, n=None, counts=(), note=HELD)


def _rounded(figure: Figure) -> Figure:
    digits = 1 if figure.unit == "days" else 4
    value, low, high = (
        None if v is None else round(v, digits) for v in (figure.value, figure.low, figure.high)
    )
    return replace(figure, value=value, low=low, high=high, entries=())
