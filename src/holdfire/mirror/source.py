"""Where a mirror is filled from: a server's pages, or a book in a file or a database that one can read."""

from __future__ import annotations

import http.client
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from holdfire.db.engine import open_engine, read
from holdfire.errors import BadInput, Broken, HoldfireError, NotFound, Refused, Unavailable, Where
from holdfire.mirror import handing, passing
from holdfire.mirror.handing import WHOLE, Handed
from holdfire.record import cosigned
from holdfire.record.encoding import sha256_hex
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from holdfire.record.keys import PrivateKey

PATIENCE = 10
"""Seconds that a server has to answer."""
MOST = 256 * 1024 * 1024
"""Bytes of one answer at most: a file that came with a report."""
T = TypeVar("T")


class Source(Protocol):
    """What a mirror asks. Nothing that it answers is believed."""

    place: str

    def note(self) -> str:
        """Give the last checkpoint, with the lines of those who cosigned it."""
        ...

    def checkpoints(self, beyond: int) -> list[str]:
        """List the next checkpoints larger than a size, ascending."""
        ...

    def fetch(self, path: str) -> bytes | None:
        """Give a tile of the log, by its path as C2SP tlog-tiles has it."""
        ...

    def values(self, start: int, stop: int) -> dict[int, Handed]:
        """Give what this mirror may hold of some entries."""
        ...

    def file(self, index: int, name: str) -> bytes:
        """Give a file that an entry names; NotFound `file-missing`."""
        ...

    def tell(self, note: str) -> None:
        """Show a larger checkpoint, signed by the log, to a log that seems to have forgotten it."""
        ...


class Answered(msgspec.Struct, frozen=True):
    """What a log says of an entry that was handed in: where it is, or the code and words of its refusal."""

    entry: int | None = None
    code: str = ""
    words: str = ""


class Local:
    """A book that can be read here: a file on a stick, a database. Whoever holds it holds all that is in it."""

    def __init__(self, place: str) -> None:
        self.place, self.engine = place, open_engine(place)

    def note(self) -> str:
        """Give the last checkpoint; NotFound `checkpoint-missing`."""
        with read(self.engine) as connection:
            note = cosigned.note(connection)
        if not note:
            raise NotFound(
                "checkpoint-missing", say("there is no checkpoint in the folder"), where=Where(self.place)
            )
        return note

    def checkpoints(self, beyond: int) -> list[str]:
        """List the next checkpoints larger than a size."""
        with read(self.engine) as connection:
            return handing.checkpoints(connection, beyond)

    def fetch(self, path: str) -> bytes | None:
        """Give a tile."""
        with read(self.engine) as connection:
            return handing.fetch(connection, path)

    def values(self, start: int, stop: int) -> dict[int, Handed]:
        """Give every value of some entries that is not to be erased."""
        with read(self.engine) as connection:
            return handing.values(connection, start, stop, WHOLE)

    def file(self, index: int, name: str) -> bytes:
        """Give a file that an entry names."""
        with read(self.engine) as connection:
            return handing.file(connection, index, name, WHOLE)

    def tell(self, note: str) -> None:
        """Leave a book that is only read as it is."""

    def close(self) -> None:
        """Close the book."""
        self.engine.dispose()


