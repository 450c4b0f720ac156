"""Compare two people's views of one log: do they show one record? What a split view leaves behind is in the two."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from holdfire.db.engine import is_server, open_engine, read
from holdfire.errors import BadInput, Broken
from holdfire.record import check_tiles, cosigned, proof, receipt, repo, tiles
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import note as notes
from holdfire.record.tiles import Tiles
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from holdfire.record.policy import Policy


class View(NamedTuple):
    """What somebody shows of a log: its size, the roots up to there (None where unknown), and a checkpoint.

    The checkpoint is the largest that anybody cosigned, and else the last.
    """

    log: str
    size: int
    root: Callable[[int], bytes | None]
    note: str


@contextmanager
def view(place: str) -> Iterator[View]:
    """Open a book, a folder of tiles, a proof file or a checkpoint's file, to compare it; Broken if it is malformed."""
    path = Path(place)
    if not is_server(place) and path.is_dir():
        note = check_tiles.note_of(path)
        size = cp.parse(note).size
        yield _of_tree(note, size, Tiles(tiles.folder(path), size).tile)
    elif is_server(place) or is_book(path):
        engine = open_engine(place)
        try:
            with read(engine) as connection:
                note = cosigned.note(connection, cosigned.latest(connection) or None)
                yield _of_tree(note, repo.size(connection), repo.reader(connection))
        finally:
            engine.dispose()
    else:
        yield _of_note(path.read_bytes())


def is_book(path: Path) -> bool:
    """Tell whether a file is an SQLite database."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _of_tree(note: str, size: int, get: Callable[[int, int], bytes]) -> View:
    return View(cp.parse(note).log, size, lambda at: proof.root(0, at, get) if at <= size else None, note)


def _of_note(data: bytes) -> View:
    text = data.decode(errors="replace")
    note = receipt.parse(text).note if receipt.is_receipt(data) else text
    point = cp.parse(note)
    return View(point.log, point.size, lambda size: point.root if size == point.size else None, note)


def compare(one: View, other: View, policy: Policy | None) -> int:
    """Give the size up to which two views show one record; 0: they cannot be compared.

    BadInput `log-other` where they are of two logs. Broken `split-view` where they show two records; `cosigner-twice`,
    naming them, where the same cosigners signed both.
    """
    if one.log != other.log:
        raise BadInput(
            "log-other",
            say("they are of two logs, {one} and {other}", one=repr(one.log), other=repr(other.log)),
        )
    size = min(one.size, other.size)
    alike = _alike(one, other, size)
    if alike is False:
        raise _split(one, other, size, policy)
    return size if alike else 0


def _alike(one: View, other: View, size: int) -> bool | None:
    """Tell whether two views have one root at a size; None where one of them does not know its own."""
    roots = one.root(size), other.root(size)
    return None if None in roots else roots[0] == roots[1]


def _split(one: View, other: View, size: int, policy: Policy | None) -> Broken:
    cosigned_size = min(cp.parse(one.note).size, cp.parse(other.note).size)
    both = sorted(_cosigners(one, policy) & _cosigners(other, policy))
    if both and _alike(one, other, cosigned_size) is False:
        return Broken(
            "cosigner-twice",
            say(
                "two records of {size} entries, and both were cosigned by {names}",
                size=size,
                names=", ".join(both),
            ),
            hint=say("keep both: they prove it"),
        )
    return Broken(
        "split-view",
        say("the log signed two records of {size} entries", size=size),
        hint=say("keep both: the log's signatures under them prove it"),
    )


def _cosigners(each: View, policy: Policy | None) -> set[str]:
    """Name the policy's cosigners whose cosignatures under a view hold."""
    if policy is None:
        return set()
    read_lines = cosig.read(notes.parse(each.note), policy.vkeys)
    return {policy.names[cosigner.key_id] for _, cosigner, holds in read_lines if holds}
