"""A mirror is a full copy: it resumes, checks as it goes, and is the same book on either engine."""

from __future__ import annotations

import pytest
from mirrors import Changed, dumped, key, local, mirror, pages, remote, update

from desk import everything, row
from holdfire.book import Book
from holdfire.casework import repo as casework
from holdfire.db.schema import tables
from holdfire.errors import Refused
from holdfire.linking import repo as linking
from holdfire.mirror import following
from holdfire.record.keys import Role, new_key, save
from holdfire.reports import release as reports
from holdfire.reports import repo as reports_repo


def test_a_mirror_made_from_a_book_that_one_holds_is_the_same_book(place, truce):
    made = mirror(place, local(truce), truce)
    assert dumped(made) == truce.dump()
    assert made.check(workers=1) == truce.book.check(workers=1)
    with made.reading() as mine, truce.book.reading() as theirs:
        assert everything(mine, None) == everything(theirs, None)
        for table in tables(kept=True):
            if table.name in ("entry", "disclosure", "checkpoint", "cosignature"):
                assert [
                    tuple(r) for r in mine.execute(table.select().order_by(*table.primary_key.columns))
                ] == [
                    tuple(r) for r in theirs.execute(table.select().order_by(*table.primary_key.columns))
                ], table.name


def test_it_goes_on_from_where_it_was_in_batches_of_any_size(place, truce, monkeypatch):
    monkeypatch.setattr(following, "BATCH", 1)
    made = mirror(place, local(truce), truce)
    for n in range(3):
        truce.take(row(100 + n))
        done = update(made, local(truce))
        assert done.stop - done.start >= 1
    assert update(made, local(truce)).start == truce.book.size()
    assert dumped(made) == truce.dump()
    made.check(workers=1)


def test_a_run_that_was_cut_off_is_taken_up_and_what_it_left_is_whole(place, truce, monkeypatch):
    monkeypatch.setattr(following, "BATCH", 20)
    source, asked = local(truce), []

    def fail(start, stop):
        asked.append(start)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return source.values(start, stop)

    with pytest.raises(KeyboardInterrupt):
        mirror(place, Changed(source, values=fail), truce)
    half = Book(place, clock=truce.book.clock)
    assert 0 < half.size() < truce.book.size()
    half.check(workers=1)
    update(half, source)
    assert dumped(half) == truce.dump()


def test_over_the_pages_a_member_is_handed_all_but_who_spoke_and_their_words(place, truce, tmp_path):
    key(truce, "kellan", tmp_path / "kellan")
    with pages(truce) as address, remote(address, truce, tmp_path / "kellan") as asked:
        made = mirror(place, asked, truce)
    found = made.check(workers=1)
    assert found.size == truce.book.size()
    with made.reading() as connection:
        released = {e for e in range(12) if reports.readable(connection, [e], "")}
        kept = {f.entry: (f.report.words, f.report.source, f.report.original) for f in stored(connection)}
    assert released
    for entry, (words, source, original) in kept.items():
        assert bool(words) == bool(original) == (entry in released), entry
        assert bool(source) or entry not in released
    assert any(source and not words for words, source, _ in kept.values()), "that of a body is named"
    with made.reading() as mine, truce.book.reading() as theirs:
        assert linking.incidents(mine) == linking.incidents(theirs)
        assert casework.briefs(mine) == casework.briefs(theirs)


def stored(connection):
    """The reports as they were entered, also those that were corrected."""
    return [f for n in range(60) if (f := reports_repo.get(connection, n)) is not None]


def test_who_is_no_member_is_handed_entries_and_no_value(place, truce, tmp_path):
    key(truce, "harbour-archive", tmp_path / "archive")
    with pages(truce) as address, remote(address, truce, tmp_path / "archive") as asked:
        made = mirror(place, asked, truce)
    found = made.check(workers=1)
    assert (found.size, found.held) == (truce.book.size(), 0)


def test_without_a_registered_key_nothing_is_handed_over(place, truce, tmp_path):
    stranger = new_key(Role.MIRROR, "kellan", "member")
    save(stranger, tmp_path / "keys" / "kellan.mirror.key")
    with pages(truce) as address:
        for folder in (None, tmp_path / "keys"):
            with remote(address, truce, folder) as asked, pytest.raises(Refused) as e:
                mirror(place, asked, truce)
            assert e.value.code == "mirror-unknown"


def test_words_that_are_released_later_come_then(place, truce, tmp_path):
    key(truce, "kellan", tmp_path / "kellan")
    truce.take(row(90, source="A person", source_type="person"))
    report = truce.claims()[-1].entry
    with pages(truce) as address, remote(address, truce, tmp_path / "kellan") as asked:
        made = mirror(place, asked, truce)
        assert words(made, report) == ""
        truce.open_words(report)
        assert update(made, asked).opened == 3
    assert words(made, report) == words(truce.book, report) != ""
    before = dumped(made)
    made.rebuild()
    assert dumped(made) == before
    made.check(workers=1)


def words(book, report):
    with book.reading() as connection:
        return reports_repo.get(connection, report).report.words
