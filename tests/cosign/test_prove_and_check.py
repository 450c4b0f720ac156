"""Proof files, folders of tiles and comparisons: what holds, and each attack with its own code."""

from __future__ import annotations

import base64
import json
import time

import pytest
from click.testing import CliRunner
from rounds import NAMES

from holdfire.cli import cli
from holdfire.cosign.compare import compare, view
from holdfire.cosign.export import export
from holdfire.cosign.prove import prove
from holdfire.db.engine import read
from holdfire.errors import BadInput, Broken, HoldfireError, NotFound
from holdfire.projecting import KINDS
from holdfire.record import check_proof, check_tiles, disclosure, receipt, tiles
from holdfire.record import checkpoint as cp
from holdfire.record import note as notes
from holdfire.record.encoding import b64url
from holdfire.record.finality import State
from holdfire.record.keys import Role, new_key
from holdfire.record.policy import parse, write

ROLES = {k.name: k.role for k in KINDS.values()}


@pytest.fixture
def final(four):
    """A log with some reports, all of it final."""
    four.grow(3)
    four.cosign("kellan", "dorvia", "university")
    return four


def report(four):
    """The first report's entry."""
    with read(four.desk.book.engine) as connection:
        for index in range(four.desk.book.size()):
            text = prove(connection, four.desk.book.log, index)
            if shown(four, text).payload.kind == "report":
                return index
    raise AssertionError("no report")


def proven(four, index, *opened):
    with read(four.desk.book.engine) as connection:
        return prove(connection, four.desk.book.log, index, opened)


def policy(four):
    return parse(four.policy(*NAMES))


def shown(four, text, by=None):
    parsed = receipt.parse(text)
    return check_proof.check(parsed, by or policy(four), receipt.unpack(parsed.extra))


def code(four, text, by=None):
    with pytest.raises(HoldfireError) as e:
        shown(four, text, by)
    return e.value.code


def test_every_entry_can_be_proven_with_who_signed_it_and_who_cosigned(final):
    for index in range(final.desk.book.size()):
        found = shown(final, proven(final, index))
        assert (found.index, found.size, found.state) == (index, final.desk.book.size(), State.FINAL)
        assert [name for name, _ in found.cosigners] == ["kellan", "dorvia", "university"]
        assert found.signers
        assert not found.unknown
        assert found.opened == {}


def test_a_proof_opens_what_it_is_told_to_and_nothing_else(final):
    index = report(final)
    assert set(shown(final, proven(final, index, "source")).opened) == {"source"}
    every = shown(final, proven(final, index, "all"))
    assert every.absent == 0
    assert every.opened["words"]["text"].startswith("EXERCISE. Shelling")
    with pytest.raises(BadInput) as e:
        proven(final, index, "author")
    assert e.value.code == "field-missing"
    with pytest.raises(NotFound):
        proven(final, 10**6)


def test_a_proof_is_made_under_the_checkpoint_that_came_furthest(final):
    size = final.desk.book.size()
    final.grow()
    assert shown(final, proven(final, 0)).size == size, "the final one, though there is a later"
    late = shown(final, proven(final, final.desk.book.size() - 1))
    assert (late.state, late.cosigners) == (State.LOGGED, [])


def test_a_proof_without_a_quorum_says_so(four):
    four.cosign("kellan", "dorvia")
    assert shown(four, proven(four, 0)).state is State.LOGGED


def test_a_proof_names_a_file_that_its_entry_names(final):
    day = final.desk.publish()
    final.cosign("kellan", "dorvia", "university")
    found = shown(final, proven(final, final.desk.book.size() - 1))
    assert check_proof.names_file(found, day[0]) == ["html"]
    assert check_proof.names_file(found, b"another") == []


def line(text, start):
    return next(row for row in text.split("\n") if row.startswith(start))


def repacked(text, change):
    """Change what comes along with a proof."""
    parsed = receipt.parse(text)
    value = change(json.loads(parsed.extra))
    return receipt.write(receipt.Receipt(parsed.index, parsed.path, parsed.note, json.dumps(value).encode()))


def with_note(text, change):
    parsed = receipt.parse(text)
    return receipt.write(receipt.Receipt(parsed.index, parsed.path, change(parsed.note), parsed.extra))


def other_salt(value):
    salt, name, content = json.loads(base64.urlsafe_b64decode(value["disclosures"].split("~")[0] + "=="))
    salt = ("A" if salt[0] != "A" else "B") + salt[1:]
    return {**value, "disclosures": b64url(json.dumps([salt, name, content], separators=(",", ":")).encode())}


