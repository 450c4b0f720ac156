"""Who may open which page, as data: route -> role -> what of it. Whatever is not in the table nobody may open.

A book without accounts is open: this machine's visitors see all of it. With the first account this table holds. What
a rule means stands in `RULES`; `docs/access.md` is made from here, and a test walks every route as every role.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from holdfire.accounts.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Rule(StrEnum):
    """How much of a page a role sees."""

    NO = "no"
    YES = "yes"
    OUT = "released"
    EXTRACT = "extract"
    OWN = "own"


RULES: Mapping[Rule, str] = {
    Rule.NO: "the page is not there (404)",
    Rule.YES: "all of it",
    Rule.OUT: "publications that two actors have signed",
    Rule.EXTRACT: "the protected extract, in the account's zones if it has any; of cases those of its parties if any",
    Rule.OWN: "cases that a party of the account's side brought or is accused in, and alerts that concern that side",
}
"""What each rule lets through."""

NOBODY = "nobody"
"""Whoever has not logged in."""

MIRROR = "mirror"
"""A member's mirror, by its registered key."""

Visitor = Role | str
_STAFF = (
    Role.MONITOR,
    Role.ANALYST,
    Role.LIAISON,
    Role.CHAIR,
    Role.OBSERVER,
    Role.SECRETARIAT,
    Role.PROTECTION,
)


def _rules(
    rule: Rule, roles: Iterable[Visitor], more: Mapping[Visitor, Rule] | None = None
) -> dict[str, Rule]:
    return {**{str(r): rule for r in roles}, **{str(r): x for r, x in (more or {}).items()}}


_ALL = _rules(Rule.YES, (*Role, NOBODY, MIRROR))
_BULLETINS = _rules(Rule.OUT, (Role.PARTY, Role.PUBLIC, NOBODY), dict.fromkeys(_STAFF, Rule.YES))
_ACCOUNTS = _rules(Rule.YES, Role)
_EXTRACT = _rules(Rule.EXTRACT, _STAFF)
_CASES = _rules(Rule.EXTRACT, _STAFF, {Role.PARTY: Rule.OWN})
_ACTS = _rules(
    Rule.EXTRACT,
    (Role.LIAISON, Role.CHAIR, Role.OBSERVER, Role.SECRETARIAT, Role.MONITOR),
    {Role.PARTY: Rule.OWN},
)
_DESK = _rules(Rule.EXTRACT, (Role.MONITOR, Role.ANALYST, Role.SECRETARIAT, Role.PROTECTION))
_MECHANISM = _rules(Rule.YES, _STAFF)
_MIRRORS = _rules(Rule.YES, (MIRROR,))

TABLE: Mapping[str, Mapping[str, Rule]] = {
    "/": _ALL,
    "/{slug}/login": _ALL,
    "/{slug}/login/passkey": _ALL,
    "/{slug}/bulletins": _BULLETINS,
    "/{slug}/bulletins/{entry}": _BULLETINS,
    "/{slug}/bulletins/{entry}/figures": _BULLETINS,
    "/{slug}/bulletins/{entry}/text": _BULLETINS,
    "/{slug}/bulletins/{entry}/bulletin.html": _BULLETINS,
    "/{slug}/bulletins/{entry}/translated.html": _BULLETINS,
    "/{slug}/bulletins/{entry}/bulletin.csv": _BULLETINS,
    "/{slug}/bulletins/{entry}/bulletin.{form}": _BULLETINS,
    "/{slug}/logout": _ACCOUNTS,
    "/{slug}/account": _ACCOUNTS,
    "/{slug}/account/password": _ACCOUNTS,
    "/{slug}/account/passkey": _ACCOUNTS,
    "/{slug}/account/passkey/remove": _ACCOUNTS,
    "/{slug}/account/sessions": _ACCOUNTS,
    "/{slug}/agreement": _ACCOUNTS,
    "/{slug}/agreement/texts/{instrument}": _ACCOUNTS,
    "/{slug}/agreement/terms": _ACCOUNTS,
    "/{slug}/agreement/actors": _ACCOUNTS,
    "/{slug}/agreement/positions": _ACCOUNTS,
    "/{slug}/agreement/findings": _ACCOUNTS,
    "/{slug}/agreement/conditions": _MECHANISM,
    "/{slug}/record": _ACCOUNTS,
    "/{slug}/record/check": _MECHANISM,
    "/{slug}/record/check/start": _MECHANISM,
    "/{slug}/record/{index}": _EXTRACT,
    "/{slug}/tlog/checkpoint": _ALL,
    "/{slug}/tlog/policy": _ALL,
    "/{slug}/tlog/tile/{path:path}": {**_MECHANISM, **_MIRRORS},
    "/{slug}/mirror/checkpoints": _MIRRORS,
    "/{slug}/mirror/values": _MIRRORS,
    "/{slug}/mirror/files/{entry}/{file}": _MIRRORS,
    "/{slug}/mirror/entries": _MIRRORS,
    "/{slug}/mirror/beyond": _MIRRORS,
    "/{slug}/tallies": _MECHANISM,
    "/{slug}/": _EXTRACT,
    "/{slug}/map": _EXTRACT,
    "/{slug}/map/plot": _EXTRACT,
    "/{slug}/map/cards": _EXTRACT,
    "/{slug}/map/weeks": _EXTRACT,
    "/{slug}/incidents.geojson": _EXTRACT,
    "/{slug}/zones.geojson": _MECHANISM,
    "/{slug}/reports": _EXTRACT,
    "/{slug}/reports/{entry}": _EXTRACT,
    "/{slug}/reports/{entry}/files/{file}": _EXTRACT,
    "/{slug}/incidents": _EXTRACT,
    "/{slug}/incidents/{incident}": _EXTRACT,
    "/{slug}/incidents/{incident}/judge": _DESK,
    "/{slug}/search": _CASES,
    "/{slug}/due": _CASES,
    "/{slug}/cases": _CASES,
    "/{slug}/alerts": _CASES,
    "/{slug}/cases/{case}": _CASES,
    "/{slug}/desk": _CASES,
    "/{slug}/desk/sort": _DESK,
    "/{slug}/desk/merge": _DESK,
    "/{slug}/desk/split": _DESK,
    "/{slug}/desk/locate": _DESK,
    "/{slug}/desk/undo": _DESK,
    "/{slug}/handover": _EXTRACT,
    "/{slug}/handover/{form}": _EXTRACT,
    "/{slug}/live": _CASES,
    "/{slug}/act/{kind}": _ACTS,
    "/{slug}/requests/file": _ACTS,
    "/{slug}/requests/sign": _ACTS,
    "/{slug}/submit": _ACTS,
}
"""Every route of the pages; what a role is not named for it may not open."""

