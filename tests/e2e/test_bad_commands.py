"""Wrong input: the command names the fault by its code, ends with the status of its sort, and writes nothing."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

import pytest

from holdfire.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Desk

EXERCISE = "examples/exercise"
ALLEGE = (
    *("case", "allege", "a.book", "i1", "--term", "no-fire", "--accused", "shore-army"),
    *("--reason", "Shots."),
)
ALL_YES = (
    "--answer",
    "happened=yes",
    "--answer",
    "accused=yes",
    "--answer",
    "covered=yes",
    "--answer",
    "exempt=yes",
)

NO_BOOK = {
    "check": ("check", "none.book"),
    "a folder": ("check", "examples"),
    "rebuild": ("rebuild", "none.book"),
    "read": ("read", "none.book"),
    "serve": ("serve", "none.book"),
}
WRONG = {
    "the book is there already": (
        4,
        "book-exists",
        "new",
        "a.book",
        "--agreement",
        f"{EXERCISE}/mechanism.yaml",
    ),
    "no such agreement": (3, "file-missing", "new", "b.book", "--agreement", "none.yaml"),
    "an agreement in prose": (2, "field-wrong", "new", "b.book", "--agreement", f"{EXERCISE}/truce-en.txt"),
    "a log's name with a space": (
        *(2, "log-name", "new", "b.book", "--agreement", f"{EXERCISE}/mechanism.yaml", "--log", "two words"),
    ),
    "an actor's id with a path in it": (
        *(2, "actor-malformed", "key", "new", "--role", "decision", "--for", "../kellan"),
    ),
    "a key file that is there already": (
        *(4, "key-exists", "key", "new", "--role", "log", "--for", "log", "--keys", "a.keys"),
    ),
    "no such key file": (3, "key-missing", "key", "add", "a.book", "none.key"),
    "not a key file": (2, "key-file", "key", "add", "a.book", f"{EXERCISE}/map.yaml"),
    "no such file to import": (3, "file-missing", "import", "a.book", "none.csv"),
    "a file of no known format": (2, "format-unclear", "import", "a.book", f"{EXERCISE}/map.yaml"),
    "a table without a map": (2, "map-needed", "import", "a.book", f"{EXERCISE}/reports.csv"),
    "a map that is prose": (
        *(
            2,
            "map-invalid",
            "import",
            "a.book",
            f"{EXERCISE}/reports.csv",
            "--map",
            f"{EXERCISE}/truce-en.txt",
        ),
    ),
    "a column that the table lacks": (
        *(2, "column-missing", "import", "a.book", f"{EXERCISE}/truth.csv", "--map", f"{EXERCISE}/map.yaml"),
    ),
    "no such keys' folder": (
        3,
        "key-missing",
        "import",
        "a.book",
        f"{EXERCISE}/reports.jsonl",
        "--keys",
        "none",
    ),
    "a gazetteer without its columns": (
        *(2, "gazetteer-columns", "locate", "a.book", "--gazetteer", f"{EXERCISE}/tallies.csv"),
    ),
    "a claim's id in words": (2, "claim-id", "judge", "a.book", "1", "two", "same"),
    "a claim and itself": (2, "claim-id", "judge", "a.book", "1", "1", "same"),
    "no such claim": (3, "claim-missing", "judge", "a.book", "1", "9999", "same"),
    "a cut-off before the record began": (2, "size-wrong", "incidents", "a.book", "--at", "0"),
    "a cut-off that the record has not reached": (2, "size-wrong", "case", "list", "a.book", "--at", "9999"),
    "an allegation with nobody's key": (3, "key-missing", *ALLEGE),
    "an allegation with the log's key": (5, "key-host-held", *ALLEGE, "--as", "a.keys/log.log.key"),
    "an allegation with a key that was never registered": (
        *(5, "key-unregistered", *ALLEGE, "--as", "stranger/ridge-movement.decision.key"),
    ),
    "no such incident": (
        *(
            3,
            "incident-missing",
            "case",
            "allege",
            "a.book",
            "i9999",
            "--term",
            "no-fire",
            "--accused",
            "unknown",
        ),
        *("--reason", "Shots.", "--as", "stranger/ridge-movement.decision.key"),
    ),
    "no such term": (
        *(3, "term-missing", "case", "allege", "a.book", "i1", "--term", "none", "--accused", "unknown"),
        *("--reason", "Shots.", "--as", "stranger/ridge-movement.decision.key"),
    ),
    "no such accused": (
        *(3, "actor-missing", "case", "allege", "a.book", "i1", "--term", "no-fire", "--accused", "nobody"),
        *("--reason", "Shots.", "--as", "stranger/ridge-movement.decision.key"),
    ),
    "no such case": (
        3,
        "case-missing",
        "case",
        "assess",
        "a.book",
        "c1",
        *ALL_YES,
        "--as",
        "kellan/kellan.decision.key",
    ),
    "an answer without a question": (
        *(
            2,
            "pair-malformed",
            "case",
            "assess",
            "a.book",
            "c1",
            "--answer",
            "yes",
            "--as",
            "kellan/kellan.decision.key",
        ),
    ),
    "no such entry": (3, "entry-missing", "show", "a.book", "9999"),
    "a bulletin of nothing": (2, "bulletin-unclear", "bulletin", "a.book"),
    "a day that is none": (2, "day-malformed", "bulletin", "a.book", "--date", "2031-02-30"),
    "a bulletin that was never published": (
        *(3, "bulletin-missing", "bulletin", "a.book", "--date", "2031-03-01", "--reproduce"),
    ),
    "a bulletin at a cut-off to come": (
        *(2, "size-wrong", "bulletin", "a.book", "--date", "2031-03-01", "--at", "9999"),
        *("--as", "kellan/kellan.decision.key"),
    ),
    "a bulletin into a file": (
        *(2, "file-unusable", "bulletin", "a.book", "--date", "2031-03-01", "--out", f"{EXERCISE}/map.yaml"),
        *("--as", "kellan/kellan.decision.key"),
    ),
    "a file that is no book": (3, "book-missing", "check", f"{EXERCISE}/map.yaml"),
    "a server's address that is none": (2, "book-url", "check", "postgresql://127.0.0.1:port/none"),
    "another fingerprint": (6, "fingerprint-differs", "check", "a.book", "--expect", "0" * 64),
    "a server that is not there": (7, "book-unreachable", "check", "postgresql://127.0.0.1:1/none"),
    "a server's book without a folder of keys": (2, "keys-unnamed", "link", "postgresql://127.0.0.1:1/none"),
    "no examples": (3, "examples-missing", "demo", "--examples", "none", "--no-serve"),
}
NO_SENSE = {
    "no such command": ("frobnicate",),
    "a verdict that is none": ("judge", "a.book", "1", "2", "maybe"),
    "import of nothing": ("import", "a.book"),
    "a port that cannot be": ("serve", "a.book", "--port", "99999"),
}


@pytest.fixture(scope="module")
def ready(desk: Desk) -> Desk:
    """A small book: one member's key registered, one key of somebody unknown, a few reports linked."""
    desk.says("new", "a.book", "--agreement", f"{EXERCISE}/mechanism.yaml")
    desk.says("import", "a.book", f"{EXERCISE}/reports.jsonl")
    desk.says("link", "a.book")
    for actor, folder in (("kellan", "kellan"), ("ridge-movement", "stranger")):
        desk.says("key", "new", "--role", "decision", "--for", actor, "--held", "member", "--keys", folder)
    desk.says("key", "add", "a.book", "kellan/kellan.decision.key")
    desk.says("check", "a.book")
    return desk


