"""A person's word on whether two reports tell of one incident: the question, and the form that enters the answer."""

from collections.abc import Iterable
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from holdfire.db.reads import which
from holdfire.errors import BadInput
from holdfire.linking import entries, repo
from holdfire.linking.asking import next_question
from holdfire.linking.model import Link, Verdict
from holdfire.record.keys import Role
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId
from holdfire.web import seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.entering import demand_open, is_open
from holdfire.web.pages.act import Form
from holdfire.web.paging import Name
from holdfire.web.visits import page_missing
from holdfire.words import say

router = APIRouter()
ROUTE = "incidents/{incident}/judge"


class Side(NamedTuple):
    """One of two claims that are compared: its report as the visitor reads it, and in which incident it stands."""

    claim: ClaimId
    filed: reports.Filed
    hidden: bool
    incident: str


class Question(NamedTuple):
    """The next question worth asking of an incident; `inside` where both claims are in it."""

    link: Link
    sides: tuple[Side, Side]
    inside: bool
    may: bool


def question(desk: Desk, incident: repo.Filed, links: list[Link]) -> Question | None:
    """Find the next question; of a pair with a report that the visitor does not see there is none."""
    given = repo.by_pair(repo.verdicts(desk.connection, desk.at))
    filed = _filed(desk, {c for k in links for c in (k.a, k.b)})
    shown = which(desk.connection, seen.report_entries(desk), {f.entry for f in filed.values()})
    open_ = [k for k in links if all(c in filed and filed[c].entry in shown for c in (k.a, k.b))]
    found = next_question(open_, given)
    if found is None:
        return None
    homes = repo.of_claims(desk.connection, (found.a, found.b), desk.at)
    a, b = (_side(desk, claim, filed[claim], homes.get(claim, "")) for claim in (found.a, found.b))
    return Question(found, (a, b), {found.a, found.b} <= set(incident.members), is_open(desk, ROUTE))


def _filed(desk: Desk, claims: Iterable[ClaimId]) -> dict[ClaimId, reports.Filed]:
    claims = list(claims)
    last = reports.last(desk.connection, [c.entry for c in claims], desk.at)
    held = {f.entry: f for f in reports.by_entries(desk.connection, last.values())}
    return {c: held[last[c.entry]] for c in claims if c.entry in last}


def _side(desk: Desk, claim: ClaimId, filed: reports.Filed, incident: str) -> Side:
    ((shown, hidden),) = seen.filed(desk, [filed])
    return Side(claim, shown, hidden, incident)


@router.api_route("/{slug}/incidents/{incident}/judge", methods=["POST"])
def judge(desk: OpenDesk, incident: Name, given: Form) -> Response:
    """Enter a verdict on two claims, of which one is in the incident, as a signed entry with the run that follows.

    BadInput `verdict-wrong`; NotFound `page-missing` of what the visitor does not see; as `entering.demand_open`, and
    as `linking.entries.judge`.
    """
    a, b, verdict = _read(given)
    demand_open(desk, ROUTE)
    found = seen.incident(desk, incident)
    filed = _filed(desk, tuple(c for c in (a, b) if 0 <= c.entry < desk.size))
    if found is None or not {a, b} & set(found.members) or {a, b} - filed.keys():
        raise page_missing()
    wanted = {f.entry for f in filed.values()}
    if which(desk.connection, seen.report_entries(desk), wanted) != wanted:
        raise page_missing()
    assert desk.book.keys is not None
    desk.book.submit(lambda c: entries.judge(c, a, b, verdict), desk.book.keys.only(Role.INTAKE))
    own = a if a in found.members else b
    with desk.book.reading() as connection:
        there = repo.of_claim(connection, own)
    return RedirectResponse(desk.link(f"incidents/{there}", at=None) + "#links-h", status_code=303)


def _read(given: dict[str, list[str]]) -> tuple[ClaimId, ClaimId, Verdict]:
    try:
        a, b = sorted(ClaimId.parse(str(given.get(name, [""])[0])) for name in ("a", "b"))
        verdict = Verdict(given.get("verdict", [""])[0])
    except ValueError as e:
        raise _wrong() from e
    if a == b:
        raise _wrong()
    return a, b, verdict


def _wrong() -> BadInput:
    return BadInput(
        "verdict-wrong",
        say("say which two reports, and what of them"),
        hint=say("use the page's own form"),
    )
