"""The map: its page, the incidents in columns of numbers, cards of those that are clicked, and zones as GeoJSON."""

import datetime as dt
import zlib
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BeforeValidator
from shapely.geometry import shape

from holdfire.agreement.model import Agreement, Zone
from holdfire.agreement.when import by_id
from holdfire.casework import lists
from holdfire.errors import BadInput, NotFound
from holdfire.linking import repo as linking
from holdfire.web import seen, status
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.paging import PageNumber, demand_actor, demand_one_of
from holdfire.web.plot import Asked, Plot
from holdfire.web.timeline import timeline
from holdfire.words import say

router = APIRouter()
WORLD = (-180.0, -60.0, 180.0, 75.0)
FIRST, LAST = dt.date(1, 1, 2), dt.date(9999, 12, 30)
"""Days that begin and end in every zone within what a calendar of this program can write."""
OPEN = BeforeValidator(lambda value: value or None)
"""An empty field of a form leaves its end open."""
From = Annotated[dt.date | None, Query(alias="from", ge=FIRST, le=LAST), OPEN]
To = Annotated[dt.date | None, Query(ge=FIRST, le=LAST), OPEN]
ROWS = 40
"""Lines of the table beside the map."""
CARDS = 20
"""Incidents that one card on the map lists at most."""


class Numbers(NamedTuple):
    """Which lines of the table are shown; `n` and `pages` count from 1, `total` the lines."""

    n: int
    pages: int
    total: int


def asked_for(
    desk: OpenDesk,
    start: From = None,
    to: To = None,
    party: str = "",
    term: str = "",
    kind: Annotated[str, Query(alias="type")] = "",
    only: Annotated[str, Query(alias="status")] = "",
) -> Asked:
    """Read the filters of a map; BadInput `days-reversed`, `query-malformed`, NotFound `actor-missing`."""
    instants(desk, start, to)
    demand_actor(desk, party)
    demand_one_of("term", term, [t.id for t in desk.agreement.terms])
    demand_one_of("type", kind, desk.kinds_of_act)
    demand_one_of("status", only, status.STATUSES)
    return Asked(start, to, party, term, kind, only)


Filters = Annotated[Asked, Depends(asked_for)]


def query(asked: Asked) -> dict[str, object]:
    """Write the filters of a map for an address."""
    return dict(zip(("from_", "to", "party", "term", "type", "status"), asked, strict=True))


@router.api_route("/{slug}/map", methods=["GET", "HEAD"])
def the_map(
    request: Request,
    desk: OpenDesk,
    asked: Filters,
    day: Annotated[dt.date | None, Query(ge=FIRST, le=LAST)] = None,
    window: Literal["0", "1", "7", "30"] = "0",
    page: PageNumber = 1,
) -> HTMLResponse:
    """Show the map with the incidents that are asked for; with `day`, the table has those up to it alone.

    `window` is of how many days, the last of which is `day`; 0: all up to it.
    """
    plots = request.app.state.plots
    plot, whole = plots.get(desk, asked), plots.get(desk, Asked(asked.start, asked.to))
    first, last = _ends(asked, whole)
    begin = day - dt.timedelta(int(window) - 1) if day and window != "0" else None
    chosen = plot.during(begin, day)
    here = Numbers(*_numbers(page, len(chosen)), len(chosen))
    return desk.render(
        "map.html",
        asked=query(asked),
        filtered=asked != Asked(),
        plot=plot,
        chart=timeline(plot, whole.heard, first, last) if first and last else None,
        incidents=_cards(desk, plot, chosen[(here.n - 1) * ROWS : here.n * ROWS]),
        part=here,
        by_status=plot.counted(chosen),
        first=first,
        last=last,
        day=day,
        window=window,
        off_map=plot.off_map(chosen),
        box=box(desk.agreement, whole),
        zones=[(z, missing(desk.agreement, z)) for z in desk.agreement.zones],
        **choices(desk),
    )


def choices(desk: Desk) -> dict[str, object]:
    """Name what a map can be filtered by."""
    named = sorted(((a.id, desk.actor(a.id)) for a in desk.agreement.actors), key=lambda pair: pair[1])
    return {
        "actors": named,
        "terms": [(t.id, t.id) for t in by_id(desk.agreement.terms).values()],
        "kinds": [(code, f"{code} {name}") for code, name in sorted(desk.kinds_of_act.items())],
        "statuses": status.STATUSES,
    }