def everything_in(folder: Path) -> dict[str, str]:
    """Every file that holds something, by its hash; SQLite's own working files aside."""
    kept = (p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm")))
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in kept}


def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> tuple[object, str]:
    """Run a command that must fail, in this process for speed: its exit status and standard error."""
    monkeypatch.setattr(sys, "argv", ["holdfire", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_is_named_and_writes_nothing(
    ready: Desk, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, code, *words = WRONG[what]
    before = everything_in(ready.folder)
    monkeypatch.chdir(ready.folder)
    ended, said = command(monkeypatch, capsys, *words)
    assert (ended, said.count("\n")) == (status, 1), said
    assert said.startswith(f"holdfire: {code}: ")
    assert everything_in(ready.folder) == before


@pytest.mark.parametrize("what", NO_BOOK)
def test_a_book_that_is_not_there(
    ready: Desk, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ready.folder)
    ended, said = command(monkeypatch, capsys, *NO_BOOK[what])
    assert ended == 3
    assert said.startswith("holdfire: book-missing: ")


@pytest.mark.parametrize("what", NO_SENSE)
def test_a_command_that_makes_no_sense_shows_its_usage(
    ready: Desk, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ready.folder)
    ended, said = command(monkeypatch, capsys, *NO_SENSE[what])
    assert ended == 2
    assert "Usage: " in said
    assert "Error: " in said


def test_bad_rows_are_listed_and_the_rest_goes_in(ready: Desk) -> None:
    good = (ready.folder / EXERCISE / "reports.jsonl").read_text().splitlines()[0].replace("X-003", "X-903")
    (ready.folder / "mixed.jsonl").write_text(good + "\n{not json}\n")
    done = ready.run("import", "a.book", "mixed.jsonl", "--bad", "bad.csv")
    assert done.returncode == 0
    assert "1 reports, 0 tallies in; 0 corrected, 0 in already, 1 bad" in done.stdout
    assert "bad: row-not-json: mixed.jsonl:2, row 2" in done.stdout
    assert "mixed.jsonl,2,,row-not-json," in (ready.folder / "bad.csv").read_text()


def test_a_fault_in_an_agreement_has_its_line_and_field(ready: Desk) -> None:
    text = (
        (ready.folder / EXERCISE / "mechanism.yaml").read_text().replace("of: shore-government", "of: nobody")
    )
    (ready.folder / "faulty.yaml").write_text(text)
    done = ready.run("agreement", "check", "faulty.yaml")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "of: nobody" in each)
    assert done.returncode == 2
    assert done.stdout.startswith(
        f"reference-unknown: faulty.yaml:{line}, field actors[1].memberships[0].of: "
    )
