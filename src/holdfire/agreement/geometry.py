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
    try:
        points = list(_points(geometry["coordinates"]))
        outside = _range_fault(points)
        if outside:
            return outside
        form = shape(geometry)
    except (ShapelyError, ValueError, TypeError, IndexError) as error:
        return say(
            "the coordinates do not make a {geometry}: {error}", geometry=geometry["type"], error=str(error)
        )
    if form.is_empty or not form.is_valid:
        return say(
            "the outline is not sound: {is_valid_reason}", is_valid_reason=shapely.is_valid_reason(form)
        )
    return _bounds_fault(points, bounds)


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        for part in coordinates:
            yield from _points(part)
        return
    if not isinstance(coordinates, list) or len(coordinates) != 2:
        message = "a position is [longitude, latitude]"
        raise ValueError(message)
    lon, lat = coordinates
    yield float(lon), float(lat)


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
