"""Who spoke: neither officer alone can read it, the `age` tool opens each layer, and no error or row repeats it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk import row
from holdfire.cli import cli
from holdfire.errors import BadInput, Broken, HoldfireError, NotFound, Refused
from holdfire.identities import entries, repo, sealing
from holdfire.record.keys import Role, new_key, save

LEAF = "L" * 43
WHO = "EXERCISE. Somebody Invented, the blue house by the ferry, 00 000"


@pytest.fixture
def officers():
    return sealing.new_key(), sealing.new_key()


def test_both_keys_are_needed_in_their_order(officers):
    (first, to_first), (second, to_second) = officers
    sealed = sealing.seal(LEAF, WHO, [to_first], [to_second])
    half = sealing.take_off(sealed, first.encode())
    assert b"Somebody" not in half
    assert sealing.identity_in(sealing.take_off(half, second.encode()), LEAF) == WHO
    for data, key in ((sealed, second), (half, first)):
        with pytest.raises(Refused) as e:
            sealing.take_off(data, key.encode())
        assert e.value.code == "identity-not-yours"


def test_a_deputy_of_the_body_opens_its_layer_too(officers):
    (first, to_first), (_, to_second) = officers
    deputy, to_deputy = sealing.new_key()
    sealed = sealing.seal(LEAF, WHO, [to_first, to_deputy], [to_second])
    assert sealing.take_off(sealed, deputy.encode()) == sealing.take_off(sealed, first.encode())


def test_lengths_say_nothing(officers):
    """What was sealed is as long; age adds a few letters by chance to its head."""
    (first, a), (second, b) = officers

    def bare(n):
        sealed = sealing.seal(LEAF, "x" * n, [a], [b])
        return sealing.take_off(sealing.take_off(sealed, first.encode()), second.encode())

    assert len(bare(1)) == len(bare(4000)) == sealing.STEP


def test_what_was_sealed_for_one_report_cannot_be_put_under_another(officers):
    (first, a), (second, b) = officers
    bare = sealing.take_off(
        sealing.take_off(sealing.seal(LEAF, WHO, [a], [b]), first.encode()), second.encode()
    )
    with pytest.raises(Broken) as e:
        sealing.identity_in(bare, "M" * 43)
    assert e.value.code == "identity-foreign"
    assert "Somebody" not in str(e.value)


@pytest.mark.parametrize("text", ["age1", "age1qqqq", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1X", ""])
def test_what_is_no_recipient_is_refused(text):
    with pytest.raises(BadInput) as e:
        sealing.demand_recipient(text)
    assert e.value.code == "recipient-malformed"


def test_what_is_no_key_file_is_refused_and_not_repeated(officers):
    (_, a), (_, b) = officers
    with pytest.raises(BadInput) as e:
        sealing.take_off(sealing.seal(LEAF, WHO, [a], [b]), b"AGE-SECRET-KEY-1SECRET")
    assert e.value.code == "identity-key"
    assert "SECRET-KEY" not in str(e.value)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("age") and not os.environ.get("CI"), reason="Debian's age is not here")
def test_the_age_tool_opens_each_layer_and_makes_keys_that_we_take(officers, tmp_path):
    (first, to_first), _ = officers
    made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    to_second = next(w for w in made.split() if w.startswith("age1"))
    (tmp_path / "first.txt").write_text(first)
    (tmp_path / "second.txt").write_text(made)
    data = sealing.seal(LEAF, WHO, [to_first], [to_second])
    for name in ("first.txt", "second.txt"):
        command = ["age", "--decrypt", "-i", str(tmp_path / name)]
        data = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    assert sealing.identity_in(data, LEAF) == WHO
    again = subprocess.run(
        ["age", "--encrypt", "-r", to_second], input=b"by the tool", capture_output=True, check=True
    ).stdout
    assert sealing.take_off(again, made.encode()) == b"by the tool"


@pytest.fixture
def office(file_desk, tmp_path):
    """A desk with a report and two bodies' officers, whose recipients are registered."""
    file_desk.take(row(0))
    for body in ("red-society", "blue-society"):
        key = new_key(Role.OFFICER, body, "member")
        save(key, tmp_path / f"{body}.key")
        file_desk.register(key)
        secret, recipient = sealing.new_key()
        (tmp_path / f"{body}.txt").write_text(secret)
        file_desk.book.submit(lambda _c, r=recipient: [entries.register([r])], key)
    return file_desk


