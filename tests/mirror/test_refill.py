"""Drills: a log that was restored from an old backup, forked, or whose key was stolen; and what the others then see."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from mirrors import Changed, dumped, key, local, mirror, pages, remote, update

from desk import Desk, row
from holdfire.agreement import ground
from holdfire.book import Book
from holdfire.casework import entries
from holdfire.cli.cosigners import ask
from holdfire.cli.mirror import refill
from holdfire.cosign.client import ask_all
from holdfire.cosign.cosigner import Cosigner, begin, key_path, load_card
from holdfire.cosign.server import Server
from holdfire.errors import Broken, Conflict, HoldfireError
from holdfire.mirror import repo
from holdfire.record import checkpoint, cosigned, mark
from holdfire.record import parcel as parcels
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role, load, new_key, save
from holdfire.record.policy import Known, plain, write


def back_up(desk: Desk, place: Path) -> Path:
    with closing(sqlite3.connect(desk.book.url)) as old, closing(sqlite3.connect(place)) as new:
        old.backup(new)
    return place


def restore(desk: Desk, backup: Path) -> None:
    """Put an old file in the place of the book's, as its host would."""
    desk.book.engine.dispose()
    for each in Path(desk.book.url).parent.glob(f"{Path(desk.book.url).name}*"):
        each.unlink()
    shutil.copy(backup, desk.book.url)


@pytest.fixture
def lost(truce, tmp_path):
    """A log whose host restored an old backup; a mirror has all of it. Gives the mirror, and the log as it was."""
    backup = back_up(truce, tmp_path / "backup.book")
    truce.take(*(row(100 + n) for n in range(5)))
    made = mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    whole = truce.dump(), truce.book.check(workers=1)
    restore(truce, backup)
    return made, whole


def code(act) -> str:
    with pytest.raises(HoldfireError) as e:
        act()
    return e.value.code


def fill(truce, *places, keys=None):
    return CliRunner().invoke(
        refill,
        [
            truce.book.url,
            *(w for p in places for w in ("--from", str(p))),
            "--keys",
            str(keys or truce.folder),
        ],
        catch_exceptions=True,
    )


def test_an_old_copy_refuses_to_append_until_it_was_refilled(truce, lost):
    made, whole = lost
    size = truce.book.size()
    assert code(lambda: truce.take(row(200))) == "log-behind"
    assert truce.book.size() == size
    done = fill(truce, made.url)
    assert (done.exit_code, "5 of them refilled" in done.output) == (0, True) or "refilled" in done.output
    assert (truce.dump(), truce.book.check(workers=1)) == whole, "byte for byte"
    truce.take(row(200))
    update(made, local(truce))
    assert dumped(made) == truce.dump()
    truce.book.check(workers=1)


def test_nor_does_it_enter_what_others_hand_in(truce, lost):
    parcel = truce.book.request(lambda c: _roster(c, truce))
    signed = parcels.sign(parcel, truce.members["kellan"])
    assert code(lambda: truce.book.take(signed)) == "log-behind"


def _roster(connection, truce):
    return entries.draft(
        connection, "roster", entries.form("roster", {}), actor="kellan", at=truce.book.clock()
    )


def test_a_mirror_that_lacks_some_does_not_make_it_whole(truce, lost, tmp_path):
    made, _ = lost
    shutil.copy(truce.book.url, tmp_path / "behind.book")
    done = fill(truce, tmp_path / "behind.book")
    assert isinstance(done.exception, Conflict)
    assert done.exception.code == "log-behind"
    assert code(lambda: truce.take(row(200))) == "log-behind"
    assert fill(truce, tmp_path / "behind.book", made.url).exit_code == 0
    truce.take(row(200))


def test_a_machine_that_was_restored_whole_does_not_know_and_is_told_by_its_mirrors(truce, tmp_path):
    """The mark beside the key is old too: a mirror that comes by shows what the log's own key signed."""
    key(truce, "kellan", tmp_path / "kellan")
    backup = back_up(truce, tmp_path / "backup.book")
    shutil.copytree(truce.folder, tmp_path / "keys-then")
    truce.take(row(100))
    made = mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    restore(truce, backup)
    place = mark.path(truce.folder, truce.book.log)
    shutil.copy(tmp_path / "keys-then" / place.name, place)
    with pages(truce) as address, remote(address, truce, tmp_path / "kellan") as asked:
        assert code(lambda: update(made, asked)) == "log-rolled-back"
    assert code(lambda: truce.take(row(200))) == "log-behind"
    assert fill(truce, made.url).exit_code == 0
    truce.take(row(200))


