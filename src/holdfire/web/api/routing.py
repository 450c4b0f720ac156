"""How an operation is declared: its route, its answer's form, and HEAD beside GET."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from holdfire.web.api.asking import GEOJSON
from holdfire.web.api.shapes import FeatureCollection, Shape

ROOT = "/api/v1"
Handler = Callable[..., Any]


def get(
    router: APIRouter, path: str, form: type[Shape], *, geo: bool = False
) -> Callable[[Handler], Handler]:
    """Declare what is read at a path below `ROOT`; with `geo`, that it can be asked for as GeoJSON."""
    only = form is FeatureCollection
    places = {"schema": {"$ref": f"#/components/schemas/{FeatureCollection.__name__}"}}
    content: dict[int | str, dict[str, Any]] = {200: {"content": {GEOJSON: places}}} if geo or only else {}

    def declare(handler: Handler) -> Handler:
        router.add_api_route(
            ROOT + path, handler, methods=["GET"], response_model=form, responses=content,
            operation_id=handler.__name__,
        )  # fmt: skip
        router.add_api_route(ROOT + path, handler, methods=["HEAD"], include_in_schema=False)
        return handler

    return declare


def file(router: APIRouter, path: str, kinds: list[str]) -> Callable[[Handler], Handler]:
    """Declare a file of one of these media types that is read at a path below `ROOT`."""
    content: dict[int | str, dict[str, Any]] = {200: {"content": {kind: {"schema": {}} for kind in kinds}}}

    def declare(handler: Handler) -> Handler:
        router.add_api_route(
            ROOT + path, handler, methods=["GET"], response_class=Response, responses=content,
            operation_id=handler.__name__,
        )  # fmt: skip
        router.add_api_route(ROOT + path, handler, methods=["HEAD"], include_in_schema=False)
        return handler

    return declare


def post(
    router: APIRouter, path: str, form: type[Shape], body: dict[str, Any]
) -> Callable[[Handler], Handler]:
    """Declare what takes JSON of a schema in at a path below `ROOT`."""
    extra = {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}

    def declare(handler: Handler) -> Handler:
        router.add_api_route(
            ROOT + path, handler, methods=["POST"], response_model=form, status_code=201,
            responses={200: {"model": form, "description": "It was there already."}}, openapi_extra=extra,
            operation_id=handler.__name__,
        )  # fmt: skip
        return handler

    return declare
