"""Erasing: who may order it, what goes, what is left in the files' bytes, and who has not done it yet."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desk import AGREEMENT, Desk, row
from holdfire.book import Book
from holdfire.cli.erasing import _answer
from holdfire.db.beside import Beside
from holdfire.disclosing import entries as opening
from holdfire.erasing import entries, repo
from holdfire.errors import Conflict, Refused
from holdfire.projecting import KINDS
from holdfire.protection import erase as erasing
from holdfire.record import check as record_check
from holdfire.record import parcel as parcels
from holdfire.record import repo as record
from holdfire.record.keys import Role, new_key

ROLES = {k.name: k.role for k in KINDS.values()}
SAID = "EXERCISE. A person said: I saw it from my window."
TWO_OFFICERS = AGREEMENT.replace(b"\nrules:\n", b"\nrules:\n  erasure: {officers: 2, within: P2D}\n")


def officers(desk, *names, role=Role.OFFICER):
    made = [new_key(role, name, "member") for name in names]
    desk.register(*made)
    return made


def erase(desk, target, *keys, digests=(), ground="asked"):
    names = [k.public.actor for k in keys]
    return desk.book.submit(
        lambda c: [entries.order(c, target, digests, ground=ground, reason="It was asked.", officers=names)],
        *keys,
    )[0].index


def report_of(desk, n=0, wanted="report"):
    with desk.book.reading() as connection:
        kinds = [entries.payload_of(connection, i).kind for i in range(record.size(connection))]
    return [i for i, kind in enumerate(kinds) if kind == wanted][n]


def test_what_was_erased_is_gone_and_the_record_still_checks(desk):
    desk.take(row(0, text=SAID), row(1))
    desk.link()
    (red,) = officers(desk, "red-society")
    target = report_of(desk)
    with desk.book.reading() as connection:
        values = len(entries.payload_of(connection, target).digests)
    erase(desk, target, red)
    gone = erasing.carry_out(desk.book)
    assert gone.entries == (target,)
    assert (gone.values, len(gone.files)) == (values, 1)
    assert record_check.check(desk.book.url, ROLES, workers=1).absent == values
    desk.book.check_tables()
    assert not any(b"window" in line for line in desk.dump())
    assert erasing.carry_out(desk.book).values == 0


def test_no_erased_word_is_left_in_the_files_bytes(file_desk):
    """Neither as text nor as the base64 that disclosures are kept in, in the book, its log or its index."""
    file_desk.take(row(0, text=SAID + " zylophone" * 40, report_id="zylo-1"), *(row(n) for n in range(1, 30)))
    file_desk.link()
    (red,) = officers(file_desk, "red-society")
    told = told_of(file_desk, report_of(file_desk))
    before = everything_on_disk(file_desk)
    assert b"zylophone" in before
    assert all(part.encode() in before for part in told)
    erase(file_desk, report_of(file_desk), red)
    erasing.carry_out(file_desk.book)
    after = everything_on_disk(file_desk)
    assert b"zylo" not in after
    assert not any(part.encode() in after or part[8:40].encode() in after for part in told)
    assert b"Shelling, number 7" in after, "and the rest is there"
    assert Path(file_desk.book.url + "-wal").stat().st_size == 0


def told_of(desk, index):
    with desk.book.reading() as connection:
        return record.told(connection, index).split("~")


def everything_on_disk(desk):
    return b"".join(p.read_bytes() for p in Path(desk.book.url).parent.glob("test.book*"))


def test_with_a_report_goes_its_article_and_nothing_else(copied):
    with copied.book.reading() as connection:
        found = [entries.payload_of(connection, n) for n in range(record.size(connection))]
        page = next(n for n, p in enumerate(found) if p.kind == "reading")
        report = found[page].refs[0].index
        assert erasing.reached(connection, [report]) == [report, page]
    (red,) = officers(copied, "red-society")
    for target in (report, page):
        erase(copied, target, red)
    erasing.carry_out(copied.book)
    assert not any(b"Shots were heard" in line for line in copied.dump())
    record_check.check(copied.book.url, ROLES, workers=1)


def test_one_field_can_be_erased_and_the_others_stay(file_desk):
    file_desk.take(row(0, text=SAID))
    (red,) = officers(file_desk, "red-society")
    target = report_of(file_desk)
    with file_desk.book.reading() as connection:
        wanted = opening.digests(connection, target, ["words"]).values()
    erase(file_desk, target, red, digests=wanted)
    assert erasing.carry_out(file_desk.book).values == 1
    dumped = b"".join(file_desk.dump())
    assert b"window" not in dumped
    assert b"Post 0" in dumped


def test_a_file_that_another_entry_names_too_stays(file_desk):
    """Two equal rows of a file of counts are two entries with one original."""
    same = "2031-03-10,kellan,violations,5,,,,,,,,Ferry Gazette,,2,3"
    file_desk.take_tallies(same, same)
    (red,) = officers(file_desk, "red-society")
    erase(file_desk, report_of(file_desk, 0, "tally"), red)
    assert erasing.carry_out(file_desk.book).files == frozenset()
    erase(file_desk, report_of(file_desk, 1, "tally"), red)
    assert len(erasing.carry_out(file_desk.book).files) == 1


def test_private_files_lose_what_goes_by_the_entrys_or_the_files_name(file_desk, tmp_path):
    file_desk.take(row(0))
    (red,) = officers(file_desk, "red-society")
    target = report_of(file_desk)
    store = Beside(tmp_path / "test.identities")
    with file_desk.book.reading() as connection:
        leaf = erasing.leaf_of(connection, target)
    store.put(leaf, b"sealed for two officers")
    store.put("another", b"stays")
    erase(file_desk, target, red)
    erasing.carry_out(file_desk.book, [store])
    assert store.names() == ["another"]
    assert b"sealed" not in (tmp_path / "test.identities").read_bytes()


def test_only_protection_officers_order_it(file_desk):
    file_desk.take(row(0))
    with pytest.raises(Refused) as e:
        erase(file_desk, report_of(file_desk), file_desk.intake_key)
    assert e.value.code == "key-role"


def test_where_the_agreement_wants_two_bodies_one_cannot(tmp_path):
    desk = Desk.open(str(tmp_path / "two.book"), tmp_path / "keys", agreement=TWO_OFFICERS)
    desk.take(row(0))
    red, blue = officers(desk, "red-society", "blue-society")
    other_red = officers(desk, "red-society")[0]
    for keys in ((red,), (red, other_red)):
        with pytest.raises(Refused) as e:
            erase(desk, report_of(desk), *keys)
        assert e.value.code == "erasure-unsigned"
    erase(desk, report_of(desk), red, blue)
    assert erasing.carry_out(desk.book).values > 0


def test_an_order_that_too_few_signed_elsewhere_is_kept_as_refused_and_erases_nothing(tmp_path):
    desk = Desk.open(str(tmp_path / "two.book"), tmp_path / "keys", agreement=TWO_OFFICERS)
    desk.take(row(0))
    red, _ = officers(desk, "red-society", "blue-society")
    names = ["red-society", "blue-society"]
    asked = desk.book.request(
        lambda c: [entries.order(c, report_of(desk), (), ground="asked", reason="", officers=names)]
    )
    index = desk.book.take(parcels.sign(asked, red)).index
    with desk.book.reading() as connection:
        assert repo.refusal(connection, index) == "erasure-unsigned"
    assert erasing.carry_out(desk.book).values == 0


def test_nothing_can_be_ordered_that_the_entry_does_not_have(file_desk):
    (red,) = officers(file_desk, "red-society")
    with pytest.raises(Conflict) as e:
        erase(file_desk, 0, red)
    assert e.value.code == "erasure-empty"
    file_desk.take(row(0))
    with pytest.raises(Conflict):
        erase(file_desk, report_of(file_desk), red, digests=["x" * 43])


def mirror_of(desk, folder):
    there = str(folder / "mirror.book")
    with sqlite3.connect(desk.book.url) as old, sqlite3.connect(there) as new:
        old.backup(new)
    return Book(there, desk.book.keys, desk.book.clock)


def test_a_mirror_carries_it_out_and_says_so_and_who_has_not_is_shown_with_a_clock(tmp_path):
    agreement = AGREEMENT.replace(b"\nrules:\n", b"\nrules:\n  erasure: {within: P2D}\n")
    desk = Desk.open(str(tmp_path / "log.book"), tmp_path / "keys", agreement=agreement)
    desk.take(row(0, text=SAID))
    (red,) = officers(desk, "red-society")
    kellan, _ = officers(desk, "kellan", "dorvia", role=Role.MIRROR)
    order = erase(desk, report_of(desk), red)
    mirror = mirror_of(desk, tmp_path)
    erasing.carry_out(desk.book)
    with mirror.reading() as connection:
        assert list(erasing.still_held(connection)) == [report_of(desk)]
    erasing.carry_out(mirror)
    assert not any(b"window" in p.read_bytes() for p in tmp_path.glob("mirror.book*"))
    said = parcels.sign(mirror.request(lambda c: [entries.acknowledge(c, order, "kellan")]), kellan)
    desk.book.take(said)
    with desk.book.reading() as connection:
        (found,) = repo.erasures(connection)
        first, second = repo.owed(connection, found)
    assert [first.mirror, second.mirror] == ["dorvia", "kellan"]
    assert first.done is None
    assert second.done is not None
    day = 86_400 * 10**6
    assert not first.late(found.at + day)
    assert first.late(found.at + 3 * day)
    assert _answer(None, first.due, found.at, found.at + 3 * day).startswith(
        "no word for 3 days 0 hours; LATE, due"
    )
    with pytest.raises(Conflict) as e:
        desk.book.submit(lambda c: [entries.acknowledge(c, order, "kellan")], kellan)
    assert e.value.code == "erasure-acknowledged"


def test_a_scrub_that_a_reader_holds_up_says_so_and_can_be_done_again(file_desk):
    file_desk.take(row(0, text=SAID))
    (red,) = officers(file_desk, "red-society")
    other = sqlite3.connect(file_desk.book.url, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM entry").fetchone()
    erase(file_desk, report_of(file_desk), red)
    file_desk.book.engine.dispose()
    with pytest.raises(Conflict) as e:
        erasing.carry_out(file_desk.book)
    assert e.value.code == "book-busy"
    other.execute("ROLLBACK")
    other.close()
    erasing.carry_out(file_desk.book)
    assert b"window" not in everything_on_disk(file_desk)
