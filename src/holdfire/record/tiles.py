"""C2SP tlog-tiles: the log as static files, for a folder or a plain web server. Pure, but for `folder`."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from holdfire.errors import Broken
from holdfire.record.envelope import MOST
from holdfire.record.tree import HASH, WIDTH
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ENTRIES = "entries"
POLICY = "policy"
"""The name under which a folder of tiles, and the pages, give out the policy; no part of C2SP's layout."""


def path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Say where a tile lies: `tile/0/x001/x234/067`, and `.p/WIDTH` behind it where it is partial."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/{'/'.join(parts)}" + (f".p/{width}" if width < WIDTH else "")


def parse_path(text: str) -> tuple[str, int, int]:
    """Read a path after `tile/`: level or `entries`, number, width; ValueError where it is in another form."""
    level, _, rest = text.partition("/")
    place, _, partial = rest.partition(".p/")
    number = 0
    for part in place.split("/"):
        number = number * 1000 + int(part.removeprefix("x"))
    width = int(partial) if partial else WIDTH
    known = level == ENTRIES or (
        level.isascii() and level.isdigit() and str(int(level)) == level and int(level) < 64
    )
    if not known or not 1 <= width <= WIDTH or path(level, number, width) != f"tile/{text}":
        raise ValueError("not a tile's path")
    return level, number, width


def layout(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield the tiles of a tree of `size` leaves, as (level, number, width)."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        yield from ((level, number, WIDTH) for number in range(full))
        if rest:
            yield level, full, rest
        level, size = level + 1, full


def bundle(leaves: Iterable[bytes]) -> bytes:
    """Put leaves into an entry bundle: each after its length in 16 bits."""
    return b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


def unbundle(data: bytes, width: int) -> list[bytes]:
    """Take an entry bundle apart; Broken `tile-cut` where it does not hold `width` leaves to the last byte."""
    out, at = list[bytes](), 0
    while at + 2 <= len(data) and len(out) < width:
        (length,) = struct.unpack_from(">H", data, at)
        out.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(data) or len(out) != width or any(len(leaf) > MOST for leaf in out):
        raise _cut()
    return out


def _cut() -> Broken:
    return Broken("tile-cut", say("a tile is shorter or longer than the checkpoint asks for"))


Fetch = Callable[[str], bytes | None]
"""Gives a file by its path, or None where there is none."""


def folder(place: Path) -> Fetch:
    """Fetch from a folder."""

    def fetch(name: str) -> bytes | None:
        file = place / name
        return file.read_bytes() if file.is_file() else None

    return fetch


class Tiles:
    """Tiles that are fetched, read as a tree of `size` leaves."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self.size = size
        self._fetch = fetch
        self.tile = lru_cache(maxsize=64)(self._tile)

    def _tile(self, level: int, number: int) -> bytes:
        """Read a tile of hashes; Broken `tile-missing`, `tile-cut`."""
        width = min(WIDTH, (self.size >> 8 * level) - number * WIDTH)
        data = self._read(level, number, width)
        if len(data) != width * HASH:
            raise _cut()
        return data

    def leaves(self, number: int) -> list[bytes]:
        """Read an entry bundle; Broken `tile-missing`, `tile-cut`."""
        width = min(WIDTH, self.size - number * WIDTH)
        return unbundle(self._read(ENTRIES, number, width), width)

    def _read(self, level: int | str, number: int, width: int) -> bytes:
        """Read a file; a partial tile may have given way to the full one, whose beginning it is."""
        data = self._fetch(path(level, number, width))
        if data is not None:
            return data
        data = self._fetch(path(level, number)) if width < WIDTH else None
        if data is not None:
            return _beginning(level, data, width)
        raise Broken("tile-missing", say("the tile {path} is not there", path=path(level, number, width)))


def _beginning(level: int | str, data: bytes, width: int) -> bytes:
    return bundle(unbundle(data, WIDTH)[:width]) if level == ENTRIES else data[: width * HASH]
