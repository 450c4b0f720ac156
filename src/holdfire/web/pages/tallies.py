"""The sides' published counts: each as published, side by side by area, never summed across sides."""

import datetime as dt
from itertools import groupby
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.reports import repo as reports
from holdfire.reports.model import Caution, Tally
from holdfire.reports.tallies import judged, tally_warnings
from holdfire.web.desk import Desk, OpenDesk

router = APIRouter()


class Count(NamedTuple):
    """One side's count: its entry, by area (ids of the agreement, else names), and what to know of it."""

    entry: int
    tally: Tally
    by_area: dict[str, int]
    cautions: list[Caution]
    judged: bool


class Round(NamedTuple):
    """What the sides published of one day."""

    day: dt.date
    counts: list[Count]


@router.api_route("/{slug}/tallies", methods=["GET", "HEAD"])
def tallies(desk: OpenDesk) -> HTMLResponse:
    """Show every tally."""
    found = rounds(desk)
    return desk.render("tallies.html", rounds=found, areas=areas(desk, found))


def rounds(desk: Desk) -> list[Round]:
    """Read the tallies by day, the latest first, each with its cautions."""
    found = reports.tallies(desk.connection, desk.at)
    cautions: dict[Tally, list[Caution]] = {}
    for tally, caution in tally_warnings(t for _, t in found):
        cautions.setdefault(tally, []).append(caution)
    counts = [_count(desk, entry, tally, cautions.get(tally, [])) for entry, tally in found]
    by_day = groupby(counts, key=lambda c: c.tally.day)
    return [Round(dt.date.fromisoformat(day), list(group)) for day, group in by_day][::-1]


def areas(desk: Desk, found: list[Round]) -> list[tuple[str, str]]:
    """List the areas that a count names, (key, name), in the agreement's order."""
    used = {area for r in found for c in r.counts for area in c.by_area}
    known = [(a.id, desk.named(a.names)) for a in desk.agreement.areas if a.id in used]
    return known + [(a, a) for a in sorted(used - {key for key, _ in known})]


def _count(desk: Desk, entry: int, tally: Tally, cautions: list[Caution]) -> Count:
    by_area = {desk.area(name) or name: n for name, n in tally.by_area}
    return Count(entry, tally, by_area, cautions, judged(tally))
