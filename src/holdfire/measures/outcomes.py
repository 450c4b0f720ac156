"""What came out: violation, exempt, contested; what a reopening changed; confidence against the joint answer. Pure."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from holdfire.measures.figures import SPLITS, Part, of_matter, shares, split
from holdfire.measures.intervals import hoeffding
from holdfire.measures.model import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfire.measures.model import Found, Matter, Stated

SORTS = ("violation", "exempt", "contested", "other")
BINS = (0, 50, 60, 70, 80, 90)
"""Where the bins of confidence begin, per cent; 100 lies in the last."""


def sort_of(outcome: str) -> str:
    """Sort an outcome: a violation by the accused, exempt, contested, or any other."""
    return outcome if outcome in SORTS else "other"


def outcomes(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give the shares of outcomes among determinations that stand: by claimant, accused side, area and gravity."""
    standing = [(m, m.standing) for m in matters if m.standing]
    for where, some in split(standing, SPLITS, lambda pair, by: of_matter(pair[0], by)):
        counted = {s: sum(sort_of(f.outcome) == s for _, f in some) for s in SORTS}
        yield from shares("outcome", "share of determinations", where, counted, (f.entry for _, f in some))


def reversals(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give the share of determinations after a reopening that came out otherwise than the one before."""
    again: list[tuple[Matter, Found]] = [(m, f) for m in matters for f in m.found if f.changed is not None]
    for where, some in split(again, SPLITS, lambda pair, by: of_matter(pair[0], by)):
        changed = sum(bool(f.changed) for _, f in some)
        counted = {"changed": changed, "same": len(some) - changed}
        yield from shares("reopened", "share of determinations", where, counted, (f.entry for _, f in some))


class Scored(NamedTuple):
    """A stated confidence as a share, and 1 where the joint answer came out as the member said, else 0."""

    stated: Stated
    confidence: float
    came: int


def calibration(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Compare each member's stated confidence in its answer on the accused with the joint answer that came later.

    The Brier score is the mean of (confidence - 1 where it came out so, else 0) squared: G. W. Brier, Monthly Weather
    Review 78 (1950) 1-3; 0 is best, 0.25 is what 50 per cent always gives. In each bin of confidence: how often it came
    out so, beside the mean confidence in the note. The joint answer is not the truth, and each member has a part in
    it: under consensus it is never anything but what the member said.
    """
    scored = [Scored(s, s.confidence / 100, int(s.agreed)) for m in matters for s in m.stated]
    for where, some in split(scored, ("", "member"), lambda s, by: s.stated.member if by == "member" else ""):
        yield _brier(where, some)
    for where, some in split(scored, ("confidence",), lambda s, _by: bin_of(s.stated.confidence)):
        came = sum(s.came for s in some)
        mean = f"mean confidence {fmean(s.confidence for s in some):.2f}"
        counted = {"came": came, "not": len(some) - came}
        entries = (e for s in some for e in s.stated.entries)
        yield from shares("confidence", "share of answers", where, counted, entries, mean)


def _brier(where: Part, some: Sequence[Scored]) -> Figure:
    score = fmean((s.confidence - s.came) ** 2 for s in some)
    entries = tuple(sorted({e for s in some for e in s.stated.entries}))
    came = sum(s.came for s in some)
    counts = (came, len(some) - came)
    limits = hoeffding(score, len(some))
    return Figure("brier", "brier", *where, "score", score, *limits, counts, "", entries, len(some))


def bin_of(confidence: int) -> str:
    """Name the bin of a confidence: `70-79`."""
    low = max(b for b in BINS if b <= confidence)
    high = next((b - 1 for b in BINS if b > confidence), 100)
    return f"{low}-{high}"
