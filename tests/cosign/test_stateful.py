"""A log and its cosigners, through whatever happens: growth, crashes, old backups, a host that forges.

What holds throughout: the record is intact; nothing that was final is ever otherwise; no cosigner goes back; and the
cosigners never cosign two records.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from rounds import NAMES, Round

from desk import Desk, row
from holdfire.book import Book
from holdfire.cosign import gather
from holdfire.cosign import repo as cosigners
from holdfire.db.engine import read, write
from holdfire.errors import Broken, Conflict, HoldfireError
from holdfire.mirror.following import begin, follow
from holdfire.mirror.source import source
from holdfire.record import checkpoint as cp
from holdfire.record import cosigned, mark, proof, repo, tree
from holdfire.record.keyring import KeyRing

FOUR = st.sets(st.sampled_from(NAMES))


class Crash(Exception):
    """The program dies."""


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="holdfire-"))

    @initialize()
    def begin(self) -> None:
        desk = Desk.open(str(self.folder / "log.book"), self.folder / "keys")
        (self.folder / "cosigners").mkdir()
        self.round = Round(desk, self.folder / "cosigners", desk.book.clock())
        for name in NAMES:
            self.round.new(name)
        desk.register(*self.round.keys.values())
        self.round.enact(self.round.policy(*NAMES), *NAMES)
        self.leaves: list[bytes] = self.read()
        self.seen: dict[str, int] = dict.fromkeys(NAMES, 0)
        self.final = 0
        self.forks = 0
        self.backup: list[bytes] = []
        self.mirrored = 0

    def teardown(self) -> None:
        if hasattr(self, "round"):
            self.round.desk.book.engine.dispose()
            for cosigner in self.round.who.values():
                cosigner.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self) -> list[bytes]:
        return self.leaves_of(self.round.desk.book)

    def leaves_of(self, book: Book) -> list[bytes]:
        with read(book.engine) as connection:
            return [s.leaf for page in repo.entries(connection) for s in page]

    @rule(n=st.integers(1, 20))
    def append(self, n: int) -> None:
        start = len(self.leaves)
        self.round.desk.take(*(row(start + i, report_id=f"R-{self.forks}-{start + i}") for i in range(n)))
        self.round.at += 1_000_000
        now = self.read()
        assert now[:start] == self.leaves
        self.leaves = now

    @rule(who=FOUR)
    def cosign(self, who: set[str]) -> None:
        self.round.cosign(*sorted(who))

    @rule()
    def crash_while_appending(self) -> None:
        with suppress(Crash), write(self.round.desk.book.engine) as connection:
            repo.append(connection, self.round.desk.book.log, [(self.leaves[0], "")], self.round.desk.log_key)
            raise Crash
        assert self.read() == self.leaves

    @rule(name=st.sampled_from(NAMES))
    def crash_before_the_answer_arrives(self, name: str) -> None:
        """The cosigner has cosigned, and the log never hears of it: it asks again from where the cosigner says."""
        with suppress(Conflict):
            self.round.who[name].add_checkpoint(self.round.request(self.size(name)))

    @rule()
    def back_up(self) -> None:
        self.copy_to("backup.book")
        self.backup = list(self.leaves)

    @precondition(lambda self: self.backup and len(self.backup) < len(self.leaves))
    @rule(data=st.data())
    def an_old_backup_is_restored_and_appended_to(self, data: st.DataObject) -> None:
        """The key refuses it. Past that it is a fork: whoever saw more refuses it for ever; the true copy goes on."""
        last = {name: self.size(name) for name in NAMES}
        self.forks += 1
        other, keys = self.folder / f"fork-{self.forks}.book", self.folder / f"keys-{self.forks}"
        shutil.copy(self.folder / "backup.book", other)
        shutil.copytree(self.folder / "keys", keys)
        fork = Book(str(other), KeyRing(keys), self.round.desk.book.clock)
        true, self.round.desk.book = self.round.desk.book, fork
        with pytest.raises(Conflict) as e:
            self.round.desk.take(row(0, report_id=f"F-{self.forks}"))
        assert e.value.code == "log-behind"
        mark.path(keys, fork.log).unlink()
        fork.resume()
        for name in NAMES:
            if last[name] > len(self.backup):
                with pytest.raises(Conflict) as e:
                    self.round.request(last[name])
                assert e.value.code == "log-behind"
        n = data.draw(st.integers(1, 30))
        self.round.desk.take(*(row(i, report_id=f"F-{self.forks}-{i}") for i in range(n)))
        for name in NAMES:
            if last[name] > len(self.backup):
                with pytest.raises(HoldfireError) as e:
                    self.round.who[name].add_checkpoint(self.round.request(min(last[name], fork.size())))
                assert e.value.code in {"split-view", "history-rewritten", "size-other"}
                assert self.size(name) == last[name]
        fork.engine.dispose()
        self.round.desk.book = true

    @rule()
    def a_mirror_follows(self) -> None:
        place = self.folder / "mirror.book"
        with source(self.round.desk.book.url, self.round.desk.book.clock) as log:
            if not place.exists():
                begin(str(place), log, self.round.desk.book.clock())
            made = Book(str(place), clock=self.round.desk.book.clock)
            follow(made.engine, log, self.round.desk.book.clock)
        self.mirrored = len(self.leaves)
        assert self.leaves_of(made) == self.leaves
        made.engine.dispose()

    @precondition(lambda self: self.backup and self.mirrored > len(self.backup))
    @rule()
    def an_old_backup_is_filled_up_from_the_mirror(self) -> None:
        place = self.folder / "refilled.book"
        shutil.copy(self.folder / "backup.book", place)
        old = Book(str(place), clock=self.round.desk.book.clock)
        with source(str(self.folder / "mirror.book"), old.clock) as mirror:
            follow(old.engine, mirror, old.clock)
        assert self.leaves_of(old) == self.leaves[: self.mirrored]
        old.check(workers=1)
        old.engine.dispose()
        for each in self.folder.glob("refilled.book*"):
            each.unlink()

    @precondition(lambda self: any(self.seen.values()))
    @rule(name=st.sampled_from(NAMES), at=st.integers(0, 10**6))
    def the_host_rewrites_an_entry_and_signs_again(self, name: str, at: int) -> None:
        last = self.size(name)
        if not last:
            return
        leaves = list(self.leaves)
        leaves[at % last] = b"rewritten"
        grown = tree.Frontier()
        for leaf in leaves:
            grown.add(tree.leaf_hash(leaf))
        note = cp.sign(
            cp.Checkpoint(self.round.desk.book.log, len(leaves), grown.root()), self.round.desk.log_key
        )
        with pytest.raises(Broken) as e:
            self.round.who[name].add_checkpoint(self.round.request(last, note))
        assert e.value.code in {"split-view", "history-rewritten"}

    @rule(at=st.integers(0, 10**6), how=st.sampled_from(["drop", "swap", "cut"]))
    def somebody_changes_a_copy(self, at: int, how: str) -> None:
        place = self.folder / "copy.book"
        self.copy_to("copy.book")
        index = at % len(self.leaves)
        with closing(sqlite3.connect(place, isolation_level=None)) as other:
            if how == "drop":
                other.execute("DELETE FROM entry WHERE idx = ?", (index,))
            elif how == "cut":
                other.execute("UPDATE entry SET leaf = substr(leaf, 2) WHERE idx = ?", (index,))
            else:
                other.execute("UPDATE entry SET leaf = ? WHERE idx = ?", (self.leaves[index - 1], index))
        with pytest.raises(HoldfireError):
            Book(str(place)).check(workers=1)
        for each in self.folder.glob("copy.book*"):
            each.unlink()

    def copy_to(self, name: str) -> None:
        with (
            closing(sqlite3.connect(self.folder / "log.book")) as one,
            closing(sqlite3.connect(self.folder / name)) as other,
        ):
            one.backup(other)

    def size(self, name: str) -> int:
        return self.round.who[name].size(self.round.desk.book.log)

    @invariant()
    def what_was_final_stays_so(self) -> None:
        if not hasattr(self, "leaves"):
            return
        stands = self.round.standing()
        assert self.final <= stands.final <= len(self.leaves)
        self.final = stands.final
        assert all(stands.of(i)[0] is gather.State.FINAL for i in range(0, self.final, 7))

    @invariant()
    def no_cosigner_goes_back_and_what_each_saw_is_in_the_tree(self) -> None:
        if not hasattr(self, "leaves"):
            return
        with read(self.round.desk.book.engine) as connection:
            for name in NAMES:
                size = self.size(name)
                assert size >= self.seen[name]
                self.seen[name] = size
                root = proof.root(0, size, repo.reader(connection))
                with read(self.round.who[name].engine) as its:
                    known = cosigners.known(its, self.round.desk.book.log)
                assert known is not None
                assert known.root == root
            assert cosigned.latest(connection) <= len(self.leaves)


def live(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_log_and_its_cosigners_through_whatever_happens():
    live(4, 10)


@pytest.mark.slow
def test_a_log_and_its_cosigners_through_a_long_life():
    live(40, 40)
