"""The agreement as data: texts, terms, actors, zones, and positions over time; as its own model has them."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from holdfire.agreement.model import Actor, Area, Instrument, Meeting, Position, Side, Source, Term, Zone
from holdfire.web.api.asking import Asking, Looking, Text
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Cut, Feature, FeatureCollection, Geometry, Listed, Shape
from holdfire.web.pages.maps import missing

router = APIRouter()


class Agreement(Shape):
    """What stood at the cut-off. Days are the mechanism's; an interval's `until` is the first day after it."""

    record: Cut
    id: str
    names: dict[str, str]
    exercise: bool
    """Whether it is invented."""
    summary: str
    timezone: str
    languages: list[str]
    sources: list[Source]
    sides: list[Side]
    areas: list[Area]
    actors: list[Actor]
    instruments: list[Instrument]
    terms: list[Term]
    zones: list[Zone]
    """Their outlines are null where the account does not read the map."""
    talks: list[Meeting]


class Positions(Listed[Position]):
    """A page of positions, in the order of the agreement's file."""


@get(router, "/{slug}/agreement", Agreement)
def read_agreement(looked: Looking) -> Response:
    """Read the agreement's texts, terms, actors and zones."""
    a = looked.desk.agreement
    zones = a.zones
    if not looked.desk.may("zones.geojson"):
        zones = tuple(z.model_copy(update={"geometry": None}) for z in zones)
    return looked.answer(
        Agreement(
            record=looked.cut,
            id=a.id,
            names=dict(a.names),
            exercise=a.exercise,
            summary=a.summary,
            timezone=a.timezone,
            languages=list(a.languages),
            sources=list(a.sources),
            sides=list(a.sides),
            areas=list(a.areas),
            actors=list(a.actors),
            instruments=list(a.instruments),
            terms=list(a.terms),
            zones=list(zones),
            talks=list(a.talks),
        )
    )


@get(router, "/{slug}/zones.geojson", FeatureCollection)
def zones_as_geojson(looked: Looking) -> Response:
    """Read the zones that have an outline, with who agreed to it."""
    agreement = looked.desk.agreement
    features = [
        Feature(
            id=z.id,
            geometry=Geometry.model_validate(z.geometry),
            properties={
                **z.model_dump(mode="json", exclude={"geometry"}),
                "agreed": bool(z.agreed_by) and not missing(agreement, z),
            },
        )
        for z in agreement.zones
        if z.geometry
    ]
    return looked.answer(FeatureCollection(features=features, record=looked.cut, next=None))


@get(router, "/{slug}/positions", Positions)
def list_positions(
    asked: Asking,
    actor: Text = "",
    instrument: Text = "",
    day: Annotated[dt.date | None, Query(description="Said on or before this day.")] = None,
) -> Response:
    """List what actors said of the texts: of one actor, of one text, until a day."""
    after = asked.after(int)
    start = after[0] + 1 if after else 0
    held = [
        (n, p)
        for n, p in enumerate(asked.desk.agreement.positions)
        if n >= start
        and actor in ("", p.actor)
        and instrument in ("", p.instrument)
        and (day is None or p.day <= day)
    ]
    shown, onward = asked.page(held[: asked.limit + 1], lambda pair: (pair[0],))
    return asked.answer(Positions(record=asked.cut, items=[p for _, p in shown], next=onward))