def other_leaf(four):
    leaf = receipt.unpack(receipt.parse(proven(four, report(four) + 1)).extra).leaf
    return lambda value: {**value, "leaf": b64url(leaf)}


def forged_by(four, key):
    def change(note):
        point = cp.parse(note)
        line_of_log = cp.sign(point, key).partition("\n\n")[2]
        return note.replace(line(note, f"— {point.log} ") + "\n", line_of_log)

    return change


def cosigned_over(note):
    """A cosignature of this log's cosigner, over another checkpoint."""
    last = [row for row in note.split("\n") if row][-1]
    blob = base64.b64decode(last.split(" ")[2])
    false = base64.b64encode(blob[:-1] + bytes([blob[-1] ^ 1])).decode()
    return note.replace(last.split(" ")[2], false)


PROOF_ATTACKS = {
    "another index": (lambda f, t: t.replace(line(t, "index "), "index 3"), "proof-false"),
    "a leading zero in the index": (lambda f, t: t.replace("index ", "index 0"), "proof-malformed"),
    "an empty hash": (
        lambda f, t: t.replace("\n\n", "\n\n\n", 1).replace("\n\n\n", "\nAA==\n\n", 1),
        "hash-malformed",
    ),
    "a hash that is cut": (lambda f, t: t.replace(t.split("\n")[3], b64(b"\0" * 31), 1), "hash-malformed"),
    "a hash left out": (lambda f, t: t.replace(t.split("\n")[3] + "\n", "", 1), "proof-false"),
    "a hash too many": (lambda f, t: t.replace("\n\n", f"\n{b64(bytes(32))}\n\n", 1), "proof-false"),
    "another entry": (lambda f, t: repacked(t, other_leaf(f)), "proof-false"),
    "an empty leaf": (lambda f, t: repacked(t, lambda v: {**v, "leaf": ""}), "proof-false"),
    "a value with another salt": (lambda f, t: repacked(t, other_salt), "disclosure-foreign"),
    "a value twice": (
        lambda f, t: repacked(t, lambda v: {**v, "disclosures": f"{v['disclosures']}~{v['disclosures']}"}),
        "disclosure-foreign",
    ),
    "a signer's key from nowhere": (
        lambda f, t: repacked(t, lambda v: {**v, "ground": [{**v["ground"][0], "index": 1}]}),
        "proof-false",
    ),
    "a signer's key from an entry that registers none": (
        lambda f, t: repacked(t, lambda v: {**v, "ground": [unground(f)]}),
        "key-unproven",
    ),
    "something else along with it": (lambda f, t: repacked(t, lambda v: {"x": 1}), "extra-foreign"),
    "a forged checkpoint": (
        lambda f, t: with_note(t, forged_by(f, new_key(Role.LOG, "log"))),
        "checkpoint-forged",
    ),
    "a checkpoint that the log did not sign": (
        lambda f, t: t.replace(line(t, f"— {f.desk.book.log} ") + "\n", ""),
        "checkpoint-forged",
    ),
    "a forged cosignature": (lambda f, t: with_note(t, cosigned_over), "cosignature-forged"),
    "another checkpoint": (
        lambda f, t: with_note(
            t, lambda _n: cp.sign(cp.Checkpoint(f.desk.book.log, 99, b"\1" * 32), f.desk.log_key)
        ),
        "proof-false",
    ),
    "a checkpoint of another log": (
        lambda f, t: with_note(t, lambda n: n.replace(f.desk.book.log, "other/log")),
        "log-unlisted",
    ),
    "no checkpoint": (lambda f, t: t.partition("\n\n")[0], "proof-malformed"),
    "another head": (lambda f, t: t.replace("@v1", "@v2", 1), "proof-malformed"),
}


def b64(data):
    return base64.b64encode(data).decode()


def unground(four):
    parsed = receipt.parse(proven(four, report(four) + 1))
    leaf = receipt.unpack(parsed.extra).leaf
    return {"index": parsed.index, "leaf": b64url(leaf), "path": [b64url(h) for h in parsed.path]}


@pytest.mark.parametrize("name", PROOF_ATTACKS)
def test_an_attack_on_a_proof_is_refused_and_named(final, name):
    attack, expected = PROOF_ATTACKS[name]
    text = proven(final, report(final), "words")
    changed = attack(final, text)
    assert changed != text
    assert code(final, changed) == expected


def test_one_cosigner_under_two_lines_counts_once(four):
    four.cosign("kellan", "dorvia")
    text = proven(four, 0)
    kellan = line(text, "— kellan.example/")
    assert shown(four, f"{text}{kellan}\n{kellan}\n").state is State.LOGGED


