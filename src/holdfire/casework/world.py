"""What the rules look at besides the case itself, handed in as values, so that they stay pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from holdfire.agreement.when import by_id, day_of
from holdfire.casework.model import Evidence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from holdfire.agreement.model import Agreement, Term
    from holdfire.agreement.model_rules import Rules
    from holdfire.casework.acts import Allegation

MICROSECOND = timedelta(microseconds=1)


def _no_evidence(_said: Allegation) -> Evidence:
    return Evidence()


def _none_owed(_term: str, _accused: str) -> bool:
    return False


def _all_held() -> bool:
    return True


def _none_earlier(_accused: str) -> Sequence[int]:
    return ()


@dataclass(frozen=True, slots=True)
class World:
    """The agreement under which a case is heard, and what holds at an instant (UTC microseconds).

    A case is heard under the agreement as it stood when the case was opened. `away` are the members who walked out,
    `evidence` says what an allegation rests on, `earlier` when an actor was accused, oldest first, `owed` whether a
    case is open already about a thing that a term owed, against an accused, `whole` whether all that was ever alleged
    is held here.
    """

    agreement: Agreement
    now: int
    away: frozenset[str] = frozenset()
    evidence: Callable[[Allegation], Evidence] = _no_evidence
    earlier: Callable[[str], Sequence[int]] = _none_earlier
    owed: Callable[[str, str], bool] = _none_owed
    whole: Callable[[], bool] = _all_held

    @property
    def day(self) -> dt.date:
        """The day, in the mechanism's zone."""
        return day_of(self.agreement, self.now)

    @property
    def rules(self) -> Rules:
        """The rules of the mechanism."""
        return self.agreement.rules

    def term(self, term: str) -> Term | None:
        """The term of an id."""
        return by_id(self.agreement.terms).get(term)
