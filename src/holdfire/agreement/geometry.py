"""Whether a zone's outline is a sound GeoJSON geometry (RFC 7946): form, ranges, shape, and where it lies."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING, Any, Literal

from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Bounds

KM_PER_DEGREE = 111.2
"""Of latitude, on a sphere of 6371 km."""
REASONS = {
    "Self-intersection": say("it crosses itself"),
    "Ring Self-intersection": say("it touches itself"),
    "Hole lies outside shell": say("a hole lies outside it"),
    "Holes are nested": say("a hole lies in another"),
    "Nested shells": say("a part lies in another"),
    "Interior is disconnected": say("its inside falls apart"),
    "Too few points in geometry component": say("a part has too few points"),
    "Invalid Coordinate": say("a coordinate is no number"),
}
"""By what GEOS gives as the reason."""
TYPES = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def geometry_fault(geometry: dict[str, Any], bounds: Bounds | None) -> Words | None:
    """Say in words what is wrong with the geometry; None if nothing is.

    Swapped axes are seen where a latitude leaves its range, or where the geometry leaves `bounds` and its
    mirror image does not.
    """
    import shapely  # slow to import, and many agreements have no outline
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    if geometry.get("type") not in TYPES or set(geometry) != {"type", "coordinates"}:
        return say(
            "a geometry has a type ({names}) and coordinates, and nothing else", names=", ".join(TYPES)
        )
    points = list(_points(geometry["coordinates"]))
    if None in points:
        return say("a position is [longitude, latitude]: two numbers in degrees")
    placed = [point for point in points if point]
    outside = _range_fault(placed)
    if outside:
        return outside
    try:
        form = shape(geometry)
    except (ShapelyError, ValueError, TypeError, IndexError) as error:
        return say(
            "the coordinates do not make a {geometry}: too few points, or lists too deep or not deep enough"
            " (technical detail: {error})",
            geometry=geometry["type"],
            error=str(error),
        )
    if form.is_empty:
        return say("the outline is empty")
    return _bounds_fault(placed, bounds) if form.is_valid else _unsound(shapely.is_valid_reason(form))


def _unsound(reason: str) -> Words:
    """Say why a shape is not sound, from what GEOS says: a reason, and where in brackets."""
    why, _, where = reason.rstrip("]").partition("[")
    words = REASONS.get(why, say("technical detail: {message}", message=why))
    return say("the outline is not sound at [{where}]: {words}", where=", ".join(where.split()), words=words)


def _points(coordinates: Any) -> Iterator[tuple[float, float] | None]:
    """Yield every position, and `None` for what is none."""
    if isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        for part in coordinates:
            yield from _points(part)
        return
    two = isinstance(coordinates, list) and len(coordinates) == 2
    sound = two and all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in coordinates)
    yield (float(coordinates[0]), float(coordinates[1])) if sound else None


def _range_fault(points: list[tuple[float, float]]) -> Words | None:
    for lon, lat in points:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return say(
                "[{lon}, {lat}] is not a longitude, then a latitude, in degrees",
                lon=format(lon, "g"),
                lat=format(lat, "g"),
            )
    return None


def _bounds_fault(points: list[tuple[float, float]], bounds: Bounds | None) -> Words | None:
    if bounds is None or all(_inside(lon, lat, bounds) for lon, lat in points):
        return None
    if all(_inside(lat, lon, bounds) for lon, lat in points):
        return say(
            "longitude and latitude stand the wrong way round: the other way it would lie in the bounds"
        )
    return say("it lies outside the bounds of the agreement")


def _inside(lon: float, lat: float, bounds: Bounds) -> bool:
    return bounds.west <= lon <= bounds.east and bounds.south <= lat <= bounds.north


def lies(
    geometry: dict[str, Any], lon: float, lat: float, radius_km: float | None
) -> Literal["in", "out", "maybe"]:
    """Say whether a true place at most `radius_km` from a point lies in an outline; without a radius only maybe.

    Distances are on a plane that touches the earth at the point: right to 1 per cent within some 100 km.
    """
    from shapely.affinity import affine_transform
    from shapely.geometry import Point, shape

    if radius_km is None:
        return "maybe"
    east = KM_PER_DEGREE * cos(radians(lat))
    flat = affine_transform(shape(geometry), [east, 0, 0, KM_PER_DEGREE, -lon * east, -lat * KM_PER_DEGREE])
    here = Point(0, 0)
    if flat.distance(here) > radius_km:
        return "out"
    return "in" if flat.contains(here) and flat.boundary.distance(here) >= radius_km else "maybe"


def box(geometry: dict[str, Any]) -> tuple[float, float, float, float]:
    """Give west, south, east, north of a geometry, degrees."""
    from shapely.geometry import shape

    west, south, east, north = shape(geometry).bounds
    return west, south, east, north
