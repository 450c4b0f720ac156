"""A book encrypted at rest is a book like any other; wiped, nothing of it can be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk import EXERCISE, Desk, row
from holdfire.book import Book
from holdfire.cli import cli
from holdfire.db import vault
from holdfire.db.beside import Beside
from holdfire.errors import BadInput, Conflict, HoldfireError, Refused
from holdfire.protection import wipe as wiping

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(autouse=True)
def passphrase(monkeypatch):
    monkeypatch.setenv(vault.VARIABLE, PASSPHRASE)
    monkeypatch.setattr(vault, "COST", 2**14)


@pytest.fixture
def locked(tmp_path):
    """A desk whose book is encrypted from the start."""
    vault.make(tmp_path / "test.book", PASSPHRASE)
    return Desk.open(str(tmp_path / "test.book"), tmp_path / "test.keys")


def on_disk(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.suffix != ".jsonl"}


def test_everything_works_on_it_and_nothing_of_it_is_legible(locked, tmp_path):
    locked.live()
    locked.book.check(workers=1)
    locked.book.rebuild()
    found = {p.name: data for p, data in on_disk(tmp_path).items() if "test.book" in p.name}
    for word in (b"SQLite format", b"Shelling", b"Tarn"):
        assert not any(word in data for data in found.values())
    assert found["test.book-wal"], "nor is the write-ahead log"


def test_processes_that_help_to_check_open_it_too(locked):
    locked.take(*(row(n) for n in range(60)))
    with locked.book.reading() as connection:
        size = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()
    from holdfire.record.crew import crew

    with locked.book.reading() as connection, crew(locked.book.url, connection, 2) as hands:
        assert hands.hand(counted)() == size


def counted(connection):
    return connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()


def test_its_rows_are_those_of_a_plain_book(copied, tmp_path):
    before = copied.dump()
    url = copied.book.url
    copied.book.engine.dispose()
    wiping.encrypt(url, PASSPHRASE)
    opened = Book(url, copied.book.keys, copied.book.clock)
    assert Desk.again(url, copied.folder, copied).dump() == before
    opened.check(workers=1)
    assert b"SQLite format" not in Path(url).read_bytes()
    assert not [p for p in tmp_path.glob("test.*") if p.suffix in (".plain", ".locked")]


def test_private_files_beside_it_are_encrypted_with_it(tmp_path):
    (tmp_path / "a.book").write_bytes(b"")
    kept = Beside(tmp_path / "a.evidence")
    kept.put("x" * 64, b"EXERCISE. An original.")
    assert b"An original" in b"".join(on_disk(tmp_path).values())
    wiping.encrypt(str(tmp_path / "a.book"), PASSPHRASE)
    assert kept.get("x" * 64) == b"EXERCISE. An original."
    kept.put("y" * 64, b"EXERCISE. Another original.")
    assert b"original" not in b"".join(on_disk(tmp_path).values())


def test_another_passphrase_opens_nothing(locked, monkeypatch):
    monkeypatch.setenv(vault.VARIABLE, "another passphrase")
    with pytest.raises(Refused) as e:
        Book(locked.book.url)
    assert e.value.code == "passphrase-wrong"
    assert "another" not in str(e.value)


def test_where_nobody_can_be_asked_it_says_so(locked, monkeypatch):
    monkeypatch.delenv(vault.VARIABLE)
    with pytest.raises(Refused) as e:
        Book(locked.book.url)
    assert e.value.code == "book-locked"


def test_a_short_passphrase_is_refused_and_a_vault_is_not_made_twice(tmp_path):
    with pytest.raises(BadInput) as e:
        vault.make(tmp_path / "a.book", "short")
    assert e.value.code == "passphrase-short"
    vault.make(tmp_path / "a.book", PASSPHRASE)
    with pytest.raises(Conflict) as twice:
        vault.make(tmp_path / "a.book", PASSPHRASE)
    assert twice.value.code == "vault-exists"


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"n": 1, "salt": "", "nonce": "", "sealed": ""}', '{"salt": "xx"}']
)
def test_what_is_no_vault_is_named_so(locked, text):
    vault.vault_of(Path(locked.book.url)).write_text(text)
    with pytest.raises(BadInput) as e:
        Book(locked.book.url)
    assert e.value.code == "vault-malformed"


def test_the_vault_is_its_owners_and_holds_no_key_in_the_clear(tmp_path):
    key = vault.make(tmp_path / "a.book", PASSPHRASE)
    place = vault.vault_of(tmp_path / "a.book")
    assert oct(place.stat().st_mode)[-3:] == "600"
    assert key.hex() not in place.read_text()
    assert vault.unlock(tmp_path / "a.book") == key
    assert json.loads(place.read_text())["n"] == vault.COST


def test_wiping_leaves_nothing_and_the_vault_goes_first(locked, tmp_path, monkeypatch):
    locked.take(row(0))
    Beside(tmp_path / "test.identities").put("a", b"sealed")
    locked.book.engine.dispose()
    order = []
    destroy = wiping.destroy
    monkeypatch.setattr(
        wiping, "destroy", lambda path, over: order.append((path.name, over)) or destroy(path, over=over)
    )
    wiping.wipe(locked.book.url)
    assert order[0] == ("test.vault", True)
    assert ("test.book", False) in order, "noise needs no writing over"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["rows-0.jsonl"]


def test_a_copy_taken_before_cannot_be_read_once_the_vault_is_gone(locked, tmp_path):
    locked.take(row(0))
    locked.book.engine.dispose()
    stolen = tmp_path / "stolen.book"
    stolen.write_bytes(Path(locked.book.url).read_bytes())
    wiping.wipe(locked.book.url)
    with pytest.raises(HoldfireError) as e:
        Book(str(stolen))
    assert e.value.code == "book-missing"


def test_a_plain_book_is_written_over_before_it_is_deleted(file_desk, monkeypatch):
    file_desk.take(row(0))
    file_desk.book.engine.dispose()
    path = Path(file_desk.book.url)
    left = {}
    unlink = Path.unlink
    monkeypatch.setattr(
        Path, "unlink", lambda p, **more: left.update({p.name: p.read_bytes()}) or unlink(p, **more)
    )
    wiping.wipe(str(path))
    assert b"SQLite" not in left[path.name]
    assert not path.exists()


def test_on_screen_it_says_what_it_cannot_undo(tmp_path):
    book = str(tmp_path / "a.book")
    run = CliRunner().invoke
    made = run(cli, ["new", book, "--agreement", str(EXERCISE / "mechanism.yaml"), "--encrypt"])
    assert made.exit_code == 0, made.output
    assert vault.is_locked(Path(book))
    done = run(cli, ["wipe", book, "--yes"])
    for word in ("SSD", "backups", "mirrors", "swap", "prints"):
        assert word in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["wipe", "encrypt"])
def test_a_book_on_a_server_is_left_to_its_administrator(command):
    done = CliRunner().invoke(cli, [command, "postgresql://127.0.0.1:1/none"])
    assert done.exception.code == "wipe-server"


def test_a_book_that_is_in_use_is_not_encrypted_halfway(file_desk, tmp_path):
    with file_desk.book.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()
        with pytest.raises(Conflict) as e:
            wiping.encrypt(file_desk.book.url, PASSPHRASE)
    assert e.value.code == "book-busy"
    assert not vault.is_locked(Path(file_desk.book.url))
    file_desk.take(row(0))
