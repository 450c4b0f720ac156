"""What a host could show a mirror, each refused with its own code; what the log signed against itself is kept."""

from __future__ import annotations

import base64
import json

import pytest
from mirrors import Changed, dumped, local, mirror, update

from conftest import copy_of
from desk import row
from holdfire.db.engine import read
from holdfire.errors import HoldfireError
from holdfire.mirror import repo
from holdfire.mirror.following import begin
from holdfire.mirror.source import Local
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature, disclosure, tiles, tree
from holdfire.record import note as notes
from holdfire.record.encoding import b64url
from holdfire.record.envelope import parse_payload, unseal


@pytest.fixture
def made(truce, tmp_path):
    """A mirror that is up to date, of a log that then grew."""
    book = mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    truce.take(*(row(100 + n) for n in range(4)))
    return book


def error(book, source):
    """The code with which a mirror refuses; nothing of it is left in the book."""
    before, size = dumped(book), book.size()
    with pytest.raises(HoldfireError) as e:
        update(book, source)
    assert (dumped(book), book.size()) == (before, size)
    book.check(workers=1)
    return e.value.code


def against(book):
    with read(book.engine) as connection:
        return repo.contradictions(connection)


def bundle_with(truce, change):
    """Give a source's `fetch` with leaves that were changed, from `start` on."""
    source = local(truce)

    def fetch(path):
        data = source.fetch(path)
        if data is None or not path.startswith("tile/entries/"):
            return data
        _, number, width = tiles.parse_path(path.removeprefix("tile/"))
        return tiles.bundle(change(tiles.unbundle(data, width), number * 256))

    return Changed(source, fetch=fetch)


def test_a_rewritten_entry(made, truce):
    def change(leaves, start):
        at = made.size() - start
        if 0 <= at < len(leaves):
            signature = unseal(leaves[at]).signatures[0].raw
            leaves[at] = leaves[at].replace(base64.b64encode(signature), base64.b64encode(signature[::-1]))
        return leaves

    assert error(made, bundle_with(truce, change)) == "root-differs"


def test_entries_in_another_order(made, truce):
    def change(leaves, start):
        at = made.size() - start
        if 0 <= at < len(leaves) - 2:
            leaves[at], leaves[at + 1] = leaves[at + 1], leaves[at]
        return leaves

    assert error(made, bundle_with(truce, change)) == "root-differs"


def test_an_entry_left_out(made, truce):
    def change(leaves, start):
        at = made.size() - start
        return leaves[:at] + leaves[at + 1 :] if 0 <= at < len(leaves) else leaves

    assert error(made, bundle_with(truce, change)) == "tile-cut"


def with_values(truce, change):
    source = local(truce)

    def values(start, stop):
        return {
            i: h._replace(told="~".join(change(disclosure.split(h.told))))
            for i, h in source.values(start, stop).items()
        }

    return Changed(source, values=values)


def salted(part):
    _, name, value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return b64url(json.dumps(["A" * 24, name, value]).encode())


def test_a_disclosure_with_another_salt(made, truce):
    source = with_values(truce, lambda parts: [*map(salted, parts[:1]), *parts[1:]])
    assert error(made, source) == "disclosure-foreign"


def test_a_value_twice(made, truce):
    assert error(made, with_values(truce, lambda parts: parts[:1] + parts)) == "disclosure-twice"


def test_a_run_without_its_output(made, truce):
    truce.link()
    source = local(truce)

    def values(start, stop):
        return {i: h._replace(files=()) for i, h in source.values(start, stop).items()}

    assert error(made, Changed(source, values=values)) == "file-withheld"


def test_another_file_under_the_name(made, truce):
    source = local(truce)
    assert error(made, Changed(source, file=lambda _i, _n: b"another")) == "file-changed"


def forged(truce, size, root, key=None):
    return cp.sign(cp.Checkpoint(truce.book.log, size, root), key or truce.log_key)


def test_a_checkpoint_that_the_log_did_not_sign(made, truce):
    source = local(truce)
    stranger = truce.members["kellan"]

    def checkpoints(beyond):
        return [forged(truce, p.size, p.root, stranger) for p in map(cp.parse, source.checkpoints(beyond))]

    assert error(made, Changed(source, checkpoints=checkpoints)) == "checkpoint-forged"
    assert against(made) == []


