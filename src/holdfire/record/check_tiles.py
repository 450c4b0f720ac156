"""Check a folder of tiles, offline: every entry, signature, key and tile, the checkpoint, and who cosigned it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from holdfire.errors import Broken, NotFound, Where
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import cosigned, finality
from holdfire.record import note as notes
from holdfire.record import tiles as forms
from holdfire.record.examine import examine
from holdfire.record.intact import Intact, Tree, begin, take
from holdfire.record.repo import Stored
from holdfire.record.tiles import Tiles
from holdfire.record.tree import HASH, WIDTH
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from holdfire.record.keys import Role

STRETCH = 16
"""Bundles that are checked at a time: 4,096 entries."""


def is_folder(place: Path) -> bool:
    """Tell whether a folder is one of tiles: it has a checkpoint."""
    return (place / "checkpoint").is_file()


def note_of(place: Path) -> str:
    """Read the checkpoint; NotFound `checkpoint-missing`, Broken `checkpoint-malformed`."""
    try:
        text = (place / "checkpoint").read_bytes().decode()
    except FileNotFoundError as e:
        raise NotFound(
            "checkpoint-missing", say("there is no checkpoint in the folder"), where=Where(str(place))
        ) from e
    except ValueError as e:
        raise Broken("checkpoint-malformed", say("a checkpoint cannot be read")) from e
    cp.parse(text)
    return text


def check(
    place: Path, roles: Mapping[str, Role], progress: Callable[[int, int], None] = lambda _d, _a: None
) -> Intact:
    """Check all of it; Broken, naming the first thing that does not hold, and where.

    `roles` says which role may sign each kind of entry. The values of closed fields are not in a folder of tiles.
    """
    return check_fetched(forms.folder(place), note_of(place), roles, progress)


def check_fetched(
    fetch: forms.Fetch,
    note: str,
    roles: Mapping[str, Role],
    progress: Callable[[int, int], None] = lambda _d, _a: None,
    look: Callable[[int, bytes], None] = lambda _i, _leaf: None,
) -> Intact:
    """Check what is fetched, from wherever, as `check` does under a checkpoint; `look` is shown each entry."""
    point = cp.parse(note)
    tiles = Tiles(fetch, point.size)
    out = begin(tiles.leaves(0)[0] if point.size else None, point.size)
    tree = Tree({point.size})
    for start, stop in _stretches(point.size):
        leaves = [
            leaf for number in range(start // WIDTH, -(-stop // WIDTH)) for leaf in tiles.leaves(number)
        ]
        page = [Stored(index, leaf, "") for index, leaf in enumerate(leaves, start // WIDTH * WIDTH)]
        keys = {k: t.key for k, t in out.register.terms.items()}
        part = examine(page[start % WIDTH :][: stop - start], start, stop, out.log, keys)
        tree.grow(bytes(part.hashes))
        take(part, out, tree.hashes, roles)
        for stored in page[start % WIDTH :][: stop - start]:
            look(stored.index, stored.leaf)
        progress(stop, point.size)
    _demand_tiles(tiles, tree)
    _demand_checkpoint(point, note, out, tree)
    _cosignatures(note, out)
    out.root, out.checkpoints = point.root.hex(), 1
    return out


def _stretches(size: int) -> list[tuple[int, int]]:
    """Give entry 0 by itself, for it has the first keys, then the rest in stretches."""
    bounds = [1, *range(STRETCH * WIDTH, size, STRETCH * WIDTH), size]
    return [(0, 1), *((a, b) for a, b in itertools.pairwise(bounds) if a < b)]


def _demand_tiles(tiles: Tiles, tree: Tree) -> None:
    for level, number, width in forms.layout(tree.size):
        content = tree.hashes if level == 0 else tree.frontier.upper[level - 1]
        start = number * WIDTH * HASH
        if tiles.tile(level, number) != bytes(content[start : start + width * HASH]):
            raise Broken(
                "tile-false",
                say("tile {level}/{number} is not what the entries give", level=level, number=number),
                hint=say("export the tiles again"),
            )


def _demand_checkpoint(point: cp.Checkpoint, note: str, out: Intact, tree: Tree) -> None:
    if point != cp.Checkpoint(out.log, tree.size, tree.roots.get(tree.size, b"")):
        raise Broken(
            "root-differs",
            say("the entries do not give the root that was signed at {size}", size=point.size),
            hint=say("an entry up to there was changed, reordered or replaced"),
        )
    if not any(cp.signed_by(note, cp.vkey(out.log, k), k) for k in out.register.log_keys(point.size)):
        raise Broken(
            "checkpoint-forged",
            say("the checkpoint at {size} is not signed by a key of the log", size=point.size),
        )


def _cosignatures(note: str, out: Intact) -> None:
    enacted = out.register.policy_at(out.size)
    seen = list[finality.Seen]()
    for line, cosigner, holds in cosig.read(notes.parse(note), enacted.policy.vkeys if enacted else ()):
        if not holds:
            raise cosigned.forged(out.size)
        seen.append(finality.Seen(out.size, cosigner.key_id, cosig.time_of(line)))
    out.reached = finality.reached(out.register, seen)
    out.attendance = finality.attendance(out.register, seen, lambda _size: 0)
