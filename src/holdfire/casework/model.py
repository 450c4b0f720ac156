"""A case and an alert: nothing but their acts in order, with the questions that one asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from holdfire.casework.acts import OPENING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfire.agreement.model_rules import Answer as JointAnswer
    from holdfire.agreement.model_rules import Decision, Member, Outcome, OutcomeRow, Question
    from holdfire.casework import acts
    from holdfire.casework.acts import Answer, Body

UNKNOWN = "unknown"
"""The accused of an allegation against nobody known."""


class Done(NamedTuple):
    """One signed act; `at` is when the log took it in (UTC microseconds), `refused` why it does not count.

    `signers` are the actors whose keys signed it, the first of them its `actor`; `held` says who holds that key.
    `head` is the last act that its author had seen, `about` the act that it is about, 0 for none. `absent` of its
    values are not held here, having been erased or never opened to this holder.
    """

    entry: int
    case: str
    kind: str
    actor: str
    signers: tuple[str, ...]
    held: str
    at: int
    head: int | None
    about: int
    refused: str
    absent: int
    body: Body


@dataclass(frozen=True, slots=True)
class Assessment:
    """One member's signed answers, with reasons; `entry` is the log index at which they stand.

    A question that is not in `answers` has not been answered by this member. `confidence` is that of its
    attribution, per cent, None where it gives none; `interest` whether it declares that its own side is accused.
    """

    member: str
    answers: Mapping[Question, Answer]
    reasons: Mapping[Question, str]
    entry: int
    interest: bool = False
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """How one case is judged: the rule, who answers, the sides that a rule may ask for, and the table.

    `panel` holds the members who answer (no observers). `joint_exemption` is True where an exemption needs
    all of them, as it does unless the agreement says otherwise.
    """

    decision: Decision
    panel: tuple[Member, ...]
    sides: frozenset[str]
    table: Sequence[OutcomeRow]
    joint_exemption: bool = True


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rule makes of the assessments; `question` is the one in dispute or open, if there is one."""

    outcome: Outcome
    question: Question | None
    joint: Mapping[Question, JointAnswer]
    dissents: tuple[acts.Dissent, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an allegation's incident rests on: claims, origins, kinds of source; whether monitors are among these.

    `actors` are whom the claims name, in no direction; `killed` is the best estimate. Not `whole`: values of it are
    not held here, so that what is said to follow from it cannot be worked out anew.
    """

    claims: int = 0
    origins: int = 0
    kinds: int = 0
    monitors: bool = False
    actors: tuple[str, ...] = ()
    killed: int = 0
    whole: bool = True


@dataclass(frozen=True)
class Thread:
    """Acts that belong together, in the order of the log, refused ones among them. At least one counts."""

    id: str
    acts: tuple[Done, ...]

    @cached_property
    def counting(self) -> tuple[Done, ...]:
        """The acts that count."""
        return tuple(a for a in self.acts if not a.refused)

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Done]]:
        found: dict[str, list[Done]] = {}
        for act in self.counting:
            found.setdefault(act.kind, []).append(act)
        return found

    def of(self, *kinds: str, about: int | None = None) -> list[Done]:
        """Acts of these kinds that count, oldest first; about one act only, if given."""
        found = [a for kind in kinds for a in self._by_kind.get(kind, ()) if about in (None, a.about)]
        return found if len(kinds) == 1 else sorted(found, key=lambda a: a.entry)

    def last(self, *kinds: str, about: int | None = None) -> Done | None:
        """The newest of them."""
        found = self.of(*kinds, about=about)
        return found[-1] if found else None

    def get(self, entry: int) -> Done | None:
        """The act that stands at an entry, if it is here and counts."""
        return next((a for a in self.counting if a.entry == entry), None)

    @property
    def opened(self) -> int:
        """When it was opened, UTC microseconds."""
        return self.counting[0].at

    @property
    def head(self) -> int:
        """The entry of the last act that counts: what the next act must have seen."""
        return self.counting[-1].entry

    @property
    def absent(self) -> int:
        """How many values of its acts are not held here."""
        return sum(a.absent for a in self.acts)


@dataclass(frozen=True)
class Case(Thread):
    """Allegations that are heard together, with all that belongs to them."""

    @property
    def allegations(self) -> list[Done]:
        """The allegations, oldest first."""
        return self.of(*OPENING)

    def alleged(self, entry: int) -> acts.Allegation:
        """What one allegation says."""
        found = self.get(entry)
        assert found is not None
        return cast("acts.Allegation", found.body)

    def assessments(self, allegation: int) -> dict[str, Assessment]:
        """Each member's assessment of an allegation that counts: its last one."""
        return {a.actor: assessment_of(a) for a in self.of("assessment", about=allegation)}

    def determination(self, allegation: int) -> Done | None:
        """The determination that stands: the last one, unless the allegation was reopened after it."""
        found = self.last("determination", about=allegation)
        again = self.last("reopening", about=allegation)
        return None if found and again and again.entry > found.entry else found

    def since(self, allegation: int) -> int:
        """From when the members' clocks run: from the allegation, or from its last reopening."""
        again = self.last("reopening", about=allegation)
        found = again or self.get(allegation)
        assert found is not None
        return found.at

    def anew(self, kind: str, about: int) -> list[Done]:
        """Acts of a kind about an act, but those from before that was last reopened.

        By their place in the log: many acts can bear one and the same time.
        """
        again = self.last("reopening", about=about)
        return [a for a in self.of(kind, about=about) if again is None or a.entry > again.entry]

    def withdrawn(self, allegation: int) -> bool:
        """Whether its claimant took it back."""
        return bool(self.of("withdrawal", about=allegation))

    def refusals_of_access(self) -> dict[int, Done | None]:
        """Requests for access that were denied last, each with the denial; None where nobody has answered yet.

        A request that was granted in the end is not among them.
        """
        last = {r.entry: self.last("access", about=r.entry) for r in self.of("access-request")}
        return {entry: a for entry, a in last.items() if a is None or access_of(a).answer == "denied"}


def assessment_of(done: Done) -> Assessment:
    """Read an assessment out of its act."""
    body = cast("acts.Assessment", done.body)
    confidence = body.attribution.confidence if body.attribution else None
    return Assessment(done.actor, body.answers, body.reasons, done.entry, body.interest, confidence)


def visit_of(done: Done) -> acts.Visit:
    """Read who was where, and when, out of a visit's act."""
    return cast("acts.Visit", done.body)


def access_of(done: Done) -> acts.Access:
    """Read what became of a request for access out of its act."""
    return cast("acts.Access", done.body)
