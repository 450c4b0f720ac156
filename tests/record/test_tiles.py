"""The layout of C2SP tlog-tiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import Broken
from holdfire.record import proof, tiles, tree
from holdfire.record.tiles import Tiles, bundle, layout, parse_path, path, unbundle

LEAVES = [b"entry %d" % n for n in range(700)]


def test_a_path_is_as_in_the_document():
    assert path(0, 1234067) == "tile/0/x001/x234/067"
    assert path(63, 0, 255) == "tile/63/000.p/255"
    assert path("entries", 999, 1) == "tile/entries/999.p/1"
    assert path(1, 1000) == "tile/1/x001/000"


def test_the_layout_of_the_document():
    """A tree of 70,000: 273 full tiles and one of 112; one full and one of 17; one of width 1."""
    made = list(layout(70_000))
    assert sum(1 for level, _, width in made if level == 0 and width == 256) == 273
    assert [place for place in made if place[2] < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(layout(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(layout(0)) == []


@given(st.integers(0, 63), st.integers(0, 10**10), st.integers(1, 256))
def test_a_path_is_read_as_it_was_written(level, number, width):
    assert parse_path(path(level, number, width).removeprefix("tile/")) == (str(level), number, width)


@pytest.mark.parametrize(
    "text",
    ["", "0", "0/", "0/1", "0/0001", "0/x000/000", "00/000", "64/000", "-1/000", "0/000.p/0", "0/000.p/256",
     "0/000.p/01", "0/x01/000", "data/000", "0/000/000", "٣/000", "0/../000"],
)  # fmt: skip
def test_any_other_path_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_path(text)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=40))
def test_a_bundle_is_taken_apart_as_it_was_put_together(leaves):
    assert unbundle(bundle(leaves), len(leaves)) == leaves


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b + b"\0", lambda b: b[:1], lambda _b: b"", lambda b: b + b"\0\0"]
)
def test_a_bundle_that_is_cut_or_long_is_refused(spoil):
    with pytest.raises(Broken) as e:
        unbundle(spoil(bundle(LEAVES[:5])), 5)
    assert e.value.code == "tile-cut"


def files(size):
    """A log's files, of its largest size alone."""
    stored = {
        (level, n): c for level, n, c in tree.grow(0, map(tree.leaf_hash, LEAVES[:size]), lambda *_: b"")
    }
    made = {path(level, n, w): stored[level, n] for level, n, w in layout(size)}
    for level, n, w in layout(size):
        if level == 0:
            made[path("entries", n, w)] = bundle(LEAVES[n * 256 : n * 256 + w])
    return made


def root(leaves):
    grown = tree.Frontier()
    for leaf in leaves:
        grown.add(tree.leaf_hash(leaf))
    return grown.root()


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 700])
def test_a_tree_is_read_out_of_its_files(size):
    read = Tiles(files(size).get, size)
    assert proof.root(0, size, read.tile) == root(LEAVES[:size])
    assert [leaf for n in range(-(-size // 256)) for leaf in read.leaves(n)] == LEAVES[:size]


def test_where_a_partial_tile_gave_way_to_the_full_one_its_beginning_is_read():
    both = {**files(300), **files(700)}
    del both["tile/0/001.p/44"], both["tile/entries/001.p/44"]
    read = Tiles(both.get, 300)
    assert proof.root(0, 300, read.tile) == root(LEAVES[:300])
    assert read.leaves(1) == LEAVES[256:300]


def test_a_tile_that_is_missing_or_cut_is_named():
    whole = files(300)
    for name, spoiled, code in (
        ("tile/0/001.p/44", None, "tile-missing"),
        ("tile/0/000", whole["tile/0/000"][:-32], "tile-cut"),
        ("tile/0/000", whole["tile/0/000"][:-1], "tile-cut"),
        ("tile/0/001.p/44", whole["tile/0/001.p/44"] + b"\0" * 32, "tile-cut"),
    ):
        read = Tiles({**whole, name: spoiled}.get, 300)
        with pytest.raises(Broken) as e:
            [proof.inclusion(index, 300, read.tile) for index in (299, 0)]
        assert e.value.code == code


def test_a_folder_gives_what_it_has(tmp_path):
    (tmp_path / "tile").mkdir()
    (tmp_path / "tile" / "x").write_bytes(b"1")
    fetch = tiles.folder(tmp_path)
    assert (fetch("tile/x"), fetch("tile"), fetch("tile/y")) == (b"1", None, None)