def test_a_policy_that_is_not_the_logs_counts_other_cosigners(final):
    alone = write(parse(final.policy("isles-envoy")))
    assert shown(final, proven(final, 0), parse(alone)).state is State.LOGGED


@pytest.fixture
def folder(final, tmp_path):
    place = tmp_path / "tiles"
    with read(final.desk.book.engine) as connection:
        export(connection, final.desk.book.log, place)
    return place


def test_a_folder_of_tiles_holds_and_says_what_the_book_says(final, folder):
    found, book = check_tiles.check(folder, ROLES), final.desk.book.check(workers=1)
    for name in ("log", "size", "root", "fingerprint", "kinds", "final"):
        assert getattr(found, name) == getattr(book, name)
    assert found.absent == book.held + book.absent


def test_a_folder_is_brought_up_to_date_and_can_be_of_an_earlier_size(final, folder, tmp_path):
    final.grow(300)
    with read(final.desk.book.engine) as connection:
        size = export(connection, final.desk.book.log, folder)
        early = export(connection, final.desk.book.log, tmp_path / "early", 5)
    assert check_tiles.check(folder, ROLES).size == size > 300
    assert check_tiles.check(tmp_path / "early", ROLES).size == early <= 5


def spoil(name, change):
    def attack(folder):
        place = next(p for p in folder.rglob("*") if p.is_file() and name in str(p))
        place.write_bytes(change(place.read_bytes()))

    return attack


def swapped(data):
    entries = tiles.unbundle(data, count(data))
    entries[-1], entries[-2] = entries[-2], entries[-1]
    return tiles.bundle(entries)


def rewritten(data):
    """The last entry, signed again: with another time its signature would be another too."""
    entries = tiles.unbundle(data, count(data))
    return tiles.bundle([*entries[:-1], entries[-2]])


def removed(data):
    return tiles.bundle(tiles.unbundle(data, count(data))[:-1])


def count(data):
    n, at = 0, 0
    while at < len(data):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
        n += 1
    return n


def flipped(data):
    return data[:-1] + bytes([data[-1] ^ 1])


TILE_ATTACKS = {
    "a truncated tile": (spoil("tile/0/", lambda b: b[:-32]), "tile-cut"),
    "a tile cut in a hash": (spoil("tile/0/", lambda b: b[:-1]), "tile-cut"),
    "a false tile": (spoil("tile/0/", flipped), "tile-false"),
    "a truncated bundle": (spoil("tile/entries/", lambda b: b[:-1]), "tile-cut"),
    "an entry too many": (spoil("tile/entries/", lambda b: b + b"\0\1x"), "tile-cut"),
    "two entries in each other's place": (spoil("tile/entries/", swapped), "tile-false"),
    "an entry that is another": (spoil("tile/entries/", rewritten), "tile-false"),
    "an entry removed": (spoil("tile/entries/", removed), "tile-cut"),
    "a tile that is gone": (lambda f: next(f.rglob("tile/0/*")).rename(f / "x"), "tile-missing"),
    "a forged checkpoint": (
        spoil("checkpoint", lambda b: cp.sign(cp.parse(b.decode()), new_key(Role.LOG, "log")).encode()),
        "checkpoint-forged",
    ),
    "a forged cosignature": (
        spoil("checkpoint", lambda b: cosigned_over(b.decode()).encode()),
        "cosignature-forged",
    ),
    "a checkpoint that is none": (spoil("checkpoint", lambda _b: b"intact"), "checkpoint-malformed"),
}


@pytest.mark.parametrize("name", TILE_ATTACKS)
def test_an_attack_on_a_folder_is_refused_and_named(folder, name):
    attack, expected = TILE_ATTACKS[name]
    attack(folder)
    with pytest.raises(HoldfireError) as e:
        check_tiles.check(folder, ROLES)
    assert e.value.code == expected


def notes_of(four, *cosigners, root=b"\1" * 32, size=0):
    """A checkpoint that the log's host signed over another record, and that these cosigned all the same."""
    from holdfire.record import cosignature as cosig

    point = cp.Checkpoint(four.desk.book.log, size or four.desk.book.size(), root)
    lines = [cosig.sign(point.text(), f"{n}.example/cosigner", four.keys[n], 9) for n in cosigners]
    log_line = notes.parse(cp.sign(point, four.desk.log_key)).lines[0]
    return str(notes.Note(point.text(), (log_line, *lines)))


def compared(final, one, other):
    with view(str(one)) as a, view(str(other)) as b:
        return compare(a, b, policy(final))


