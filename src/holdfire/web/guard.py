"""What holds for every request and response: reading only, from this machine only, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from holdfire.errors import BadInput, HoldfireError, Refused
from holdfire.words import say

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names under which this machine is asked for; any other means that a foreign name was pointed here."""

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Scripts and styles from files of this server only. `blob:` and `data:` are what MapLibre draws with."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}

Refuse = Callable[[HoldfireError, int, Request], "Response"]


class Guard:
    """Refuses what is not a reading request from this machine, and puts the headers on every response.

    BadInput `host-foreign` (400): the Host header is no loopback name, as in DNS rebinding. Refused
    `cross-site` (403): a page from elsewhere asks for a part of this one (following a link is allowed).
    Refused `read-only` (405): any method but GET and HEAD.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self._refusal(scope) or self.app
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        request = Request(scope)
        if _host(scope) not in LOOPBACK:
            foreign = say("this server answers only under the name of this machine")
            hint = say("http://127.0.0.1 or http://localhost")
            return self.refuse(BadInput("host-foreign", foreign, hint=hint), 400, request)
        if scope["method"] not in ("GET", "HEAD"):
            error = Refused(
                "read-only",
                say("these pages can only be read"),
                hint=say("acts are signed on the command line"),
            )
            answer = self.refuse(error, 405, request)
            answer.headers["allow"] = "GET, HEAD"
            return answer
        if (
            _header(scope, b"sec-fetch-site") == "cross-site"
            and _header(scope, b"sec-fetch-mode") != "navigate"
        ):
            return self.refuse(
                Refused("cross-site", say("another site's page may link here, and use nothing from here")),
                403,
                request,
            )
        return None


def _header(scope: Scope, name: bytes) -> str:
    return str(next((v for k, v in scope["headers"] if k == name), b"").decode("latin-1"))


def _host(scope: Scope) -> str:
    given = _header(scope, b"host")
    name, _, port = given.rpartition(":")
    return (name if name and port.isdigit() else given).lower()


def _with_headers(send: Send) -> Callable[[Message], Awaitable[Any]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