def _ends(asked: Asked, whole: Plot) -> tuple[dt.date | None, dt.date | None]:
    first, last = whole.first, whole.last
    if first is None or last is None:
        return None, None
    return max(first, asked.start or first), min(last, asked.to or last)


def _numbers(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // ROWS))
    return min(page, pages), pages


def _cards(desk: Desk, plot: Plot, chosen: Any) -> list[tuple[linking.Filed, str]]:
    """Read these incidents of a plot, each with its status; the plot says what the visitor sees."""
    found = lists.by_ids(desk.connection, desk.at, [plot.ids[n] for n in chosen])
    keys = {plot.ids[n]: status.STATUSES[plot.status[n]] for n in chosen}
    return [(seen.coarse(desk, found[name]), key) for name, key in keys.items()]


@router.api_route("/{slug}/map/plot", methods=["GET", "HEAD"])
def plotted(request: Request, desk: OpenDesk, asked: Filters) -> Response:
    """Give the incidents that are asked for as columns of numbers; see `holdfire.web.plot`."""
    plot = request.app.state.plots.get(desk, asked)
    head = {"etag": plot.tag, "cache-control": "private, no-cache", "vary": "Cookie, Accept-Encoding"}
    if plot.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=head)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(zlib.decompress(plot.data, 31), media_type="application/octet-stream", headers=head)
    head["content-encoding"] = "gzip"
    return Response(plot.data, media_type="application/octet-stream", headers=head)


@router.api_route("/{slug}/map/cards", methods=["GET", "HEAD"])
def cards(
    request: Request,
    desk: OpenDesk,
    asked: Filters,
    n: Annotated[list[int], Query(max_length=CARDS, default_factory=list)],
) -> HTMLResponse:
    """Say what is known of incidents, by where they stand in the columns of `map/plot` at the same cut-off.

    NotFound `incident-missing`.
    """
    plot = request.app.state.plots.get(desk, asked)
    if not all(0 <= one < len(plot.ids) for one in n):
        raise NotFound("incident-missing", say("the map has changed"), hint=say("load the page again"))
    return desk.render("map_cards.html", incidents=_cards(desk, plot, dict.fromkeys(n)))


class GeoJson(JSONResponse):
    """A GeoJSON answer."""

    media_type = "application/geo+json"


@router.api_route("/{slug}/zones.geojson", methods=["GET", "HEAD"])
def zones(desk: OpenDesk) -> GeoJson:
    """Give the zones that have an outline, with who agreed to it, and whether a party did not."""
    features = [
        {"type": "Feature", "geometry": z.geometry, "properties": _zone(desk, z)}
        for z in desk.agreement.zones
        if z.geometry
    ]
    return GeoJson({"type": "FeatureCollection", "features": features, "record_size": desk.size})


def instants(desk: Desk, start: dt.date | None, to: dt.date | None) -> tuple[int | None, int | None]:
    """Give the days from `start` to `to` as `[start, end)`, UTC microseconds; BadInput `days-reversed`."""
    if start and to and to < start:
        raise BadInput("days-reversed", say("the first day comes after the last"), hint=say("exchange them"))
    return desk.micros(start) if start else None, desk.micros(to + dt.timedelta(days=1)) if to else None


def box(agreement: Agreement, plot: Plot) -> tuple[float, float, float, float]:
    """Give west, south, east, north of what to show: incidents and zones, else the bounds, else the world."""
    parts = [b for b in (plot.box, *(shape(z.geometry).bounds for z in agreement.zones if z.geometry)) if b]
    if parts:
        west, south, east, north = zip(*parts, strict=True)
        return min(west), min(south), max(east), max(north)
    b = agreement.bounds
    return (b.west, b.south, b.east, b.north) if b else WORLD


def missing(agreement: Agreement, zone: Zone) -> list[str]:
    """List the parties to a zone's instrument that are not recorded as having agreed to its outline."""
    of = next((i for i in agreement.instruments if i.id == zone.instrument), None)
    return [p for p in (of.parties if of else ()) if p not in zone.agreed_by]


def _zone(desk: Desk, z: Zone) -> dict[str, Any]:
    without = missing(desk.agreement, z)
    return {
        "id": z.id,
        "name": desk.named(z.names),
        "kind": z.kind,
        "since": z.since.isoformat() if z.since else "",
        "until": z.until.isoformat() if z.until else "",
        "agreed_by": [desk.actor(a) for a in z.agreed_by],
        "not_by": [desk.actor(a) for a in without],
        "agreed": bool(z.agreed_by) and not without,
    }
