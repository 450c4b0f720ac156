"""Opening what is no book, or cannot be reached; columns and dumps."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from desk import row
from holdfire.accounts import repo as accounts
from holdfire.book import Book
from holdfire.db import migrate
from holdfire.db.engine import open_engine, read, write
from holdfire.db.schema import metadata, tables
from holdfire.errors import BadInput, Conflict, NotFound, Unavailable


def test_a_text_file_is_not_a_book(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, and no book. " * 40)
    with pytest.raises(NotFound) as e:
        Book(str(path))
    assert e.value.code == "book-missing"
    assert path.read_text() == "These are notes, and no book. " * 40


def test_another_programs_sqlite_file_is_not_a_book(tmp_path):
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE birds (name TEXT)")
    other.close()
    with pytest.raises(NotFound) as e:
        Book(str(path))
    assert e.value.code == "book-missing"


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("dear")
    with pytest.raises(Conflict) as e:
        open_engine(str(path), create=True)
    assert e.value.code == "book-exists"
    assert path.read_text() == "dear"


def test_a_book_of_another_release_is_refused(copied):
    with write(copied.book.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadInput) as e:
        Book(copied.book.url)
    assert e.value.code == "book-release"


def test_a_url_that_cannot_be_read_is_refused():
    with pytest.raises(BadInput) as e:
        open_engine("postgresql://:port@:nowhere:/")
    assert e.value.code == "book-url"


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_named_so(server):
    with pytest.raises(Unavailable) as e:
        Book("postgresql://nobody@127.0.0.1:1/nothing")
    assert e.value.code == "book-unreachable"


def test_a_writer_that_waits_too_long_is_told_so(copied, monkeypatch):
    other = sa.create_engine(f"sqlite:///{copied.book.url}", connect_args={"timeout": 0.1})
    hurried = Book(copied.book.url, copied.book.keys)
    with hurried.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    holder = sqlite3.connect(copied.book.url, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Conflict) as e:
        hurried.submit(lambda _c: [], copied.intake_key)
    assert e.value.code == "book-busy"
    holder.execute("ROLLBACK")
    holder.close()
    other.dispose()


def test_a_file_book_is_safe_against_a_power_cut_and_clears_what_is_deleted(file_desk):
    with read(file_desk.book.engine) as connection:
        found = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_every_table_is_kept_or_projected_and_every_kept_one_is_made_by_a_migration(tmp_path):
    engine = open_engine(str(tmp_path / "empty.book"), create=True)
    with write(engine) as connection:
        migrate.create(connection)
        made = sa.inspect(connection)
        for table in metadata.sorted_tables:
            assert {c["name"] for c in made.get_columns(table.name)} == set(table.columns.keys())
    assert accounts.account.info["kept"]
    kept = {t.name for t in tables(kept=True)}
    assert kept == {
        "entry", "disclosure", "checkpoint", "cosignature", "file", "account", "passkey", "session", "attempt",
        "token", "mirror_of", "outbox", "against",
    }  # fmt: skip
    engine.dispose()


BESIDE = {"tile", "said", "searched_words"}
"""Tables that belong to entries, or to rows that name one, each in its own way."""


def test_every_projected_row_names_the_entry_that_made_it():
    for table in tables(kept=False):
        if table.name not in BESIDE:
            assert {"made", "ended"} <= set(table.columns.keys()), table.name
        assert table.primary_key.columns


def test_text_is_sorted_byte_by_byte_on_every_engine(desk):
    names = ["a", "B", "é", "Z", "z", "ä", "_", "حلب", "Ж"]
    desk.take(*(row(n, source=name) for n, name in enumerate(names)))
    with desk.book.reading() as connection:
        table = metadata.tables["report"]
        found = list(connection.execute(sa.select(table.c.source).order_by(table.c.source)).scalars())
    assert found == sorted(names, key=lambda s: s.encode())
