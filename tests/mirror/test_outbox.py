"""A mirror is a desk: what is made there is signed there, and sent to the log, or waits and is shown so."""

from __future__ import annotations

import json
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from mirrors import dumped, key, local, mirror, pages, remote, update

from desk import DAY, row
from holdfire.agreement import ground
from holdfire.book import Book
from holdfire.bulletins import render
from holdfire.bulletins.gather import gather
from holdfire.casework import entries as casework_entries
from holdfire.casework import repo as casework
from holdfire.db.engine import write
from holdfire.errors import HoldfireError, Refused, Waits
from holdfire.linking import entries as linking_entries
from holdfire.mirror import repo
from holdfire.mirror.exchanging import exchange
from holdfire.record import parcel as parcels
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role, new_key
from holdfire.reports import formats, intake
from holdfire.reports import repo as reports

ELSEWHERE = "http://127.0.0.1:9/truce"
"""Where nobody answers."""


@pytest.fixture
def keys(truce, tmp_path):
    return key(truce, "kellan", tmp_path / "kellan")


@pytest.fixture
def cut_off(place, truce, keys):
    """Kellan's desk over its mirror, of a log that cannot be reached."""
    made = mirror(place, local(truce), truce, keys)
    move(made, ELSEWHERE)
    return made


def move(book, where):
    with write(book.engine) as connection:
        repo.keep_origin(connection, where, book.clock(), book.size())


def waiting(book, *, whole=False):
    with book.reading() as connection:
        return repo.waiting(connection, whole=whole)


def roster(connection, at, actor="kellan"):
    return casework_entries.draft(
        connection, "roster", casework_entries.form("roster", {}), actor=actor, at=at
    )


def act(book, truce, actor="kellan"):
    return book.submit(lambda c: roster(c, book.clock(), actor), truce.members[actor])


def test_pages_measures_and_bulletins_run_from_a_mirror(cut_off, truce):
    with cut_off.reading() as mine, truce.book.reading() as theirs:
        assert render.html(gather(mine, DAY, None)) == render.html(gather(theirs, DAY, None))
        assert casework.running(mine) == casework.running(theirs)


def test_what_is_signed_while_the_log_cannot_be_reached_waits_with_the_reason(cut_off, truce):
    size = cut_off.size()
    with pytest.raises(Waits) as e:
        act(cut_off, truce)
    assert (e.value.code, e.value.exit) == ("entry-waits", 10)
    (waits,) = waiting(cut_off)
    assert (waits.kind, waits.code, waits.entry) == ("roster", "log-silent", None)
    assert cut_off.size() == size
    cut_off.check(workers=1)


def test_when_the_log_is_there_again_it_enters_what_waited_once_and_the_mirror_has_it(cut_off, truce):
    for _ in range(2):
        with pytest.raises(Waits):
            act(cut_off, truce)
    before = truce.book.size()
    with pages(truce) as address:
        move(cut_off, address)
        cut_off.submit(lambda c: roster(c, cut_off.clock()), truce.members["kellan"])
        assert truce.book.size() == before + 6, "three acts, each after a tick"
    assert waiting(cut_off) == []
    found = waiting(cut_off, whole=True)
    assert [w.entry for w in found] == [before + 1, before + 3, before + 5]
    with cut_off.reading() as mine, truce.book.reading() as theirs:
        assert casework.rosters(mine) == casework.rosters(theirs)
    cut_off.check(workers=1)


def test_at_a_desk_that_reaches_the_log_an_act_is_entered_at_once(cut_off, truce):
    with pages(truce) as address:
        move(cut_off, address)
        (receipt,) = act(cut_off, truce)
        assert receipt.index == truce.book.size() - 1 == cut_off.size() - 1


def test_what_is_sent_twice_is_entered_once(cut_off, truce, keys):
    with pytest.raises(Waits):
        act(cut_off, truce)
    with cut_off.reading() as connection:
        data = repo.parcel(connection, waiting(cut_off)[0].sha256)
    with pages(truce) as address, remote(address, truce, keys) as log:
        first, second = log.hand_in(data), log.hand_in(data)
        assert (second.entry, second.code) == (None, "entry-there")
        assert first.entry == truce.book.size() - 1
        update(cut_off, log)
    assert waiting(cut_off) == [], "it finds it in the log, whatever the host said of it"


def test_what_the_log_refuses_stays_with_its_reason_until_it_is_taken_back(cut_off, truce):
    with pytest.raises(Waits):
        act(cut_off, truce)
    truce.revoke(truce.members["kellan"].public.key_id)
    with pages(truce) as address:
        move(cut_off, address)
        with pytest.raises(Refused) as e:
            act(cut_off, truce, "kellan")
        assert e.value.code in {"log-refused", "key-revoked"}
    assert {w.code for w in waiting(cut_off)} == {"key-revoked"}
    for each in waiting(cut_off):
        with write(cut_off.engine) as connection:
            assert repo.drop(connection, each.number)
            assert not repo.drop(connection, each.number)
    assert waiting(cut_off) == []


def test_an_intake_of_its_own_takes_reports_in_and_keeps_their_words(place, truce, keys, tmp_path):
    own = new_key(Role.INTAKE, "kellan", "member")
    truce.register(own)
    desk = mirror(place, local(truce), truce, keys)
    move(desk, ELSEWHERE)
    path = tmp_path / "rows.jsonl"
    said = [row(n, source="A person", source_type="person") for n in (70, 71)]
    path.write_text("".join(json.dumps(each) + "\n" for each in said))

    def put(build):
        with suppress(Waits):
            desk.submit(build, own)

    for _ in range(2):
        intake.take(path, formats.read(path, format=None, mapping=None, zone=ZoneInfo("Etc/GMT+2")), put)
    assert len(waiting(desk)) == 6, "two reports and the import, and all of it again"
    with pages(truce) as address:
        move(desk, address)
        exchange(desk.desk())
    with truce.book.reading() as theirs, desk.reading() as mine:
        assert reports.count(mine) == reports.count(theirs)
        newest = [f for f in reports.page(mine, limit=100) if f.report.source == "A person"]
    assert len(newest) == 2
    assert all(f.report.words for f in newest)
    assert {w.code for w in waiting(desk)} == {"report-there"}
    desk.check(workers=1)


def test_machines_and_the_logs_own_entries_are_not_made_at_a_mirror(cut_off, truce):
    truce.take(row(80))
    update(cut_off, local(truce))
    key_id = truce.members["kellan"].public.key_id
    for build, signer, code in (
        (linking_entries.run, truce.intake_key, "mirror-run"),
        (lambda _c: [ground.revoke_keys([key_id])], truce.log_key, "mirror-log"),
    ):
        with pytest.raises(HoldfireError) as e:
            cut_off.submit(build, signer)
        assert e.value.code == code
    assert waiting(cut_off) == []


def test_a_parcel_that_others_signed_is_handed_on(cut_off, truce):
    parcel = cut_off.request(lambda c: roster(c, cut_off.clock(), "dorvia"))
    with pytest.raises(Waits):
        cut_off.take(parcels.sign(parcel, truce.members["dorvia"]))
    assert [w.kind for w in waiting(cut_off)] == ["roster"]
    again = Book(cut_off.url, KeyRing(truce.folder), truce.book.clock)
    assert dumped(again) == dumped(cut_off)
