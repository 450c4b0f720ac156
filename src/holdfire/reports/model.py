"""What came in: reports with the claim their source stated, and the sides' tallies.

Times are UTC integer microseconds since 1970; an interval is half open, `[start, end)`, so a day given as
`2017-01-09` in the mechanism's zone is the 24 h (23 or 25 when clocks change) of that day. Coordinates are
WGS 84 longitude, then latitude, in degrees; radii are kilometres. Unknown is `None`, or empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from holdfire.errors import Where
    from holdfire.words import Words

Micros = int


class ClaimId(NamedTuple):
    """Which claim: the entry of the first report of its chain of corrections, and the claim's number within the report.

    So a claim keeps its id when its report is corrected. Which entry holds what it says now is the report's affair:
    `holdfire.reports.repo.Filed.entry`.
    """

    entry: int
    n: int

    def __str__(self) -> str:
        """Write it as `17`, or `17.2` for any but the first claim of a report."""
        return f"{self.entry}.{self.n}" if self.n else str(self.entry)

    @classmethod
    def parse(cls, text: str) -> ClaimId:
        """Read what `str` wrote; ValueError if it is something else."""
        entry, _, n = text.partition(".")
        return cls(int(entry), int(n or 0))


class Interval(NamedTuple):
    """A half-open stretch of time, UTC microseconds."""

    start: Micros
    end: Micros


class Toll(NamedTuple):
    """People, as a range: at least `low`, most likely `best`, at most `high`."""

    low: int
    best: int
    high: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where, as the source put it: a name, the larger area it lies in, and coordinates where it gave them."""

    name: str = ""
    within: str = ""
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement that something happened, with whatever the source said of it.

    `actors` are all whom the source names as taking part, in no direction: being named there says neither who
    fired nor who was hit. Only `perpetrators` and `victims` say that, and only where the source did.
    """

    when: Interval | None = None
    spot: Spot = Spot()
    types: tuple[str, ...] = ()
    context: str = ""
    target: str = ""
    perpetrators: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    killed: Toll | None = None
    injured: Toll | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one source said, received at one time, in its original words and language.

    `original` is the SHA-256 (hex) of the bytes it came in. `source_id` is the source's own id for it,
    `document` names the text that several claims stand in, `origin` whose observation it really is (empty:
    not known to be another's), `cited` a public identifier behind it, such as `UCDP GED 214797`. `claim` is
    `None` for plain words that nobody has coded yet.
    """

    original: str
    source: str
    source_type: str = ""
    source_id: str = ""
    origin: str = ""
    document: str = ""
    url: str = ""
    cited: str = ""
    published: Micros | None = None
    language: str = ""
    media_type: str = ""
    title: str = ""
    words: str = ""
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A side's published count of violations, as it published it. Shown and compared, never linked.

    `by_area` is the count by area as broken down, `total` the total the side gave, `headline` another total
    in the same issue's headline, if it differs. `combined_with` names another side where one count covers
    both. The verdict is what `verdict_by` said of this count: `confirmed`, `exempt` and `not_confirmed`, each
    a number or unknown, and its words.
    """

    original: str
    day: str
    side: str
    unit: str
    total: int
    by_area: tuple[tuple[str, int], ...] = ()
    headline: int | None = None
    combined_with: str = ""
    verdict_by: str = ""
    confirmed: int | None = None
    exempt: int | None = None
    not_confirmed: int | None = None
    verdict: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """A row came in, but something about it should be known: a stable code, plain words, and where.

    The words say what was found and what was done about it, and never repeat what stands in the row.
    """

    code: str
    words: Words
    where: Where
