"""Errors for programs: `application/problem+json` (RFC 9457), out of the one error tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from holdfire import errors
from holdfire.i18n import languages, translate, translations
from holdfire.web.api.shapes import Problem, ProblemWhere
from holdfire.web.tongues import SOURCE
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"
DOCUMENT = "docs/errors.md"
TITLES: Mapping[type[errors.HoldfireError], Words] = {
    errors.BadInput: say("What was given cannot be used as it is."),
    errors.NotFound: say("There is no such thing in this book."),
    errors.Conflict: say("It exists already, or its ground has moved."),
    errors.Refused: say("The rules, or the key used, do not allow it."),
    errors.Stranger: say("Whoever asks has not said who they are, or not in a way that holds."),
    errors.Broken: say("The record does not hold together."),
    errors.Unavailable: say("A part that this needs is not installed or does not answer."),
    errors.TooMany: say("It was tried too often."),
}
"""What each sort of error means, as `docs/errors.md` has it."""
CHALLENGES = {"token-unfit": ', error="invalid_token"', "scope-missing": ', error="insufficient_scope"'}
"""What RFC 6750, section 3.1, calls these."""


def problem(error: errors.HoldfireError, status: int, request: Request) -> Response:
    """Answer with an error, in the language that the request asks for; English where there is no such one."""
    asked = request.query_params.get("lang", SOURCE)
    catalogue = translations(asked if asked in languages() else SOURCE)
    made = Problem(
        type=f"{DOCUMENT}#{error.code}",
        title=translate(TITLES[type(error)], catalogue),
        status=status,
        detail=translate(error.words, catalogue),
        code=error.code,
        hint=translate(error.advice, catalogue) if error.advice else None,
        where=_where(error.where),
    )
    headers = {"cache-control": "no-store"}
    if status == errors.Stranger.http or error.code in CHALLENGES:
        headers["www-authenticate"] = 'Bearer realm="holdfire"' + CHALLENGES.get(error.code, "")
    return Response(made.model_dump_json(), status, headers, MEDIA_TYPE)


def _where(where: errors.Where) -> ProblemWhere | None:
    if where == errors.NOWHERE:
        return None
    return ProblemWhere(file=where.file or None, row=where.row, line=where.line, field=where.field or None)
