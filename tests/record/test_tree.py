"""The tree of RFC 6962, against its definition."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from holdfire.db.engine import open_engine, write
from holdfire.db.schema import metadata
from holdfire.errors import Broken
from holdfire.record import repo, tree


def mth(leaves):
    """Merkle Tree Hash as RFC 6962, section 2.1, defines it, over the leaves themselves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


LEAVES = [b"entry %d" % n for n in range(65_800)]
HASHES = [tree.leaf_hash(leaf) for leaf in LEAVES]


def grown(batches):
    """Grow the tiles of a tree, a batch at a time."""
    tiles, size = {}, 0
    for batch in batches:
        for level, number, content in tree.grow(size, HASHES[size : size + batch], lambda *at: tiles[at]):
            tiles[level, number] = content
        size += batch
    return tiles, size


def test_the_known_roots():
    """The empty tree and the eight leaves that certificate transparency's own tests use."""
    leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    whole = tree.Frontier()
    assert whole.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for leaf in leaves:
        whole.add(tree.leaf_hash(bytes.fromhex(leaf)))
        assert whole.root().hex() == roots.get(whole.size, whole.root().hex())


@given(st.integers(0, 600))
@example(255)
@example(256)
@example(257)
@example(512)
def test_the_root_is_that_of_the_definition(size):
    whole = tree.Frontier()
    for hashed in HASHES[:size]:
        whole.add(hashed)
    assert whole.root() == mth(LEAVES[:size])


@given(st.lists(st.integers(1, 300), max_size=6))
@example([255, 1, 1])
@example([256, 256])
def test_tiles_are_the_same_however_the_tree_grew(batches):
    tiles, size = grown(batches)
    assert tiles == grown([size] if size else [])[0]
    assert tree.frontier(size, lambda *at: tiles[at]).root() == mth(LEAVES[:size])


@pytest.mark.parametrize("batches", [[65_535, 1, 1], [65_536], [65_536, 260], [256, 65_280, 257]])
def test_a_tree_of_three_levels(batches):
    tiles, size = grown(batches)
    assert tiles == grown([size])[0]
    assert tree.frontier(size, lambda *at: tiles[at]).root() == mth(LEAVES[:size])
    assert (2, 0) in tiles


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_frontier_goes_on_from_where_it_was(size, more):
    tiles, _ = grown([size] if size else [])
    going = tree.frontier(size, lambda *at: tiles[at])
    for hashed in HASHES[size : size + more]:
        going.add(hashed)
    assert going.root() == mth(LEAVES[: size + more])


def test_a_tile_has_the_layout_of_tlog_tiles():
    tiles, _ = grown([300])
    assert tiles[0, 0] == b"".join(HASHES[:256])
    assert tiles[0, 1] == b"".join(HASHES[256:300])
    assert tiles[1, 0] == mth(LEAVES[:256])
    assert set(tiles) == {(0, 0), (0, 1), (1, 0)}


@given(st.integers(1, 40))
@settings(max_examples=10)
def test_two_lists_of_leaves_do_not_share_a_root(at):
    leaves = LEAVES[:40]
    other = [*leaves[: at - 1], b"another", *leaves[at:]]
    assert mth(leaves) != mth(other)
    assert tree.leaf_hash(tree.leaf_hash(b"a") + tree.leaf_hash(b"b")) != tree.node_hash(
        tree.leaf_hash(b"a"), tree.leaf_hash(b"b")
    )


def test_a_tile_that_is_not_there_is_named(tmp_path):
    engine = open_engine(str(tmp_path / "tiles"), create=True)
    with write(engine) as connection:
        metadata.create_all(connection)
        repo.put_tiles(connection, 0, HASHES[:300])
        assert repo.tiles(connection) == grown([300])[0]
        with pytest.raises(Broken) as e:
            repo.get_tile(connection, 3, 0)
    assert e.value.code == "tile-missing"
