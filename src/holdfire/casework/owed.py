"""What a term owed by a date, and whether that is still to come, late, or done. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.casework import parties
from holdfire.errors import Conflict, HoldfireError
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt

    from holdfire.agreement.model import Agreement, Term


def not_due(agreement: Agreement, term: Term, day: dt.date) -> HoldfireError | None:
    """Say why nothing is owed under a term yet, or any more: it has no date, the day is not over, or it was done."""
    if term.mode != "owed" or term.due is None or day <= term.due:
        return Conflict("not-due", say("nothing was owed under {term} by that day", term=term.id))
    if by_others(agreement, term, day):
        return Conflict("not-due", say("what {term} owed is said to be done", term=term.id))
    return None


def by_others(agreement: Agreement, term: Term, day: dt.date) -> bool:
    """Tell whether the last that anybody but those bound said is that the term is fulfilled."""
    bound = (
        {a.id for a in agreement.actors if parties.is_bound(agreement, term, a.id, day)}
        if term.binds
        else set()
    )
    said = [s for s in term.fulfilment if s.day <= day and s.by not in bound]
    return bool(said) and max(said, key=lambda s: s.day).says == "met"


def overdue_terms(agreement: Agreement, day: dt.date) -> list[Term]:
    """List the terms whose date is past, that nobody but those bound has said to be fulfilled."""
    return [t for t in agreement.terms if not_due(agreement, t, day) is None]