class Remote:
    """The pages of a book, `https://HOST/BOOK`. With a mirror's key they hand over what its keeper may hold."""

    def __init__(self, place: str, clock: Callable[[], int], key: PrivateKey | None = None) -> None:
        parts = urlsplit(place)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.username
            or parts.query
            or parts.fragment
        ):
            raise BadInput(
                "mirror-place",
                say("{place} is no address of a book's pages", place=repr(place)),
                hint=say("`https://HOST/BOOK`, or a book's file"),
            )
        self.place, self.clock, self.key = place.rstrip("/"), clock, key
        self._host, self._path = parts.netloc, parts.path.rstrip("/")
        self._origin, self._tls = f"{parts.scheme}://{parts.netloc}", parts.scheme == "https"
        self._open: http.client.HTTPConnection | None = None

    def note(self) -> str:
        """Give the last checkpoint."""
        return self._get("tlog/checkpoint").decode(errors="replace")

    def checkpoints(self, beyond: int) -> list[str]:
        """List the next checkpoints larger than a size."""
        return _decoded(self._get(f"mirror/checkpoints?beyond={beyond}"), list[str])

    def fetch(self, path: str) -> bytes | None:
        """Give a tile."""
        status, data = self._ask("GET", f"tlog/{path}")
        return self._demand(data, status) if status != 404 else None

    def values(self, start: int, stop: int) -> dict[int, Handed]:
        """Give what this mirror may hold of some entries."""
        return _decoded(self._get(f"mirror/values?start={start}&stop={stop}"), dict[int, Handed])

    def file(self, index: int, name: str) -> bytes:
        """Give a file that an entry names; Broken `file-changed` where it is another."""
        data = self._get(f"mirror/files/{index}/{quote(name)}")
        if sha256_hex(data) != name:
            raise Broken("file-changed", say("the file {name} is not what its hash says", name=name[:12]))
        return data

    def tell(self, note: str) -> None:
        """Show a larger checkpoint to a log that seems to have forgotten it."""
        self._ask("POST", "mirror/beyond", note.encode())

    def hand_in(self, parcel: bytes) -> Answered:
        """Hand an entry in; what the log says of it."""
        status, data = self._ask("POST", "mirror/entries", parcel)
        if status in (303, 404):
            raise _unknown(self.place)
        return _decoded(data, Answered)

    def _get(self, path: str) -> bytes:
        status, data = self._ask("GET", path)
        return self._demand(data, status)

    def _demand(self, data: bytes, status: int) -> bytes:
        if status == 200:
            return data
        if status in (303, 404):
            raise _unknown(self.place)
        raise self._silent()

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Ask over the line that is open, and once more over a new one."""
        target = f"{self._path}/{path}"
        headers = {"Host": self._host, **({"Origin": self._origin} if method == "POST" else {})}
        if self.key is not None:
            now = self.clock() // 1_000_000
            headers["Authorization"] = passing.header(self.key, method, self._host, target, now)
        for again in (True, False):
            try:
                line = self._line()
                line.request(method, target, body, headers)
                answer = line.getresponse()
                data = answer.read(MOST + 1)
            except (OSError, http.client.HTTPException) as e:
                self.close()
                if not again:
                    raise self._silent() from e
                continue
            if len(data) > MOST:
                self.close()
                raise BadInput(
                    "answer-long", say("the answer is longer than any tile"), where=Where(self.place)
                )
            return answer.status, data
        raise self._silent()

    def _line(self) -> http.client.HTTPConnection:
        if self._open is None:
            self._open = (
                http.client.HTTPSConnection(
                    self._host, timeout=PATIENCE, context=ssl.create_default_context()
                )
                if self._tls
                else http.client.HTTPConnection(self._host, timeout=PATIENCE)
            )
        return self._open

    def close(self) -> None:
        """Close the line."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _silent(self) -> Unavailable:
        return Unavailable(
            "log-silent",
            say("the log does not answer"),
            where=Where(self.place),
            hint=say("is the address right?"),
        )


@contextmanager
def source(place: str, clock: Callable[[], int], key: PrivateKey | None = None) -> Iterator[Remote | Local]:
    """Open what a mirror is filled from, an address or a book that can be read here, and close it again."""
    opened = Remote(place, clock, key) if place.startswith(("http://", "https://")) else Local(place)
    try:
        yield opened
    finally:
        opened.close()


def _decoded(data: bytes, sort: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=sort)
    except (msgspec.DecodeError, ValueError) as e:
        raise BadInput("answer-foreign", say("what answers there is no Holdfire")) from e


def _unknown(place: str) -> HoldfireError:
    return Refused(
        "mirror-unknown",
        say("it hands nothing over to this mirror"),
        where=Where(place),
        hint=say("put the mirror's key into the keys' folder; its host registers it"),
    )
