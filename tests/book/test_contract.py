"""What holds for a book on every engine."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import AGREEMENT, LIFE, MEMBERS, Desk, everything, row
from holdfire.book import Book
from holdfire.db import migrate
from holdfire.db.engine import open_engine, write
from holdfire.db.schema import tables
from holdfire.errors import BadInput, Conflict, HoldfireError, NotFound, Refused
from holdfire.projecting import KINDS
from holdfire.record import check as record_check
from holdfire.record import checkpoint, repo, tree
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import Role, new_key
from holdfire.record.kinds import Draft
from holdfire.reports import entries as report_entries
from holdfire.reports import repo as reports
from holdfire.reports.model import Report


def plain(n):
    return report_entries.report(Report(f"{n:064x}", f"source {n}", source_id=str(n), words="EXERCISE."))


@given(batches=st.lists(st.integers(1, 40), min_size=1, max_size=6))
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_appending_in_any_batches_gives_the_tree_of_all_leaves(url, tmp_path_factory, batches):
    desk = (
        small(tmp_path_factory.mktemp("batches"))
        if not url.startswith("postgres")
        else cleared(url, tmp_path_factory)
    )
    start = desk.book.size()
    for size in batches:
        desk.book.submit(lambda c, size=size: [plain(repo.size(c) + i) for i in range(size)], desk.intake_key)
    assert desk.book.size() == start + sum(batches)
    whole = tree.Frontier()
    with desk.book.reading() as connection:
        for page in repo.entries(connection):
            for stored in page:
                whole.add(tree.leaf_hash(stored.leaf))
        signed = checkpoint.check(repo.last_checkpoint(connection), desk.log_key.public)
        sizes = [size for size, _ in repo.checkpoints(connection)]
    assert (signed.size, signed.root) == (whole.size, whole.root())
    assert [b - a for a, b in pairwise(sizes)][-len(batches) :] == batches
    desk.book.check(workers=1)


def small(folder):
    return Desk.open(str(folder / "test.book"), folder / "keys")


def cleared(url, tmp_path_factory):
    """Make a book in a database that may have one already."""
    engine = open_engine(url)
    with write(engine) as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return Desk.open(url, tmp_path_factory.mktemp("keys") / "keys")


def test_a_lived_in_book_has_every_kind_of_entry(lived_in):
    found = lived_in.book.check(workers=1)
    assert set(found.kinds) == set(KINDS) - {"root"}, (
        "where that stands, the log's key registers no more keys"
    )


def recorded(desk, acts):
    """Do the acts; after each, keep what the book showed at the size that it then had."""
    shown = {}
    for act in acts:
        try:
            act(desk)
        except (HoldfireError, LookupError):
            continue
        with desk.book.reading() as connection:
            shown[repo.size(connection)] = everything(connection, None)
    return shown


def demand_remembered(desk, shown):
    with desk.book.reading() as connection:
        for size, then in shown.items():
            now = everything(connection, size)
            for name, value in then.items():
                assert now[name] == value, f"{name} read at {size}"


def test_the_book_reads_at_a_size_as_it_was_when_it_had_that_size(desk):
    demand_remembered(desk, recorded(desk, LIFE))


@given(acts=st.lists(st.sampled_from(LIFE), max_size=12), first=st.integers(1, 8))
@settings(max_examples=4, deadline=None)
def test_the_book_remembers_whatever_the_order_in_which_it_was_lived(tmp_path_factory, acts, first):
    desk = small(tmp_path_factory.mktemp("order"))
    demand_remembered(desk, recorded(desk, [*LIFE[:first], *acts]))
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before


def test_a_size_in_the_middle_of_a_batch_can_be_read_too(lived_in):
    with lived_in.book.reading() as connection:
        counts = [reports.count(connection, size) for size in range(1, repo.size(connection) + 1)]
        entries = [s.index for page in repo.entries(connection) for s in page]
    assert counts[0] == 0
    assert counts[2:8] == [1, 2, 3, 4, 5, 6]
    assert entries == list(range(len(entries)))


def test_rebuilding_gives_the_same_dump(desk):
    desk.live()
    before = desk.dump()
    assert len(before) > 50
    desk.book.rebuild()
    assert desk.dump() == before
    desk.book.check(workers=1)


@pytest.mark.postgres
def test_the_same_entries_give_the_same_dump_on_both_engines(lived_in, database):
    url = database()
    copy_kept(lived_in.book.url, url)
    other = Book(url)
    other.rebuild()
    with lived_in.book.reading() as mine, other.reading() as theirs:
        for table in tables(kept=True):
            assert rows(mine, table) == rows(theirs, table)
    copy = Desk(other, lived_in.folder, {})
    assert copy.dump() == lived_in.dump()
    assert other.check(workers=1) == lived_in.book.check(workers=1)
    other.engine.dispose()


def rows(connection, table):
    return [
        tuple(bytes(v) if isinstance(v, memoryview) else v for v in r)
        for r in connection.execute(table.select().order_by(*table.primary_key.columns))
    ]


def copy_kept(old, new):
    """Carry what cannot be made again from one database to an empty one."""
    there = open_engine(new, create=False)
    with Book(old).reading() as source, write(there) as target:
        migrate.create(target)
        for table in tables(kept=True):
            found = [dict(r._mapping) for r in source.execute(table.select())]
            if found:
                target.execute(table.insert(), found)
    there.dispose()


def test_several_processes_check_the_book_on_either_engine(desk, monkeypatch):
    monkeypatch.setattr(record_check, "LEAST", 4)
    monkeypatch.setattr(record_check, "MOST", 4)
    for n in range(12):
        desk.take(row(n))
    assert desk.book.check(workers=2) == desk.book.check(workers=1)


def test_two_writers_at_once_lose_nothing_and_fork_nothing(desk):
    book, each, size = desk.book, 12, 5
    start, failed = book.size(), []

    def work(name):
        mine = Book(book.url, KeyRing(desk.folder))
        try:
            for n in range(each):
                drafts = [
                    report_entries.report(Report("0" * 64, name, source_id=f"{n}.{i}")) for i in range(size)
                ]
                mine.submit(lambda _c, drafts=drafts: drafts, desk.intake_key)
        except HoldfireError as e:
            failed.append(e)
        finally:
            mine.engine.dispose()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("east", "west")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failed
    assert book.size() == start + 2 * each * size
    with book.reading() as connection:
        found = {(f.report.source, f.report.source_id) for f in reports.page(connection, limit=1000)}
    assert found == {(w, f"{n}.{i}") for w in ("east", "west") for n in range(each) for i in range(size)}
    book.check(workers=1)


def test_who_reads_sees_one_state_while_another_writes(desk):
    desk.take(row(0))
    with desk.book.reading() as connection:
        before = everything(connection, None)
        desk.take(row(1))
        assert everything(connection, None) == before
    with desk.book.reading() as connection:
        assert reports.count(connection) == 2


def kept(book):
    with book.reading() as connection:
        return {t.name: connection.execute(t.select()).all() for t in tables(kept=True)}


def wrong(_connection):
    raise KeyError("in the middle of its work")


BAD_BUILDS = {
    "the builder fails": (wrong, KeyError),
    "a later draft has a field that its kind does not declare": (
        lambda _c: [plain(1), Draft("report", {"words": "said in the open"})],
        BadInput,
    ),
    "a draft refers to an entry that is not there": (
        lambda _c: [plain(1), Draft("report", refs=(10_000,))],
        BadInput,
    ),
    "a draft is too long for a leaf": (
        lambda _c: [plain(1), Draft("import", {"reports": 1, "bad": "x" * 70_000})],
        BadInput,
    ),
    "a draft cannot be projected": (
        lambda _c: [plain(1), Draft("report", {}, {"when": ["once", "later"]})],
        ValueError,
    ),
    "a draft has a fraction in the open": (
        lambda _c: [plain(1), Draft("import", {"reports": 0.5})],
        ValueError,
    ),
}


def test_nothing_is_written_unless_all_is(desk):
    before, dumped = kept(desk.book), desk.dump()
    for name, (build, expected) in BAD_BUILDS.items():
        with pytest.raises(expected):
            desk.book.submit(build, desk.intake_key)
        assert kept(desk.book) == before, name
        assert desk.dump() == dumped, name
    desk.take(row(0))
    desk.book.check(workers=1)


def test_a_key_that_the_record_does_not_know_is_refused(desk):
    stranger = new_key(Role.INTAKE, "intake")
    with pytest.raises(Refused) as e:
        desk.book.submit(lambda _c: [plain(0)], stranger)
    assert e.value.code == "key-unregistered"


def test_a_key_of_another_role_is_refused(desk):
    with pytest.raises(Refused) as e:
        desk.book.submit(lambda _c: [plain(0)], desk.members[MEMBERS[0]])
    assert e.value.code == "key-role"


def test_a_second_book_is_not_made_over_the_first(desk, tmp_path):
    desk.take(row(0))
    before = kept(desk.book)
    with pytest.raises(Conflict) as e:
        Desk.open(desk.book.url, tmp_path / "other-keys")
    assert e.value.code == "book-exists"
    assert kept(desk.book) == before


def test_a_place_without_a_book_says_so(url, tmp_path):
    with pytest.raises(NotFound) as e:
        Book(url)
    assert e.value.code == "book-missing"


def test_an_agreement_that_cannot_be_used_leaves_nothing_behind(url, tmp_path):
    with pytest.raises(BadInput):
        Desk.open(url, tmp_path / "keys", agreement=b"names: 5\n")
    Desk.open(url, tmp_path / "keys", agreement=AGREEMENT)
