"""What answers are made of: the cut-off, instants, figures with their unit and status, GeoJSON, problems."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from holdfire.linking.rule import METHOD
from holdfire.record.encoding import instant_text
from holdfire.reports.model import Interval, Toll

T = TypeVar("T")
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""An instant in UTC, as RFC 3339 writes it, to the microsecond."""


class Shape(BaseModel):
    """Frozen; what stands below a field says what it means."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Cut(Shape):
    """Of which state of the record this is an answer."""

    log: str
    """The log's name."""
    size: int
    """The record's size: its first so many entries."""
    cutoff: Instant
    """When the last of these entries was made."""
    read_at: Instant
    """By what time clocks are read: that of the cut-off, or for the newest state the minute of the answer."""


class Listed(Shape, Generic[T]):
    """One page of a list."""

    record: Cut
    items: list[T]
    next: str | None
    """Where the next page stands, of the same state of the record; null on the last."""


class Span(Shape):
    """A stretch of time, its end not included."""

    start: Instant
    end: Instant


class Figure(Shape):
    """A figure. Its cut-off is that of the answer."""

    value: int | float
    unit: str
    status: str
    """How far it is established, such as `as reported`."""
    method: str
    """The version of the method that gave it."""
    coverage: str | None = None
    """Who could have seen what is counted; null: not recorded."""


class Range(Shape):
    """A figure that is known as a range only."""

    low: int
    best: int
    high: int
    unit: str
    status: str
    method: str
    coverage: str | None = None


class Place(Shape):
    """Where, at the precision at which the account may read it."""

    name: str | None
    within: str | None
    """The larger area."""
    lon: float | None
    """Degrees, WGS 84."""
    lat: float | None
    radius_km: float | None
    """How far off the point may be."""


class Geometry(Shape):
    """A GeoJSON geometry (RFC 7946)."""

    type: str
    coordinates: list[Any]


class Feature(Shape):
    """A GeoJSON feature; without a place its geometry is null."""

    type: Literal["Feature"] = "Feature"
    id: str | int
    geometry: Geometry | None
    properties: dict[str, Any]


class FeatureCollection(Shape):
    """One page of a list as GeoJSON; `record` and `next` are as in JSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]
    record: Cut
    next: str | None


class ProblemWhere(Shape):
    """A place in what was sent; what is not known is null."""

    file: str | None
    row: int | None
    line: int | None
    field: str | None


class Problem(Shape):
    """What went wrong, as RFC 9457 has it. Codes never change their meaning; `docs/errors.md` lists them."""

    type: str
    title: str
    """The sort of error, in the language asked for."""
    status: int
    detail: str
    code: str
    hint: str | None
    """What to do."""
    where: ProblemWhere | None


def iso(micros: int) -> str:
    """Write an instant, UTC microseconds."""
    return instant_text(micros)


def maybe(micros: int | None) -> str | None:
    """Write an instant that may be unknown."""
    return None if micros is None else instant_text(micros)


def span(interval: Interval | None) -> Span | None:
    """Write an interval that may be unknown."""
    return None if interval is None else Span(start=iso(interval.start), end=iso(interval.end))


def people(toll: Toll | None, status: str = "as reported", method: str = METHOD) -> Range | None:
    """Write a number of people that may be unknown."""
    if toll is None:
        return None
    return Range(low=toll.low, best=toll.best, high=toll.high, unit="people", status=status, method=method)


def point(lon: float | None, lat: float | None) -> Geometry | None:
    """Make a GeoJSON point, if the place is known."""
    return None if lon is None or lat is None else Geometry(type="Point", coordinates=[lon, lat])


def feature(name: str | int, place: Place | None, properties: Mapping[str, Any]) -> Feature:
    """Make a feature of an item and its place."""
    where = point(place.lon, place.lat) if place else None
    return Feature(id=name, geometry=where, properties=dict(properties))
