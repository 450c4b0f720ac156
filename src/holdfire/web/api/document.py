"""The OpenAPI document (3.1) of the API, made from its operations; served, and kept as `docs/openapi.json`."""

import json
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from holdfire import __version__
from holdfire.web.api import (
    agreement,
    alerts,
    books,
    cases,
    due,
    incidents,
    publications,
    record,
    reports,
    search,
    taking,
    tallies,
)
from holdfire.web.api.problems import MEDIA_TYPE
from holdfire.web.api.routing import ROOT
from holdfire.web.api.shapes import FeatureCollection, Problem

router = APIRouter()
NOUNS = (
    books, reports, taking, incidents, cases, alerts, due, tallies, publications, agreement, search, record,
)  # fmt: skip
ABOUT = (
    "What the pages of Holdfire show, for programs. Figures carry unit and status; `record.size` is their cut-off. "
    "Nothing here is a finding about real events but what the mechanism's members determined."
)
CODES = {
    "400": "What was given cannot be used as it is.",
    "401": "A token is wanted, or this one does not hold.",
    "403": "The rules, the token's scope or the key used do not allow it.",
    "404": "No such thing, or none that this account sees.",
    "409": "It exists already, or another program is writing.",
    "429": "Tried too often.",
    "500": "The record does not hold together.",
    "501": "A part that this needs does not answer.",
}
TAG = {"ETag": {"schema": {"type": "string"}, "description": "Send it back as If-None-Match."}}


@router.api_route(f"{ROOT}/openapi.json", methods=["GET", "HEAD"], include_in_schema=False)
def openapi() -> Response:
    """Give this document."""
    return Response(text(), media_type="application/json", headers={"cache-control": "no-cache"})


def routers() -> list[APIRouter]:
    """List the routers of the API, whole addresses before those with a book's name."""
    return [router, *(noun.router for noun in NOUNS)]


@cache
def text() -> str:
    """Write the document."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def document() -> dict[str, Any]:
    """Make the document."""
    routes = [r for each in routers() for r in each.routes]
    made = get_openapi(
        title="Holdfire", version=__version__, openapi_version="3.1.0", description=ABOUT, routes=routes
    )
    for path in made["paths"].values():
        for method, operation in path.items():
            _mend(method, operation)
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for form in (Problem, FeatureCollection):
        _define(schemas, form.model_json_schema(ref_template="#/components/schemas/{model}"), form.__name__)
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["components"]["responses"] = {code: _problem(words) for code, words in CODES.items()}
    made["security"] = [{"token": []}, {}]
    made["servers"] = [{"url": "/"}]
    return made


def _define(schemas: dict[str, Any], schema: dict[str, Any], name: str) -> None:
    schemas |= schema.pop("$defs", {})
    schemas[name] = schema


def _mend(method: str, operation: dict[str, Any]) -> None:
    """Name what every operation can answer, in place of what the framework says of its own errors."""
    found = operation["responses"]
    found.pop("422", None)
    for code in CODES:
        if code != "409" or method == "post":
            found[code] = {"$ref": f"#/components/responses/{code}"}
    if method == "get" and "slug" in json.dumps(operation.get("parameters", [])):
        found["200"]["headers"] = TAG
        found["304"] = {"description": "What If-None-Match names is what there is.", "headers": TAG}


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {"description": words, "content": {MEDIA_TYPE: {"schema": schema}}}
