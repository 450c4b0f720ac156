"""The pages: one or several books side by side; for this machine, or for those whom their accounts let in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from holdfire.accounts import passwords
from holdfire.accounts.challenges import Challenges
from holdfire.errors import BadInput, Broken, HoldfireError
from holdfire.web.api import admission, document
from holdfire.web.api.asking import Unchanged
from holdfire.web.api.problems import problem
from holdfire.web.checking import Checks
from holdfire.web.desk import templates
from holdfire.web.guard import HEADERS, METHODS, Guard, is_api, read_only
from holdfire.web.pages import (
    act,
    agreement,
    bulletins,
    caselists,
    cases,
    due,
    evidence,
    figures,
    front,
    handover,
    incidents,
    judging,
    login,
    maps,
    mirror,
    overview,
    points,
    positions,
    record,
    reports,
    search,
    sorting,
    tallies,
    texts,
    tlog,
    triage,
    weeks,
)
from holdfire.web.paging import malformed
from holdfire.web.plot import Plots
from holdfire.web.tongues import Environments, tongues
from holdfire.web.visits import NeedsLogin, admit, page_missing
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.book import Book

STATIC = Path(__file__).parent / "static"
PAGES = (
    front, overview, triage, sorting, maps, points, weeks, reports, evidence, incidents, judging, due, handover,
    caselists, cases, act, agreement, texts, positions, tallies, bulletins, figures, record, tlog, mirror,
    search, login,
)  # fmt: skip


def create(books: Mapping[str, Book], origin: str = "") -> FastAPI:
    """Make the application over open books, each under `/NAME/`. It opens no other file, and writes logins only.

    `origin` is where a proxy that speaks TLS is reached, as `https://desk.example.org`; empty, this machine alone asks.
    """
    passwords.decoy()
    app = FastAPI(title="Holdfire", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.books = dict(books)
    app.state.environments = Environments(templates)
    app.state.checks = Checks()
    app.state.plots = Plots()
    app.state.challenges = Challenges()
    app.state.origin = origin

    def page_of(error: HoldfireError, status: int, request: Request) -> Response:
        if is_api(request.url.path):
            answer = problem(error, status, request)
            answer.headers.update(HEADERS)
            return answer
        page = app.state.environments.asked(request).get_template("error.html")
        text = page.render(error=error, status=status, languages=tongues(request))
        return HTMLResponse(text, status, headers=HEADERS)

    @app.exception_handler(HoldfireError)
    def _holdfire(request: Request, error: HoldfireError) -> Response:
        return page_of(error, error.http, request)

    @app.exception_handler(RequestValidationError)
    def _query(request: Request, error: RequestValidationError) -> Response:
        return page_of(_malformed(error.errors()), 400, request)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            answer = page_of(read_only(), 405, request)
            answer.headers["allow"] = (error.headers or {}).get("Allow", METHODS)
            return answer
        return page_of(page_missing(), error.status_code, request)

    @app.exception_handler(Unchanged)
    def _unchanged(_request: Request, held: Unchanged) -> Response:
        return Response(status_code=304, headers=held.headers)

    @app.exception_handler(NeedsLogin)
    def _nobody(_request: Request, error: NeedsLogin) -> Response:
        return RedirectResponse(error.where, status_code=303)

    @app.exception_handler(Exception)
    def _unforeseen(request: Request, _error: Exception) -> Response:
        return page_of(unforeseen(), 500, request)

    for router in document.routers():
        app.include_router(router, dependencies=[Depends(admission.admit)])
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for page in PAGES:
        app.include_router(page.router, dependencies=[Depends(admit)])
    app.add_middleware(Guard, refuse=page_of, origin=origin)
    return app


def unforeseen() -> Broken:
    """Say that the program is at fault, and no more: what it is may hold words of a report."""
    return Broken("internal", say("something went wrong in this program"), hint=say("its log says what"))


def _malformed(faults: Any) -> BadInput:
    """Say which part of an address cannot be read."""
    hint = say("a day is written YYYY-MM-DD, a size or a page as a whole number")
    return malformed(str(faults[0]["loc"][-1]), hint)
