"""Write the log as a folder of tiles, and give out its files one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement import repo as agreement
from holdfire.errors import NotFound
from holdfire.record import checkpoint as cp
from holdfire.record import cosigned, repo, tiles
from holdfire.record.policy import plain, write
from holdfire.record.tiles import ENTRIES
from holdfire.record.tree import HASH, WIDTH
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from holdfire.record.register import Register


def policy(connection: Connection, log: str) -> str:
    """Give the text of the policy in force; where there is none, one that asks for no cosigner."""
    register: Register = agreement.register(connection, log)
    if register.policy is not None:
        return register.policy.text
    keys = register.log_keys(repo.size(connection))
    return write(plain(cp.vkey(log, keys[-1]), {}))


def tile(connection: Connection, level: str, number: int, width: int, size: int) -> bytes:
    """Give a tile, or a bundle of entries, of the tree at `size`; NotFound `tile-absent` where it has none so wide."""
    hashes_of = 0 if level == ENTRIES else int(level)
    if not 1 <= width <= min(WIDTH, (size >> 8 * hashes_of) - number * WIDTH):
        raise absent()
    if level != ENTRIES:
        return repo.get_tile(connection, hashes_of, number)[: width * HASH]
    start = number * WIDTH
    return tiles.bundle(s.leaf for s in repo.stretch(connection, start, start + width))


def absent() -> NotFound:
    """Make the error for a tile that the tree does not have."""
    return NotFound(
        "tile-absent", say("the tree has no such tile"), hint=say("its checkpoint says how far it goes")
    )


def export(
    connection: Connection,
    log: str,
    folder: Path,
    size: int | None = None,
    progress: Callable[[int, int], None] = lambda _d, _a: None,
) -> int:
    """Write the tiles of the last checkpoint, or of the newest no larger than `size`; gives its size.

    Full tiles that are there already stay. The checkpoint comes last, so that a reader never sees one without its
    tiles.
    """
    note = cosigned.note(connection, size)
    whole = cp.parse(note).size
    layout = list(tiles.layout(whole))
    for done, (level, number, width) in enumerate(layout, 1):
        for name in (str(level), ENTRIES) if level == 0 else (str(level),):
            place = folder / tiles.path(name, number, width)
            if width < WIDTH or not place.is_file():
                _put(place, tile(connection, name, number, width, whole))
        progress(done, len(layout))
    _put(folder / tiles.POLICY, policy(connection, log).encode())
    _put(folder / "checkpoint", note.encode())
    return whole


def _put(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.new")
    beside.write_bytes(data)
    beside.replace(place)
