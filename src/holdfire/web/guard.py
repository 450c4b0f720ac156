"""What holds for every request and response: under our own name only, posts from our own pages only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
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
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}

METHODS = "GET, HEAD, POST"
TLS_ONLY = "max-age=31536000"
"""Behind TLS, a browser that was here once comes by TLS alone for a year (RFC 6797)."""

Refuse = Callable[[HoldfireError, int, Request], "Response"]


class Guard:
    """Refuses what does not come from this server's own pages, and puts the headers on every response.

    BadInput `host-foreign` (400): the Host header is not our name (a loopback name, or that of `origin`), as in DNS
    rebinding. Refused `cross-site` (403): a page from elsewhere asks for a part of this one (following a link is
    allowed), or a post's Origin and Sec-Fetch-Site do not both say that it comes from here. Refused `read-only`
    (405): a method that no page knows.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse, origin: str = "") -> None:
        self.app, self.refuse, self.origin = app, refuse, origin
        self.hosts = frozenset({_name(origin.removeprefix("https://"))}) if origin else LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self._refusal(scope) or self.app
        await answer(scope, receive, _with_headers(send, self._headers(scope)))

    def _refusal(self, scope: Scope) -> Response | None:
        request = Request(scope)
        if _name(_header(scope, b"host")) not in self.hosts:
            foreign = say("this server answers only under its own name")
            hint = say("{address}", address=self.origin or "http://127.0.0.1, http://localhost")
            return self.refuse(BadInput("host-foreign", foreign, hint=hint), 400, request)
        if scope["method"] not in METHODS.split(", "):
            answer = self.refuse(read_only(), 405, request)
            answer.headers["allow"] = METHODS
            return answer
        site = _header(scope, b"sec-fetch-site")
        if scope["method"] == "POST":
            if not self._from_us(scope, site):
                error = Refused("cross-site", say("only a page of this server can send anything here"))
                return self.refuse(error, 403, request)
        elif site == "cross-site" and _header(scope, b"sec-fetch-mode") != "navigate":
            return self.refuse(
                Refused("cross-site", say("another site's page may link here, and use nothing from here")),
                403,
                request,
            )
        return None

    def _from_us(self, scope: Scope, site: str) -> bool:
        """Tell whether a post comes from a page of ours. To the API a program posts too, which names no origin.

        A browser names one with every post, and there no cookie counts.
        """
        origin = _header(scope, b"origin")
        known = origin == self._own(scope) or (not origin and is_api(scope["path"]))
        return known and site in ("same-origin", "")

    def _own(self, scope: Scope) -> str:
        """Give the origin of this server's pages as the browser names it."""
        return self.origin or f"http://{_header(scope, b'host').lower()}"

    def _headers(self, scope: Scope) -> dict[str, str]:
        more = {"strict-transport-security": TLS_ONLY} if self.origin else {}
        if not scope["path"].startswith("/static/"):
            more["cache-control"] = "no-store"
        return {**HEADERS, **more}


def _header(scope: Scope, name: bytes) -> str:
    return str(next((v for k, v in scope["headers"] if k == name), b"").decode("latin-1"))


def read_only() -> Refused:
    """Say that a page takes nothing in."""
    return Refused(
        "read-only",
        say("this page can only be read"),
        hint=say("acts are signed on the command line"),
    )


def is_api(path: str) -> bool:
    """Tell whether an address is one of the JSON API."""
    return path.startswith("/api/v1/")


def _name(given: str) -> str:
    """Give a host's name without its port."""
    name, _, port = given.rpartition(":")
    return (name if name and port.isdigit() else given).lower()


def _with_headers(send: Send, kept: Mapping[str, str]) -> Callable[[Message], Awaitable[Any]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in kept.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
