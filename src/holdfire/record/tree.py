"""The Merkle tree of RFC 6962, section 2.1, kept as the tiles of C2SP tlog-tiles (height 8, 256 hashes a tile)."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256 as _sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WIDTH = 256
HASH = 32
EMPTY = _sha256(b"").digest()
Tile = tuple[int, int, bytes]
"""Level, number within the level, and up to 256 hashes of 32 bytes."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf: SHA-256(0x00 ‖ leaf)."""
    return _sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return _sha256(b"\1" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The least that lets a tree grow: the roots of its full subtrees, largest first.

    `upper` gathers, as leaves are added, the hashes of the tile levels above the leaves: `upper[0]` those of level 1.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)
    upper: list[bytearray] = field(default_factory=list)

    def add(self, hashed_leaf: bytes) -> None:
        """Append one leaf's hash."""
        node, size, height = hashed_leaf, self.size, 0
        while size & 1:
            node = node_hash(self.peaks.pop(), node)
            size >>= 1
            height += 1
            if height % 8 == 0:
                if len(self.upper) < height // 8:
                    self.upper.append(bytearray())
                self.upper[height // 8 - 1] += node
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Give the tree's root at its present size."""
        if not self.peaks:
            return EMPTY
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def fold(hashes: bytes) -> bytes:
    """Give the root of a full subtree, from its leaves' hashes end to end (a power of two of them)."""
    while len(hashes) > HASH:
        hashes = b"".join([_sha256(b"\1" + hashes[i : i + 64]).digest() for i in range(0, len(hashes), 64)])
    return hashes


def split(tile: bytes) -> list[bytes]:
    """Take a tile's hashes apart."""
    return [tile[i : i + HASH] for i in range(0, len(tile), HASH)]


def grow(size: int, hashes: Iterable[bytes], get: Callable[[int, int], bytes]) -> Iterator[Tile]:
    """Yield the tiles, whole or partial, that appending these leaf hashes to a tree of `size` writes.

    `get(level, number)` gives a stored tile; it is asked only for the partial tile at the end of a level.
    """
    level, position, new = 0, size, list(hashes)
    while new:
        number, offset = divmod(position, WIDTH)
        run = (split(get(level, number))[:offset] if offset else []) + new
        above = []
        for start in range(0, len(run), WIDTH):
            part = run[start : start + WIDTH]
            yield level, number + start // WIDTH, b"".join(part)
            if len(part) == WIDTH:
                above.append(fold(b"".join(part)))
        level, position, new = level + 1, number, above


def frontier(size: int, get: Callable[[int, int], bytes]) -> Frontier:
    """Read the frontier of a stored tree of `size` leaves from its tiles."""
    peaks, start = [], 0
    for bit in range(size.bit_length() - 1, -1, -1):
        if size >> bit & 1:
            peaks.append(subtree(bit, start >> bit, get))
            start += 1 << bit
    return Frontier(size, peaks)


def subtree(height: int, number: int, get: Callable[[int, int], bytes]) -> bytes:
    """Give the root of the full subtree of 2^height leaves, the `number`-th of its height."""
    level, rest = divmod(height, 8)
    tile, offset = divmod(number << rest, WIDTH)
    return fold(get(level, tile)[offset * HASH : (offset + (1 << rest)) * HASH])
