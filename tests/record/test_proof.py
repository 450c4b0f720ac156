"""Proofs of inclusion and of growth, against RFC 6962's own definition of them, and attacks on them."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdfire.errors import BadInput, Broken
from holdfire.record import proof, tree

LEAVES = [b"entry %d" % n for n in range(1200)]
HASHES = [tree.leaf_hash(leaf) for leaf in LEAVES]
EMPTY = hashlib.sha256(b"").digest()


def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(hashes):
    if not hashes:
        return EMPTY
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return tree.node_hash(mth(hashes[:k]), mth(hashes[k:]))


def path(m, hashes):
    """PATH(m, D[n]) of RFC 6962, section 2.1.1."""
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if m < k:
        return [*path(m, hashes[:k]), mth(hashes[k:])]
    return [*path(m - k, hashes[k:]), mth(hashes[:k])]


def subproof(m, hashes, whole=True):
    """SUBPROOF(m, D[n], b) of RFC 6962, section 2.1.2."""
    if m == len(hashes):
        return [] if whole else [mth(hashes)]
    k = split(len(hashes))
    if m <= k:
        return [*subproof(m, hashes[:k], whole), mth(hashes[k:])]
    return [*subproof(m - k, hashes[k:], False), mth(hashes[:k])]


TILES = {(level, n): content for level, n, content in tree.grow(0, HASHES, lambda *_: b"")}


def get(level, number):
    """The tiles of the largest tree, out of which smaller ones are read too."""
    return TILES[level, number]


sizes = st.integers(1, len(LEAVES))


@given(sizes, st.data())
@example(255, None)
@example(256, None)
@example(257, None)
def test_an_inclusion_proof_is_that_of_the_definition_and_holds(size, data):
    index = data.draw(st.integers(0, size - 1)) if data else size - 1
    made = proof.inclusion(index, size, get)
    assert made == path(index, HASHES[:size])
    proof.demand_included(HASHES[index], index, size, mth(HASHES[:size]), made)


@given(sizes, st.data())
@example(256, None)
@example(257, None)
def test_a_consistency_proof_is_that_of_the_definition_and_holds(size, data):
    old = data.draw(st.integers(1, size)) if data else size - 1
    made = proof.consistency(old, size, get)
    assert made == subproof(old, HASHES[:size])
    proof.demand_consistent(old, mth(HASHES[:old]), size, mth(HASHES[:size]), made)


def test_every_tree_grew_out_of_nothing():
    assert proof.consistency(0, 7, get) == []
    proof.demand_consistent(0, EMPTY, 7, mth(HASHES[:7]), [])
    proof.demand_consistent(0, EMPTY, 0, EMPTY, [])


@given(sizes, st.data())
def test_another_leaf_place_size_root_or_path_does_not_hold(size, data):
    index = data.draw(st.integers(0, size - 1))
    made, root = proof.inclusion(index, size, get), mth(HASHES[:size])
    false = data.draw(st.sampled_from(["leaf", "root", "longer", "shorter", "swapped", "index"]))
    leaf, cut = HASHES[index], list(made)
    if false == "leaf":
        leaf = tree.leaf_hash(b"another")
    elif false == "root":
        root = tree.leaf_hash(b"another")
    elif false == "longer":
        cut.append(HASHES[0])
    elif false == "index":
        index = data.draw(st.integers(-2, size + 2).filter(lambda i: i != index))
    elif not made or (false == "swapped" and len(set(made)) < 2):
        return
    elif false == "shorter":
        cut.pop()
    else:
        cut.reverse()
    with pytest.raises(Broken) as e:
        proof.demand_included(leaf, index, size, root, cut)
    assert e.value.code == "proof-false"


@given(sizes, st.data())
def test_a_tree_that_was_rewritten_does_not_hold(size, data):
    old = data.draw(st.integers(1, size))
    at = data.draw(st.integers(0, old - 1))
    other = [*HASHES[:at], tree.leaf_hash(b"rewritten"), *HASHES[at + 1 : size]]
    tiles = {(level, n): content for level, n, content in tree.grow(0, other, lambda *_: b"")}
    made = proof.consistency(old, size, lambda *place: tiles[place])
    with pytest.raises(Broken) as e:
        proof.demand_consistent(old, mth(HASHES[:old]), size, mth(other), made)
    assert e.value.code == "proof-false"


@pytest.mark.parametrize("empty", [b"", b"\0" * 31, b"\0" * 33])
def test_an_empty_or_odd_hash_is_refused_even_where_nothing_is_to_be_hashed(empty):
    """Some programs take an empty leaf hash and an empty root at size 1 for a proof."""
    for leaf, root, made in ((empty, empty, []), (HASHES[0], empty, []), (HASHES[0], HASHES[0], [empty])):
        with pytest.raises(Broken) as e:
            proof.demand_included(leaf, 0, 1, root, made)
        assert e.value.code == "hash-malformed"
    with pytest.raises(Broken) as e:
        proof.demand_consistent(1, empty, 1, empty, [])
    assert e.value.code == "hash-malformed"


def test_an_empty_tree_has_one_root():
    for old, old_root, size, root in ((0, HASHES[0], 0, HASHES[0]), (0, HASHES[0], 1, HASHES[0])):
        with pytest.raises(Broken) as e:
            proof.demand_consistent(old, old_root, size, root, [])
        assert e.value.code == "proof-false"


def test_what_cannot_be_proved_is_not():
    for made in (
        lambda: proof.inclusion(7, 7, get),
        lambda: proof.inclusion(-1, 7, get),
        lambda: proof.consistency(8, 7, get),
    ):
        with pytest.raises(BadInput) as e:
            made()
        assert e.value.code == "proof-impossible"


def test_a_proof_as_long_as_no_tree_is_refused():
    with pytest.raises(Broken) as e:
        proof.demand_included(HASHES[0], 0, 2, HASHES[0], [HASHES[0]] * 64)
    assert e.value.code == "hash-malformed"
