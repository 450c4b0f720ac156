"""What came out: violation, exempt, contested; what a reopening changed; confidence against the joint answer. Pure."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from holdfire.measures.figures import SPLITS, of_matter, share, shares, sorted_by, split
from holdfire.measures.intervals import hoeffding
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfire.measures.figures import Part, Thing
    from holdfire.measures.model import By, Figure, Found, Matter, Stated

SORTS = ("violation", "exempt", "contested", "other")
BINS = (0, 50, 60, 70, 80, 90)
"""Where the bins of confidence begin, per cent; 100 lies in the last."""
CAVEAT = say("the joint answer is not the truth, and the member has a part in it")


def sort_of(outcome: str) -> str:
    """Sort an outcome: a violation by the accused, exempt, contested, or any other."""
    return outcome if outcome in SORTS else "other"


Case = tuple["Matter", "Found"]


def outcomes(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give the shares of outcomes among determinations that stand: by claimant, accused side, area and gravity."""
    standing = [(m, m.standing) for m in matters if m.standing]
    for where, some in split(standing, SPLITS, _part):
        found = sorted_by(some, SORTS, lambda pair: sort_of(pair[1].outcome))
        yield from shares("outcome", "share of determinations", where, _things(found))


def reversals(matters: Sequence[Matter]) -> Iterator[Figure]:
    """Give the share of determinations after a reopening that came out otherwise than the one before."""
    again = [(m, f) for m in matters for f in m.found if f.changed is not None]
    for where, some in split(again, SPLITS, _part):
        found = sorted_by(some, ("changed", "same"), lambda pair: "changed" if pair[1].changed else "same")
        yield from shares("reopened", "share of determinations", where, _things(found))


def _part(case: Case, by: By) -> str:
    return of_matter(case[0], by)


def _things(sorts: Mapping[str, Sequence[Case]]) -> dict[str, list[Thing]]:
    return {sort: [(m, (f.entry,)) for m, f in cases] for sort, cases in sorts.items()}


class Scored(NamedTuple):
    """A stated confidence as a share, and 1 where the joint answer came out as the member said, else 0."""

    matter: Matter
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
    scored = [Scored(m, s, s.confidence / 100, int(s.agreed)) for m in matters for s in m.stated]
    for where, some in split(scored, ("", "member"), lambda s, by: s.stated.member if by == "member" else ""):
        yield _brier(where, some)
    for where, some in split(scored, ("confidence",), lambda s, _by: bin_of(s.stated.confidence)):
        mean = fmean(s.confidence for s in some)
        note = say("mean confidence {mean}; {caveat}", mean=f"{mean:.2f}", caveat=CAVEAT)
        found = share("confidence.came", "share of answers", where, _came_and_not(some), note)
        yield replace(found, family="brier")


def _brier(where: Part, some: Sequence[Scored]) -> Figure:
    score = fmean((s.confidence - s.came) ** 2 for s in some)
    low, high = hoeffding(score, len(some))
    found = share("brier", "score", where, _came_and_not(some), CAVEAT)
    return replace(found, value=score, low=low, high=high)


def _came_and_not(some: Sequence[Scored]) -> tuple[list[Thing], list[Thing]]:
    found = sorted_by(some, ("1", "0"), lambda s: str(s.came))
    came, other = ([_thing(s) for s in scored] for scored in found.values())
    return came, other


def _thing(scored: Scored) -> Thing:
    return scored.matter, scored.stated.entries


def bin_of(confidence: int) -> str:
    """Name the bin of a confidence: `70-79`."""
    low = max(b for b in BINS if b <= confidence)
    high = next((b - 1 for b in BINS if b > confidence), 100)
    return f"{low}-{high}"
