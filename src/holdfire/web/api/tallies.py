"""The sides' published counts, each as published: never linked as incidents, never summed across sides."""

from fastapi import APIRouter
from starlette.responses import Response

from holdfire.reports import repo
from holdfire.reports.model import Tally
from holdfire.reports.tallies import tally_warnings
from holdfire.web.api.asking import Ask, Asking
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Figure, Listed, Shape

router = APIRouter()
PUBLISHED = "published by the side"
METHOD = "as published"


class OfArea(Shape):
    """A side's count of one area: `area` is the agreement's id of it, if it knows one of that name."""

    name: str
    area: str | None
    count: Figure


class Verdict(Shape):
    """What another side said of a count; what it did not say is null."""

    by: str
    confirmed: Figure | None
    exempt: Figure | None
    not_confirmed: Figure | None
    words: str | None


class Count(Shape):
    """One side's published count of a day."""

    entry: int
    day: str
    side: str
    total: Figure
    headline: Figure | None
    """Another total, in the same issue's headline."""
    combined_with: str | None
    by_area: list[OfArea]
    verdict: Verdict | None
    cautions: list[str]
    """Codes of what to know of it: `docs/errors.md`."""
    source: str | None
    url: str | None


class Tallies(Listed[Count]):
    """A page of tallies, the latest day first."""


@get(router, "/{slug}/tallies", Tallies)
def list_tallies(asked: Asking) -> Response:
    """List the tallies, the latest day first."""
    desk = asked.desk
    after = asked.after(str, int)
    found = repo.tally_page(desk.connection, desk.at, after, asked.limit + 1)
    shown, onward = asked.page(found, lambda f: (f[1].day, f[0]))
    cautions = _cautions(asked, [t for _, t in shown])
    items = [_count(asked, entry, tally, cautions.get(tally, [])) for entry, tally in shown]
    return asked.answer(Tallies(record=asked.cut, items=items, next=onward))


def _cautions(asked: Ask, shown: list[Tally]) -> dict[Tally, list[str]]:
    """Say what to know of these; one side's count is judged beside all the others of its day."""
    if not shown:
        return {}
    desk = asked.desk
    same = repo.tallies(desk.connection, desk.at, shown[-1].day, shown[0].day)
    found: dict[Tally, list[str]] = {}
    for tally, caution in tally_warnings(t for _, t in same):
        found.setdefault(tally, []).append(caution.code)
    return found


def _count(asked: Ask, entry: int, tally: Tally, cautions: list[str]) -> Count:
    def figure(value: int | None, status: str = PUBLISHED) -> Figure | None:
        return None if value is None else Figure(value=value, unit=tally.unit, status=status, method=METHOD)

    def whole(value: int) -> Figure:
        return Figure(value=value, unit=tally.unit, status=PUBLISHED, method=METHOD)

    told = f"said by {tally.verdict_by}"
    verdict = Verdict(
        by=tally.verdict_by,
        confirmed=figure(tally.confirmed, told),
        exempt=figure(tally.exempt, told),
        not_confirmed=figure(tally.not_confirmed, told),
        words=tally.verdict or None,
    )
    return Count(
        entry=entry,
        day=tally.day,
        side=tally.side,
        total=whole(tally.total),
        headline=figure(tally.headline),
        combined_with=tally.combined_with or None,
        by_area=[
            OfArea(name=name, area=asked.desk.area(name) or None, count=whole(n)) for name, n in tally.by_area
        ],
        verdict=verdict if tally.verdict_by else None,
        cautions=cautions,
        source=tally.source or None,
        url=tally.url or None,
    )