def test_two_views_of_one_record_agree(final, folder, tmp_path):
    size = final.desk.book.size()
    (tmp_path / "p").write_text(proven(final, 0))
    (tmp_path / "note").write_text((folder / "checkpoint").read_text())
    for other in (folder, tmp_path / "p", tmp_path / "note"):
        assert compared(final, final.desk.book.url, other) == size
    final.grow()
    assert compared(final, final.desk.book.url, folder) == size
    assert compared(final, folder, tmp_path / "p") == size


def test_a_split_view_shows_when_two_compare(final, folder, tmp_path):
    (tmp_path / "other").write_text(notes_of(final))
    for mine in (final.desk.book.url, folder):
        with pytest.raises(Broken) as e:
            compared(final, mine, tmp_path / "other")
        assert e.value.code == "split-view"


def test_a_cosigner_that_signs_two_records_is_named(final, tmp_path):
    (tmp_path / "other").write_text(notes_of(final, "kellan", "isles-envoy"))
    with pytest.raises(Broken, match="kellan") as e:
        compared(final, final.desk.book.url, tmp_path / "other")
    assert e.value.code == "cosigner-twice"
    assert "isles-envoy" not in str(e.value), "it cosigned one of them alone"
    assert "dorvia" not in str(e.value)


def test_what_cannot_be_compared_is_said(final, folder, tmp_path):
    (tmp_path / "later").write_text(notes_of(final, size=10**6))
    assert compared(final, folder, tmp_path / "later") == 0
    (tmp_path / "foreign").write_text(cp.sign(cp.Checkpoint("other/log", 1, b"\1" * 32), final.desk.log_key))
    with pytest.raises(BadInput) as e:
        compared(final, folder, tmp_path / "foreign")
    assert e.value.code == "log-other"


def run(*arguments):
    done = CliRunner().invoke(cli, list(arguments))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_the_command_says_what_a_proof_shows_and_what_it_does_not(final, tmp_path):
    (tmp_path / "policy").write_text(final.policy(*NAMES))
    (tmp_path / "p").write_text(proven(final, report(final), "source"))
    start = time.perf_counter()
    text = run("check", str(tmp_path / "p"), "--policy", str(tmp_path / "policy"))
    assert time.perf_counter() - start < 1
    for words in (
        "proof holds",
        "final: by 3 of 4",
        "intake key",
        "closed fields are not opened",
        "not shown by this",
    ):
        assert words in text
    with pytest.raises(NotFound) as e:
        run("check", str(tmp_path / "p"))
    assert e.value.code == "policy-unnamed"


def test_a_stale_checkpoint_is_refused_where_somebody_asks_how_old_it_is(four, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: four.at / 1_000_000 + 7200)
    (tmp_path / "policy").write_text(four.policy(*NAMES))
    (tmp_path / "early").write_text(proven(four, 0))
    four.cosign("kellan", "dorvia", "university")
    (tmp_path / "p").write_text(proven(four, 0))
    by = ["--policy", str(tmp_path / "policy")]
    assert "proof holds" in run("check", str(tmp_path / "p"), *by, "--fresh", "3h")
    assert "record intact" in run("check", four.desk.book.url, *by, "--fresh", "3h", "--workers", "1")
    for place in (tmp_path / "p", four.desk.book.url, tmp_path / "early"):
        with pytest.raises(Broken) as e:
            run("check", str(place), *by, "--fresh", "1h", "--workers", "1")
        assert e.value.code == "checkpoint-stale"
    with pytest.raises(BadInput) as e:
        run("check", str(tmp_path / "p"), *by, "--fresh", "soon")
    assert e.value.code == "span-malformed"


def test_a_record_under_another_policy_than_the_one_in_hand_is_refused(final, folder, tmp_path):
    (tmp_path / "policy").write_text(final.policy("kellan"))
    for place in (final.desk.book.url, str(folder)):
        with pytest.raises(Broken) as e:
            run("check", place, "--policy", str(tmp_path / "policy"), "--workers", "1")
        assert e.value.code == "policy-differs"


def test_a_file_that_an_entry_does_not_name_is_refused(final, tmp_path):
    (tmp_path / "policy").write_text(final.policy(*NAMES))
    (tmp_path / "p").write_text(proven(final, 0))
    with pytest.raises(Broken) as e:
        run("check", str(tmp_path / "p"), "--policy", str(tmp_path / "policy"), "--file", str(tmp_path / "p"))
    assert e.value.code == "file-unnamed"


def test_disclosures_are_those_of_the_entry(final):
    found = shown(final, proven(final, report(final), "all"))
    extra = receipt.unpack(receipt.parse(proven(final, report(final), "all")).extra)
    assert disclosure.read(extra.disclosures) == found.opened
