"""What hangs on what: conditions between texts and talks, and what people said of whether they are met."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from holdfire.agreement.base import Day, Id, Model, Sourced, Span, Words
from holdfire.agreement.model_rules import Gravity  # noqa: TC001 - pydantic reads it when it runs

Met = Literal["met", "not met", "unknown"]
Counted = Literal["incidents", "alleged", "violations"]


class Statement(Sourced):
    """What was said on a day of whether something is so; without `by` it is the source alone that says it."""

    day: Day
    says: Met
    by: Id | None = None
    words: str = ""


class InForce(Model):
    """The instrument is in force."""

    what: Literal["in force"]
    instrument: Id


class Accepted(Model):
    """Every one of the actors accepts the instrument, by its own mouth."""

    what: Literal["accepted"]
    instrument: Id
    by: tuple[Id, ...] = Field(min_length=1)


class AtMost(Model):
    """At most `n` in the last `days` days, that day among them, or from `since` on: one of the two is given.

    `incidents` are all that is reported, `alleged` the incidents alleged to breach a term, `violations` what was
    determined to. `gravity` is the least that counts; `where` names zones or areas, empty for anywhere; `by` the
    accused, or larger actors they belong to, empty for anybody.
    """

    what: Literal["at most"]
    n: Annotated[int, Field(ge=0)]
    of: Counted
    by: tuple[Id, ...] = ()
    gravity: Gravity | None = None
    where: tuple[Id, ...] = ()
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    since: Day | None = None


class Held(Model):
    """The talks were held, and those named attended."""

    what: Literal["held"]
    meeting: Id
    attended_by: tuple[Id, ...] = ()


class Fulfilled(Model):
    """What the term makes due has been done, as the term's `fulfilment` says."""

    what: Literal["fulfilled"]
    term: Id


class Stated(Model):
    """Only people can say: each statement with its day and source."""

    what: Literal["stated"]
    statements: tuple[Statement, ...] = ()


class Together(Model):
    """All of them, or any."""

    what: Literal["all", "any"]
    of: tuple[Need, ...] = Field(min_length=1)


class Not(Model):
    """The contrary."""

    what: Literal["not"]
    of: Need


Need = Annotated[
    InForce | Accepted | AtMost | Held | Fulfilled | Stated | Together | Not, Field(discriminator="what")
]


class Condition(Span):
    """That a text or talks (`subject`) hang on something, for a time; `by` are those who set it.

    Without `by` it stands in a text that both sides agreed.
    """

    id: Id
    words: Words
    subject: Id
    by: tuple[Id, ...] = ()
    needs: Need
