"""A reading run keeps each claim as a row of spans and rules, and a rebuild makes the same rows. Exercises."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from holdfire.cli.reading import claims as claims_command
from holdfire.errors import BadInput, NotFound
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


def test_a_persons_word_stands_beside_the_machines_reading(read):
    desk, entry = read
    words = {"kind": "explosion", "place": {"start": 15, "end": 19}, "target": None}
    desk.book.submit(lambda c: entries.correct(c, entry, 0, "corrected", words), desk.intake_key)
    with desk.book.reading() as connection:
        said, denied = repo.claims(connection, entry)
    assert (said.kind, said.correction.verdict, said.correction.changed) == ("shelling", "corrected", words)
    assert denied.correction is None


def test_the_last_word_stands_and_a_rebuild_keeps_it(read):
    desk, entry = read
    for verdict in ("right", "wrong"):
        desk.book.submit(lambda c, v=verdict: entries.correct(c, entry, 1, v), desk.intake_key)
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before
    with desk.book.reading() as connection:
        assert repo.claims(connection, entry)[1].correction.verdict == "wrong"
        first = repo.claims(connection, entry)[1].correction.by
        assert repo.claims(connection, entry, at=first)[1].correction.verdict == "right"


@pytest.mark.parametrize(
    ("verdict", "changed"),
    [
        ("perhaps", {}),
        ("corrected", {}),
        ("right", {"kind": "shots"}),
        ("corrected", {"kind": "thunder"}),
        ("corrected", {"status": "doubted"}),
        ("corrected", {"colour": "red"}),
        ("corrected", {"speaker": {"start": 5, "end": 9_999}}),
    ],
)
def test_what_cannot_be_said_of_a_claim_is_refused(read, verdict, changed):
    desk, entry = read
    with pytest.raises(BadInput) as caught:
        desk.book.submit(lambda c: entries.correct(c, entry, 0, verdict, changed), desk.intake_key)
    assert caught.value.code == "correction-unfit"


def test_a_claim_that_is_not_there_is_missing(read):
    desk, entry = read
    with pytest.raises(NotFound):
        desk.book.submit(lambda c: entries.correct(c, entry, 7, "right"), desk.intake_key)


def test_the_command_lists_claims_and_takes_a_persons_word(read):
    desk, entry = read
    book, keys = desk.book.url, ["--keys", str(desk.folder)]
    run = CliRunner().invoke
    listed = run(claims_command, [book, str(entry)])
    assert f"{entry}.0: shelling, asserted, happened" in listed.output
    told = run(
        claims_command, [book, str(entry), "--claim", "0", "--kind", "shots", "--slot", "target=", *keys]
    )
    assert told.exception is None
    assert 'a person: corrected {"kind": "shots", "target": null}' in told.output
    wrong = run(claims_command, [book, str(entry), "--claim", "0", "--slot", "speaker=x", *keys])
    assert isinstance(wrong.exception, BadInput)