_LISTS = ("reports", "incidents", "cases", "alerts", "due", "tallies", "search")
API: Mapping[str, Mapping[str, Rule]] = {
    "GET /api/v1/books": _ALL,
    "GET /api/v1/openapi.json": _ALL,
    "GET /api/v1/{slug}": _ACCOUNTS,
    **{f"GET /api/v1/{{slug}}/{name}": TABLE[f"/{{slug}}/{name}"] for name in _LISTS},
    "GET /api/v1/{slug}/reports.geojson": TABLE["/{slug}/reports"],
    "GET /api/v1/{slug}/reports/{entry}": TABLE["/{slug}/reports/{entry}"],
    "GET /api/v1/{slug}/incidents.geojson": TABLE["/{slug}/incidents"],
    "GET /api/v1/{slug}/incidents/{incident}": TABLE["/{slug}/incidents/{incident}"],
    "GET /api/v1/{slug}/cases/{case}": TABLE["/{slug}/cases/{case}"],
    "GET /api/v1/{slug}/alerts/{alert}": TABLE["/{slug}/cases/{case}"],
    "GET /api/v1/{slug}/publications": _BULLETINS,
    "GET /api/v1/{slug}/publications/{entry}": _BULLETINS,
    "GET /api/v1/{slug}/publications/{entry}/{form}": _BULLETINS,
    "GET /api/v1/{slug}/agreement": TABLE["/{slug}/agreement"],
    "GET /api/v1/{slug}/zones.geojson": TABLE["/{slug}/zones.geojson"],
    "GET /api/v1/{slug}/positions": TABLE["/{slug}/agreement/positions"],
    "GET /api/v1/{slug}/record/entries": TABLE["/{slug}/record/{index}"],
    "GET /api/v1/{slug}/record/entries/{index}": TABLE["/{slug}/record/{index}"],
    "POST /api/v1/{slug}/reports": _rules(Rule.YES, (Role.MONITOR, Role.ANALYST, Role.PROTECTION)),
    "POST /api/v1/{slug}/submit": TABLE["/{slug}/submit"],
}
"""Every operation of the JSON API: what is read is open to whom the page is that shows it."""

HOME: Mapping[str, str] = {Role.PARTY: "cases", Role.PUBLIC: "bulletins", NOBODY: "bulletins"}
"""Where a visitor begins, where that is not the overview."""


def rule(route: str, visitor: Visitor) -> Rule:
    """Say how much of a route a visitor sees: nothing of one that is not in the table."""
    return {**TABLE, **API}.get(route, {}).get(str(visitor), Rule.NO)


def table() -> str:
    """Write the tables for `docs/access.md`: of the pages, then of the JSON API."""
    means = [f"- `{r.value}`: {words}" for r, words in RULES.items()]
    api = "Through the [JSON API](api.md), for a token's account, or to read with for a session's:"
    return (
        "\n".join([*means, "", *_table("route", TABLE, MIRROR), "", api, "", *_table("operation", API)])
        + "\n"
    )


def _table(head: str, of: Mapping[str, Mapping[str, Rule]], *more: str) -> list[str]:
    visitors = [*(str(r) for r in Role), NOBODY, *more]
    rows = [f"| `{name}` | " + " | ".join(rule(name, v).value for v in visitors) + " |" for name in of]
    return [f"| {head} | " + " | ".join(visitors) + " |", "|---|" + "---|" * len(visitors), *rows]
