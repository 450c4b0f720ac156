"""A reading run keeps each claim as a row of spans and rules, and a rebuild makes the same rows. Exercises."""

from __future__ import annotations

import pytest

from holdfire.reading import entries, repo

NOTE = """\
EXERCISE. Shells fall near the mill again this week

Advertisement
Shells fell on Tarn on Monday, two residents said, but the Shore Army denied it.
"""


@pytest.fixture
def read(file_desk):
    """A book with one pasted page, read: the desk and the report's entry."""
    file_desk.take_page(NOTE)
    file_desk.read_pages()
    with file_desk.book.reading() as connection:
        [entry] = repo.articles(connection)
    return file_desk, entry


def test_a_claim_is_kept_without_the_reports_words(read):
    desk, entry = read
    with desk.book.reading() as connection:
        words = repo.articles(connection)[entry].words
        said, denied = repo.claims(connection, entry)
    assert (said.kind, said.status, denied.status, denied.answers) == (
        "shelling",
        "asserted",
        "denied",
        said.n,
    )
    speaker = said.slots["speaker"]
    assert words[speaker["start"] : speaker["end"]] == "two residents"
    assert speaker["rule"] == said.rule == "en-said-after"
    assert said.slots["via"] == []
    assert denied.confidence is None


def test_what_was_read_is_seen_from_the_run_on(read):
    desk, entry = read
    with desk.book.reading() as connection:
        [run] = {c.run for c in repo.claims(connection, entry)}
        assert repo.claims(connection, entry, at=run) == []
        assert len(repo.claims(connection, entry, at=run + 1)) == 2


def test_a_rebuild_makes_the_same_rows(read):
    desk, _ = read
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before


def test_a_second_run_reads_nothing_twice(read):
    desk, _ = read
    assert desk.book.submit(lambda c: entries.run(c)[0], desk.intake_key) == []