REPORT = 2


def run(*words, given=b""):
    return CliRunner().invoke(cli, list(map(str, words)), input=given)


def test_from_keeping_to_opening_by_both_and_each_opening_is_an_entry(office, tmp_path):
    book, half = office.book.url, tmp_path / "half.age"
    kept = run("identity", "keep", book, REPORT, "--for", "red-society", "blue-society", given=WHO.encode())
    assert kept.exit_code == 0, kept.output
    assert "Somebody" not in kept.output
    common = ("--reason", "A court asks.", "--keys", office.folder)
    red = ("--as", tmp_path / "red-society.key", "--key", tmp_path / "red-society.txt", *common)
    blue = ("--as", tmp_path / "blue-society.key", "--key", tmp_path / "blue-society.txt", *common)
    first = run("identity", "open", book, REPORT, *red, "--out", half)
    assert first.exit_code == 0, first.output
    assert oct(half.stat().st_mode)[-3:] == "600"
    second = run("identity", "open", book, REPORT, *blue, "--half", half)
    assert WHO in second.output
    with office.book.reading() as connection:
        assert [(u.body, u.report) for u in repo.unsealings(connection)] == [
            ("red-society", REPORT),
            ("blue-society", REPORT),
        ]
    listed = run("identity", "list", book).output
    assert "report 2: sealed for red-society and blue-society" in listed
    assert "Somebody" not in listed


def test_it_is_in_no_byte_of_the_book_nor_of_the_private_file(office, tmp_path):
    run(
        "identity",
        "keep",
        office.book.url,
        REPORT,
        "--for",
        "red-society",
        "blue-society",
        given=WHO.encode(),
    )
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"Somebody" not in path.read_bytes()
    assert oct(Path(office.book.url).with_suffix(".identities").stat().st_mode)[-3:] == "600"
    assert not any(b"Somebody" in line for line in office.dump())


def test_the_wrong_officer_opens_nothing_and_leaves_no_entry(office, tmp_path):
    run(
        "identity",
        "keep",
        office.book.url,
        REPORT,
        "--for",
        "red-society",
        "blue-society",
        given=WHO.encode(),
    )
    blue = (
        "--as",
        tmp_path / "blue-society.key",
        "--key",
        tmp_path / "blue-society.txt",
        "--reason",
        "No.",
        "--keys",
        office.folder,
    )
    done = run("identity", "open", office.book.url, REPORT, *blue, "--out", tmp_path / "half.age")
    assert isinstance(done.exception, Refused)
    with office.book.reading() as connection:
        assert repo.unsealings(connection) == []


def test_two_officers_of_one_body_are_not_enough(office):
    for bodies, code in (
        (("red-society", "red-society"), "officers-same"),
        (("red-society", "green-society"), "recipient-missing"),
    ):
        done = run("identity", "keep", office.book.url, REPORT, "--for", *bodies, given=WHO.encode())
        assert isinstance(done.exception, HoldfireError)
        assert done.exception.code == code
        assert "Somebody" not in str(done.exception)


def test_two_bodies_with_one_recipient_are_not_enough(office, tmp_path):
    key = new_key(Role.OFFICER, "green-society", "member")
    office.register(key)
    with office.book.reading() as connection:
        same = repo.recipients(connection)["red-society"]
    office.book.submit(lambda _c: [entries.register(same)], key)
    with office.book.reading() as connection, pytest.raises(Refused):
        entries.two(connection, "red-society", "green-society")


def test_a_bodys_new_recipients_take_the_place_of_its_earlier_ones(office, tmp_path):
    from holdfire.record.keys import load

    _, recipient = sealing.new_key()
    office.book.submit(lambda _c: [entries.register([recipient])], load(tmp_path / "red-society.key"))
    with office.book.reading() as connection:
        assert repo.recipients(connection)["red-society"] == [recipient]
    before = office.dump()
    office.book.rebuild()
    assert office.dump() == before


def test_what_is_no_report_has_no_source_to_keep(office):
    done = run("identity", "keep", office.book.url, 0, "--for", "red-society", "blue-society", given=b"x")
    assert isinstance(done.exception, NotFound)


@pytest.mark.parametrize("given", [b"", b"  \n"])
def test_nothing_is_not_sealed(office, given):
    done = run(
        "identity", "keep", office.book.url, REPORT, "--for", "red-society", "blue-society", given=given
    )
    assert isinstance(done.exception, BadInput)
