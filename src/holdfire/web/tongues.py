"""The languages of the pages: which one a request asks for, its environment, and where the others stand."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode

from holdfire.errors import BadInput
from holdfire.i18n import languages
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from starlette.requests import Request

SOURCE = "en"
"""The language of the source; an address that names none is in it."""


class Tongue(NamedTuple):
    """A language in the list that every page has: its code, its own name, and this page's address in it."""

    code: str
    name: str
    address: str


class Environments:
    """The pages' environment of each language, made when it is first asked for, and kept."""

    def __init__(self, make: Callable[[str], Environment]) -> None:
        self._make, self._lock = make, Lock()
        self._made = {SOURCE: make(SOURCE)}

    def of(self, code: str) -> Environment:
        """Give the environment of a language; BadInput `language-absent`."""
        if code not in languages():
            raise BadInput(
                "language-absent",
                say("the pages are not in the language {code}", code=repr(code)),
                hint=say("known are {names}", names=", ".join(languages())),
            )
        with self._lock:
            if code not in self._made:
                self._made[code] = self._make(code)
            return self._made[code]

    def asked(self, request: Request) -> Environment:
        """Give the environment of the language that a request asks for; English where there is no such one."""
        code = request.query_params.get("lang", SOURCE)
        return self.of(code if code in languages() else SOURCE)


def tongues(request: Request) -> list[Tongue]:
    """List the languages, each with the address of the same page, at the same cut-off, in it."""
    path, query = request.url.path, request.url.query
    return [Tongue(code, name, path + tail(code, query)) for code, name in languages().items()]


def tail(code: str, query: str = "") -> str:
    """Write the query of an address in a language, keeping what else it asks for; empty if it asks for nothing."""
    kept = [(k, v) for k, v in parse_qsl(query) if k != "lang"]
    text = urlencode([*kept, *([("lang", code)] if code != SOURCE else [])])
    return f"?{text}" if text else ""


def keep(request: Request, address: str) -> str:
    """Put the language that a request is in into an address of ours, in place of any other."""
    code = request.query_params.get("lang", SOURCE)
    path, _, query = address.partition("?")
    return path + tail(code if code in languages() else SOURCE, query)
