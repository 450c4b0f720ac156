"""A log's host, two members' mirrors and a cosigner, each a process, cut off from one another and rejoined."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mirrors import dumped

from desk import EXERCISE, row
from holdfire.book import Book
from holdfire.casework import repo as casework
from holdfire.mirror import repo
from holdfire.reports import repo as reports

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDFIRE = str(Path(sys.executable).with_name("holdfire"))
WAIT = 60
"""Seconds within which anything has to happen."""


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Network:
    """Commands run in one folder; servers and followers run beside them until they are cut off."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, dict[str, subprocess.Popen[bytes]]()
        self.ports = {"host": free(), "cosigner": free()}
        self.address = f"http://127.0.0.1:{self.ports['host']}/log"

    def run(self, *args: str, status: int = 0) -> str:
        done = subprocess.run(
            [HOLDFIRE, *args], cwd=self.folder, capture_output=True, text=True, check=False, timeout=WAIT
        )
        assert done.returncode == status, f"{args}: {done.returncode} {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self, name: str, *args: str) -> None:
        out = (self.folder / f"{name}.out").open("ab")
        self.running[name] = subprocess.Popen(
            [HOLDFIRE, *args], cwd=self.folder, stdout=out, stderr=subprocess.STDOUT
        )
        out.close()

    def cut_off(self, *names: str) -> None:
        for name in names:
            process = self.running.pop(name)
            process.send_signal(signal.SIGINT)
            process.wait(WAIT)

    def host(self) -> None:
        self.start("host", "serve", "log.book", "--write", "--port", str(self.ports["host"]))
        self.listening("host")

    def cosigner(self) -> None:
        self.start("cosigner", "cosign", "serve", "harbour.cosigner", "--port", str(self.ports["cosigner"]))
        self.listening("cosigner")

    def follow(self, name: str) -> None:
        self.start(name, "mirror", self.address, f"{name}.book", "--every", "1")

    def listening(self, name: str) -> None:
        def answers() -> bool:
            with socket.socket() as line:
                return line.connect_ex(("127.0.0.1", self.ports[name])) == 0

        self.until(answers)

    def until(self, holds: object) -> None:
        end = time.monotonic() + WAIT
        while not holds():  # type: ignore[operator]
            outs = {p.name: p.read_text()[-500:] for p in self.folder.glob("*.out")}
            assert time.monotonic() < end, outs
            time.sleep(0.2)

    def book(self, name: str) -> Book:
        return Book(str(self.folder / f"{name}.book"))

    def rows(self, *numbers: int) -> str:
        path = self.folder / f"rows-{numbers[0]}.jsonl"
        path.write_text("".join(json.dumps(row(n)) + "\n" for n in numbers))
        return path.name


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """The log's book, its policy of one cosigner, and the keys of kellan's and dorvia's desks; nobody runs yet."""
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE", "")
    (tmp_path / "empty").write_text("\n")
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE_FILE", os.devnull)
    made = Network(tmp_path)
    made.run(
        "new", "log.book", "--agreement", str(EXERCISE / "mechanism.yaml"), "--log", "truce.example/four"
    )
    for actor in ("kellan", "dorvia"):
        for role in ("intake", "decision", "mirror"):
            made.run(
                "key", "new", "--role", role, "--for", actor, "--held", "member", "--keys", f"{actor}.keys"
            )
    vkey = made.run("cosigners", "policy", "log.book").splitlines()[0].removeprefix("log ")
    made.run("cosign", "new", "harbour.cosigner", "--for", "harbour-archive", "--log", vkey)
    keys = [f"{a}.keys/{a}.{r}.pub" for a in ("kellan", "dorvia") for r in ("intake", "decision", "mirror")]
    made.run("key", "add", "log.book", "harbour.pub", *keys)
    card = f"harbour.pub=http://127.0.0.1:{made.ports['cosigner']}/"
    made.run("cosigners", "policy", "log.book", card, "--quorum", "1", "--request", "policy.json")
    made.run("sign", "policy.json", "--key", "harbour.key", "--yes", "--out", "signed.json")
    made.run("submit", "log.book", "signed.json")
    yield made
    for process in made.running.values():
        process.kill()
        process.wait(WAIT)


def waiting(book: Book) -> int:
    with book.reading() as connection:
        return len(repo.waiting(connection))


@pytest.mark.slow
def test_cut_off_from_one_another_and_rejoined_all_have_one_record(network):
    network.host()
    network.cosigner()
    for name in ("kellan", "dorvia"):
        network.follow(name)
        network.until(lambda name=name: (network.folder / f"{name}.book").exists())
    network.run("import", "log.book", network.rows(0, 1, 2))
    assert "cosigned" in network.run("cosigners", "ask", "log.book")
    books = {n: network.book(n) for n in ("log", "kellan", "dorvia")}
    network.until(lambda: len({b.size() for b in books.values()}) == 1)

    network.cut_off("host", "cosigner")
    told = network.run("import", "kellan.book", network.rows(10, 11), "--receipts", "receipts", status=10)
    assert "entry-waits" in told
    network.run("import", "dorvia.book", network.rows(20, 21), status=10)
    raised = ("alert", "raise", "kellan.book", "--place", "Tarn", "--accused", "unknown", "--words", "Shots.")
    network.run(*raised, "--type", "A1", "--as", "kellan", status=10)
    network.run("import", "log.book", network.rows(30))
    assert "cosigner-silent" in network.run("cosigners", "ask", "log.book")
    assert (waiting(books["kellan"]), waiting(books["dorvia"])) == (4, 3)
    assert "waits: log-silent" in network.run("outbox", "kellan.book")
    promise = f"receipts/{network.rows(10, 11)}.receipt.json"
    assert "not yet: 2 of 2" in network.run("receipt", "check", promise, "log.book")
    for book in books.values():
        book.check(workers=1)

    network.host()
    network.until(lambda: waiting(books["kellan"]) == waiting(books["dorvia"]) == 0)
    network.cosigner()
    network.run("cosigners", "ask", "log.book")
    network.run("import", "kellan.book", network.rows(10, 11))
    for name, book in books.items():
        with book.reading() as connection:
            mine = [
                f.entry
                for f in reports.page(connection, limit=100)
                if f.intake == (name if name != "log" else "intake")
            ]
        network.run("let-out", "words", f"{name}.book", *map(str, mine), "--reason", "EXERCISE. They agreed.")
    network.run("cosigners", "ask", "log.book")
    network.until(lambda: len({b.size() for b in books.values()}) == 1)
    network.cut_off("kellan", "dorvia")
    for name in ("kellan", "dorvia"):
        network.run("mirror", network.address, f"{name}.book")
    network.cut_off("host", "cosigner")

    assert dumped(books["log"]) == dumped(books["kellan"]) == dumped(books["dorvia"])
    checked = [book.check(workers=1) for book in books.values()]
    assert {c.root for c in checked} == {checked[0].root}
    assert {c.final for c in checked} == {checked[0].size}
    with books["dorvia"].reading() as connection:
        assert reports.count(connection) == 8
        assert [a.opened > 0 for a in casework.alerts(connection)] == [True]
    assert "kept: all of it is in the log" in network.run("receipt", "check", promise, "dorvia.book")
    assert (waiting(books["kellan"]), waiting(books["dorvia"])) == (0, 0)
