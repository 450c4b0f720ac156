"""Sources by name and reports by count, without looking at every report."""

from __future__ import annotations

from desk import row
from holdfire.linking import whereabouts
from holdfire.reports import repo, sources, triage


def test_sources_are_named_each_once_of_some_kinds_or_up_to_so_many(desk):
    desk.take(*(row(n, source=f"Post {n % 3}", source_type=("monitor", "media")[n % 2]) for n in range(12)))
    with desk.book.reading() as connection:
        assert sources.names(connection) == ["Post 0", "Post 1", "Post 2"]
        assert sources.names(connection, kinds=["media"]) == ["Post 0", "Post 1", "Post 2"]
        assert sources.names(connection, kinds=["party"]) == []
        assert sources.names(connection, kinds=["monitor"], most=2) == ["Post 0", "Post 1"]
        assert sources.names(connection, 3) == sorted(name for name, _ in repo.sources(connection, 3))
        assert sources.count(connection) == 3


def test_a_source_whose_only_report_was_corrected_is_named_as_it_was_then_and_not_now(desk):
    desk.take(row(1, source="Old name", report_id="R", source_type="media"))
    before = desk.book.size()
    desk.take(row(1, source="Old name", report_id="R", text="EXERCISE. Corrected.", source_type="party"))
    with desk.book.reading() as connection:
        assert sources.names(connection, kinds=["party"]) == ["Old name"]
        assert sources.names(connection, kinds=["media"]) == []
        assert sources.names(connection, before, ["media"]) == ["Old name"]


def test_reports_are_counted_up_to_one_more_than_are_wanted(desk):
    desk.take(*(row(n, source=f"Post {n % 2}") for n in range(9)))
    with desk.book.reading() as connection:
        assert repo.count(connection) == 9
        assert repo.count(connection, most=5) == 6
        assert repo.count(connection, most=9) == 9
        assert repo.count(connection, source="Post 1") == 4


def test_a_question_for_what_may_be_shown_gives_the_same_as_a_list_of_it(desk):
    desk.take(
        row(1, within="North Shore"), row(2, within="Middle Ridge", lon=-30.3), row(3, within="North Shore")
    )
    desk.link()
    with desk.book.reading() as connection:
        asked = whereabouts.reports_in(["north"], None)
        listed = sorted(connection.execute(asked).scalars())
        assert 0 < len(listed) < 3
        assert repo.count(connection, None, asked) == repo.count(connection, None, listed) == len(listed)
        assert [f.entry for f in repo.page(connection, among=asked, limit=9)] == [
            f.entry for f in repo.page(connection, among=listed, limit=9)
        ]
        assert triage.waiting(connection, among=asked) == triage.waiting(connection, among=listed)
