"""The cosigner's server: C2SP tlog-witness over HTTP, with Python's own. TLS, if any, stands before it."""

from __future__ import annotations

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from holdfire.cosign.judge import status
from holdfire.errors import BadInput, HoldfireError, Unavailable
from holdfire.record import checkpoint as cp
from holdfire.record import growth as growths
from holdfire.record.growth import MOST_BYTES
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfire.cosign.cosigner import Cosigner

_CHECKPOINT = re.compile(r"/([0-9a-f]{64})/checkpoint")
PATIENCE = 20
"""Seconds that a client may take over a request."""


class Server(ThreadingHTTPServer):
    """Serves one cosigner; `say_so` is told of each request, in a line."""

    daemon_threads = True

    def __init__(self, host: str, port: int, cosigner: Cosigner, say_so: Callable[[str], None]) -> None:
        self.cosigner, self.say_so = cosigner, say_so
        try:
            super().__init__((host, port), Handler)
        except OSError as e:
            raise Unavailable(
                "port-taken", say("port {port} is taken", port=port), hint=say("choose another with --port")
            ) from e


class Handler(BaseHTTPRequestHandler):
    """Answers `POST /add-checkpoint` and `GET /<SHA-256 of the log's name>/checkpoint`."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "holdfire-cosigner"
    sys_version = ""
    timeout = PATIENCE

    def do_POST(self) -> None:
        """Judge a request."""
        if self.path != "/add-checkpoint":
            self._answer(404, "no such address\n")
            return
        try:
            self._answer(200, self.server.cosigner.add_checkpoint(self._body()))
        except HoldfireError as error:
            self._refuse(error)

    def do_GET(self) -> None:
        """Give out a checkpoint that was cosigned."""
        match = _CHECKPOINT.fullmatch(self.path)
        try:
            if match is None:
                self._answer(404, "no such address\n")
            else:
                self._answer(200, self.server.cosigner.checkpoint(match[1]))
        except HoldfireError as error:
            self._answer(error.http, f"{error.code}\n")

    def _body(self) -> bytes:
        length = self.headers.get("content-length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
            self.close_connection = True
            raise BadInput("request-malformed", say("this is no request to cosign"))
        self._request = self.rfile.read(int(length))
        return self._request

    def _refuse(self, error: HoldfireError) -> None:
        if error.code == "size-other":
            size = self.server.cosigner.size(cp.parse(growths.parse(self._request).note).log)
            self._answer(409, f"{size}\n", "text/x.tlog.size")
        else:
            self._answer(status(error), f"{error.code}: {error.message}\n")

    def _answer(self, code: int, text: str, sort: str = "text/plain; charset=utf-8") -> None:
        data = text.encode()
        self.send_response(code)
        self.send_header("content-type", sort)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.server.say_so(
            f"{self.command} {self.path[:80]}: {code} {'' if code == 200 else text.strip()[:120]}"
        )

    def log_message(self, *_args: object) -> None:
        """Leave saying so to `_answer`."""
