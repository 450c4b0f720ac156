"""What an act's form is filled in with before a person has said anything: what the reports agree on, and no guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement.when import by_id, guarantors_at
from holdfire.casework.model import UNKNOWN
from holdfire.reports import repo as reports
from holdfire.web import seen

if TYPE_CHECKING:
    from holdfire.agreement.model import Term
    from holdfire.casework.repo import Brief
    from holdfire.linking.repo import Filed
    from holdfire.web.desk import Desk


class Proposal(NamedTuple):
    """For an allegation on an incident: terms that its types breach, whom the reports name, what is alleged already.

    `accused` is the one actor that every report names of those which name anybody (`naming` of `of`); empty where they
    differ, or none does. Reported by is not attributed to: whoever alleges it says so itself.
    """

    terms: list[Term]
    accused: str
    naming: int
    of: int
    alleged: list[Brief]

    @property
    def given(self) -> dict[str, list[str]]:
        """Fill in the form: the term if but one fits, and the accused if the reports agree."""
        term = [self.terms[0].id] if len(self.terms) == 1 else []
        return {"term": term, "accused": [self.accused] if self.accused else []}


def allegation(desk: Desk, incident: str) -> Proposal | None:
    """Propose what an allegation on an incident could say; None of one that the visitor does not see."""
    found = seen.incident(desk, incident)
    if found is None:
        return None
    naming, accused = _accused(desk, found)
    briefs = seen.briefs(desk, incident=incident)
    return Proposal(_terms(desk, found), accused, naming, len(found.members), briefs)


def _terms(desk: Desk, found: Filed) -> list[Term]:
    types = {code for code, _ in found.types}
    return [t for t in desk.agreement.terms if t.mode != "allowed" and types & set(t.defines)]


def _accused(desk: Desk, found: Filed) -> tuple[int, str]:
    """Say how many reports name whoever did it, and whom, if all of those name one and the same actor."""
    claims = [f.report.claim for f in reports.by_entries(desk.connection, found.reports)]
    said = [set(c.perpetrators) for c in claims if c and c.perpetrators]
    named = set().union(*said)
    known = named & by_id(desk.agreement.actors).keys()
    return len(said), known.pop() if len(named) == len(known) == 1 else ""


def addressee(desk: Desk, case: str, about: int) -> dict[str, list[str]]:
    """Fill in to whom a notice goes: whoever answers for the accused, where that is one actor."""
    brief = next((b for b in seen.briefs(desk, case=case) if b.entry == about), None)
    if brief is None or brief.accused in ("", UNKNOWN):
        return {}
    found = guarantors_at(desk.agreement, brief.accused, desk.day(brief.at))
    return {"to": [found[0]]} if len(found) == 1 else {}
