"""A file's way: received with a report, copied, viewed, exported; what others can check of it; and its erasure."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import subprocess
import sys

import bagit
import pytest
from click.testing import CliRunner
from PIL import Image

from desk import row
from holdfire.cli import cli
from holdfire.db.beside import Beside
from holdfire.disclosing import sheet
from holdfire.erasing import entries as erasing_entries
from holdfire.errors import Broken, Conflict, HoldfireError, NotFound, Refused
from holdfire.evidence import bag, repo
from holdfire.evidence.model import size_class
from holdfire.evidence.strip import Copy
from holdfire.protection import erase, keeping
from holdfire.record.encoding import sha256_hex, unb64url
from holdfire.record.keys import Role, new_key

MAKER = b"Somebody Invented"
REPORT = 2


def photograph():
    exif = Image.Exif()
    exif[0x013B] = MAKER.decode()
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 200)).save(out, "JPEG", exif=exif)
    return out.getvalue()


PHOTO = photograph()


@pytest.fixture
def office(file_desk):
    file_desk.take(row(0))
    file_desk.store = Beside(file_desk.folder.parent / "test.evidence")
    return file_desk


def add(desk, data=PHOTO, name="IMG_1234.jpg"):
    receipts, copy = keeping.add(
        desk.book, desk.store, desk.intake_key, REPORT, data, name=name, words="By a courier."
    )
    return receipts[0].index, copy


def read(desk, entry):
    with desk.book.reading() as connection:
        return repo.item(connection, entry), repo.history(connection, entry)


def test_original_and_working_copy_are_kept_apart(office):
    entry, copy = add(office)
    assert isinstance(copy, Copy)
    item, steps = read(office, entry)
    assert (item.report, item.name, item.type, item.size_class) == (
        REPORT,
        "IMG_1234.jpg",
        "image/jpeg",
        4096,
    )
    assert office.store.get(item.sha256) == PHOTO
    (made,) = steps
    assert (made.step, made.what, made.type, made.removed) == ("copied", "working", "image/jpeg", ("exif",))
    with office.book.reading() as connection:
        from holdfire.record import repo as record

        assert record.get_file(connection, made.sha256) == copy.data
        assert record.get_file(connection, item.sha256) is None


def test_the_entry_commits_to_the_original_and_tells_neither_its_hash_nor_its_size(office):
    entry, _ = add(office)
    with office.book.reading() as connection:
        payload = erasing_entries.payload_of(connection, entry)
        from holdfire.record import disclosure
        from holdfire.record import repo as record

        closed = disclosure.read(record.told(connection, entry))
    assert payload.open == {
        "commitment": hashlib.sha256(unb64url(closed["nonce"]) + PHOTO).hexdigest(),
        "size_class": 4096,
    }
    assert len(unb64url(closed["nonce"])) == 32


@pytest.mark.parametrize(
    ("n", "wanted"), [(0, 4096), (4096, 4096), (4097, 8192), (1 << 20, 1 << 20), (1_500_000, 1 << 21)]
)
def test_sizes_come_in_classes(n, wanted):
    assert size_class(n) == wanted


def test_a_file_of_an_unknown_type_is_kept_and_never_shown(office):
    entry, why = add(office, bytes(range(256)))
    assert why.code == "working-copy-none"
    assert read(office, entry)[1] == []
    with pytest.raises(NotFound) as e:
        keeping.view(office.book, None, office.intake_key, entry, to="analyst", words="")
    assert e.value.code == "working-copy-missing"
    data, _ = keeping.view(office.book, office.store, office.intake_key, entry, to="analyst", words="")
    assert data == bytes(range(256))


def test_each_viewing_is_an_entry_with_what_and_for_whom(office):
    entry, copy = add(office)
    shown, kind = keeping.view(
        office.book, None, office.intake_key, entry, to="analyst", words="To place it."
    )
    assert (shown, kind) == (copy.data, "image/jpeg")
    keeping.view(office.book, office.store, office.intake_key, entry, to="a court", words="")
    assert [(c.step, c.what, c.to) for c in read(office, entry)[1]] == [
        ("copied", "working", ""),
        ("viewed", "working", "analyst"),
        ("viewed", "original", "a court"),
    ]


def test_only_an_intake_keeps_evidence(office):
    with pytest.raises(Refused) as e:
        keeping.add(office.book, office.store, office.members["kellan"], REPORT, PHOTO, name="", words="")
    assert e.value.code == "key-role"


def test_nothing_comes_in_twice_and_only_with_a_report(office):
    add(office)
    with pytest.raises(Conflict) as e:
        add(office)
    assert e.value.code == "evidence-there"
    with pytest.raises(NotFound):
        keeping.add(office.book, office.store, office.intake_key, 0, PHOTO, name="", words="")


def test_an_original_that_was_exchanged_is_found_out(office):
    entry, _ = add(office)
    item, _ = read(office, entry)
    office.store.put(item.sha256, PHOTO + b"x")
    with pytest.raises(Broken) as e:
        keeping.view(office.book, office.store, office.intake_key, entry, to="a court", words="")
    assert e.value.code == "original-changed"


def test_the_tables_are_what_the_entries_give(office):
    entry, _ = add(office)
    keeping.view(office.book, None, office.intake_key, entry, to="analyst", words="")
    before = office.dump()
    office.book.rebuild()
    assert office.dump() == before
    office.book.check(workers=1)


def exported(desk, entry, folder, *, original=False):
    store = desk.store if original else None
    return keeping.export(desk.book, store, desk.intake_key, entry, folder, to="a court", words="It asked.")


@pytest.mark.parametrize("original", [False, True])
def test_a_bag_is_validated_by_another_tool(office, tmp_path, original):
    entry, _ = add(office)
    folder = tmp_path / "bag"
    index = exported(office, entry, folder, original=original)
    logging.getLogger("bagit").setLevel(logging.ERROR)
    opened = bagit.Bag(str(folder))
    opened.validate()
    assert (folder / "data" / "original.jpg").exists() is original
    assert opened.info["External-Identifier"] == f"{office.book.log} {entry}"
    done = read(office, entry)[1][-1]
    assert (done.entry, done.step, done.what) == (index, "exported", "original" if original else "working")
    assert done.sha256 == sha256_hex((folder / "tagmanifest-sha256.txt").read_bytes())


def test_the_tools_own_command_validates_it_and_finds_a_flipped_bit(office, tmp_path):
    entry, _ = add(office)
    folder = tmp_path / "bag"
    exported(office, entry, folder)
    command = [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(folder)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    copy = folder / "data" / "working.jpg"
    data = bytearray(copy.read_bytes())
    data[100] ^= 1
    copy.write_bytes(data)
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_a_bag_of_the_working_copy_says_nothing_of_the_maker_nor_of_the_original(office, tmp_path):
    entry, _ = add(office)
    exported(office, entry, tmp_path / "bag")
    item, _ = read(office, entry)
    for path in (tmp_path / "bag").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for word in (MAKER, b"IMG_1234", item.sha256.encode(), b"courier"):
            assert word not in data


def test_a_bag_with_the_original_proves_that_it_is_the_one_committed_to(office, tmp_path):
    """With the bag alone: the entry's leaf, its nonce, the file."""
    entry, _ = add(office)
    exported(office, entry, tmp_path / "bag", original=True)
    found = sheet.read((tmp_path / "bag" / "data" / "entries" / f"{entry}.json").read_bytes())
    data = (tmp_path / "bag" / "data" / "original.jpg").read_bytes()
    nonce = unb64url(str(found.fields["nonce"]))
    assert hashlib.sha256(nonce + data).hexdigest() == found.payload.open["commitment"]
    steps = json.loads((tmp_path / "bag" / "data" / "custody.json").read_text())
    assert [s["step"] for s in steps] == ["received", "copied"]


