"""An intake's signed receipt: kept, not yet, or broken, and provable with the log's entries alone."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from mirrors import key, local, mirror, pages

from desk import row
from holdfire.cli.receipt import receipt
from holdfire.cli.receipt import write as give
from holdfire.cli.reports import Went, import_, take_file
from holdfire.cosign import export
from holdfire.cosign.prove import prove
from holdfire.db.beside import Beside
from holdfire.db.engine import write
from holdfire.errors import HoldfireError
from holdfire.mirror import repo
from holdfire.mirror.exchanging import exchange
from holdfire.mirror.looking import look
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.record.encoding import b64url, sha256_hex
from holdfire.record.envelope import unseal
from holdfire.record.keys import Role, new_key, save
from holdfire.record.policy import parse
from holdfire.reports import promise as promises
from holdfire.reports import slips
from holdfire.web import app
from serving import served

HOUR = 3_600_000_000


def run(*args, **more):
    return CliRunner().invoke(receipt, [str(a) for a in args], **more)


def code(done):
    assert isinstance(done.exception, HoldfireError), done.output
    return done.exception.code


@pytest.fixture
def report(truce):
    """The entry of a report that was just taken in."""
    truce.take(row(100))
    return truce.claims()[-1].entry


def item(truce, entry):
    with truce.book.reading() as connection:
        (stored,) = record.stretch(connection, entry, entry + 1)
    return promises.item(sha256_hex(unseal(stored.leaf).payload), stored.disclosures)


def promised(truce, path, *items, hours=1.0, by=None):
    now = truce.book.clock()
    path.write_bytes(
        promises.write(truce.book.log, by or truce.intake_key, now, now + int(hours * HOUR), items)
    )
    return path


def tiles(truce, folder):
    with truce.book.reading() as connection:
        export.export(connection, truce.book.log, folder)
    return folder


ABSENT = promises.Item("0" * 64)


def test_a_kept_promise_is_seen_in_a_book_a_mirror_a_folder_of_tiles_and_on_the_pages(
    truce, report, tmp_path
):
    file = promised(truce, tmp_path / "r.json", item(truce, report))
    mirror(str(tmp_path / "mirror.book"), local(truce), truce)
    for place in (truce.book.url, tmp_path / "mirror.book", tiles(truce, tmp_path / "tiles")):
        done = run("check", file, place)
        assert done.exit_code == 0, done.exception
        assert f"in the log: entry {report}" in done.output
        assert "kept: all of it is in the log" in done.output


def test_over_http_it_is_looked_for_in_the_tiles(truce, report, tmp_path):
    file = promised(truce, tmp_path / "r.json", item(truce, report))
    with served(app.create({"truce": truce.book})) as origin:
        done = run("check", file, f"{origin}/truce")
    assert f"in the log: entry {report}" in done.output
    with pages(truce) as address:
        assert run("check", file, address).exit_code != 0, (
            "to nobody of whom the host knows are entries shown"
        )


def test_a_proof_shows_it_with_the_policy(truce, report, tmp_path):
    truce.cosign("kellan", "dorvia", "university")
    file = promised(truce, tmp_path / "r.json", item(truce, report))
    with truce.book.reading() as connection:
        (tmp_path / "p.tlog-proof").write_text(prove(connection, truce.book.log, report))
        (tmp_path / "other.tlog-proof").write_text(prove(connection, truce.book.log, 2))
        (tmp_path / "policy").write_text(export.policy(connection, truce.book.log))
    done = run("check", file, tmp_path / "p.tlog-proof", "--policy", tmp_path / "policy")
    assert (done.exit_code, "kept" in done.output) == (0, True)
    assert code(run("check", file, tmp_path / "p.tlog-proof")) == "policy-unnamed"
    done = run("check", file, tmp_path / "other.tlog-proof", "--policy", tmp_path / "policy")
    assert "not shown by this proof" in done.output


def test_until_its_time_a_promise_is_not_broken(truce, report, tmp_path):
    file = promised(truce, tmp_path / "r.json", item(truce, report), ABSENT)
    done = run("check", file, truce.book.url)
    assert done.exit_code == 0
    assert "not yet: 1 of 2" in done.output


@pytest.mark.parametrize("where", ["book", "tiles", "mirror"])
def test_a_report_that_never_appears_is_provable(truce, report, tmp_path, where):
    """The log has grown past the promised time, and cosigners saw that it was not there."""
    file = promised(truce, tmp_path / "r.json", item(truce, report), ABSENT, hours=0.0005)
    for n in range(4):
        truce.take(row(200 + n))
    truce.cosign("kellan", "dorvia", "university")
    place = truce.book.url
    if where == "tiles":
        place = tiles(truce, tmp_path / "tiles")
    if where == "mirror":
        place = mirror(str(tmp_path / "mirror.book"), local(truce), truce).url
    done = run("check", file, place)
    assert code(done) == "promise-broken"
    assert done.exception.exit == 6
    assert "a quorum of cosigners said so" in done.output


def test_a_report_that_another_intake_brought_in_is_no_broken_promise(truce, report, tmp_path):
    told = json.dumps(["A" * 24, "original", {"sha256": item(truce, report).sha256}])
    again = promises.Item("1" * 64, b64url(told.encode()))
    file = promised(truce, tmp_path / "r.json", again, hours=0.0001)
    truce.take(row(200))
    done = run("check", file, truce.book.url)
    assert done.exit_code == 0
    assert f"entry {report}, through another intake" in done.output


def test_the_receipt_shows_the_originals_hash_to_whoever_brought_it_and_no_other_value(truce, report):
    made = item(truce, report)
    assert list(disclosure.read(made.original)) == ["original"]
    assert re.fullmatch("[0-9a-f]{64}", made.sha256)


FAULTS = {
    "another time": (lambda d: d.replace(b'"payload": "', b'"payload": "AA', 1), "receipt-malformed"),
    "no receipt": (lambda _d: b"{}", "receipt-malformed"),
    "another signature": (
        lambda d: re.sub(rb'"sig": "(.)', lambda m: b'"sig": "' + (b"A" if m[1] != b"A" else b"B"), d),
        "receipt-forged",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_receipt_that_was_changed_is_refused(truce, report, tmp_path, fault):
    change, expected = FAULTS[fault]
    file = promised(truce, tmp_path / "r.json", item(truce, report))
    file.write_bytes(change(file.read_bytes()))
    assert code(run("check", file, truce.book.url)) == expected


def test_a_receipt_by_a_key_that_the_log_does_not_know_is_refused(truce, report, tmp_path):
    for stranger in (new_key(Role.INTAKE, "intake"), new_key(Role.INTAKE, "kellan")):
        file = promised(truce, tmp_path / "r.json", item(truce, report), by=stranger)
        assert code(run("check", file, truce.book.url)) == "receipt-unregistered"


def test_a_receipt_of_another_log_is_refused(truce, report, tmp_path, exercise_book):
    file = promised(truce, tmp_path / "r.json", item(truce, report))
    assert code(run("check", file, exercise_book.url)) == "log-other"


def test_a_proof_is_not_taken_for_a_whole_record(truce, report, tmp_path):
    with truce.book.reading() as connection:
        (tmp_path / "p").write_text(prove(connection, truce.book.log, 2))
        policy = parse(export.policy(connection, truce.book.log))
    promise = promises.read(promised(truce, tmp_path / "r.json", ABSENT, hours=0.0).read_bytes())
    truce.take(row(200))
    looked = look(str(tmp_path / "p"), promise, policy)
    assert (looked.whole, looked.found) == (False, {})
    done = run("check", tmp_path / "r.json", tmp_path / "p", "--policy", policy_file(truce, tmp_path))
    assert (done.exit_code, "not shown by this proof" in done.output) == (0, True)


def policy_file(truce, folder):
    with truce.book.reading() as connection:
        (folder / "policy").write_text(export.policy(connection, truce.book.log))
    return folder / "policy"


def test_a_receipt_given_at_a_mirror_while_the_log_is_away_is_kept_when_it_is_back(truce, tmp_path):
    own = new_key(Role.INTAKE, "kellan", "member")
    truce.register(own)
    save(own, tmp_path / "kellan" / "kellan.intake.key")
    desk = mirror(
        str(tmp_path / "mirror.book"), local(truce), truce, key(truce, "kellan", tmp_path / "kellan")
    )
    move(desk, "http://127.0.0.1:9/truce")
    path, file = tmp_path / "rows.jsonl", tmp_path / "r.json"
    path.write_text(json.dumps(row(400)) + "\n")
    went = Went([], [], [])
    take_file(desk, path, went=went)
    assert [e.code for e in went.waits] == ["entry-waits"]
    assert give(desk, own, went.entries, went.put, file, "10min") == 1
    assert "not yet: 1 of 1" in run("check", file, truce.book.url).output
    for _ in range(700):
        truce.book.clock()
    truce.take(row(500))
    assert code(run("check", file, truce.book.url)) == "promise-broken"
    with pages(truce) as address:
        move(desk, address)
        exchange(desk.desk())
    for place in (truce.book.url, desk.url):
        assert "kept: all of it is in the log" in run("check", file, place).output


def move(book, where):
    with write(book.engine) as connection:
        repo.keep_origin(connection, where, book.clock(), book.size())


def test_importing_writes_a_receipt_of_what_came_in(truce, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row(n)) + "\n" for n in (300, 301)))
    done = CliRunner().invoke(
        import_,
        [truce.book.url, str(path), "--receipts", str(tmp_path / "out"), "--keys", str(truce.folder)],
    )
    assert done.exit_code == 0, done.exception
    file = tmp_path / "out" / "rows.jsonl.receipt.json"
    assert len(promises.read(file.read_bytes()).reports) == 2
    done = run("check", file, truce.book.url, "--proofs", tmp_path / "proofs")
    assert "kept" in done.output
    assert len(list((tmp_path / "proofs").iterdir())) == 2


def test_a_person_gets_a_code_and_can_ask_by_it(truce, report):
    done = run("code", truce.book.url, report)
    shown = done.output.strip()
    assert re.fullmatch(r"\d{5}-\d{5}-\d{5}", shown)
    for typed in (
        shown,
        shown.replace("-", " "),
        shown.translate({ord(str(n)): chr(0x6F0 + n) for n in range(10)}),
    ):
        assert f"in the record: entry {report}" in run("ask", truce.book.url, input=typed + "\n").output
    assert code(run("ask", truce.book.url, input="000000000000000\n")) == "slip-unknown"
    assert code(run("ask", truce.book.url, input="12\n")) == "slip-malformed"


def test_of_a_code_the_intake_keeps_a_slow_hash_alone(truce, report, tmp_path):
    store = Beside(tmp_path / "x.codes")
    shown = slips.give(store, item(truce, report).payload)
    held = (tmp_path / "x.codes").read_bytes()
    assert shown.encode() not in held
    assert shown.replace("-", "").encode() not in held
    assert oct((tmp_path / "x.codes").stat().st_mode)[-3:] == "600"
    assert slips.give(store, item(truce, report).payload) != shown


def test_a_receipt_of_nothing_is_not_given(truce, tmp_path):
    keys = ("--keys", truce.folder, "--out", tmp_path / "r.json")
    assert code(run("give", truce.book.url, "0", *keys)) == "receipt-empty"
    assert code(run("give", truce.book.url, *keys)) == "outbox-missing"
    assert code(run("give", truce.book.url, "--waiting", "7", *keys)) == "outbox-missing"