def test_checkpoints_withheld(made, truce):
    assert error(made, Changed(local(truce), checkpoints=lambda _b: [])) == "checkpoint-missing"


def test_a_cosignature_that_does_not_hold(made, truce):
    source = local(truce)
    truce.cosign("kellan")

    def checkpoints(beyond):
        out = []
        for each in source.checkpoints(beyond):
            parsed = notes.parse(each)
            spoilt = (
                notes.Line(x.name, x.blob[:-1] + bytes([x.blob[-1] ^ 1]))
                if len(x.blob) == cosignature.LENGTH
                else x
                for x in parsed.lines
            )
            out.append(str(notes.Note(parsed.text, tuple(spoilt))))
        return out

    assert error(made, Changed(source, checkpoints=checkpoints)) == "cosignature-forged"


def test_a_split_view_is_kept_as_evidence(made, truce):
    source, size = local(truce), made.size()
    shown = forged(truce, size, tree.leaf_hash(b"another record"))
    assert error(made, Changed(source, note=lambda: shown)) == "split-view"
    (kept,) = against(made)
    assert (kept.code, kept.shown) == ("split-view", shown)
    for note in (kept.shown, kept.held):
        assert cp.check(note, truce.log_key.public).size == size


def test_a_rewritten_history_is_kept_as_evidence(made, truce, tmp_path):
    """The host restored an old copy and went on: another record, signed by the same key."""
    (tmp_path / "fork").mkdir()
    fork = copy_of(truce, tmp_path / "fork")
    update(made, local(truce))
    for n in range(3):
        truce.take(row(200 + n))
        update(made, local(truce))
        fork.take(row(300 + n), row(400 + n))
    assert error(made, local(fork)) == "history-rewritten"
    assert [k.code for k in against(made)] == ["history-rewritten"]
    assert error(made, local(fork)) == "history-rewritten"
    assert len(against(made)) == 1, "the same checkpoint is kept once"
    update(made, local(truce))


def test_a_shorter_tree(truce, made, tmp_path):
    (tmp_path / "old").mkdir()
    old = copy_of(truce, tmp_path / "old")
    truce.take(row(500))
    update(made, local(truce))
    assert error(made, local(old)) == "log-rolled-back"
    assert against(made) == [], "an old copy contradicts nothing"


def test_a_shorter_tree_of_another_record(truce, made):
    update(made, local(truce))
    shown = forged(truce, made.size() - 2, tree.leaf_hash(b"another record"))
    assert error(made, Changed(local(truce), note=lambda: shown)) == "split-view"
    assert [k.code for k in against(made)] == ["split-view"]


def test_what_nobody_known_signed_is_no_evidence(truce, made):
    update(made, local(truce))
    shown = forged(truce, made.size(), tree.leaf_hash(b"another record"), truce.members["kellan"])
    assert error(made, Changed(local(truce), note=lambda: shown)) == "checkpoint-forged"
    assert against(made) == []


def test_a_foreign_log(made, exercise_book):
    assert error(made, Local(exercise_book.url)) == "log-other"


def test_entry_0_of_another_log_than_was_expected(truce, tmp_path):
    place = tmp_path / "new.book"
    with pytest.raises(HoldfireError) as e:
        begin(str(place), local(truce), truce.book.clock(), "0" * 64)
    assert e.value.code == "fingerprint-differs"
    assert not place.exists()


def test_an_unsigned_entry_that_the_host_made_up(truce, tmp_path):
    """The log's key signs a checkpoint over an entry whose signature does not hold."""
    from holdfire.db.engine import write
    from holdfire.record import repo as record

    made = mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    with write(truce.book.engine) as connection:
        leaf = record.leaf(connection, 5)
        signature = unseal(leaf).signatures[0].raw
        false = leaf.replace(
            base64.b64encode(signature), base64.b64encode(bytes([signature[0] ^ 1]) + signature[1:])
        )
        record.append(connection, truce.book.log, [(false, "")], truce.log_key)
    assert parse_payload(unseal(false).payload).log == truce.book.log
    assert error(made, local(truce)) == "signature-forged"
