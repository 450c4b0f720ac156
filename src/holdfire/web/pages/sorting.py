"""What an officer does with reports in the queue: merge, split, locate, and undo. Each is an entry of the intake's."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy import Connection

from holdfire.errors import BadInput, HoldfireError, NotFound
from holdfire.linking import entries as linking_entries
from holdfire.linking import repo as linking
from holdfire.linking import twins
from holdfire.linking.model import Pair, Verdict
from holdfire.places import entries as places_entries
from holdfire.places import repo as places
from holdfire.projecting import read_entry
from holdfire.record import repo as record
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry
from holdfire.reports import repo, triage
from holdfire.reports.model import ClaimId
from holdfire.web import seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.entering import demand_open
from holdfire.web.pages.act import Form
from holdfire.web.visits import page_missing
from holdfire.web.waiting import rows
from holdfire.words import say

router = APIRouter()
ROUTE = "desk/sort"
"""The route by whose roles reports can be sorted out."""
KEPT = ("source", "language")
"""Filters of the queue that are kept in the address."""


class Place(NamedTuple):
    """A report that is to be located, and what is known of where it was."""

    filed: repo.Filed
    hidden: bool
    location: places.Location | None


@router.api_route("/{slug}/desk/merge", methods=["POST"])
def merge(desk: OpenDesk, given: Form) -> Response:
    """Say that the chosen reports tell of one incident; one report alone, with the likely duplicate that was shown.

    BadInput `merge-alone`; as `entered`, and as `linking.entries.judge_all`.
    """
    found = chosen(desk, given)
    claims = _claims(desk, found)
    if len(claims) == 1:
        claims |= _twin(desk, given, claims)
    return entered(
        desk,
        given,
        found,
        lambda c: _judged(c, twins.all_one(claims, linking.by_pair(linking.verdicts(c))), Verdict.SAME),
    )


@router.api_route("/{slug}/desk/split", methods=["POST"])
def split(desk: OpenDesk, given: Form) -> Response:
    """Say that the chosen reports do not tell of the same as the others of their incidents; BadInput `split-alone`."""
    found = chosen(desk, given)
    claims = _claims(desk, found)

    def build(connection: Connection) -> list[Draft]:
        pairs = twins.apart(connection, claims)
        if not pairs:
            raise BadInput(
                "split-alone",
                say("there is no other report in the incident"),
                hint=say("choose some of an incident’s reports, and not all of them"),
            )
        return _judged(connection, pairs, Verdict.NOT_SAME)

    return entered(desk, given, found, build)


@router.api_route("/{slug}/desk/locate", methods=["GET", "HEAD"])
def locate_page(
    desk: OpenDesk,
    report: Annotated[list[int] | None, Query()] = None,
    source: str = "",
    language: str = "",
) -> HTMLResponse:
    """Show what the gazetteer gave for reports, and the form that says where they were."""
    wanted = [n for n in report or [] if seen.report_seen(desk, n)]
    return _locate(desk, wanted, {"source": [source], "language": [language]})


@router.api_route("/{slug}/desk/locate", methods=["POST"])
def locate(desk: OpenDesk, given: Form) -> Response:
    """Say where the chosen reports' claims were, or take that back; what speaks against it is said beside the form."""
    found = chosen(desk, given)
    claims = sorted(_claims(desk, found))
    try:
        answer = entered(desk, given, found, lambda c: [_placed(c, claim, given) for claim in claims])
    except HoldfireError as error:
        page = _locate(desk, found, given, error)
        page.status_code = error.http
        return page
    _link(desk)
    return answer


@router.api_route("/{slug}/desk/undo", methods=["POST"])
def undo(desk: OpenDesk, given: Form) -> Response:
    """Undo what entries did, by new entries; BadInput `undo-nothing`, Conflict `undo-late`."""
    asked = [int(v) for v in given.get("undo", []) if isinstance(v, str) and v.isdecimal()]
    done = [_entry(desk, n) for n in sorted(set(asked)) if n < desk.size][: triage.MOST]
    done = [e for e in done if e.kind in ("triage", "verdict", "placing")]
    if not done:
        raise BadInput("undo-nothing", say("nothing is named that could be undone here"))
    touched = sorted({r for e in done for r in e.refs})
    if not all(seen.report_seen(desk, n) for n in touched):
        raise page_missing()
    answer = entered(desk, given, touched, lambda c: _undone(c, done), again=False)
    if any(e.kind == "placing" for e in done):
        _link(desk)
    return answer


def chosen(desk: Desk, given: dict[str, list[Any]]) -> list[int]:
    """Read which reports are meant; BadInput `triage-size`, NotFound `report-missing`, `page-missing` if not seen."""
    found = sorted({int(v) for v in given.get("report", []) if isinstance(v, str) and v.isdecimal()})
    if not 0 < len(found) <= triage.MOST:
        raise BadInput("triage-size", say("name one report, and at most {n}", n=triage.MOST))
    there = {f.entry for f in repo.by_entries(desk.connection, found)}
    for n in found:
        if n not in there:
            raise NotFound("report-missing", say("there is no report {entry} in this book", entry=n))
    if not all(seen.report_seen(desk, n) for n in found):
        raise page_missing()
    return found


