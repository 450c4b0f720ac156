"""Go's golang.org/x/mod/sumdb (note, tlog) reads our records, and gives the same answers about trees."""

from __future__ import annotations

import base64
import subprocess
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rounds import NAMES

from holdfire.cosign.export import export
from holdfire.db.engine import read
from holdfire.record import checkpoint as cp
from holdfire.record import proof, tree

pytestmark = pytest.mark.slow

MOST = 66_000
EDGES = [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, MOST]
sizes = st.one_of(st.sampled_from(EDGES), st.integers(1, 600), st.integers(65_280, MOST))
plain = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@cache
def tiles():
    hashes = (tree.leaf_hash(b"entry %d" % n) for n in range(MOST))
    return {(level, n): content for level, n, content in tree.grow(0, hashes, lambda *_: b"")}


def get(level, number):
    return tiles()[level, number]


def words(hashes):
    return [base64.b64encode(h).decode() for h in hashes]


@given(size=sizes)
@plain
@example(size=255)
@example(size=256)
@example(size=257)
@example(size=65_536)
def test_roots_are_those_that_go_gives(answers, size):
    assert answers("root", size) == words([proof.root(0, size, get)])


@given(size=sizes, data=st.data())
@plain
def test_inclusion_proofs_are_those_that_go_gives(answers, size, data):
    index = data.draw(st.integers(0, size - 1))
    assert answers("record", size, index) == words(proof.inclusion(index, size, get))


@given(size=sizes, data=st.data())
@plain
def test_consistency_proofs_are_those_that_go_gives(answers, size, data):
    old = data.draw(st.one_of(st.integers(1, size), st.sampled_from(EDGES).filter(lambda n: n <= size)))
    assert answers("tree", size, old) == words(proof.consistency(old, size, get))


@pytest.fixture
def exported(four, tmp_path):
    four.grow(300)
    four.cosign("kellan", "dorvia", "university")
    with read(four.desk.book.engine) as connection:
        export(connection, four.desk.book.log, tmp_path / "tiles")
    return tmp_path / "tiles"


def checked(go, four, folder, quorum=3):
    log = cp.vkey(four.desk.book.log, four.desk.log_key.public)
    cosigners = [str(four.card(n).vkey) for n in NAMES]
    command = [go, "check", str(folder), str(log), str(quorum), *cosigners]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_go_proves_every_entry_of_a_folder_and_finds_the_quorum(go, four, exported):
    done = checked(go, four, exported)
    assert (done.returncode, done.stdout) == (0, f"ok {four.desk.book.size()}\n"), done.stderr
    assert checked(go, four, exported, quorum=4).returncode == 1


@pytest.mark.parametrize("name", ["tile/0/000", "tile/entries/000", "tile/0/001.p", "checkpoint"])
def test_go_refuses_a_folder_that_was_changed(go, four, exported, name):
    place = next(p for p in exported.rglob("*") if p.is_file() and name in str(p))
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)
    assert checked(go, four, exported).returncode == 1
