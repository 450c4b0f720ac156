"""A claim read out of words: who said what, each slot with the span that it stands in and the rule that read it.

Spans are half-open offsets into the article's words. Nothing here repeats the words: they are read through the spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
Anonymity = Literal["named", "anonymous", "collective", "outlet"]
Modality = Literal["happened", "planned", "conditional", "negated"]
MODALITIES: tuple[Modality, ...] = ("happened", "planned", "conditional", "negated")
Status = Literal["asserted", "confirmed", "denied", "unconfirmed"]
Grain = Literal["day", "interval", "week", "month"]


class Span(NamedTuple):
    """Where words stand in the article's text."""

    start: int
    end: int


class Slot(NamedTuple):
    """Words that fill a slot, and the rule that read them there."""

    span: Span
    rule: str


class When(NamedTuple):
    """First and last day of an interval; the words that say it, the day they were counted from, and the rule."""

    first: dt.date
    last: dt.date
    grain: Grain
    span: Span
    anchor: dt.date | None
    rule: str


class People(NamedTuple):
    """Killed or wounded: at least `low`, most likely `best`, at most `high` (None: no upper bound was given)."""

    low: int
    best: int
    high: int | None
    span: Span
    rule: str


class Mention(NamedTuple):
    """A place in the text; `rule` is how it was known for one; `score` orders mentions of one claim.

    `name` is the gazetteer's name of it, empty where none was used.
    """

    span: Span
    rule: str
    score: int
    name: str = ""


Finder: TypeAlias = "Callable[[str, str], list[Mention]]"
"""Finds places' names in a text of a language: `(text, language) -> mentions`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement. `speaker` None: the outlet itself says it.

    `status` is what the one who speaks does: `denied` is a denial of `kind`. `answers` is the number of the claim that
    it denies or confirms, in the same article. `family` is the family of rules that found who speaks; `cue` the words
    for saying.
    """

    n: int
    content: Span
    speaker: Slot | None
    role: Slot | None
    anonymity: Anonymity
    via: tuple[Slot, ...]
    cue: Slot | None
    direct: bool
    kind: str
    coarse: str
    trigger: Slot | None
    modality: Modality
    status: Status
    status_slot: Slot | None
    perpetrator: Slot | None
    target: Slot | None
    killed: People | None
    wounded: People | None
    when: When | None
    place: Mention | None
    family: str
    rule: str
    answers: int | None = None