def test_a_bag_is_not_written_over_another_nor_left_without_its_entry(office, tmp_path):
    entry, _ = add(office)
    exported(office, entry, tmp_path / "bag")
    with pytest.raises(Conflict) as e:
        exported(office, entry, tmp_path / "bag")
    assert e.value.code == "file-exists"
    with pytest.raises(Refused):
        keeping.export(
            office.book, None, office.members["kellan"], entry, tmp_path / "other", to="a court", words=""
        )
    assert not (tmp_path / "other").exists()


def test_a_bag_of_one_file_is_valid_and_one_of_another_content_is_not(tmp_path):
    bag.write(tmp_path / "bag", {"a.txt": b"a"}, {"Source-Organization": "EXERCISE"}, 0)
    assert bagit.Bag(str(tmp_path / "bag")).is_valid()
    (tmp_path / "bag" / "data" / "a.txt").write_bytes(b"b")
    assert not bagit.Bag(str(tmp_path / "bag")).is_valid()


def test_with_an_erased_report_go_its_files_both_of_them(office):
    entry, copy = add(office)
    keeping.view(office.book, None, office.intake_key, entry, to="analyst", words="")
    red = new_key(Role.OFFICER, "red-society", "member")
    office.register(red)
    with office.book.reading() as connection:
        reached = erase.reached(connection, [REPORT])
    assert reached == [REPORT, entry, entry + 1, entry + 2]
    office.book.submit(
        lambda c: [
            erasing_entries.order(c, i, (), ground="danger", reason="", officers=["red-society"])
            for i in reached
        ],
        red,
    )
    gone = erase.carry_out(office.book, [office.store])
    assert {sha256_hex(PHOTO), sha256_hex(copy.data)} <= gone.files
    for path in office.folder.parent.glob("test.*"):
        if path.is_file():
            assert MAKER not in path.read_bytes()
            assert copy.data[30:90] not in path.read_bytes()
    item, steps = read(office, entry)
    assert (item.sha256, item.name) == ("", "")
    assert [c.step for c in steps] == ["copied", "viewed"], "that there was a file, and its custody, stays"
    office.book.check(workers=1)


def test_by_command_from_receiving_to_the_bag(office, tmp_path):
    (tmp_path / "IMG_1.jpg").write_bytes(PHOTO)
    book, keys = office.book.url, ("--keys", office.folder)

    def run(*words):
        done = CliRunner().invoke(cli, ["evidence", *map(str, words)])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    said = run("add", book, REPORT, tmp_path / "IMG_1.jpg", *keys)
    assert "entry 4: received with report 2" in said
    assert "entry 5: working copy, image/jpeg; taken off: exif" in said
    run("show", book, 4, "--out", tmp_path / "look.jpg", "--to", "analyst", *keys)
    assert MAKER not in (tmp_path / "look.jpg").read_bytes()
    said = run("export", book, 4, "--out", tmp_path / "bag", "--to", "a court", "--original", *keys)
    assert "can expose who made it" in said
    listed = run("list", book)
    assert [line.split()[0] for line in listed.splitlines()[1:]] == [
        "received",
        "copied",
        "viewed",
        "exported",
    ]
    assert "1 originals here" in run("check", book)


def test_errors_do_not_repeat_a_files_name(office):
    for data in (b"<html>", b"\xff\xd8\xff" + b"x" * 40):
        _, why = add(office, data, name="Somebody Invented.html")
        assert isinstance(why, HoldfireError)
        assert "Somebody" not in str(why)
