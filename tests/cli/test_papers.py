"""The command `paper`: which files it writes, what it says of them, and that it enters nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from holdfire.book import Book
from holdfire.cli import cli
from holdfire.errors import BadInput, NotFound, Refused
from holdfire.record.encoding import EPOCH, sha256_hex

NOTICE = ("notice", "BOOK", "c161", "--about", "161", "--to", "kellan")
EVERY = {
    "notice-c161-161-to-kellan": NOTICE,
    "reply-form-c161-161-to-shore-army": (
        "reply-form",
        "BOOK",
        "c161",
        "--about",
        "161",
        "--to",
        "shore-army",
    ),
    "compliance-dorvia-2031-03-10-2031-03-23": (
        "compliance",
        "BOOK",
        "--to",
        "dorvia",
        "--from",
        "2031-03-10",
        "--to-day",
        "2031-03-23",
    ),
    "dossier-c161": ("dossier", "BOOK", "c161"),
    "meeting-20310323T1200Z": ("meeting", "BOOK", "--since", "2031-03-19"),
    "handover-20310323T1200Z": ("handover", "BOOK", "--hours", "24"),
}


@pytest.fixture
def write(exercise_book, tmp_path, capsys):
    """Run `holdfire paper` on the exercise; gives what it prints and the files by name."""

    def run(*words: str):
        said = [exercise_book.url if w == "BOOK" else w for w in words]
        cli.main(["paper", *said, "--out", str(tmp_path)], standalone_mode=False)
        return capsys.readouterr().out, {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    return run


@pytest.mark.parametrize("name", EVERY)
def test_it_prints_where_each_file_lies_and_its_hash(write, name):
    printed, files = write(*EVERY[name], "--format", "html,txt")
    assert set(files) == {f"{name}-at-237.html", f"{name}-at-237.txt"}
    told = dict(re.findall(r"([^/\n]+): sha256 ([0-9a-f]{64})\n", printed))
    assert told == {n: sha256_hex(data) for n, data in files.items()}


def test_nothing_is_entered(write, exercise_book):
    before = exercise_book.size()
    for words in EVERY.values():
        write(*words)
    assert exercise_book.size() == before


def test_a_language_is_in_the_files_name(write):
    _, files = write(*NOTICE, "--format", "pdf,docx", "--language", "ar-SY")
    assert set(files) == {f"notice-c161-161-to-kellan-at-237-ar_SY.{n}" for n in ("pdf", "docx")}


def test_only_a_notice_can_be_sent_as_sms(write):
    printed, files = write(*NOTICE, "--format", "sms")
    assert printed.endswith(", 2 messages (GSM-7)\n")
    (text,) = files.values()
    assert text.startswith(b"EXERCISE. Notice to Kellan")
    with pytest.raises(BadInput, match="format-unknown"):
        write("dossier", "BOOK", "c161", "--format", "sms")


def test_what_does_not_fit_into_the_messages_is_counted(write):
    printed, _ = write(*NOTICE, "--format", "sms", "--language", "ar")
    assert re.search(r"3 messages \(UCS-2\), \d sentences left off\n$", printed)


def test_an_instant_alone_reads_the_record_as_it_stood_then(write):
    _, files = write("handover", "BOOK", "--now", "2031-03-14T19:00:00-02:00", "--format", "txt")
    ((name, data),) = files.items()
    assert name == "handover-20310314T2100Z-at-153.txt"
    assert b"Marram is the case to watch" in data


def test_a_cut_off_alone_is_read_at_its_own_time(write):
    _, files = write("meeting", "BOOK", "--at", "153")
    assert set(files) == {"meeting-20310314T2005Z-at-153.html"}


def test_without_either_the_wall_clock_is_read_but_never_one_before_the_last_entry(write, monkeypatch):
    for day, stamp in ((dt.datetime(2031, 4, 1, tzinfo=dt.UTC), "20310401T0000Z"), (EPOCH, "20310323T1200Z")):
        clock = (day - EPOCH) // dt.timedelta(microseconds=1)
        monkeypatch.setattr("holdfire.cli.papers.Book", lambda url, at=clock: Book(url, clock=lambda: at))
        _, files = write("handover", "BOOK")
        assert f"handover-{stamp}-at-237.html" in files


@pytest.mark.parametrize(
    ("words", "error", "code"),
    [
        (("dossier", "BOOK", "c9"), NotFound, "case-missing"),
        (("notice", "BOOK", "c161", "--to", "kellan"), BadInput, "about-unnamed"),
        (("notice", "BOOK", "c88", "--to", "dorvia"), Refused, "addressee-wrong"),
        (("handover", "BOOK", "--at", "237", "--now", "2031-03-01T00:00:00Z"), BadInput, "now-too-early"),
        (("handover", "BOOK", "--hours", "0"), BadInput, "hours-wrong"),
        (("meeting", "BOOK", "--since", "soon"), BadInput, "day-malformed"),
        ((*NOTICE, "--format", "rtf"), BadInput, "format-unknown"),
        ((*NOTICE, "--language", "xx-yy-zz"), BadInput, "language-invalid"),
    ],
)
def test_what_cannot_be_written_is_said(write, words, error, code):
    with pytest.raises(error) as raised:
        write(*words)
    assert raised.value.code == code
