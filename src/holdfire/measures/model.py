"""What is measured, and what a measure says. Times are UTC microseconds, spans of time in a figure are days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.agreement.model_rules import Answer as JointAnswer
    from holdfire.agreement.model_rules import Question
    from holdfire.casework.acts import Answer
    from holdfire.words import Words

METHOD = "measures-1"
"""Name and version of how the figures are made; it changes with anything that changes a figure."""
State = Literal["open", "reopened", "determined", "withdrawn", "recorded"]
By = Literal["", "member", "whom", "claimant", "accused", "pair", "area", "gravity", "confidence", "stratum"]
"""By what a figure is split; empty: not at all. `pair` is claimant's side and accused's, or two accused sides."""


class Spell(NamedTuple):
    """How long something was waited for: from an act, `since`, until what answered it came, or up to now.

    `whom` is who was to act, empty for anybody. `until` is None where nothing came; `seen` is then up to when one knows
    that: now, or when the matter was closed without it, in which case nobody is `waiting` any more. `due` is when its
    clock ran out, None where the agreement sets none or where it stands still.
    """

    step: str
    whom: str
    since: int
    until: int | None
    seen: int
    waiting: bool
    due: int | None
    entries: tuple[int, ...]

    @property
    def length(self) -> int:
        """For how long it was waited for, as far as is known."""
        return self.seen - self.since

    @property
    def in_time(self) -> bool | None:
        """Whether it came within its clock; None without a clock, or where it was not decided yet."""
        if self.due is None or (self.until is None and self.seen < self.due):
            return None
        return self.until is not None and self.until <= self.due

    @property
    def overdue(self) -> bool:
        """Whether somebody still waits for it after its clock ran out."""
        return self.waiting and self.in_time is False


class Assessed(NamedTuple):
    """What a member of the panel said of an allegation in the end; `own` is whether its own side is accused.

    `entry` is None for a member that said nothing; `late` whether its time to say something is over then.
    """

    member: str
    side: str
    own: bool
    answers: Mapping[Question, Answer]
    late: bool
    entry: int | None


class Stated(NamedTuple):
    """A member's answer on the accused with its confidence (per cent), and the joint answer that came later."""

    member: str
    confidence: int
    agreed: bool
    entries: tuple[int, int]


class Found(NamedTuple):
    """A determination: its outcome, when, and the rung of the evidence ladder that it stood on ("": not known).

    `changed` says of one after a reopening whether it is another than the one before.
    """

    entry: int
    at: int
    outcome: str
    joint: Mapping[Question, JointAnswer]
    level: str
    changed: bool | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One allegation, with what became of it up to the cut-off: all that the measures look at.

    Sides are "" for nobody's. What belongs to the whole case (visits, access, a team's report) stands with the
    allegation that opened it.
    """

    entry: int
    case: str
    claimant: str
    claimant_side: str
    accused: str
    accused_side: str
    area: str
    gravity: str
    at: int
    state: State
    spells: tuple[Spell, ...] = ()
    reply: str = ""
    """What the accused answered by its deadline, `none`, or empty: not told, or the time is not over."""
    replied: int | None = None
    assessed: tuple[Assessed, ...] = ()
    stated: tuple[Stated, ...] = ()
    found: tuple[Found, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether it waits to be determined."""
        return self.state in ("open", "reopened")

    @property
    def standing(self) -> Found | None:
        """The determination that stands."""
        return self.found[-1] if self.state == "determined" and self.found else None


class Absence(NamedTuple):
    """That a member took no part: since when, until when (None: it has not come back), by which entries."""

    member: str
    since: int
    until: int | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """All that the measures of a mechanism rest on, at an instant."""

    matters: tuple[Matter, ...]
    absences: tuple[Absence, ...]
    sides: tuple[str, ...]
    now: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what is measured, of which part, its value and 95 % interval, on how many, from which entries.

    `counts` are the numbers of allegations that the figures of its `family` would give away: those of each sort, and
    last all of this part. An interval's end is None where the data set no limit to it; `value` is None where they do
    not give one.
    """

    family: str
    measure: str
    by: By
    of: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    """On how many it rests; None: held back."""
    counts: tuple[int, ...]
    entries: tuple[int, ...] = ()
    note: Words | None = None


class Row(NamedTuple):
    """A figure in words, ready for a table."""

    measure: Words
    split: Words
    unit: Words
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    note: Words | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures of a mechanism, with what they rest on: log, cut-off (a record size), instant, method.

    `publish` is whether small numbers are held back.
    """

    mechanism: str
    exercise: bool
    log: str
    size: int
    now: int
    publish: bool
    figures: tuple[Figure, ...]
    names: Mapping[str, str]
    method: str = METHOD