def entered(
    desk: Desk,
    given: dict[str, list[Any]],
    reports: Collection[int],
    build: Callable[[Connection], Sequence[Draft]],
    *,
    again: bool = True,
) -> Response:
    """Enter what is drafted, signed by the intake's key; back to the desk, where it can be undone if `again`.

    A script is told which entries were made, and how the reports' rows look now. Refused `log-elsewhere`.
    """
    demand_open(desk, ROUTE)
    assert desk.book.keys is not None
    made = [r.index for r in desk.book.submit(build, desk.book.keys.only(Role.INTAKE))]
    if "application/json" in given.get("answer", []):
        return JSONResponse({"undo": made, "rows": _shown(desk, reports)})
    asked = {k: next((v for v in given.get(k, []) if v), "") for k in KEPT}
    here = desk.link("desk", at=None, **asked)
    kept = [f"done={n}" for n in reports][:40] + ([f"undo={n}" for n in made] if again else [])
    mark = "&" if "?" in here else "?"
    return RedirectResponse(f"{here}{mark}{'&'.join(kept)}#done-h", status_code=303)


def _shown(desk: Desk, reports: Collection[int]) -> str:
    """Set the rows of reports, and of all that stand in their incidents now, as the record has them by now."""
    with desk.book.reading() as connection:
        size = record.size(connection)
        now = replace(desk, connection=connection, size=size, whole=size)
        homes = set(linking.of_claims(connection, _claims(now, reports)).values())
        mates = [linking.get(connection, name) for name in homes]
        every = {*reports, *(e for i in mates if i for e in i.reports)}
        found = [n for n in every if seen.report_seen(now, n)][: triage.MOST]
        page = desk.environment.get_template("desk_rows.html")
        return page.render(desk=now, waiting=rows(now, found), may_triage=True, triages=triage.TRIAGES)


def _claims(desk: Desk, reports: Collection[int]) -> set[ClaimId]:
    return {ClaimId(f.root, 0) for f in repo.by_entries(desk.connection, reports)}


def _twin(desk: Desk, given: dict[str, list[Any]], claims: Collection[ClaimId]) -> set[ClaimId]:
    """Read which claim was shown beside a report as what it would be merged with: `17:12` beside claim 17."""
    for text in given.get("twin", []):
        own, _, other = str(text).partition(":")
        if own in map(str, claims) and other.isdecimal():
            last = repo.last(desk.connection, [int(other)]).get(int(other))
            if last is not None and seen.report_seen(desk, last):
                return {ClaimId(int(other), 0)}
    raise BadInput(
        "merge-alone",
        say("no other report is likely to tell of the same"),
        hint=say("choose two reports or more that tell of one incident"),
    )


def _judged(connection: Connection, pairs: Collection[Pair], verdict: Verdict) -> list[Draft]:
    return linking_entries.judge_all(connection, dict.fromkeys(pairs, verdict)) if pairs else []


def _placed(connection: Connection, claim: ClaimId, given: dict[str, list[Any]]) -> Draft:
    if _text(given, "withdraw"):
        return places_entries.withdraw(connection, claim)
    candidate, reason = _text(given, "candidate"), _text(given, "reason")
    if candidate:
        spot = places_entries.choose(connection, claim, candidate)
    else:
        lon, lat, radius = (_degrees(_text(given, name)) for name in ("lon", "lat", "radius"))
        spot = places_entries.Spot(lon, lat, radius)
    return places_entries.place(connection, claim, spot, reason)


def _degrees(text: str) -> float:
    """Read a number; one that is none is larger than any point or radius can be."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("inf")


def _text(given: dict[str, list[Any]], name: str) -> str:
    values = [v.strip() for v in given.get(name, []) if isinstance(v, str)]
    return next((v for v in values if v), "")


def _locate(
    desk: Desk, reports: Collection[int], given: dict[str, list[Any]], error: HoldfireError | None = None
) -> HTMLResponse:
    located = places.locations_of(desk.connection, reports, desk.at)
    found = seen.filed(desk, repo.by_entries(desk.connection, reports))
    shown = [Place(f, hidden, seen.located(desk, located.get((f.entry, 0)), hidden)) for f, hidden in found]
    lists = [p.location.candidates if p.location else [] for p in shown]
    common = [c for c in (lists[0] if lists else []) if all(c in others for others in lists)]
    return desk.render(
        "locate.html",
        places=shown,
        candidates=[c for c in common if "radius_km" in c],
        given={name: _text(given, name) for name in ("candidate", "lon", "lat", "radius", "reason", *KEPT)},
        error=error,
        taken_back=any(p.location and p.location.by_person for p in shown),
    )


def _link(desk: Desk) -> None:
    """Let linking take in what changed."""
    assert desk.book.keys is not None
    desk.book.submit(linking_entries.run, desk.book.keys.only(Role.INTAKE))


def _entry(desk: Desk, index: int) -> Entry:
    return read_entry(next(record.entries(desk.connection, index, index + 1))[0])


def _undone(connection: Connection, done: Sequence[Entry]) -> list[Draft]:
    drafts = [d for e in done if e.kind == "triage" for d in triage.undone(connection, e.index)]
    drafts += [places_entries.undone(connection, e.index) for e in done if e.kind == "placing"]
    verdicts = linking_entries.undone(connection, [e.index for e in done if e.kind == "verdict"])
    return [*drafts, *(linking_entries.judge_all(connection, verdicts) if verdicts else [])]