def test_or_by_a_cosigner_that_saw_more(truce, tmp_path):
    cosigner = Cosigners(truce, tmp_path)
    backup = back_up(truce, tmp_path / "backup.book")
    shutil.copytree(truce.folder, tmp_path / "keys-then")
    truce.take(row(100))
    made = mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    with cosigner.served():
        assert [a.error for a in ask_all(truce.book.engine, truce.book.log, truce.book.clock)] == [None]
        restore(truce, backup)
        place = mark.path(truce.folder, truce.book.log)
        shutil.copy(tmp_path / "keys-then" / place.name, place)
        done = CliRunner().invoke(ask, [truce.book.url, "--keys", str(truce.folder)])
    assert "log-behind" in done.output
    assert code(lambda: truce.take(row(200))) == "log-behind"
    assert fill(truce, made.url).exit_code == 0
    truce.take(row(200))


class Cosigners:
    """One cosigner with an address, and a policy that asks for it alone."""

    def __init__(self, truce, folder):
        database = str(folder / "kellan.cosigner")
        begin(database, "kellan", "kellan.example/served")
        self.cosigner = Cosigner(database, truce.book.clock, load(key_path(database)))
        self.cosigner.trust(checkpoint.vkey(truce.book.log, truce.log_key.public))
        self.server = Server("127.0.0.1", 0, self.cosigner, lambda _line: None)
        port = self.server.server_address[1]
        truce.register(self.cosigner.key)
        vkey = load_card(folder / "kellan.pub")[1]
        policy = plain(
            checkpoint.vkey(truce.book.log, truce.log_key.public),
            {"kellan": Known(vkey, f"http://127.0.0.1:{port}/")},
            1,
        )
        truce.enact_text(write(policy), *truce.cosigners.values(), self.cosigner.key)

    @contextmanager
    def served(self):
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        yield
        self.server.shutdown()
        self.server.server_close()
        thread.join()
        self.cosigner.engine.dispose()


def made_note(made):
    with made.reading() as connection:
        return cosigned.note(connection)


def test_what_the_log_did_not_sign_is_not_heard(truce, lost):
    made, _ = lost
    note = made_note(made).replace("\n", "\n1", 1)
    with pytest.raises(HoldfireError):
        truce.book.hear(note)


def test_without_a_mark_nothing_is_appended_before_mirrors_were_asked(truce, tmp_path):
    mark.path(truce.folder, truce.book.log).unlink()
    assert code(lambda: truce.take(row(200))) == "log-unsure"
    made = mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    assert fill(truce, made.url).exit_code == 0
    truce.take(row(200))


def test_a_log_that_went_on_from_an_old_copy_is_a_fork_and_is_never_refilled(truce, lost):
    """Whoever throws the mark away and appends forks the log: every mirror keeps the proof, and refill refuses."""
    made, _ = lost
    mark.path(truce.folder, truce.book.log).unlink()
    truce.book.resume()
    truce.take(row(300), row(301))
    assert code(lambda: update(made, local(truce))) == "split-view"
    with made.reading() as connection:
        assert [k.code for k in repo.contradictions(connection)] == ["split-view"]
    done = fill(truce, made.url)
    assert isinstance(done.exception, Broken)
    assert done.exception.code in {"split-view", "history-rewritten"}
    truce.book.hear(made_note(made))
    assert code(lambda: truce.take(row(302))) in {"log-behind", "log-forked"}


def test_two_programs_of_one_host_append_in_turn(truce):
    other = Desk.again(truce.book.url, truce.folder, truce)
    other.book = Book(truce.book.url, KeyRing(truce.folder), truce.book.clock)
    for n in range(4):
        (truce, other)[n % 2].take(row(400 + n))
    truce.book.check(workers=1)


def test_a_stolen_log_key_is_ended_and_what_the_thief_signs_is_refused_by_mirrors(truce, tmp_path):
    made = mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    stolen, second = truce.log_key, new_key(Role.LOG, "second-log")
    truce.register(second)
    truce.book.submit(lambda _c: [ground.revoke_keys([stolen.public.key_id])], stolen)
    save(second, truce.folder / "second.log.key")
    truce.take(row(300))
    update(made, local(truce))
    made.check(workers=1)
    shown = checkpoint.sign(checkpoint.Checkpoint(truce.book.log, made.size(), b"0" * 32), stolen)
    thief = Changed(local(truce), note=lambda: shown)
    assert code(lambda: update(made, thief)) == "checkpoint-forged"
    with made.reading() as connection:
        assert repo.contradictions(connection) == [], "of a key that has ended it is no proof"
