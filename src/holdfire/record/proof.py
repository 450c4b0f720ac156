"""Proofs over the tree of RFC 6962: that an entry is in it, that it only grew. Made from tiles, checked from hashes.

Checking follows RFC 9162, sections 2.1.3.2 and 2.1.4.2, with what some programs leave out: every hash has 32 bytes,
and a tree of no leaves has the root of nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Broken
from holdfire.record.tree import EMPTY, HASH, node_hash, subtree
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 63
"""Hashes in a proof at most (C2SP tlog-witness)."""

Get = Callable[[int, int], bytes]
"""Gives a tile by its level and number; it may be longer than the tree of the proof needs."""


def _split(size: int) -> int:
    """Give the largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)


def root(start: int, stop: int, get: Get) -> bytes:
    """Give the root of the leaves from `start` up to and without `stop`, where the tree has such a subtree."""
    size = stop - start
    if size == 0:
        return EMPTY
    height = (size - 1).bit_length()
    if size == 1 << height:
        return subtree(height, start >> height, get)
    middle = start + _split(size)
    return node_hash(root(start, middle, get), root(middle, stop, get))


def inclusion(index: int, size: int, get: Get) -> list[bytes]:
    """Prove that a tree of `size` leaves holds leaf `index`: hashes from the leaf's sibling upwards.

    BadInput `proof-impossible` where it has no such leaf.
    """
    if not 0 <= index < size:
        raise BadInput(
            "proof-impossible", say("a tree of {size} entries has no entry {index}", size=size, index=index)
        )
    out, start, stop = list[bytes](), 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            out.append(root(middle, stop, get))
            stop = middle
        else:
            out.append(root(start, middle, get))
            start = middle
    return out[::-1]


def consistency(old: int, size: int, get: Get) -> list[bytes]:
    """Prove that the tree of `size` leaves begins with that of `old`: nothing where one is empty or they are equal.

    BadInput `proof-impossible` where `old` is the larger.
    """
    if not 0 <= old <= size:
        raise BadInput(
            "proof-impossible",
            say("a tree of {size} entries did not grow out of one of {old}", size=size, old=old),
        )
    out, start, stop, whole = list[bytes](), 0, size, True
    while old not in (start, stop):
        middle = start + _split(stop - start)
        if old <= middle:
            out.append(root(middle, stop, get))
            stop = middle
        else:
            out.append(root(start, middle, get))
            start, whole = middle, False
    if old and not whole:
        out.append(root(start, stop, get))
    return out[::-1]


def demand_included(leaf: bytes, index: int, size: int, tree_root: bytes, path: Sequence[bytes]) -> None:
    """Refuse a proof that does not lead from a leaf's hash to the root; Broken `proof-false`, `hash-malformed`."""
    _demand_hashes(leaf, tree_root, *path)
    if not 0 <= index < size:
        raise _false()
    node, position, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            raise _false()
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last or node != tree_root:
        raise _false()


def demand_consistent(old: int, old_root: bytes, size: int, tree_root: bytes, path: Sequence[bytes]) -> None:
    """Refuse a proof that a tree does not bear out to have grown; Broken `proof-false`, `hash-malformed`."""
    _demand_hashes(old_root, tree_root, *path)
    if (old == 0 and old_root != EMPTY) or (size == 0 and tree_root != EMPTY) or not 0 <= old <= size:
        raise _false()
    if old in (0, size):
        if path or (old == size and old_root != tree_root):
            raise _false()
        return
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    if not hashes:
        raise _false()
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    left = right = hashes[0]
    for node in hashes[1:]:
        if last == 0:
            raise _false()
        if position & 1 or position == last:
            left, right = node_hash(node, left), node_hash(node, right)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            right = node_hash(right, node)
        position, last = position >> 1, last >> 1
    if last or (left, right) != (old_root, tree_root):
        raise _false()


def _demand_hashes(*hashes: bytes) -> None:
    if any(len(h) != HASH for h in hashes) or len(hashes) > MOST + 2:
        raise Broken("hash-malformed", say("a hash in a proof has not 32 bytes, or there are too many"))


def _false() -> Broken:
    return Broken("proof-false", say("the proof does not lead to the signed root"))
