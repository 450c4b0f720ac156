"""What the log's key signed last, kept beside the key and outside the book, so that an old copy of the book is known.

The key signs on only from there. A book that was restored from an old backup has fewer entries than its mark says; to
append to it would fork the log for ever. The mark is written after the entries are, so that a crash between the two
leaves a mark that is behind, which does no harm.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from holdfire.errors import Broken, Conflict
from holdfire.record import checkpoint as cp
from holdfire.record import proof, repo
from holdfire.record.encoding import sha256_hex
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection


def path(folder: Path, log: str) -> Path:
    """Say where the mark of a log lies."""
    return folder / f"{sha256_hex(log.encode())[:16]}.mark"


def read(folder: Path, log: str) -> str:
    """Read the checkpoint that was signed last; empty where nothing says so."""
    try:
        return path(folder, log).read_text()
    except FileNotFoundError:
        return ""


def keep(folder: Path, log: str, note: str) -> None:
    """Keep a checkpoint as the one that was signed last, unless a larger one is kept."""
    kept, place = read(folder, log), path(folder, log)
    if kept and cp.parse(kept).size > cp.parse(note).size:
        return
    with NamedTemporaryFile("w", dir=folder, prefix=place.stem, suffix=".new", delete=False) as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(place)


def demand_newest(connection: Connection, folder: Path, log: str) -> None:
    """Refuse to append to a book that is not known to hold all that the log's key signed.

    Conflict `log-behind` where the key signed more; `log-unsure` where nothing says what it signed last. Broken
    `log-forked` where it signed another record; `checkpoint-behind` as `repo.demand_covered`.
    """
    note, size = read(folder, log), repo.size(connection)
    repo.demand_covered(connection, size)
    if not note:
        raise Conflict(
            "log-unsure",
            say("nothing beside the log's key says what it signed last: this may be an old copy"),
            hint=say("`holdfire refill`: it asks mirrors, and then knows"),
        )
    point = cp.parse(note)
    if point.size > size:
        raise behind(point.size, size)
    if root(connection, point.size) != point.root:
        raise Broken(
            "log-forked",
            say("the log's key signed another record of {size} entries than this", size=point.size),
            hint=say("append nothing: find out which copy the cosigners cosigned"),
        )


def root(connection: Connection, size: int) -> bytes:
    """Give the root of the book's tree at a size."""
    last = cp.parse(repo.last_checkpoint(connection))
    return last.root if last.size == size else proof.root(0, size, repo.reader(connection))


def behind(signed: int, size: int) -> Conflict:
    """Make the error for an old copy."""
    return Conflict(
        "log-behind",
        say(
            "the log's key signed {signed} entries, and here are {size}: this is an old copy",
            signed=signed,
            size=size,
        ),
        hint=say("fill it up from mirrors first: `holdfire refill`"),
    )
